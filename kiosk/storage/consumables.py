"""What is left of paper, toner and receipt roll, and what was used on which day."""

from datetime import date, datetime, timedelta
from typing import Final

from kiosk.domain.consumables import MOST, WINDOW_DAYS, Consumable, Stock, Use, days_left
from kiosk.storage import audit
from kiosk.storage.cipher import Connection

_KEPT: Final = timedelta(days=2 * WINDOW_DAYS)
"""Older days say nothing any more."""


def refill(conn: Connection, consumable: Consumable, left: int, *, by: str, at: datetime) -> None:
    """Staff counted: so much is there now. `by` is the number of whoever said so, for the audit.

    Raises ValueError below 0 and above what there is room for.
    """
    if not 0 <= left <= MOST[consumable]:
        raise ValueError(f"{consumable.value}: {left} is not between 0 and {MOST[consumable]}")
    conn.execute(
        "INSERT INTO consumable (name, remaining, filled, filled_at) VALUES (?, ?, ?, ?)"
        " ON CONFLICT (name) DO UPDATE SET remaining = excluded.remaining, filled = excluded.filled,"
        " filled_at = excluded.filled_at",
        (consumable.value, left, left, at.isoformat()),
    )
    audit.record(conn, "consumable.refilled", {"name": consumable.value, "left": left, "by": by}, at=at)


def use(conn: Connection, consumable: Consumable, amount: int, day: date) -> None:
    """So much was used; raises ValueError unless it is more than nothing. What is left never goes below 0."""
    if amount <= 0:
        raise ValueError(f"{consumable.value}: {amount} is not a use")
    conn.execute(
        "INSERT INTO consumable_use (name, day, amount) VALUES (?, ?, ?)"
        " ON CONFLICT (name, day) DO UPDATE SET amount = amount + excluded.amount",
        (consumable.value, day.isoformat(), amount),
    )
    conn.execute("UPDATE consumable SET remaining = max(0, remaining - ?) WHERE name = ?", (amount, consumable.value))
    conn.execute("DELETE FROM consumable_use WHERE day < ?", ((day - _KEPT).isoformat(),))


def stocks(conn: Connection, today: date) -> tuple[Stock, ...]:
    """Every consumable, those of which nothing is known too, in the order of `Consumable`."""
    left = {name: (remaining, filled) for name, remaining, filled, _ in conn.execute("SELECT * FROM consumable")}
    uses: dict[str, list[Use]] = {}
    for name, day, amount in conn.execute("SELECT name, day, amount FROM consumable_use ORDER BY day"):
        uses.setdefault(name, []).append(Use(date.fromisoformat(day), amount))
    return tuple(_stock(one, left.get(one.value), uses.get(one.value, []), today) for one in Consumable)


def _stock(consumable: Consumable, counted: tuple[int, int] | None, uses: list[Use], today: date) -> Stock:
    if counted is None:
        return Stock(consumable)
    remaining, filled = counted
    return Stock(consumable, remaining, filled, days_left(remaining, uses, today))
