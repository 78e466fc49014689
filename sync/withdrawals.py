"""The stream of withdrawals (撤回): each to the centre as soon as it can hear it, whether it has the filing or not."""

import logging

from kiosk.domain.course import Withdrawal
from kiosk.domain.filing import Acknowledgement
from kiosk.errors import IntakeRefusal, LineFailure, log_fault
from kiosk.events import DeliveryChanged, EventBus, WithdrawalAnswered
from kiosk.ports import Clock
from kiosk.storage import endings, outbox
from kiosk.storage.connection import Connection, Store
from sync import wire
from sync.backoff import Backoff, Pause, Rest
from sync.client import IntakeClient
from sync.failures import concerns_whole_line, from_fault

log = logging.getLogger(__name__)


class WithdrawalStream:
    """Sends what the store has ready. One thread calls `step`.

    It does not wait for the stream of filings, and that one not for this: the centre remembers a filing that was taken
    back before it came, and whichever of the two is first, no living case is left.
    """

    def __init__(
        self, store: Store, client: IntakeClient, bus: EventBus, clock: Clock, backoff: Backoff, poll_s: float
    ) -> None:
        self._store = store
        self._client = client
        self._bus = bus
        self._clock = clock
        self._backoff = backoff
        self._poll_s = poll_s
        self._pause = Pause(clock)
        self._rest = Rest(backoff, clock)

    def step(self) -> float:
        """Sends every withdrawal that waits, unless the centre asked for a pause; seconds until the next step.

        Raises StoreFailure.
        """
        if left := self._pause.left():
            return left
        failure = self.send_all()[1]
        if failure is None:
            self._rest.over()
            return self._poll_s
        asked = self._backoff.asked(failure.retry_after_s)
        self._pause.begin(asked)
        return max(self._rest.failed(), asked)

    def send_all(self) -> tuple[int, LineFailure | None]:
        """How many the centre answered for good, and what went wrong last. Raises StoreFailure."""
        answered, failure = 0, None
        for withdrawal in self._store.read(endings.ready):
            try:
                answer = self._client.withdraw(withdrawal)
            except IntakeRefusal as refusal:
                log.warning("the withdrawal of %s was refused: %s", withdrawal.filing_id, refusal.reason)
                self._refused(withdrawal, refusal.reason)
                answered += 1
            except LineFailure as trouble:
                failure = trouble
                if concerns_whole_line(trouble.reason):
                    break
            except Exception as fault:  # noqa: BLE001 - one that trips over our bug must not stop those behind it
                log_fault(log, f"the withdrawal of {withdrawal.filing_id} cannot be sent", fault)
                failure = from_fault(fault)
            else:
                self._taken(withdrawal, answer)
                answered += 1
        return answered, failure

    def _taken(self, withdrawal: Withdrawal, answer: wire.WithdrawalAnswer) -> None:
        filing_id, known, at = withdrawal.filing_id, answer.completion, self._clock.now()
        acknowledged = Acknowledgement(known.case_number, known.query_code, known.received_at) if known else None

        def work(connection: Connection) -> bool:
            return endings.mark_taken(connection, filing_id, acknowledged, at)

        moved = self._store.write(work).result()
        if moved:
            state = self._store.read(lambda connection: outbox.state(connection, filing_id))
            self._bus.publish(DeliveryChanged(filing_id, state))
        self._bus.publish(WithdrawalAnswered(filing_id))

    def _refused(self, withdrawal: Withdrawal, reason: str) -> None:
        filing_id = withdrawal.filing_id
        self._store.write(lambda connection: endings.mark_refused(connection, filing_id, reason)).result()
        self._bus.publish(WithdrawalAnswered(filing_id))
