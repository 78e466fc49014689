"""How long to wait after a failure: exponential with full jitter, and never less than the centre asked for.

Full jitter (any moment between now and the bound) spreads 450 terminals that lost the line in the same second;
see https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/.
"""

import random
from dataclasses import dataclass, field

from kiosk.ports import Clock

LONGEST_RETRY_AFTER_S = 3600.0
"""A centre, or something in its place, that asks for a longer pause than this is not believed."""


@dataclass(frozen=True, slots=True)
class Backoff:
    """`first` bounds the wait after one failure, `most` after many; both in seconds."""

    first: float
    most: float
    dice: random.Random = field(default_factory=random.Random)

    def own(self, failures: int) -> float:
        """Seconds to wait of ourselves after this many failures in a row (at least 1)."""
        doublings = min(max(failures, 1) - 1, 30)
        return self.dice.uniform(0, min(self.most, self.first * 2**doublings))

    def asked(self, retry_after_s: float | None) -> float:
        """Seconds to wait because the centre asked for them; 0 where it did not."""
        if retry_after_s is None:
            return 0.0
        # Everybody was told the same number: come back after it, but not all in that second.
        return min(max(retry_after_s, 0.0), LONGEST_RETRY_AFTER_S) * self.dice.uniform(1.0, 1.2)


class Rest:
    """A stream's own waits between its tries. What somebody hurried in between, and failed too, makes none longer.

    So a rest after an outage is about as long as the outage was, however many people used the terminal meanwhile, and a
    fleet comes back spread over that time.
    """

    def __init__(self, backoff: Backoff, clock: Clock) -> None:
        self._backoff = backoff
        self._clock = clock
        self._failures = 0
        self._until = 0.0

    def failed(self) -> float:
        """After a failure: the seconds until the stream's own next try."""
        if not self._failures or not self.left():
            self._failures += 1
            self._until = self._clock.monotonic() + self._backoff.own(self._failures)
        return self.left()

    def over(self) -> None:
        """After a success."""
        self._failures = 0

    def left(self) -> float:
        """Seconds until the stream's own next try; 0 where it is due."""
        return max(self._until - self._clock.monotonic(), 0.0)


class Pause:
    """The part of a stream's rest that the centre asked for: whoever wakes the stream cuts its own part short only."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._until = 0.0

    def begin(self, asked_s: float) -> None:
        """From now on, for so many seconds."""
        self._until = self._clock.monotonic() + asked_s

    def left(self) -> float:
        """Seconds until the stream may ask again; 0 outside of a pause."""
        return max(self._until - self._clock.monotonic(), 0.0)
