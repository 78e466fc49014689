"""The stream of evaluations (好差评): each to the centre once its filing is there."""

import logging

from kiosk.errors import IntakeRefusal, LineFailure, log_fault
from kiosk.ports import Clock
from kiosk.storage import evaluations
from kiosk.storage.connection import Store
from sync.backoff import Backoff, Pause, Rest
from sync.client import IntakeClient
from sync.failures import concerns_whole_line, from_fault

log = logging.getLogger(__name__)


class EvaluationStream:
    """Sends what the store has ready. One thread calls `step`."""

    def __init__(self, store: Store, client: IntakeClient, clock: Clock, backoff: Backoff, poll_s: float) -> None:
        self._store = store
        self._client = client
        self._backoff = backoff
        self._poll_s = poll_s
        self._pause = Pause(clock)
        self._rest = Rest(backoff, clock)

    def step(self) -> float:
        """Sends every evaluation whose filing was delivered, unless the centre asked for a pause.

        Returns the seconds until the next step. Raises StoreFailure.
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
        """How many the centre took, and what went wrong last; one that fails for itself does not stop the others.

        Raises StoreFailure.
        """
        sent, failure = 0, None
        for evaluation in self._store.read(evaluations.ready):
            try:
                self._client.evaluation(evaluation)
            except IntakeRefusal as refusal:
                log.warning("the evaluation of %s was refused: %s", evaluation.filing_id, refusal.reason)
                self._mark_refused(evaluation.filing_id, refusal.reason)
            except LineFailure as trouble:
                failure = trouble
                if concerns_whole_line(trouble.reason):
                    break
            except Exception as fault:  # noqa: BLE001 - one that trips over our bug must not stop those behind it
                log_fault(log, f"the evaluation of {evaluation.filing_id} cannot be sent", fault)
                failure = from_fault(fault)
            else:
                self._mark_sent(evaluation.filing_id)
                sent += 1
        return sent, failure

    def _mark_sent(self, filing_id: str) -> None:
        self._store.write(lambda connection: evaluations.mark_sent(connection, filing_id)).result()

    def _mark_refused(self, filing_id: str, reason: str) -> None:
        self._store.write(lambda connection: evaluations.mark_refused(connection, filing_id, reason)).result()
