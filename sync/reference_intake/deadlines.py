"""Until when the centre must act: working days, without Saturdays and Sundays.

The public holidays and the working weekends that the State Council sets each year are not known here; a centre that has
them counts better. So a day told here is never later than the lawful one, but where a weekend is worked.
"""

from datetime import date, timedelta
from typing import Final

from kiosk.domain.case import CaseStatus

ANSWER_WITHIN: Final = 5
"""行政许可法 article 32: what is missing is told at once or within five days, or the filing counts as accepted."""

DECIDE_WITHIN: Final = 20
"""行政许可法 article 42: twenty days from acceptance, where the matter promises no shorter time."""

DECIDING: Final = frozenset({CaseStatus.ACCEPTED, CaseStatus.IN_REVIEW})


def working_day(start: date, count: int) -> date:
    """The `count`-th working day after `start`; for a negative count, before it."""
    day, step = start, timedelta(days=1 if count >= 0 else -1)
    left = abs(count)
    while left:
        day += step
        left -= day.weekday() < 5
    return day


def working_days_between(start: date, end: date) -> int:
    """How many working days after `start` the day `end` is; negative where it is past."""
    if end < start:
        return -working_days_between(end, start)
    whole, rest = divmod((end - start).days, 7)
    return whole * 5 + sum((start + timedelta(days=n)).weekday() < 5 for n in range(1, rest + 1))


def moved(
    before: CaseStatus | None, status: CaseStatus, due: date | None, left: int | None, today: date
) -> tuple[date | None, int | None]:
    """The day it is due and the days kept for later, after a case went from `before` to `status` today.

    The clock of the decision stops while the case is suspended or waits for papers, and goes on with what was left.
    """
    if status is CaseStatus.RECEIVED:
        return working_day(today, ANSWER_WITHIN), left
    if status in DECIDING:
        if before in DECIDING and due is not None:
            return due, None
        return working_day(today, DECIDE_WITHIN if left is None else left), None
    if before in DECIDING and due is not None:
        return None, working_days_between(today, due)
    return None, left
