"""Behind the screen: how the devices are, what is left in the printers, and a test page."""

from PySide6.QtCore import Property, QObject, Signal, Slot

from kiosk.domain.consumables import MOST, Consumable, Stock
from kiosk.domain.filing import Queue
from kiosk.domain.text import Text
from kiosk.events import DeliveryChanged, Event, QueueCounted, StaffRefused
from kiosk.ports import DeviceSnapshot, DeviceState
from kiosk.services.terminal import Terminal
from ui.viewmodels.base import StepModel
from ui.viewmodels.clock_words import CLOCK, CLOCK_REMEDY, clock_state
from ui.viewmodels.line_words import line_remedy, line_words
from ui.viewmodels.pin_entry import PinEntry
from ui.viewmodels.progress_words import QUEUE, left_words, queue_words
from ui.viewmodels.shell import ShellModel
from ui.viewmodels.staff_words import STATES, device_name, remedy, supply_words

TONES = {
    DeviceState.READY: "done",
    DeviceState.BUSY: "done",
    DeviceState.STARTING: "action",
    DeviceState.NEEDS_ATTENTION: "attention",
    DeviceState.ABSENT: "error",
    DeviceState.FAILED: "error",
}
NAMES = {
    Consumable.SHEETS: Text("A4 纸（张）", "A4 sheets"),
    Consumable.TONER: Text("墨粉（还能打几页）", "Toner (pages left)"),
    Consumable.ROLL: Text("小票纸（米）", "Receipt roll (metres)"),
}
MM_PER_M = 1000
"""A roll is counted in millimetres and bought in metres: 80 m stands on its box."""
_FEW_M = 10
"""Below this a part of a metre matters."""
LINE = Text("到中心的网络", "Line to the centre")
FITTED = {Consumable.SHEETS: "printer", Consumable.TONER: "printer", Consumable.ROLL: "slip-printer"}


class StaffModel(StepModel):
    """A door with number and PIN, and what lies behind it. Nothing here shows who stood before the screen."""

    changed = Signal()

    def __init__(self, terminal: Terminal, shell: ShellModel) -> None:
        super().__init__(terminal, shell)
        self._staff = terminal.staff
        self._entry = PinEntry(self._staff.sign_in, self)
        self._noted = ""
        self._queue = Queue()
        terminal.status.queue()

    def hear(self, event: Event) -> None:
        match event:
            case StaffRefused(wait_s, asking):
                self._entry.refused(wait_s, asking)
            case QueueCounted(queue):
                self._queue = queue
                self.changed.emit()
            case DeliveryChanged() if self._staff.number:
                self.terminal.status.queue()

    def refresh(self) -> None:
        self._entry.retell()
        super().refresh()

    def leave(self) -> None:
        self._entry.drop()

    @Property(QObject, constant=True)
    def entry(self) -> PinEntry:
        return self._entry

    @Property(bool, notify=changed)
    def expected(self) -> bool:
        """Whether anybody at all may come in here."""
        return self._staff.expected

    @Property(bool, notify=changed)
    def open(self) -> bool:
        """Whether the door has been opened."""
        return bool(self._staff.number)

    @Property(list, notify=changed)
    def devices(self) -> list[dict[str, str]]:
        """Every device, and before them the line while it is down, what waits for it, and a clock that is off.

        `name`, `place`, `state`, its `tone`, and the `remedy` or "".
        """
        return self._line_and_clock() + [
            {
                "name": self.say(device_name(device)),
                "place": device.place,
                "state": self.say(STATES[device.state]),
                "tone": _tone(device),
                "remedy": self.say(remedy(device) or Text("")),
            }
            for device in self.terminal.health.devices
        ]

    def _line(self) -> list[dict[str, str]]:
        line = self.terminal.health.line
        if line.up or not line.known:
            return []
        words, help_ = self.say(line_words(line)), self.say(line_remedy(line))
        return [{"name": self.say(LINE), "place": "", "state": words, "tone": "error", "remedy": help_}]

    def _line_and_clock(self) -> list[dict[str, str]]:
        return self._line() + self._waiting() + self._clock()

    def _waiting(self) -> list[dict[str, str]]:
        if not self._queue.filings:
            return []
        state, left = self.say(queue_words(self._queue)), self.say(left_words(self._queue))
        return [{"name": self.say(QUEUE), "place": left, "state": state, "tone": "action", "remedy": ""}]

    def _clock(self) -> list[dict[str, str]]:
        trouble = self.terminal.centre.clock_trouble()
        if trouble is None:
            return []
        tone = "error" if trouble.wrong else "attention"
        words, help_ = self.say(clock_state(trouble)), self.say(CLOCK_REMEDY)
        return [{"name": self.say(CLOCK), "place": "", "state": words, "tone": tone, "remedy": help_}]

    @Property(list, notify=changed)
    def stocks(self) -> list[dict[str, str]]:
        """What is left of what this terminal uses: `id`, `name`, `left` in words, its `tone`.

        Beside the toner stands what the printer itself says of it.
        """
        health = self.terminal.health
        printer = health.device("printer")
        told = supply_words(printer.supplies) if printer is not None else Text("")
        shown = [one for one in self.terminal.consumables.stocks if health.fitted(FITTED[one.consumable])]
        return [
            {
                "id": stock.consumable.value,
                "name": self.say(NAMES[stock.consumable]),
                "left": self.say(_left_words(stock, told if stock.consumable is Consumable.TONER else Text(""))),
                "tone": "attention" if stock.low else "plain" if stock.left is None else "done",
            }
            for stock in shown
        ]

    @Property(str, notify=changed)
    def noted(self) -> str:
        """What came of the last count that was entered."""
        return self._noted

    @Slot(str, str)
    def refill(self, consumable: str, line: str) -> None:
        """Staff counted: so many are there now, sheets, pages or metres."""
        which = Consumable(consumable)
        digits = "".join(character for character in line if character.isdecimal())
        unit = MM_PER_M if which is Consumable.ROLL else 1
        most = MOST[which] // unit
        if digits and self.terminal.consumables.refill(which, int(digits[:12]) * unit, self._staff.number):
            self._noted = self.say(Text(f"记下了：{int(digits)}。", f"Noted: {int(digits)}."))
        else:
            self._noted = self.say(Text(f"要 0 到 {most} 之间的数。", f"A number from 0 to {most}, please."))
        self.changed.emit()

    @Slot()
    def back(self) -> None:
        self.shell.back()


def _tone(device: DeviceSnapshot) -> str:
    """What works with a warning is shown as what needs somebody before long."""
    return "attention" if device.warnings and TONES[device.state] == "done" else TONES[device.state]


def _left_words(stock: Stock, told: Text) -> Text:
    left = _amount(stock)
    if not left:
        counted = Text("没有人数过，不知道还有多少", "Not counted yet: how much is left is not known")
    elif stock.days is None:
        counted = Text(f"还有 {left}", f"{left} left")
    else:
        counted = Text(
            f"还有 {left}，照现在这样用大约 {stock.days} 天",
            f"{left} left, about {stock.days} days at this rate",
        )
    return Text(f"{counted.zh}；{told.zh}", f"{counted.en}; {told.en}") if told.zh else counted


def _amount(stock: Stock) -> str:
    """How much is left in the unit of the name, "" where nobody knows; less than is there rather than more."""
    if stock.left is None:
        return ""
    if stock.consumable is not Consumable.ROLL:
        return str(stock.left)
    metres, rest = divmod(stock.left, MM_PER_M)
    return str(metres) if metres >= _FEW_M else f"{metres}.{rest * 10 // MM_PER_M}"
