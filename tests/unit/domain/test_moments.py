"""Days and times in words: as China lives them, from whatever zone they come."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.domain.moments import CHINA, day_words, moment_words
from kiosk.domain.text import Text


@pytest.mark.parametrize(
    ("moment", "said"),
    [
        (datetime(2026, 3, 2, 4, 0, tzinfo=UTC), Text("2026 年 3 月 2 日 12:00", "2 March 2026, 12:00")),
        (datetime(2026, 3, 2, 15, 59, 59, tzinfo=UTC), Text("2026 年 3 月 2 日 23:59", "2 March 2026, 23:59")),
        (datetime(2026, 3, 2, 16, 0, tzinfo=UTC), Text("2026 年 3 月 3 日 00:00", "3 March 2026, 00:00")),
        (datetime(2026, 12, 31, 20, 5, tzinfo=UTC), Text("2027 年 1 月 1 日 04:05", "1 January 2027, 04:05")),
        (datetime(2024, 2, 28, 23, 30, tzinfo=UTC), Text("2024 年 2 月 29 日 07:30", "29 February 2024, 07:30")),
        (datetime(2026, 3, 8, 9, 7, tzinfo=CHINA), Text("2026 年 3 月 8 日 09:07", "8 March 2026, 09:07")),
    ],
    ids=[
        "noon",
        "the last minute of the day",
        "midnight is the next day",
        "the next year",
        "the leap day",
        "already in China",
    ],
)
def test_a_moment_is_told_as_the_day_and_minute_in_china(moment: datetime, said: Text) -> None:
    assert moment_words(moment) == said


@given(
    st.datetimes(datetime(1900, 1, 1), datetime(2200, 1, 1)),
    st.integers(-12 * 60, 14 * 60),
)
def test_one_moment_has_the_same_words_from_every_zone(moment: datetime, minutes: int) -> None:
    there = moment.replace(tzinfo=UTC)
    assert moment_words(there.astimezone(timezone(timedelta(minutes=minutes)))) == moment_words(there)


@pytest.mark.parametrize(
    ("month", "english"),
    [
        (1, "January"),
        (2, "February"),
        (3, "March"),
        (4, "April"),
        (5, "May"),
        (6, "June"),
        (7, "July"),
        (8, "August"),
        (9, "September"),
        (10, "October"),
        (11, "November"),
        (12, "December"),
    ],
)
def test_a_day_is_told_with_its_month_in_both_languages(month: int, english: str) -> None:
    assert day_words(date(2026, month, 8)) == Text(f"2026 年 {month} 月 8 日", f"8 {english} 2026")


def test_china_is_eight_hours_ahead_in_summer_and_in_winter() -> None:
    for month in (1, 7):
        assert datetime(2026, month, 1, tzinfo=CHINA).utcoffset() == timedelta(hours=8)


@pytest.mark.parametrize(
    "moment",
    [
        datetime(1, 1, 1, tzinfo=timezone(timedelta(hours=14))),
        datetime(9999, 12, 31, 23, 59, 59, tzinfo=timezone(timedelta(hours=-12))),
    ],
)
def test_a_moment_at_the_end_of_the_calendar_is_told_as_it_is(moment: datetime) -> None:
    assert str(moment.year) in moment_words(moment).zh
