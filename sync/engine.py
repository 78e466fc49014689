"""The line to the centre as a whole: streams on threads of their own, none of which waits for another.

filings and materials out (`deliveries`), case changes in (`cases`), evaluations out (`evaluations`), questions of
people who scan a receipt (`standings`), the centre's limits and clock (`centre`), and heartbeats (`fleet`). The engine
starts and wakes them and says whether the line is up.
"""

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass

from kiosk.domain.filing import Delivery
from kiosk.errors import CatalogueRefusal, IntakeRefusal, LineFailure
from kiosk.events import (
    DeliveryChanged,
    EvaluationSaved,
    Event,
    EventBus,
    FilingSaved,
    LineChanged,
    WithdrawalAnswered,
    WithdrawalSaved,
)
from kiosk.ports import CatalogueShelf, Clock
from kiosk.storage import outbox
from kiosk.storage.connection import Connection, Store
from sync.backoff import Backoff
from sync.cases import CaseStream
from sync.catalogue import CatalogueStream
from sync.centre import CentreStream
from sync.client import IntakeClient
from sync.deliveries import Deliveries
from sync.evaluations import EvaluationStream
from sync.fleet import AboutTerminal, FleetStream
from sync.lane import Lane
from sync.settings import LineTimes
from sync.standings import Standings
from sync.withdrawals import WithdrawalStream

log = logging.getLogger(__name__)

STOP_WITHIN_S = 5.0


@dataclass(frozen=True, slots=True)
class SyncReport:
    """Where things stand after one round: filings by delivery, and what was brought in either direction.

    `reason` and `detail` say why the line failed; both empty if it did not.
    """

    delivered: int
    pending: int
    refused: int
    changes: int
    evaluations: int
    reason: str = ""
    detail: str = ""


class SyncEngine:
    """Keeps the line busy between `start` and `stop`; or call `run_once` without starting."""

    def __init__(
        self,
        store: Store,
        client: IntakeClient,
        bus: EventBus,
        clock: Clock,
        times: LineTimes,
        about: AboutTerminal | None = None,
        shelf: CatalogueShelf | None = None,
    ) -> None:
        """Without `about` the terminal sends no heartbeats, without `shelf` it asks for no catalogue."""
        backoff = Backoff(times.retry_first, times.retry_most)
        self._store = store
        self._client = client
        self._bus = bus
        self._deliveries = Deliveries(store, client, bus, clock, backoff, self._doubt)
        self._cases = CaseStream(store, client, bus, clock, backoff, times.cases_poll, self._judge)
        self._evaluations = EvaluationStream(store, client, clock, backoff, times.cases_poll)
        self._standings = Standings(client, bus, clock, backoff)
        self._centre = CentreStream(store, client, bus, clock, backoff, times.centre_poll)
        self._withdrawals = WithdrawalStream(store, client, bus, clock, backoff, times.cases_poll)
        self._lanes = {
            "filings": Lane("filings", self._deliveries.step),
            "withdrawals": Lane("withdrawals", self._withdrawals.step),
            "cases": Lane("cases", self._cases.step),
            "evaluations": Lane("evaluations", self._evaluations.step),
            "standings": Lane("standings", self._standings.step),
            "centre": Lane("centre", self._centre.step),
        }
        if about is not None:
            self._lanes["fleet"] = Lane("fleet", FleetStream(store, client, clock, backoff, about).step)
        self._catalogue = None
        if shelf is not None:
            self._catalogue = CatalogueStream(shelf, client, clock, backoff, times.catalogue_poll)
            self._lanes["catalogue"] = Lane("catalogue", self._catalogue.step)
        self._line_lock = threading.Lock()
        self._line: str | None = None
        self._unsubscribe: Callable[[], None] | None = None

    def start(self) -> None:
        """Begins; what an earlier run left in SENDING is taken up again first."""
        self._unsubscribe = self._bus.subscribe(self._hear)
        for lane in self._lanes.values():
            lane.start()

    def stop(self) -> None:
        """Ends within a few seconds: an upload breaks off after the piece under way, any other request is left to its
        fate; the next start finds its filing. The client is of no use for uploads afterwards.
        """
        if self._unsubscribe is not None:
            self._unsubscribe()
        for lane in self._lanes.values():
            lane.ask_to_stop()
        self._client.interrupt()
        # One bound for all: they end side by side.
        ended = [lane.join(STOP_WITHIN_S / len(self._lanes)) for lane in self._lanes.values()]
        if all(ended):
            self._client.close()

    def wake(self) -> None:
        """Everything that is due is tried now, but where the centre asked for a pause."""
        for lane in self._lanes.values():
            lane.wake()

    def ask(self, session_id: str, filing_id: str) -> None:
        """How far a filing of whichever terminal is: `kiosk.ports.CaseDesk`."""
        self._standings.ask(session_id, filing_id)
        self._lanes["standings"].wake()

    def run_once(self) -> SyncReport:
        """One round of everything, on the calling thread, on an engine that was not started. Raises StoreFailure."""
        changes, sent = 0, 0
        failure: LineFailure | IntakeRefusal | None = None
        self._deliveries.try_all()
        not_told = self._withdrawals.send_all()[1]
        try:
            changes = self._cases.catch_up()
            sent, failure = self._evaluations.send_all()
            failure = failure or not_told
        except (LineFailure, IntakeRefusal) as trouble:
            failure = trouble
        else:
            self._hear_centre()
            self._look_for_catalogue()
        count = self._store.read(_count)
        return SyncReport(
            delivered=count[Delivery.DELIVERED],
            pending=count[Delivery.PENDING] + count[Delivery.SENDING],
            refused=count[Delivery.REFUSED],
            changes=changes,
            evaluations=sent,
            reason=failure.reason if failure else "",
            detail=str(failure) if failure else "",
        )

    def _hear_centre(self) -> None:
        try:
            self._centre.ask()
        except (LineFailure, IntakeRefusal) as trouble:
            # Nothing waits for it: filings and cases have come through.
            log.warning("the centre does not tell its limits: %s", trouble.reason)

    def _look_for_catalogue(self) -> None:
        if self._catalogue is None:
            return
        try:
            self._catalogue.catch_up()
        except (LineFailure, IntakeRefusal, CatalogueRefusal) as trouble:
            log.warning("the catalogue is not brought up to date: %s", trouble.reason)

    def _hear(self, event: Event) -> None:
        # On the publisher's thread, which may be the GUI's: only hand over.
        match event:
            case FilingSaved(filing):
                self._deliveries.hurry(filing.filing_id)
                self._lanes["filings"].wake()
            case WithdrawalSaved(_, pending) if pending:
                self._lanes["withdrawals"].wake()
            case WithdrawalAnswered():
                self._lanes["cases"].wake()
            case EvaluationSaved():
                self._lanes["evaluations"].wake()
            case DeliveryChanged(_, state) if state.delivery is Delivery.DELIVERED:
                self._lanes["cases"].wake()
                self._lanes["evaluations"].wake()

    def _doubt(self) -> None:
        self._lanes["cases"].wake()

    def _judge(self, reason: str) -> None:
        """Hears the case stream's word on the line, "" for good, and tells a change of it."""
        with self._line_lock:
            before, self._line = self._line, reason
        if before == reason:
            return
        self._bus.publish(LineChanged(up=not reason, reason=reason))
        if before and not reason:
            self._deliveries.line_is_back()
            for name in ("filings", "withdrawals", "evaluations", "centre"):
                self._lanes[name].wake()


def _count(connection: Connection) -> dict[Delivery, int]:
    count = dict.fromkeys(Delivery, 0)
    for row in outbox.all_rows(connection):
        count[row.delivery] += 1
    return count
