"""After saving: what was saved and where it stands, the receipt, what to take along, the evaluation, the end."""

from collections.abc import Callable

from PySide6.QtCore import Property, QTimer, Signal, Slot

from kiosk.domain.evaluation import LEVELS, REASONS
from kiosk.domain.filing import Delivery
from kiosk.domain.identity import mask_name
from kiosk.domain.text import Text
from kiosk.events import DeliveryChanged, Event, LineChanged, Printed, PrintFailed, ReceiptDrawn
from kiosk.services.session import Outcome
from kiosk.services.terminal import Terminal
from kiosk.workflow.steps import Signal as Move
from kiosk.workflow.steps import Step
from ui.viewmodels.base import StepModel
from ui.viewmodels.device_words import PRINTER
from ui.viewmodels.shell import ShellModel

RECEIPT_TICK_MS = 250
SECOND_MS = 1000
LOW = 2
"""The two lowest levels are asked for a reason."""


class DoneModel(StepModel):
    """The outcome, which changes by itself when the centre acknowledges. Ends after `delays.done` quiet seconds."""

    changed = Signal()

    leftChanged = Signal()
    rated = Signal()

    def __init__(self, terminal: Terminal, shell: ShellModel) -> None:
        super().__init__(terminal, shell)
        self._visit = terminal.visit
        self._wait_s = max(1, round(terminal.settings.delays.done))
        self._left = self._wait_s
        self._level = 0
        self._reasons: list[str] = []
        self._receipt = self._timer(RECEIPT_TICK_MS, self.tick_receipt)
        self._second = self._timer(SECOND_MS, self.tick)

    def leave(self) -> None:
        self._receipt.stop()
        self._second.stop()

    def hear(self, event: Event) -> None:
        if isinstance(event, LineChanged | DeliveryChanged | ReceiptDrawn | Printed | PrintFailed):
            self.refresh()

    @Slot()
    def tick_receipt(self) -> None:
        """Lets the service see whether the receipt is due."""
        before = self._outcome.receipt_kind
        self.terminal.receipt.tick()
        if self._outcome.receipt_kind != before:
            self.refresh()

    # The filing

    @Property(bool, notify=changed)
    def official(self) -> bool:
        """The centre has acknowledged."""
        return self._acknowledged

    @Property(bool, notify=changed)
    def refused(self) -> bool:
        return self._refused

    @Property(bool, notify=changed)
    def waiting(self) -> bool:
        """On its way: neither acknowledged nor known to be delayed."""
        return self._on_its_way

    @Property(str, notify=changed)
    def stateWords(self) -> str:
        """One line under the title: whose turn it is."""
        if self._acknowledged:
            return self.say(Text("已经送到县中心", "The county centre has it"))
        if self._refused:
            return self.say(
                Text("县中心没有收，请到窗口问一下", "The centre did not take it; please ask at the window")
            )
        if self._on_its_way:
            return self.say(Text("正在送到县中心…", "On its way to the county centre…"))
        return self.say(Text("现在送不到县中心，这是暂存", "The centre cannot be reached now; this is provisional"))

    @Property(str, notify=changed)
    def stateTone(self) -> str:
        if self._acknowledged:
            return "done"
        if self._refused:
            return "error"
        return "action" if self._on_its_way else "attention"

    @Property(list, notify=changed)
    def facts(self) -> list[dict[str, str]]:
        """The facts of the filing: `label`, `value`, and `strong` for the numbers to keep."""
        filing, state = self._outcome.filing, self._outcome.state
        if filing is None:
            return []
        matter = self._visit.session.choice.matter
        title = self.say(matter.title) if matter else filing.matter_title
        name = mask_name(filing.parties.resident.name)
        agent = filing.parties.agent
        who = Text(f"{name}（本人）", f"{name} (in person)")
        if agent is not None:
            who = Text(f"{name}（由代办员 {agent.name} 代办）", f"{name} (by agent {agent.name})")
        rows = [
            (Text("办什么", "Matter"), title, "strong"),
            (Text("给谁办", "For"), self.say(who), "body"),
        ]
        if state is not None and state.acknowledgement is not None:
            known = state.acknowledgement
            rows.append((Text("办件编号", "Case number"), known.case_number, "strong"))
            rows.append((Text("查询码", "Query code"), known.query_code, "strong"))
        else:
            rows.append((Text("暂存编号", "Provisional no."), filing.provisional_number, "strong"))
        rows.append((Text("接下来", "What next"), self.say(self._next_words()), "body"))
        return [{"label": self.say(label), "value": value, "size": size} for label, value, size in rows]

    # The receipt

    @Property(str, notify=changed)
    def paperWords(self) -> str:
        """Where the receipt is."""
        outcome = self._outcome
        if outcome.paper_failure:
            return self.say(PRINTER.failed(outcome.paper_failure))
        if outcome.paper is not None and outcome.paper.to_folder:
            return self.say(
                Text(
                    "这里没有打印机，回执存在打印文件夹。",
                    "There is no printer here; the receipt is in the print folder.",
                )
            )
        if outcome.paper is not None:
            where = outcome.paper.where
            return self.say(
                Text(f"回执已交给打印机 {where}，请取走。", f"The receipt is at the printer {where}. Please take it.")
            )
        if not outcome.receipt_kind:
            return self.say(
                Text("正在等县中心的回音，马上打回执。", "Waiting for the centre's word, then the receipt prints.")
            )
        return self.say(Text("正在打印回执…", "Printing the receipt…"))

    @Property(str, notify=changed)
    def paperDetail(self) -> str:
        """What to do about the receipt: where it lies, or what else there is when it could not be printed."""
        outcome = self._outcome
        if outcome.paper_failure:
            return self.say(
                Text(
                    "办的事不受影响。记下或拍下上面的编号，也可以再打一张。",
                    "Your filing is not affected. Note or photograph the number above, or print again.",
                )
            )
        return outcome.paper.where if outcome.paper is not None and outcome.paper.to_folder else ""

    @Property(str, notify=changed)
    def paperTone(self) -> str:
        return "attention" if self._outcome.paper_failure else "done" if self._outcome.paper else "action"

    @Property(bool, notify=changed)
    def printing(self) -> bool:
        outcome = self._outcome
        return outcome.paper is None and not outcome.paper_failure

    @Property(bool, notify=changed)
    def provisional(self) -> bool:
        """The word 暂存 is stamped on it: the centre cannot be reached, or the paper already says so."""
        if self._acknowledged:
            return False
        return not self._on_its_way or bool(self._outcome.receipt_kind)

    # What to take along

    @Property(str, notify=changed)
    def takeWords(self) -> str:
        session = self._visit.session
        things = []
        if session.identification.card_on_reader:
            things.append(Text("身份证", "your ID card"))
        things += [Text(f"{name.zh}原件", f"the original of {name.en}") for name in self._materials]
        if self._outcome.paper is not None and not self._outcome.paper.to_folder:
            things.append(Text("回执", "the receipt"))
        if not things:
            return self.say(Text("请带好随身的东西", "Please take your belongings"))
        zh, en = "、".join(thing.zh for thing in things), ", ".join(thing.en for thing in things)
        return self.say(Text(f"请取走：{zh}", f"Please take: {en}"))

    @Property(str, notify=changed)
    def cardWords(self) -> str:
        if not self._visit.session.identification.card_on_reader:
            return ""
        return self.say(Text("身份证还在读卡器上。", "Your ID card is still on the reader."))

    # The evaluation

    @Property(int, notify=rated)
    def level(self) -> int:
        """5 to 1 as touched, 0 before."""
        return self._level

    @Property(list, notify=changed)
    def levels(self) -> list[dict[str, object]]:
        return [
            {"level": level, "label": self.say(words), "broken": self.say(_broken(words))}
            for level, words in LEVELS.items()
        ]

    @Property(list, notify=changed)
    def reasons(self) -> list[dict[str, str]]:
        return [{"code": code, "label": self.say(words)} for code, words in REASONS.items()]

    @Property(list, notify=rated)
    def chosenReasons(self) -> list[str]:
        return self._reasons

    @Property(bool, notify=rated)
    def asksReasons(self) -> bool:
        return 0 < self._level <= LOW and not self._outcome.evaluation

    @Property(bool, notify=rated)
    def thanked(self) -> bool:
        """The evaluation is given."""
        return bool(self._outcome.evaluation)

    @Slot(int)
    def rate(self, level: int) -> None:
        """A level is touched; the two lowest wait for a reason."""
        self.stay()
        self._level = level
        self.terminal.evaluate.rate(level)
        self.rated.emit()

    @Slot(str)
    def toggleReason(self, code: str) -> None:
        self.stay()
        if code in self._reasons:
            self._reasons.remove(code)
        else:
            self._reasons.append(code)
        self.rated.emit()

    @Slot()
    def sendReasons(self) -> None:
        """Gives the low level with its reasons."""
        self.stay()
        self.terminal.evaluate.rate(self._level, tuple(code for code in REASONS if code in self._reasons))
        self.rated.emit()

    # The end

    @Property(int, notify=leftChanged)
    def left(self) -> int:
        """Seconds until the visit ends by itself."""
        return self._left

    @Property(str, notify=leftChanged)
    def leftWords(self) -> str:
        return self.say(Text(f"{self._left} 秒后自动结束", f"ends by itself in {self._left} s"))

    @Slot()
    def printAgain(self) -> None:
        self.stay()
        self.terminal.receipt.again()

    @Slot()
    def stay(self) -> None:
        """Somebody is still at it: the seconds start over."""
        self._left = self._wait_s
        self.leftChanged.emit()

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
        """Ends the visit and clears it."""
        self.leave()
        if self._visit.step is Step.DONE:
            self._visit.fire(Move.NEXT)

    def refresh(self) -> None:
        super().refresh()
        self.rated.emit()
        self.leftChanged.emit()

    # Inside

    @property
    def _outcome(self) -> Outcome:
        return self._visit.session.outcome

    @property
    def _acknowledged(self) -> bool:
        state = self._outcome.state
        return state is not None and state.acknowledgement is not None

    @property
    def _refused(self) -> bool:
        state = self._outcome.state
        return state is not None and state.delivery is Delivery.REFUSED

    @property
    def _on_its_way(self) -> bool:
        line, state = self.terminal.health.line, self._outcome.state
        delayed = (line.known and not line.up) or (state is not None and bool(state.reason))
        return not (self._acknowledged or self._refused or delayed)

    @property
    def _materials(self) -> tuple[Text, ...]:
        filing = self._outcome.filing
        return tuple(material.name for material in filing.materials) if filing else ()

    def _next_words(self) -> Text:
        phone = self.terminal.settings.terminal.service_phone
        if self._acknowledged:
            return Text(
                f"中心会看您交的内容。凭编号和查询码，在这里或打 {phone} 都能查。",
                f"The centre looks at what you handed in. With both numbers you can ask here or call {phone}.",
            )
        if self._refused:
            return Text(
                "拿着这个编号到窗口，工作人员帮您看是哪里不对。填的内容都留着。",
                "Take this number to the service window; the staff will see what is wrong. Everything is kept.",
            )
        if self._on_its_way:
            return Text("机器正在送，一会儿这里就会变。", "It is being sent; this changes in a moment.")
        return Text(
            "网络一通，机器自己送到县中心，不用您再来。",
            "It goes to the centre by itself once the line is back; you need not come again.",
        )

    def _timer(self, interval_ms: int, call: Callable[[], None]) -> QTimer:
        timer = QTimer(self)
        timer.setInterval(interval_ms)
        timer.timeout.connect(call)
        timer.start()
        return timer


def _broken(words: Text) -> Text:
    """The same over two lines, where five tiles stand side by side: broken before 满意, never inside it."""
    for head in ("非常", "基本"):
        if words.zh.startswith(head):
            return Text(f"{head}\n{words.zh.removeprefix(head)}", words.en.replace(" ", "\n", 1))
    return words
