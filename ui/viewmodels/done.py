"""After saving: what was saved and where it stands, the receipt, what to take along, the evaluation, the end."""

from collections.abc import Callable

from PySide6.QtCore import Property, QTimer, Signal, Slot

from kiosk.domain.evaluation import LEVELS, REASONS
from kiosk.domain.text import Text
from kiosk.events import (
    DeliveryChanged,
    DeliveryProgressed,
    Event,
    LineChanged,
    Printed,
    PrintFailed,
    PrintProgress,
    ReceiptDrawn,
)
from kiosk.services.session import Outcome
from kiosk.services.terminal import Terminal
from kiosk.workflow.steps import Signal as Move
from kiosk.workflow.steps import Step
from ui.viewmodels.base import StepModel
from ui.viewmodels.outcome_words import (
    STATE,
    Stand,
    broken,
    card_name,
    facts,
    paper_detail,
    paper_words,
    stand,
    take_words,
)
from ui.viewmodels.progress_words import progress_words
from ui.viewmodels.shell import ShellModel

RECEIPT_TICK_MS = 250
SECOND_MS = 1000
LATE_S = 20
"""So long nothing may be heard of a receipt that was ordered; then the printer counts as silent."""
SLOW_S = 8
"""A printer that is still at it after so long is said to be slow, so that nobody takes the terminal for stuck."""
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
        self._printing_s = self._silent_s = 0
        self._level = 0
        self._reasons: list[str] = []
        self._receipt = self._timer(RECEIPT_TICK_MS, self.tick_receipt)
        self._second = self._timer(SECOND_MS, self.tick)

    def leave(self) -> None:
        self._receipt.stop()
        self._second.stop()

    def hear(self, event: Event) -> None:
        if isinstance(event, PrintProgress):
            self._silent_s = 0
            self.refresh()
        elif isinstance(event, DeliveryProgressed):
            if self._outcome.filing is not None and self._outcome.filing.filing_id == event.filing_id:
                self.changed.emit()
        elif isinstance(event, LineChanged | DeliveryChanged | ReceiptDrawn | Printed | PrintFailed):
            self.refresh()

    @Slot()
    def tick_receipt(self) -> None:
        """Lets the service see whether the receipt is due."""
        before = self._outcome.receipt_kind
        self.terminal.receipt.tick()
        if self._outcome.receipt_kind != before:
            self.refresh()

    # The filing

    @Property(str, notify=changed)
    def stateWords(self) -> str:
        """One line under the title: whose turn it is."""
        return self.say(STATE[self._stand])

    @Property(str, notify=changed)
    def sentWords(self) -> str:
        """How many pages are on their way already, "" once they have arrived."""
        filing, state = self._outcome.filing, self._outcome.state
        if filing is None or state is None:
            return ""
        return self.say(progress_words(state, self.terminal.centre.progress(filing.filing_id, state)))

    @Property(str, notify=changed)
    def stateTone(self) -> str:
        return self._stand.value

    @Property(list, notify=changed)
    def facts(self) -> list[dict[str, str]]:
        """The facts of the filing: `label`, `value`, and its `size`."""
        shown = facts(self._visit.session, self._stand, self.terminal.settings.terminal.service_phone)
        return [{"label": self.say(label), "value": self.say(value), "size": size} for label, value, size in shown]

    # The receipt

    @Property(str, notify=changed)
    def paperWords(self) -> str:
        """Where the receipt is."""
        return self.say(paper_words(self._outcome, late=self._late, slow=self._slow))

    @Property(str, notify=changed)
    def paperDetail(self) -> str:
        """Its file in the print folder, or what else there is when it could not be printed."""
        mended = self.terminal.health.usable("printer")
        return self.say(paper_detail(self._outcome, late=self._late, mended=mended))

    @Property(str, notify=changed)
    def paperTone(self) -> str:
        return "attention" if self._outcome.paper_failure or self._late else "done" if self._outcome.paper else "action"

    @Property(bool, notify=changed)
    def printing(self) -> bool:
        return self._pending and not self._late

    @Property(bool, notify=changed)
    def provisional(self) -> bool:
        """The word 暂存 is stamped on it: the centre cannot be reached, or the paper already says so."""
        if self._stand is Stand.ON_ITS_WAY:
            return bool(self._outcome.receipt_kind)
        return self._stand is not Stand.OFFICIAL

    # What to take along

    @Property(str, notify=changed)
    def takeWords(self) -> str:
        return self.say(take_words(self._visit.session))

    @Property(str, notify=changed)
    def cardWords(self) -> str:
        if not self._visit.session.identification.card_on_reader:
            return ""
        card = card_name(self._visit.session)
        return self.say(Text(f"{card.zh}还在读卡器上。", f"Your {card.en} is still on the reader."))

    # The evaluation

    @Property(int, notify=rated)
    def level(self) -> int:
        """5 to 1 as touched, 0 before."""
        return self._level

    @Property(list, notify=changed)
    def levels(self) -> list[dict[str, object]]:
        return [
            {"level": level, "label": self.say(words), "broken": self.say(broken(words))}
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
        self._printing_s = self._silent_s = 0
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
        ordered = self._pending and bool(self._outcome.receipt_kind)
        self._printing_s = self._printing_s + 1 if ordered else 0
        self._silent_s = self._silent_s + 1 if ordered else 0
        if self._silent_s == LATE_S or self._printing_s == SLOW_S:
            self.refresh()
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
    def _pending(self) -> bool:
        return self._outcome.paper is None and not self._outcome.paper_failure

    @property
    def _late(self) -> bool:
        return self._pending and self._silent_s >= LATE_S

    @property
    def _slow(self) -> bool:
        return self._pending and self._outcome.printing is not None and self._printing_s >= SLOW_S

    @property
    def _stand(self) -> Stand:
        return stand(self._outcome, self.terminal.health.line)

    def _timer(self, interval_ms: int, call: Callable[[], None]) -> QTimer:
        timer = QTimer(self)
        timer.setInterval(interval_ms)
        timer.timeout.connect(call)
        timer.start()
        return timer
