"""The stream of evaluations (好差评): each to the centre once its filing is there."""

import logging

from kiosk.domain.evaluation import Evaluation
from kiosk.domain.filing import Delivery
from kiosk.errors import IntakeRefusal, LineFailure
from kiosk.storage import evaluations, outbox
from kiosk.storage.connection import Connection, Store
from sync.backoff import Backoff
from sync.client import IntakeClient
from sync.failures import concerns_whole_line

log = logging.getLogger(__name__)


class EvaluationStream:
    """Sends what is unsent. One thread calls `step`."""

    def __init__(self, store: Store, client: IntakeClient, backoff: Backoff, poll_s: float) -> None:
        self._store = store
        self._client = client
        self._backoff = backoff
        self._poll_s = poll_s
        self._failures = 0
        self._refused: set[str] = set()

    def step(self) -> float:
        """Sends every evaluation whose filing was delivered; seconds until the next step. Raises StoreFailure."""
        failure = self.send_all()[1]
        if failure is None:
            self._failures = 0
            return self._poll_s
        self._failures += 1
        return self._backoff.delay(self._failures, failure.retry_after_s)

    def send_all(self) -> tuple[int, LineFailure | None]:
        """How many the centre took, and what went wrong last; one it will not take does not stop the others."""
        sent, failure = 0, None
        for evaluation in self._store.read(_ready):
            if evaluation.filing_id in self._refused:
                continue
            try:
                self._client.evaluation(evaluation)
            except IntakeRefusal as refusal:
                # It stays in the store, unsent; asking again before the next start would change nothing.
                self._refused.add(evaluation.filing_id)
                log.warning("the evaluation of %s was refused: %s", evaluation.filing_id, refusal.reason)
            except LineFailure as trouble:
                failure = trouble
                if concerns_whole_line(trouble.reason):
                    break
            else:
                self._mark(evaluation.filing_id)
                sent += 1
        return sent, failure

    def _mark(self, filing_id: str) -> None:
        self._store.write(lambda connection: evaluations.mark_sent(connection, filing_id)).result()


def _ready(connection: Connection) -> list[Evaluation]:
    return [
        evaluation
        for evaluation in evaluations.unsent(connection)
        if outbox.state(connection, evaluation.filing_id).delivery is Delivery.DELIVERED
    ]
