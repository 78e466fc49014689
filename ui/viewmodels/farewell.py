"""The last word: what was cleared, what to take along; then the terminal is free for the next person."""

from PySide6.QtCore import Property, QTimer, Signal, Slot

from kiosk.domain.text import Text
from kiosk.services.draft_keeper import Keeping
from kiosk.services.terminal import Terminal
from kiosk.workflow.steps import Signal as Move
from kiosk.workflow.steps import Step
from ui.viewmodels.attract import DOOR_OPEN, PAPER_LEFT
from ui.viewmodels.base import StepModel
from ui.viewmodels.card_words import lying_card
from ui.viewmodels.draft_words import WORDS, kept
from ui.viewmodels.shell import ShellModel

SECOND_MS = 1000
LONGER = 3

POWER_OUT = Text(
    "停电了，电池快用完了。已经提交的都在，不会丢。",
    "The power is out and the battery is nearly empty. What you submitted is safe.",
)


class FarewellModel(StepModel):
    """Goes on by itself after `delays.farewell` seconds; a touch does it at once."""

    changed = Signal()
    leftChanged = Signal()

    def __init__(self, terminal: Terminal, shell: ShellModel) -> None:
        super().__init__(terminal, shell)
        # There is more to read when the visit ended before its time.
        told = terminal.power.cut_short or terminal.drafts.keeping is not Keeping.NONE
        longer = LONGER if told else 1
        self._left = max(1, round(terminal.settings.delays.farewell * longer))
        self._second = QTimer(self)
        self._second.setInterval(SECOND_MS)
        self._second.timeout.connect(self.tick)
        self._second.start()

    def leave(self) -> None:
        self._second.stop()

    @Property(int, notify=leftChanged)
    def left(self) -> int:
        """Seconds until the terminal is free."""
        return self._left

    @Property(str, notify=changed)
    def takeWords(self) -> str:
        """What to take along."""
        if not self.terminal.identify.card_lies:
            return self.say(Text("请带好证件和材料。", "Please take your cards and papers."))
        card = lying_card(self.terminal.identify.lying_on)
        return self.say(
            Text(f"{card.zh}还在读卡区，请拿走。", f"Your {card.en} is still on the reader. Please take it.")
        )

    @Property(bool, notify=changed)
    def cardLies(self) -> bool:
        """A card still lies on the reader."""
        return self.terminal.identify.card_lies

    @Property(str, notify=changed)
    def powerWords(self) -> str:
        """That the battery ended the visit; or ""."""
        return self.say(POWER_OUT) if self.terminal.power.cut_short else ""

    @Property(str, notify=changed)
    def draftWords(self) -> str:
        """What becomes of what was not submitted, and how to go on with it; "" where there was nothing."""
        keeping = self.terminal.drafts.keeping
        if keeping is Keeping.KEPT:
            return self.say(kept(self.terminal, after_power_cut=self.terminal.power.cut_short))
        return self.say(WORDS[keeping]) if keeping in WORDS else ""

    @Property(bool, notify=changed)
    def draftLost(self) -> bool:
        return self.terminal.drafts.keeping is Keeping.LOST

    @Property(str, notify=changed)
    def leftBehind(self) -> str:
        """What lies or stands open at the pick-up doors, or ""."""
        reminder = self.terminal.cabinet.reminder
        if reminder.paper_left:
            return self.say(PAPER_LEFT)
        return self.say(DOOR_OPEN) if reminder.door_open else ""

    @Property(bool, constant=True)
    def village(self) -> bool:
        return self.terminal.visit.mode == "village"

    @Slot()
    def tick(self) -> None:
        """One second has gone."""
        self._left -= 1
        if self._left <= 0:
            self.next()
            return
        self.leftChanged.emit()

    @Slot()
    def next(self) -> None:
        self._second.stop()
        if self.terminal.visit.step is Step.FAREWELL:
            self.terminal.visit.fire(Move.NEXT)
