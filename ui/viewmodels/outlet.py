"""The agent's desk: what was filed here and how far it has come."""

from typing import Any

from PySide6.QtCore import Property, Signal, Slot

from kiosk.domain.filing import Delivery, FilingRow
from kiosk.domain.moments import in_china
from kiosk.domain.text import Text
from kiosk.events import CaseChanged, DeliveryChanged, DeliveryProgressed, Event, FilingsFound, FilingsUnread
from kiosk.services.terminal import Terminal
from kiosk.workflow.steps import Signal as Move
from ui.viewmodels.base import StepModel
from ui.viewmodels.case_words import is_open, matter_words, needs_papers, newest
from ui.viewmodels.progress_words import progress_words
from ui.viewmodels.shell import ShellModel

SHELVES = ("open", "papers", "unsent", "ended", "all")

WIPED = Text("（姓名已清）", "(name wiped)")
"""In the place of a name that is no longer kept."""


class OutletModel(StepModel):
    """Filings of this outlet on shelves by what is to be done with them."""

    changed = Signal()

    sentChanged = Signal()
    """Apart, so that the list is not drawn anew under the finger for every page that was sent."""

    def __init__(self, terminal: Terminal, shell: ShellModel) -> None:
        super().__init__(terminal, shell)
        self._rows: tuple[FilingRow, ...] = ()
        self._known = False
        self._unread = False
        self._shelf = "open"
        terminal.status.outlet()

    def hear(self, event: Event) -> None:
        match event:
            case FilingsFound(rows, outlet=True):
                self._rows, self._known, self._unread = rows, True, False
                self.changed.emit()
                self.sentChanged.emit()
            case FilingsUnread(outlet=True):
                self._unread = True
                self.changed.emit()
            case CaseChanged() | DeliveryChanged():
                self.terminal.status.outlet()
            case DeliveryProgressed():
                self.sentChanged.emit()

    @Property(str, notify=changed)
    def agentName(self) -> str:
        agent = self.terminal.visit.agent
        return agent.name if agent else ""

    @Property(bool, notify=changed)
    def closed(self) -> bool:
        """Nothing new can be begun now; the strip above says why."""
        return bool(self.terminal.visit.gate)

    @Property(bool, notify=changed)
    def known(self) -> bool:
        return self._known

    @Property(bool, notify=changed)
    def unread(self) -> bool:
        """The store did not answer the last time it was asked."""
        return self._unread

    @Property(str, notify=changed)
    def shelf(self) -> str:
        return self._shelf

    @Property(list, notify=changed)
    def shelves(self) -> list[dict[str, Any]]:
        names = {
            "open": self.tr("在办"),
            "papers": self.tr("要补材料"),
            "unsent": self.tr("没送出去"),
            "ended": self.tr("有结果"),
            "all": self.tr("全部"),
        }
        return [
            {"id": shelf, "name": names[shelf], "count": sum(self._on(shelf, row) for row in self._rows)}
            for shelf in SHELVES
        ]

    @Property(list, notify=changed)
    def filings(self) -> list[dict[str, Any]]:
        return [self._shown(row) for row in self._rows if self._on(self._shelf, row)]

    @Property("QVariantMap", notify=sentChanged)  # type: ignore[arg-type]
    def sent(self) -> dict[str, str]:
        """How far those are that are on their way, by their ids."""
        return {row.brief.filing_id: words for row in self._rows if (words := self._sent(row))}

    @Slot(str)
    def openShelf(self, shelf: str) -> None:
        self._shelf = shelf
        self.changed.emit()

    @Slot(str)
    def open(self, filing_id: str) -> None:
        """To the history of one filing."""
        found = next((row for row in self._rows if row.brief.filing_id == filing_id), None)
        if found is not None:
            self.shell.browsing.filing = found
            self.terminal.visit.fire(Move.CASE)

    @Slot()
    def again(self) -> None:
        """Asks the store once more."""
        self._unread = False
        self.changed.emit()
        self.terminal.status.outlet()

    @Slot()
    def begin(self) -> None:
        """A new filing for a villager."""
        if self.terminal.visit.can(Move.IDENTIFY):
            self.terminal.visit.fire(Move.IDENTIFY)

    @Slot()
    def signOut(self) -> None:
        self.terminal.visit.fire(Move.SIGN_OUT)

    def _shown(self, row: FilingRow) -> dict[str, Any]:
        state = newest(row)
        note = row.case.note if row.case is not None else ""
        return {
            "id": row.brief.filing_id,
            "name": self.say(WIPED) if row.brief.wiped else row.brief.masked_name,
            "title": matter_words(self.terminal.choose.shelves, row.brief.matter_title, self.spoken),
            "state": self.say(state.words),
            "tone": state.tone,
            "note": note,
            "when": f"{in_china(row.brief.confirmed_at):%m-%d %H:%M}",
            "number": row.brief.provisional_number,
        }

    def _sent(self, row: FilingRow) -> str:
        state = row.brief.state
        return self.say(progress_words(state, self.terminal.centre.progress(row.brief.filing_id, state)))

    @staticmethod
    def _on(shelf: str, row: FilingRow) -> bool:
        match shelf:
            case "open":
                return is_open(row)
            case "papers":
                return needs_papers(row)
            case "unsent":
                return row.brief.state.delivery is not Delivery.DELIVERED
            case "ended":
                return not is_open(row)
            case _:
                return True
