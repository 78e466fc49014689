"""The stream of questions about receipts: how far a filing of another terminal is, asked while a person waits."""

import logging
from threading import Lock

from kiosk.domain.case import CaseChange, CaseStatus
from kiosk.domain.filing import Delivery
from kiosk.domain.receipt_case import ReceiptCase
from kiosk.errors import IntakeRefusal, LineFailure, log_fault
from kiosk.events import CaseFound, CaseNotFound, CaseUnreachable, EventBus, SessionEvent
from kiosk.ports import Clock
from sync import wire
from sync.backoff import Backoff, Pause
from sync.client import IntakeClient
from sync.failures import BROKEN, BUSY, ProblemAnswer, from_fault

log = logging.getLogger(__name__)

KNOWN = frozenset(status.value for status in CaseStatus)

UNTIL_ASKED_S = 3600.0
"""There is nothing to do of itself; whoever asks wakes the thread."""


class Standings:
    """Asks the centre one question after the other. One thread calls `step`; `ask` may be called from any.

    Only the newest question waits: whoever scans another receipt does not want to hear of the first any more. There is
    no trying again later; the person is told and scans again.
    """

    def __init__(self, client: IntakeClient, bus: EventBus, clock: Clock, backoff: Backoff) -> None:
        self._client = client
        self._bus = bus
        self._backoff = backoff
        self._pause = Pause(clock)
        self._lock = Lock()
        self._asked: tuple[str, str] | None = None

    def ask(self, session_id: str, filing_id: str) -> None:
        """Notes the question; the next step asks it."""
        with self._lock:
            self._asked = (session_id, filing_id)

    def step(self) -> float:
        """Asks what is to be asked and publishes the answer; seconds until the next step."""
        with self._lock:
            asked, self._asked = self._asked, None
        if asked is not None:
            self._bus.publish(self._answer(*asked))
        return UNTIL_ASKED_S

    def _answer(self, session_id: str, filing_id: str) -> SessionEvent:
        if self._pause.left():
            return CaseUnreachable(filing_id, BUSY, session_id=session_id)
        try:
            return CaseFound(_case(self._standing(filing_id)), session_id=session_id)
        except ProblemAnswer as answer:
            if answer.problem.kind == "standing-unknown":
                return CaseNotFound(filing_id, session_id=session_id)
            return CaseUnreachable(filing_id, answer.reason, session_id=session_id)
        except LineFailure as failure:
            self._pause.begin(self._backoff.asked(failure.retry_after_s))
            return CaseUnreachable(filing_id, failure.reason, session_id=session_id)
        except IntakeRefusal as refusal:
            return CaseUnreachable(filing_id, refusal.reason, session_id=session_id)
        except Exception as fault:  # noqa: BLE001 - a person waits for an answer, whatever it is
            log_fault(log, "a standing cannot be read", fault)
            return CaseUnreachable(filing_id, from_fault(fault).reason, session_id=session_id)

    def _standing(self, filing_id: str) -> wire.Standing:
        try:
            return self._client.standing(filing_id)
        except LineFailure as failure:
            if failure.reason != BROKEN:
                raise
            # The connection kept from before had just been closed at the other end.
            return self._client.standing(filing_id)


def _case(standing: wire.Standing) -> ReceiptCase:
    number = standing.case_number or ""
    # A newer centre may know more statuses; the next known one sets the case right, as in the stream of changes.
    history = tuple(
        CaseChange(standing.filing_id, number, CaseStatus(step.status), step.note, step.changed_at)
        for step in standing.history
        if step.status in KNOWN
    )
    delivery = Delivery.DELIVERED if number else Delivery.SENDING
    return ReceiptCase(standing.filing_id, standing.matter_title, delivery, number, history)
