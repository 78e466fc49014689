"""Asking what became of filings made at this terminal: the person's own, the outlet's for its agent."""

from collections.abc import Callable

from kiosk.domain.filing import FilingRow
from kiosk.events import EventBus, FilingsFound, FilingsUnread, HistoryFound, QueueCounted
from kiosk.services.background import logged_only, then
from kiosk.services.visit import Visit
from kiosk.storage import cases, filings, sending
from kiosk.storage.connection import Connection, Store


class Status:
    """Reads filings with the newest word on their cases."""

    def __init__(self, visit: Visit, bus: EventBus, store: Store) -> None:
        self._visit = visit
        self._bus = bus
        self._store = store

    def mine(self) -> None:
        """Answers with FilingsFound or FilingsUnread for the resident; nothing where nobody is known."""
        resident = self._visit.session.identification.resident
        if resident is None:
            return
        number = resident.number

        def work(connection: Connection) -> tuple[FilingRow, ...]:
            return filings.rows_of_person(connection, filings.person_tag(connection, number))

        self._find(work, outlet=False)

    def outlet(self, limit: int = 200) -> None:
        """Answers with FilingsFound or FilingsUnread for everything filed here; only an agent may ask."""
        if self._visit.agent is None:
            return
        self._find(lambda connection: filings.rows(connection, limit), outlet=True)

    def history(self, filing_id: str) -> None:
        """Answers with HistoryFound; with nothing where it cannot be read, as the case itself is known already."""
        future = self._store.read_later(lambda connection: tuple(cases.history(connection, filing_id)))
        asked = self._visit.session.session_id
        then(future, lambda changes: self._bus.publish(HistoryFound(filing_id, changes, session_id=asked)), logged_only)

    def queue(self) -> None:
        """Answers with QueueCounted; with nothing where it cannot be counted. It names nobody, so anybody may ask."""
        then(self._store.read_later(sending.queue), lambda queue: self._bus.publish(QueueCounted(queue)), logged_only)

    def _find(self, work: Callable[[Connection], tuple[FilingRow, ...]], *, outlet: bool) -> None:
        asked = self._visit.session.session_id
        then(
            self._store.read_later(work),
            lambda rows: self._bus.publish(FilingsFound(rows, outlet, session_id=asked)),
            lambda _: self._bus.publish(FilingsUnread(outlet, session_id=asked)),
        )
