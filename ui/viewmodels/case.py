"""One filing: the terminal's half, the centre's half, and every change the centre told.

Opened from a list, or by the code on its receipt; then it shows what whoever holds the receipt may see, and no more.
"""

from PySide6.QtCore import Property, QObject, Signal, Slot

from kiosk.domain.case import CaseChange
from kiosk.domain.filing import DeliveryState, FilingRow
from kiosk.domain.moments import moment_words
from kiosk.domain.receipt_case import ReceiptCase
from kiosk.domain.text import Text
from kiosk.events import (
    CaseChanged,
    DeliveryChanged,
    DeliveryProgressed,
    DevicesChanged,
    Event,
    FilingsFound,
    HistoryFound,
    Printed,
    PrintFailed,
    PrintProgress,
)
from kiosk.services.session import Reprinting
from kiosk.services.terminal import Terminal
from ui.viewmodels.answers import number_words
from ui.viewmodels.base import StepModel
from ui.viewmodels.case_endings import CaseEndings
from ui.viewmodels.case_words import Standing, case_standing, delivery_standing, matter_words
from ui.viewmodels.outcome_words import reprint_words
from ui.viewmodels.progress_words import progress_words
from ui.viewmodels.shell import ShellModel

Fact = tuple[Text, str, str]
"""A label, its value and the size it is written in."""

FOR_WHOM = Text("给谁办", "For")
CASE_NUMBER = Text("办件编号", "Case number")
FILED = Text("申报时间", "Filed")


class CaseModel(StepModel):
    """Shows the filing that was touched in a list (`shell.browsing.filing`) or whose code was scanned
    (`session.finding.case`), and follows what the centre says meanwhile."""

    changed = Signal()

    def __init__(self, terminal: Terminal, shell: ShellModel) -> None:
        super().__init__(terminal, shell)
        self._row: FilingRow | None = shell.browsing.filing
        self._changes: tuple[CaseChange, ...] = ()
        self._endings = CaseEndings(terminal, self.say, self._stands, self)
        self._ask()

    def hear(self, event: Event) -> None:
        self._endings.hear(event)
        match event:
            case HistoryFound(filing_id, changes) if filing_id == self._id:
                self._changes = changes
                self.refresh()
            case FilingsFound(rows, _):
                self._row = next((row for row in rows if row.brief.filing_id == self._id), self._row)
                self.refresh()
            case CaseChanged(change) if change.filing_id == self._id:
                self._ask()
            case DeliveryChanged(filing_id, _) if filing_id == self._id:
                self._ask()
            case DeliveryProgressed(filing_id) if filing_id == self._id:
                self.changed.emit()
            case Printed() | PrintFailed() | PrintProgress() | DevicesChanged():
                self.refresh()

    def leave(self) -> None:
        self._row, self._changes = None, ()

    @Property(QObject, constant=True)
    def endings(self) -> CaseEndings:
        """What can be done where it is not well."""
        return self._endings

    @Property(str, notify=changed)
    def title(self) -> str:
        title = self._found.matter_title if self._found else self._row.brief.matter_title if self._row else ""
        return matter_words(self.terminal.choose.shelves, title, self.spoken)

    @Property(bool, notify=changed)
    def byReceipt(self) -> bool:
        """Opened by its code: whoever looks at it holds the paper, and need not be the person."""
        return self._found is not None

    @Property(bool, notify=changed)
    def wiped(self) -> bool:
        """What the person gave is no longer on this machine: how far it is can be seen, nothing can be printed."""
        return self._skeleton

    @Property(list, notify=changed)
    def facts(self) -> list[dict[str, str]]:
        """`label`, `value` and `size` of what identifies the filing."""
        rows = self._facts_on_the_receipt(self._found) if self._found else self._facts_here()
        return [{"label": self.say(label), "value": value, "size": size} for label, value, size in rows]

    def _facts_on_the_receipt(self, found: ReceiptCase) -> list[Fact]:
        rows: list[Fact] = []
        if found.masked_name:
            rows.append((FOR_WHOM, found.masked_name, "body"))
        if found.case_number:
            rows.append((CASE_NUMBER, number_words(found.case_number), "strong"))
        if found.filed_at is not None:
            rows.append((FILED, self.say(moment_words(found.filed_at)), "body"))
        return rows

    def _facts_here(self) -> list[Fact]:
        if self._row is None:
            return []
        brief = self._row.brief
        rows = [] if brief.wiped else [(FOR_WHOM, brief.masked_name, "body")]
        if brief.state.acknowledgement is not None:
            known = brief.state.acknowledgement
            rows.append((CASE_NUMBER, number_words(known.case_number), "strong"))
            if known.query_code:
                rows.append((Text("查询码", "Query code"), known.query_code, "strong"))
        rows.append((Text("暂存编号", "Provisional no."), brief.provisional_number, "body"))
        rows.append((FILED, self.say(moment_words(brief.confirmed_at)), "body"))
        return rows

    @Property(str, notify=changed)
    def delivery(self) -> str:
        return self.say(self._delivery.words)

    @Property(str, notify=changed)
    def deliveryTone(self) -> str:
        return self._delivery.tone

    @Property(str, notify=changed)
    def deliveryNext(self) -> str:
        return self.say(self._delivery.what_next)

    @Property(str, notify=changed)
    def deliverySent(self) -> str:
        """How many pages are on their way already; "" once they have arrived."""
        if self._row is None or self._found is not None:
            return ""
        state = self._row.brief.state
        return self.say(progress_words(state, self.terminal.centre.progress(self._id, state)))

    @Property(str, notify=changed)
    def caseState(self) -> str:
        return self.say(self._case.words)

    @Property(str, notify=changed)
    def caseTone(self) -> str:
        return self._case.tone

    @Property(str, notify=changed)
    def caseNote(self) -> str:
        """The newest sentence of an official."""
        return self._newest.note if self._newest else ""

    @Property(str, notify=changed)
    def caseNext(self) -> str:
        """Whose turn it is."""
        return self.say(self._case.what_next)

    @Property(list, notify=changed)
    def history(self) -> list[dict[str, str]]:
        """What the centre told, newest first: `state`, `tone`, `note`, `moment`."""
        return [
            {
                "state": self.say(case_standing(change).words),
                "tone": case_standing(change).tone,
                "note": change.note,
                "moment": self.say(moment_words(change.changed_at)),
            }
            for change in reversed(self._found.history if self._found else self._changes)
        ]

    # The receipt once more

    @Property(bool, notify=changed)
    def canPrint(self) -> bool:
        """Its own person or the agent looks at it, and there is a printer."""
        health = self.terminal.health
        return (
            self._id != ""
            and self._found is None
            and not self._skeleton
            and (health.fitted("printer") or health.fitted("slip-printer"))
        )

    @Property(bool, notify=changed)
    def printing(self) -> bool:
        return self._reprinting.under_way

    @Property(str, notify=changed)
    def printWords(self) -> str:
        """Where the paper is, "" before it was asked for."""
        return self.say(reprint_words(self._reprinting))

    @Property(str, notify=changed)
    def printTone(self) -> str:
        return "attention" if self._reprinting.failure else "done" if self._reprinting.paper else "action"

    @Slot()
    def printReceipt(self) -> None:
        self.terminal.reprint.print(self._id, self.spoken)

    @property
    def _reprinting(self) -> Reprinting:
        now = self.terminal.visit.session.reprinting
        return now if now.filing_id == self._id else Reprinting()

    @Slot()
    def back(self) -> None:
        self.shell.back()

    @property
    def _skeleton(self) -> bool:
        return self._found is None and self._row is not None and self._row.brief.wiped

    @property
    def _id(self) -> str:
        return self._row.brief.filing_id if self._row else ""

    def refresh(self) -> None:
        super().refresh()
        self._endings.changed.emit()

    def _stands(self) -> tuple[str, DeliveryState | None, CaseChange | None]:
        """Which filing it is and how far; "" for one that is only looked at by its receipt."""
        if self._row is None or self._found is not None:
            return "", None, None
        return self._id, self._row.brief.state, self._newest

    @property
    def _delivery(self) -> Standing:
        if self._found is not None:
            return delivery_standing(DeliveryState(self._found.delivery))
        return delivery_standing(self._row.brief.state) if self._row else Standing(Text(""), "plain")

    @property
    def _case(self) -> Standing:
        return case_standing(self._newest)

    @property
    def _newest(self) -> CaseChange | None:
        if self._found is not None:
            return self._found.newest
        if self._changes:
            return self._changes[-1]
        return self._row.case if self._row else None

    @property
    def _found(self) -> ReceiptCase | None:
        return self.terminal.visit.session.finding.case

    def _ask(self) -> None:
        if self._row is None or self._found is not None:
            return
        self.terminal.status.history(self._id)
        self._endings.look()
        if self.terminal.visit.session.identification.resident is not None:
            self.terminal.status.mine()
        else:
            self.terminal.status.outlet()
