"""How long to wait after a failure: exponential with full jitter, and never less than the centre asked for.

Full jitter (any moment between now and the bound) spreads 450 terminals that lost the line in the same second;
see https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/.
"""

import random
from dataclasses import dataclass, field

LONGEST_RETRY_AFTER_S = 3600.0
"""A centre, or something in its place, that asks for a longer pause than this is not believed."""


@dataclass(frozen=True, slots=True)
class Backoff:
    """`first` bounds the wait after one failure, `most` after many; both in seconds."""

    first: float
    most: float
    dice: random.Random = field(default_factory=random.Random)

    def delay(self, failures: int, retry_after_s: float | None = None) -> float:
        """Seconds to wait after this many failures in a row (at least 1)."""
        doublings = min(max(failures, 1) - 1, 30)
        chosen = self.dice.uniform(0, min(self.most, self.first * 2**doublings))
        if retry_after_s is None:
            return chosen
        asked = min(max(retry_after_s, 0.0), LONGEST_RETRY_AFTER_S)
        # Everybody was told the same number: come back after it, but not all in that second.
        return max(chosen, asked * self.dice.uniform(1.0, 1.2))
