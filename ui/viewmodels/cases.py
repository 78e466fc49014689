"""My filings: each with how far it was sent and what the centre says, apart."""

from PySide6.QtCore import Property, QObject, Signal, Slot

from kiosk.domain.filing import FilingRow
from kiosk.domain.moments import moment_words
from kiosk.events import CaseChanged, DeliveryChanged, DeliveryProgressed, Event, FilingsFound, FilingsUnread
from kiosk.services.terminal import Terminal
from kiosk.workflow.steps import Signal as Move
from ui.viewmodels.base import StepModel
from ui.viewmodels.case_words import case_standing, delivery_standing, matter_words
from ui.viewmodels.progress_words import progress_words
from ui.viewmodels.rows import Row, Rows
from ui.viewmodels.shell import ShellModel

ROLES = ("filingId", "title", "detail", "delivery", "deliveryTone", "sent", "caseState", "caseTone", "note")


class CasesModel(StepModel):
    """Lists the resident's filings; at an outlet without a resident, everything filed there."""

    changed = Signal()

    def __init__(self, terminal: Terminal, shell: ShellModel) -> None:
        super().__init__(terminal, shell)
        self._found: tuple[FilingRow, ...] = ()
        self._known = False
        self._unread = False
        self._rows = Rows(ROLES, self)
        self._asked_for_one = self._personal
        self._ask()

    def hear(self, event: Event) -> None:
        match event:
            case FilingsFound(rows, outlet) if outlet is not self._personal:
                self._found, self._known, self._unread = rows, True, False
                self.refresh()
            case FilingsUnread(outlet) if outlet is not self._personal:
                self._unread = True
                self.refresh()
            case CaseChanged() | DeliveryChanged():
                self._ask()
            case DeliveryProgressed(filing_id) if any(row.brief.filing_id == filing_id for row in self._found):
                self._rows.show([self._row(row) for row in self._found])

    def refresh(self) -> None:
        if self._personal and not self._asked_for_one:
            # A guest has laid a card here.
            self._asked_for_one = True
            self._ask()
        self._rows.show([self._row(row) for row in self._found])
        super().refresh()

    def leave(self) -> None:
        self._found = ()
        self._rows.show([])

    @Property(QObject, constant=True)
    def filings(self) -> Rows:
        """Newest first, with the roles of `ROLES`."""
        return self._rows

    @Property(bool, notify=changed)
    def known(self) -> bool:
        """The store has answered."""
        return self._known

    @Property(bool, notify=changed)
    def empty(self) -> bool:
        return self._known and not self._found

    @Property(bool, notify=changed)
    def unread(self) -> bool:
        """The store did not answer the last time it was asked."""
        return self._unread

    @Property(bool, notify=changed)
    def guest(self) -> bool:
        """Nobody has shown a card, so nothing may be shown."""
        return not self._personal and self.terminal.visit.agent is None

    @Property(bool, notify=changed)
    def whole(self) -> bool:
        """The list is the outlet's, not one person's."""
        return not self._personal and self.terminal.visit.agent is not None

    @Property(bool, notify=changed)
    def hasCamera(self) -> bool:
        """A receipt's code can be held under the camera."""
        return self.terminal.health.usable("camera")

    @Property(bool, notify=changed)
    def looking(self) -> bool:
        """The camera looks for a code at this moment."""
        return self.terminal.find_filing.looking

    @Slot()
    def look(self) -> None:
        """Has the camera look for the code of a receipt, or no more."""
        self.terminal.find_filing.look(not self.terminal.find_filing.looking)

    @Slot()
    def again(self) -> None:
        """Asks the store once more."""
        self._unread = False
        self.refresh()
        self._ask()

    @Slot(str)
    def open(self, filing_id: str) -> None:
        """To the history of one filing."""
        found = next((row for row in self._found if row.brief.filing_id == filing_id), None)
        if found is not None:
            self.shell.browsing.filing = found
            self.terminal.visit.fire(Move.CASE)

    @Slot()
    def back(self) -> None:
        self.shell.back()

    @property
    def _personal(self) -> bool:
        return self.terminal.visit.session.identification.resident is not None

    def _ask(self) -> None:
        if self._personal:
            self.terminal.status.mine()
        else:
            self.terminal.status.outlet()

    def _row(self, row: FilingRow) -> Row:
        delivery, case = delivery_standing(row.brief.state), case_standing(row.case)
        state = row.brief.state
        sent = progress_words(state, self.terminal.centre.progress(row.brief.filing_id, state))
        when = self.say(moment_words(row.brief.confirmed_at))
        known = row.brief.state.acknowledgement
        number = known.case_number if known else row.brief.provisional_number
        line = when if self._personal or row.brief.wiped else f"{row.brief.masked_name} · {when}"
        return {
            "filingId": row.brief.filing_id,
            "title": matter_words(self.terminal.choose.shelves, row.brief.matter_title, self.spoken),
            # A case number is as long as a line.
            "detail": f"{line}\n{number}",
            "delivery": self.say(delivery.words),
            "deliveryTone": delivery.tone,
            "sent": self.say(sent),
            "caseState": self.say(case.words) if known else "",
            "caseTone": case.tone,
            "note": row.case.note if row.case else "",
        }
