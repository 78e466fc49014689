"""One filing: the terminal's half, the centre's half, and every change the centre told."""

from PySide6.QtCore import Property, Signal, Slot

from kiosk.domain.case import CaseChange
from kiosk.domain.filing import FilingRow
from kiosk.domain.moments import moment_words
from kiosk.domain.text import Text
from kiosk.events import CaseChanged, DeliveryChanged, Event, FilingsFound, HistoryFound
from kiosk.services.terminal import Terminal
from ui.viewmodels.answers import number_words
from ui.viewmodels.base import StepModel
from ui.viewmodels.case_words import Standing, case_standing, delivery_standing, matter_words
from ui.viewmodels.shell import ShellModel


class CaseModel(StepModel):
    """Shows the filing that was touched in a list (`shell.browsing.filing`); follows what the centre says meanwhile."""

    changed = Signal()

    def __init__(self, terminal: Terminal, shell: ShellModel) -> None:
        super().__init__(terminal, shell)
        self._row: FilingRow | None = shell.browsing.filing
        self._changes: tuple[CaseChange, ...] = ()
        self._ask()

    def hear(self, event: Event) -> None:
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

    def leave(self) -> None:
        self._row, self._changes = None, ()

    @Property(str, notify=changed)
    def title(self) -> str:
        if self._row is None:
            return ""
        return matter_words(self.terminal.choose.shelves, self._row.brief.matter_title, self.spoken)

    @Property(list, notify=changed)
    def facts(self) -> list[dict[str, str]]:
        """`label`, `value` and `size` of what identifies the filing."""
        if self._row is None:
            return []
        brief = self._row.brief
        rows = [(Text("给谁办", "For"), brief.masked_name, "body")]
        if brief.state.acknowledgement is not None:
            known = brief.state.acknowledgement
            rows.append((Text("办件编号", "Case number"), number_words(known.case_number), "strong"))
            rows.append((Text("查询码", "Query code"), known.query_code, "strong"))
        rows.append((Text("暂存编号", "Provisional no."), brief.provisional_number, "body"))
        rows.append((Text("申报时间", "Filed"), self.say(moment_words(brief.confirmed_at)), "body"))
        return [{"label": self.say(label), "value": value, "size": size} for label, value, size in rows]

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
    def caseState(self) -> str:
        return self.say(self._case.words)

    @Property(str, notify=changed)
    def caseTone(self) -> str:
        return self._case.tone

    @Property(str, notify=changed)
    def caseNote(self) -> str:
        """The newest sentence of an official."""
        if self._changes:
            return self._changes[-1].note
        return self._row.case.note if self._row and self._row.case else ""

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
            for change in reversed(self._changes)
        ]

    @Slot()
    def back(self) -> None:
        self.shell.back()

    @property
    def _id(self) -> str:
        return self._row.brief.filing_id if self._row else ""

    @property
    def _delivery(self) -> Standing:
        return delivery_standing(self._row.brief.state) if self._row else Standing(Text(""), "plain")

    @property
    def _case(self) -> Standing:
        if self._changes:
            return case_standing(self._changes[-1])
        return case_standing(self._row.case if self._row else None)

    def _ask(self) -> None:
        if self._row is None:
            return
        self.terminal.status.history(self._id)
        if self.terminal.visit.session.identification.resident is not None:
            self.terminal.status.mine()
        else:
            self.terminal.status.outlet()
