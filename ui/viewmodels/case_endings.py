"""What can be done about a filing that is not well: correct it, bring papers, take it back. Part of the Case screen."""

from collections.abc import Callable

from PySide6.QtCore import Property, QObject, Signal, Slot

from kiosk.domain.case import CaseChange
from kiosk.domain.course import WITHDRAWAL_WORDS, Course, WithdrawalReason, may_correct, may_supplement, may_withdraw
from kiosk.domain.filing import DeliveryState
from kiosk.domain.text import Text
from kiosk.events import CourseFound, Event, LinkNotOpened, WithdrawalAnswered, WithdrawalFailed, WithdrawalSaved
from kiosk.services.terminal import Terminal
from ui.viewmodels.ending_words import HINDRANCES, course_words


class CaseEndings(QObject):
    """Offers what the filing's state and the person's proof allow, and asks once more before taking back."""

    changed = Signal()

    def __init__(
        self,
        terminal: Terminal,
        say: Callable[[Text], str],
        stands: Callable[[], tuple[str, DeliveryState | None, CaseChange | None]],
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._terminal = terminal
        self._say = say
        self._stands = stands
        self._course: Course | None = None
        self._trouble = ""
        self._asking = False
        self._reason = ""
        self._under_way = False

    def hear(self, event: Event) -> None:
        filing_id = self._stands()[0]
        match event:
            case CourseFound(found, course) if found == filing_id:
                self._course = course
            case LinkNotOpened(found, reason) | WithdrawalFailed(found, reason) if found == filing_id:
                self._trouble, self._under_way = reason, False
            case WithdrawalSaved(found, _) | WithdrawalAnswered(found) if found == filing_id:
                self._under_way = False
                self.look()
            case _:
                return
        self.changed.emit()

    def look(self) -> None:
        """Asks what the filing hangs together with; what is offered follows from the answer."""
        if filing_id := self._stands()[0]:
            self._terminal.endings.look(filing_id)

    @Property(str, notify=changed)
    def words(self) -> str:
        """What the filing hangs together with; or ""."""
        return self._say(course_words(self._course)) if self._course else ""

    @Property(str, notify=changed)
    def trouble(self) -> str:
        """Why nothing came of the last touch; or ""."""
        return self._say(HINDRANCES[self._trouble]) if self._trouble else ""

    @Property(bool, notify=changed)
    def canCorrect(self) -> bool:
        return self._may(may_correct)

    @Property(bool, notify=changed)
    def canSupplement(self) -> bool:
        return self._may(may_supplement)

    @Property(bool, notify=changed)
    def canWithdraw(self) -> bool:
        return self._may(may_withdraw)

    @Property(bool, notify=changed)
    def proofWanted(self) -> bool:
        """Something could be done about it, if the person proved who they are."""
        known, (_, state, case) = self._course, self._stands()
        if known is None or state is None or self._terminal.endings.proven:
            return False
        return may_correct(state, case, known) or may_supplement(state, case, known)

    @Property(bool, notify=changed)
    def asking(self) -> bool:
        """Whether the person is asked once more before the filing is taken back."""
        return self._asking

    @Property(list, notify=changed)
    def reasons(self) -> list[dict[str, str | bool]]:
        """`code`, `words` and `chosen` of the reasons for taking it back."""
        return [
            {"code": reason.value, "words": self._say(words), "chosen": reason.value == self._reason}
            for reason, words in WITHDRAWAL_WORDS.items()
        ]

    @Property(bool, notify=changed)
    def reasonGiven(self) -> bool:
        return self._reason != ""

    @Slot()
    def correct(self) -> None:
        self._begin(self._terminal.endings.correct)

    @Slot()
    def supplement(self) -> None:
        self._begin(self._terminal.endings.supplement)

    @Slot(bool)
    def askToWithdraw(self, asked: bool) -> None:
        self._asking, self._reason, self._trouble = asked, "", ""
        self.changed.emit()

    @Slot(str)
    def chooseReason(self, code: str) -> None:
        self._reason = WithdrawalReason(code).value
        self.changed.emit()

    @Slot()
    def withdraw(self) -> None:
        if not self._asking or not self._reason or self._under_way:
            return
        self._asking, self._under_way = False, True
        self._terminal.endings.withdraw(self._stands()[0], WithdrawalReason(self._reason))
        self.changed.emit()

    def _begin(self, act: Callable[[str], None]) -> None:
        self._trouble = ""
        act(self._stands()[0])
        self.changed.emit()

    def _may(self, allowed: Callable[[DeliveryState, CaseChange | None, Course], bool]) -> bool:
        _, state, case = self._stands()
        if self._course is None or state is None or self._under_way or not self._terminal.endings.proven:
            return False
        return allowed(state, case, self._course)
