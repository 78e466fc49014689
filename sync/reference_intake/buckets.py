"""Bounds on how often something may be tried, kept in the database: one for all workers together."""

import math
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Column, Connection, Table, case, delete, select, update
from sqlalchemy.dialects import postgresql, sqlite


@dataclass(frozen=True, slots=True)
class Bucket:
    """So many tries at once, and one more every `every_s` seconds.

    A bucket is the moment until which the tries are paid for (the virtual scheduling of ITU-T I.371); one statement
    reads and moves it. `table` has a key column of text and `paid_until_ms`. Blocking; any thread.
    """

    table: Table
    key: Column[str]
    at_once: int
    every_s: float
    clock: Callable[[], float] = time.time
    """Seconds since 1970; of the wall, as the workers share no other."""

    def take(self, connection: Connection, who: str) -> int:
        """Takes one try of `who`'s; 0, or the seconds to wait where none is left."""
        now = round(self.clock() * 1000)
        price = round(self.every_s * 1000)
        credit = self.at_once * price
        kept = self.table.c.paid_until_ms
        # More than a whole bucket ahead only when the clock was put back: that must not lock anybody out.
        start = case((kept < now, now), (kept > now + credit, now), else_=kept)
        insert = sqlite.insert if connection.dialect.name == "sqlite" else postgresql.insert
        statement: Any = insert(self.table).values({self.key.name: who, "paid_until_ms": now + price})
        statement = statement.on_conflict_do_update(
            index_elements=[self.key],
            set_={"paid_until_ms": start + price},
            where=start + price <= now + credit,
        ).returning(kept)
        if connection.execute(statement).scalar() is not None:
            return 0
        paid_until = connection.execute(select(kept).where(self.key == who)).scalar_one()
        return max(1, math.ceil((int(paid_until) + price - credit - now) / 1000))

    def forget(self, connection: Connection, who: str) -> None:
        """Gives `who` a full bucket again."""
        connection.execute(delete(self.table).where(self.key == who))

    def give_back(self, connection: Connection, who: str) -> None:
        """Puts one try back: it was none of those that the bucket counts."""
        price = round(self.every_s * 1000)
        statement = update(self.table).where(self.key == who)
        connection.execute(statement.values(paid_until_ms=self.table.c.paid_until_ms - price))

    def sweep(self, connection: Connection) -> None:
        """Drops the buckets that are full again, of whomever."""
        connection.execute(delete(self.table).where(self.table.c.paid_until_ms < round(self.clock() * 1000)))
