"""How often a terminal may ask about filings of others: as often as people scan receipts, too seldom for guessing."""

import math
import time
from collections.abc import Callable
from dataclasses import dataclass

from sync.reference_intake.problems import Refused

AT_ONCE = 30
PER_SECOND = 0.5


@dataclass(slots=True)
class _Bucket:
    left: float
    filled_at: float


class Questions:
    """One bucket of questions for each terminal, refilled steadily. For one thread; terminals are as many as tokens."""

    def __init__(self, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._monotonic = monotonic
        self._buckets: dict[str, _Bucket] = {}

    def ask(self, owner: str) -> None:
        """Takes one question; raises Refused("too-many") with Retry-After when none is left."""
        now = self._monotonic()
        bucket = self._buckets.setdefault(owner, _Bucket(AT_ONCE, now))
        bucket.left = min(AT_ONCE, bucket.left + (now - bucket.filled_at) * PER_SECOND)
        bucket.filled_at = now
        if bucket.left < 1:
            wait = math.ceil((1 - bucket.left) / PER_SECOND)
            raise Refused("too-many", headers={"Retry-After": str(wait)})
        bucket.left -= 1
