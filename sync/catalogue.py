"""The stream of the catalogue: asked for now and then; a step that has come is taken while people use the terminal."""

import logging

from kiosk.domain.catalogue_delta import SealedDelta
from kiosk.errors import CatalogueRefusal, IntakeRefusal, LineFailure, log_fault
from kiosk.ports import CatalogueShelf, Clock
from sync.backoff import Backoff, Pause, Rest
from sync.client import IntakeClient
from sync.failures import from_fault

log = logging.getLogger(__name__)


class CatalogueStream:
    """Asks for the next step every `poll_s` seconds. One thread calls `step`.

    It says nothing of the line: that is for the case stream to judge. A step that is refused is asked for again with
    the next round, and until then everybody goes on with the catalogue there is.
    """

    def __init__(
        self, shelf: CatalogueShelf, client: IntakeClient, clock: Clock, backoff: Backoff, poll_s: float
    ) -> None:
        self._shelf = shelf
        self._client = client
        self._backoff = backoff
        self._poll_s = poll_s
        self._pause = Pause(clock)
        self._rest = Rest(backoff, clock)

    def step(self) -> float:
        """Takes the next step if there is one; seconds until the next question. Raises StoreFailure."""
        if left := self._pause.left():
            return left
        try:
            self.catch_up()
        except LineFailure as failure:
            asked = self._backoff.asked(failure.retry_after_s)
            self._pause.begin(asked)
            return max(self._rest.failed(), asked)
        except (IntakeRefusal, CatalogueRefusal) as refusal:
            log.warning("the catalogue is not brought up to date: %s", refusal.reason)
            self._rest.over()
            return self._poll_s
        self._rest.over()
        # Not all terminals in the same second, however they were started.
        return self._poll_s * self._backoff.dice.uniform(0.8, 1.0)

    def catch_up(self) -> bool:
        """Whether a step was taken. Raises LineFailure, IntakeRefusal, CatalogueRefusal, StoreFailure."""
        standing = self._shelf.standing()
        if standing is None:
            return False  # the first start is still installing its own
        try:
            step = self._client.catalogue(*standing).step
        except (LineFailure, IntakeRefusal):
            raise
        except Exception as fault:
            log_fault(log, "the catalogue cannot be asked for", fault)
            raise from_fault(fault) from fault
        if step is None:
            return False
        self._shelf.take(SealedDelta(step.packed, step.signature, step.key))
        return True
