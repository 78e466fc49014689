"""The stream of the centre's word on itself: its limits, kept for the times without a line, and its clock."""

from kiosk.domain.centre import CentreLimits, CentreWord, ClockSkew
from kiosk.errors import IntakeRefusal, LineFailure
from kiosk.events import CentreTold, EventBus
from kiosk.ports import Clock
from kiosk.storage import centre_word
from kiosk.storage.connection import Store
from sync import wire
from sync.backoff import Backoff, Pause, Rest
from sync.client import IntakeClient

STEPPED_S = 1.0
"""A clock that went by so much more or less than the seconds did while it was compared was set meanwhile."""

SAME_SKEW_S = 1.0
"""Two measurements nearer to each other than this say the same: nothing is written or told anew."""


class CentreStream:
    """Asks the centre how it is at the start, when the line is back, and every `poll_s` seconds. One thread.

    What it learns is told as CentreTold. It says nothing of the line: that is for the case stream to judge.
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
        self._told: CentreWord | None = None
        self._recalled = False

    def step(self) -> float:
        """Asks, unless the centre asked for a pause; seconds until the next step. Raises StoreFailure."""
        self.recall()
        if left := self._pause.left():
            return left
        try:
            self.ask()
        except LineFailure as failure:
            asked = self._backoff.asked(failure.retry_after_s)
            self._pause.begin(asked)
            return max(self._rest.failed(), asked)
        except IntakeRefusal:
            return self._poll_s
        self._rest.over()
        # Not all terminals in the same second, however they were started.
        return self._poll_s * self._backoff.dice.uniform(0.8, 1.0)

    def recall(self) -> None:
        """Tells what the centre said last before this start, once: its limits hold without a line too."""
        if self._recalled:
            return
        kept = self._store.read(centre_word.last)
        self._recalled = True
        if kept is not None:
            self._told = kept.word
            self._bus.publish(CentreTold(kept.word))

    def ask(self) -> None:
        """One question; keeps and tells the answer if it says anything new. Raises LineFailure, StoreFailure."""
        began, moment = self._clock.monotonic(), self._clock.now()
        health = self._client.health()
        took = self._clock.monotonic() - began
        stepped = abs((self._clock.now() - moment).total_seconds() - took) > STEPPED_S
        skew = None if stepped else ClockSkew((moment - health.now).total_seconds() + took / 2, took / 2, health.now)
        word = CentreWord(_limits(health.limits), health.now, skew)
        if skew is not None and not self._same(word):
            self._store.write(lambda c: centre_word.keep(c, word.limits, skew)).result()
        if stepped or not self._same(word):
            self._told = word
            self._bus.publish(CentreTold(word))

    def _same(self, word: CentreWord) -> bool:
        told = self._told
        if told is None or told.skew is None or word.skew is None or told.limits != word.limits:
            return False
        # The latest time that was seen is worth a write now and then.
        old = (word.seen_at - told.seen_at).total_seconds() > 10 * self._poll_s
        return not old and abs(told.skew.ahead_s - word.skew.ahead_s) < SAME_SKEW_S + word.skew.within_s


def _limits(limits: wire.Limits) -> CentreLimits:
    return CentreLimits(limits.manifest_bytes, limits.file_bytes, limits.media_types)
