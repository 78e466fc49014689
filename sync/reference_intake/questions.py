"""How often a terminal may ask about filings of others: as often as people scan receipts, too seldom for guessing."""

import math
import time
from collections.abc import Callable
from typing import Any

from sqlalchemy import Engine, case, select
from sqlalchemy.dialects import postgresql, sqlite

from sync.reference_intake.problems import Refused
from sync.reference_intake.tables import questions

AT_ONCE = 30
PER_SECOND = 0.5

_PRICE_MS = round(1000 / PER_SECOND)
_CREDIT_MS = AT_ONCE * _PRICE_MS


class Questions:
    """One bucket of questions for each terminal, refilled steadily, in the database: one for all workers together.

    A bucket is the moment until which the terminal's questions are paid for (the virtual scheduling of ITU-T I.371);
    one statement reads and moves it. Blocking; any thread.
    """

    def __init__(self, engine: Engine, clock: Callable[[], float] = time.time) -> None:
        """`clock` tells seconds since 1970; of the wall, as the workers share no other."""
        self._engine = engine
        self._clock = clock

    def ask(self, owner: str) -> None:
        """Takes one question; raises Refused("too-many") with Retry-After when none is left."""
        now = round(self._clock() * 1000)
        kept = questions.c.paid_until_ms
        # More than a whole bucket ahead only when the clock was put back: that must not lock a terminal out.
        start = case((kept < now, now), (kept > now + _CREDIT_MS, now), else_=kept)
        with self._engine.begin() as connection:
            insert = sqlite.insert if connection.dialect.name == "sqlite" else postgresql.insert
            statement: Any = insert(questions).values(owner=owner, paid_until_ms=now + _PRICE_MS)
            statement = statement.on_conflict_do_update(
                index_elements=[questions.c.owner],
                set_={"paid_until_ms": start + _PRICE_MS},
                where=start + _PRICE_MS <= now + _CREDIT_MS,
            ).returning(kept)
            if connection.execute(statement).scalar() is not None:
                return
            paid_until = connection.execute(select(kept).where(questions.c.owner == owner)).scalar_one()
        wait = math.ceil((paid_until + _PRICE_MS - _CREDIT_MS - now) / 1000)
        raise Refused("too-many", headers={"Retry-After": str(max(1, wait))})
