"""How often a terminal may ask about filings of others: as often as people scan receipts, too seldom for guessing."""

import time
from collections.abc import Callable

from sqlalchemy import Engine

from sync.reference_intake.buckets import Bucket
from sync.reference_intake.problems import Refused
from sync.reference_intake.tables import questions

AT_ONCE = 30
PER_SECOND = 0.5


class Questions:
    """One bucket of questions for each terminal, refilled steadily. Blocking; any thread."""

    def __init__(self, engine: Engine, clock: Callable[[], float] = time.time) -> None:
        """`clock` tells seconds since 1970."""
        self._engine = engine
        self._bucket = Bucket(questions, questions.c.owner, AT_ONCE, 1 / PER_SECOND, clock)

    def ask(self, owner: str) -> None:
        """Takes one question; raises Refused("too-many") with Retry-After when none is left."""
        with self._engine.begin() as connection:
            wait = self._bucket.take(connection, owner)
        if wait:
            raise Refused("too-many", headers={"Retry-After": str(wait)})
