"""好差评: the person's word on the service."""

from kiosk.domain.evaluation import Evaluation
from kiosk.events import EvaluationFailed, EvaluationSaved, Event, EventBus
from kiosk.ports import Clock
from kiosk.services.background import then
from kiosk.services.visit import Visit
from kiosk.storage import evaluations
from kiosk.storage.connection import Store


class Evaluate:
    """Takes one evaluation per filing; the two lowest levels wait for a reason."""

    def __init__(self, visit: Visit, clock: Clock, bus: EventBus, store: Store) -> None:
        self._visit = visit
        self._clock = clock
        self._bus = bus
        self._store = store
        visit.attach(self.hear)

    def rate(self, level: int, reasons: tuple[str, ...] = ()) -> bool:
        """Saves the evaluation of the filing just made; False if a reason is still wanted or one was given before."""
        outcome = self._visit.session.outcome
        if outcome.filing is None or outcome.evaluation or (level <= 2 and not reasons):
            return False
        outcome.evaluation = level
        evaluation = Evaluation(outcome.filing.filing_id, level, reasons, self._clock.now())
        future = self._store.write(lambda connection: evaluations.save(connection, evaluation))
        filing_id = evaluation.filing_id
        then(
            future,
            lambda _: self._bus.publish(EvaluationSaved(filing_id)),
            lambda _: self._bus.publish(EvaluationFailed(filing_id)),
        )
        self._visit.changed()
        return True

    def hear(self, event: Event) -> None:
        outcome = self._visit.session.outcome
        if isinstance(event, EvaluationFailed) and outcome.filing and event.filing_id == outcome.filing.filing_id:
            # Nothing is thanked for that is not kept: the five tiles come back.
            outcome.evaluation = 0
            self._visit.changed()
