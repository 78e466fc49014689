"""The stream of case changes: asked for in turns, kept together with the cursor behind them."""

import logging
from collections.abc import Callable

from kiosk.domain.case import CaseChange, CaseStatus
from kiosk.errors import IntakeRefusal, LineFailure, StoreFailure, log_fault
from kiosk.events import CaseChanged, EventBus
from kiosk.ports import Clock
from kiosk.storage import cases
from kiosk.storage.connection import Store
from sync import wire
from sync.backoff import Backoff, Pause, Rest
from sync.client import IntakeClient
from sync.failures import ProblemAnswer, from_fault

log = logging.getLogger(__name__)

KNOWN = frozenset(status.value for status in CaseStatus)


class CaseStream:
    """Brings case changes into the store. One thread calls `step`.

    Its requests are small and regular, which makes it the judge of the line: `line` hears "" after every success
    and the reason after every failure.
    """

    def __init__(
        self,
        store: Store,
        client: IntakeClient,
        bus: EventBus,
        clock: Clock,
        backoff: Backoff,
        poll_s: float,
        line: Callable[[str], None],
    ) -> None:
        self._store = store
        self._client = client
        self._bus = bus
        self._backoff = backoff
        self._poll_s = poll_s
        self._line = line
        self._pause = Pause(clock)
        self._rest = Rest(backoff, clock)

    def step(self) -> float:
        """Asks until nothing is left, unless the centre asked for a pause; seconds until the next step.

        Raises StoreFailure.
        """
        if left := self._pause.left():
            return left
        try:
            self.catch_up()
        except LineFailure as failure:
            self._line(failure.reason)
            asked = self._backoff.asked(failure.retry_after_s)
            self._pause.begin(asked)
            return max(self._rest.failed(), asked)
        except IntakeRefusal as refusal:
            self._line(refusal.reason)
            return self._backoff.most
        self._rest.over()
        self._line("")
        return self._poll_s

    def catch_up(self) -> int:
        """Fetches and keeps every page there is; how many changes were new.

        Raises LineFailure, IntakeRefusal, StoreFailure.
        """
        try:
            return self._catch_up()
        except (LineFailure, IntakeRefusal, StoreFailure):
            raise
        except Exception as fault:
            log_fault(log, "case changes cannot be read", fault)
            raise from_fault(fault) from fault

    def _catch_up(self) -> int:
        new = 0
        more = True
        while more:
            page = self._ask(self._store.read(cases.cursor))
            new += self._keep(page)
            more = page.more
        return new

    def _ask(self, cursor: str) -> wire.CaseChanges:
        try:
            return self._client.changes(cursor)
        except ProblemAnswer as answer:
            if answer.problem.kind != "cursor-unknown" or not cursor:
                raise
            # The centre was set up anew, or is another one. From the beginning: what is known is kept once.
            log.warning("the centre does not know our cursor; case changes are read from the beginning")
            return self._client.changes("")

    def _keep(self, page: wire.CaseChanges) -> int:
        understood = tuple(_change(change) for change in page.changes if change.status in KNOWN)
        if len(understood) < len(page.changes):
            # A newer centre. Waiting would block every later change; the next known status sets the case right.
            log.warning("%d case changes passed over: unknown status", len(page.changes) - len(understood))
        new = self._store.write(lambda c: cases.record(c, understood, page.cursor)).result()
        for change in new:
            self._bus.publish(CaseChanged(change))
        return len(new)


def _change(change: wire.CaseChange) -> CaseChange:
    return CaseChange(
        filing_id=change.filing_id,
        case_number=change.case_number,
        status=CaseStatus(change.status),
        note=change.note,
        changed_at=change.changed_at,
        wanted=change.wanted,
    )
