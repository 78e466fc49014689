"""Paper, toner and receipt roll: what is left of them, and for how many days.

Counted from what staff say they put in and what the terminal knows it used. What nobody ever said is unknown and stays
so: a number that was made up sends a technician fifty kilometres for nothing, or not at all.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

WINDOW_DAYS = 28
"""Four whole weeks, so that market days and Sundays weigh what they weigh."""
LEAST_DAYS = 3
"""After fewer days of use there is no forecast."""
SOON_DAYS = 7
"""A terminal that lasts less than this is worth a journey now."""
LOW_SHARE = 0.1


class Consumable(StrEnum):
    """What is used up. Sheets are counted one by one, toner in pages, the roll in millimetres."""

    SHEETS = "sheets"
    TONER = "toner"
    ROLL = "roll"


MOST = {Consumable.SHEETS: 10_000, Consumable.TONER: 100_000, Consumable.ROLL: 1_000_000}
"""More than any tray, cartridge or roll on the market holds: a slip of the finger."""


@dataclass(frozen=True, slots=True)
class Use:
    """How much was used on one day."""

    day: date
    amount: int


@dataclass(frozen=True, slots=True)
class Stock:
    """What is left of one consumable; `left` and `full` are None where nobody has said what was put in.

    `full` is what was there right after the last refill, `days` the forecast from the terminal's own use, None where
    there is none yet.
    """

    consumable: Consumable
    left: int | None = None
    full: int | None = None
    days: int | None = None

    @property
    def low(self) -> bool:
        """Whether somebody should refill it soon."""
        if self.left is None:
            return False
        return (self.days is not None and self.days < SOON_DAYS) or self.left <= LOW_SHARE * (self.full or 0)


def days_left(left: int, uses: Sequence[Use], today: date) -> int | None:
    """For how many whole days `left` lasts at the mean of the last `WINDOW_DAYS` days; None where that is not known.

    Days on which nothing was used count too. The first use tells since when the terminal stands there.
    """
    since = today - timedelta(days=WINDOW_DAYS - 1)
    known = [use for use in uses if use.day <= today]
    if not known:
        return None
    first = max(since, min(use.day for use in known))
    days = (today - first).days + 1
    used = sum(use.amount for use in known if use.day >= first)
    if days < LEAST_DAYS or not used:
        return None
    return left * days // used
