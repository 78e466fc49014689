"""For how many days the paper lasts."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.domain.consumables import WINDOW_DAYS, Consumable, Stock, Use, days_left

TODAY = date(2026, 11, 23)


def ago(days: int) -> date:
    return TODAY - timedelta(days=days)


def test_mean_of_the_days_since_the_first_use_counts_idle_days_too() -> None:
    assert days_left(100, [Use(ago(9), 30), Use(ago(1), 20)], TODAY) == 20, "50 sheets in 10 days"


def test_what_was_used_before_the_window_does_not_count() -> None:
    old = [Use(ago(WINDOW_DAYS + 5), 10_000), Use(ago(0), 28)]
    assert days_left(10, old, TODAY) == 10, "28 sheets in 28 days"


@pytest.mark.parametrize("uses", [[], [Use(ago(0), 5)], [Use(ago(1), 500)]])
def test_too_little_is_known_in_the_first_days(uses: list[Use]) -> None:
    assert days_left(100, uses, TODAY) is None


def test_a_clock_that_was_ahead_does_not_confuse_it() -> None:
    assert days_left(90, [Use(ago(2), 3), Use(TODAY + timedelta(days=400), 999)], TODAY) == 90


@given(
    st.integers(0, 10_000),
    st.lists(st.builds(Use, st.dates(ago(60), TODAY), st.integers(1, 500)), max_size=40),
)
def test_more_paper_never_lasts_a_shorter_time(left: int, uses: list[Use]) -> None:
    less, more = days_left(left, uses, TODAY), days_left(left + 100, uses, TODAY)
    assert (less is None) == (more is None)
    if less is not None and more is not None:
        assert 0 <= less <= more


@pytest.mark.parametrize(
    ("stock", "low"),
    [
        (Stock(Consumable.SHEETS), False),
        (Stock(Consumable.SHEETS, 400, 500), False),
        (Stock(Consumable.SHEETS, 50, 500), True),
        (Stock(Consumable.SHEETS, 400, 500, days=3), True),
        (Stock(Consumable.SHEETS, 0, 0), True),
    ],
)
def test_low_is_little_of_it_or_few_days(stock: Stock, low: bool) -> None:
    assert stock.low is low
