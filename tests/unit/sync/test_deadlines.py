"""Working days of the centre's clock."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.domain.case import CaseStatus
from sync.reference_intake.deadlines import moved, working_day, working_days_between

DAYS = st.dates(date(2000, 1, 1), date(2100, 1, 1))
FRIDAY = date(2026, 11, 20)


def test_the_first_working_day_after_a_friday_is_monday() -> None:
    assert working_day(FRIDAY, 1) == date(2026, 11, 23)
    assert working_day(FRIDAY, 5) == date(2026, 11, 27)
    assert working_day(FRIDAY + timedelta(days=1), 5) == date(2026, 11, 27)
    assert working_day(date(2026, 11, 23), -1) == FRIDAY


@given(start=DAYS, count=st.integers(-300, 300))
def test_counting_there_and_back_agrees(start: date, count: int) -> None:
    end = working_day(start, count)
    if count > 0:
        assert working_days_between(start, end) == count
    assert (end - start).days * count >= 0


@given(start=DAYS, length=st.integers(0, 400))
def test_days_between_are_those_of_the_calendar(start: date, length: int) -> None:
    each = [start + timedelta(days=number) for number in range(1, length + 1)]
    assert working_days_between(start, start + timedelta(days=length)) == sum(day.weekday() < 5 for day in each)


@pytest.mark.parametrize("stop", [CaseStatus.SUSPENDED, CaseStatus.SUPPLEMENT_REQUIRED])
def test_the_clock_goes_on_with_what_was_left(stop: CaseStatus) -> None:
    due, left = moved(CaseStatus.RECEIVED, CaseStatus.ACCEPTED, None, None, FRIDAY)
    assert due == working_day(FRIDAY, 20)
    due, left = moved(CaseStatus.ACCEPTED, stop, due, left, working_day(FRIDAY, 4))
    assert (due, left) == (None, 16)
    month_later = FRIDAY + timedelta(days=31)
    if stop is CaseStatus.SUPPLEMENT_REQUIRED:
        due, left = moved(stop, CaseStatus.RECEIVED, due, left, month_later)
        assert due == working_day(month_later, 5)
        due, left = moved(CaseStatus.RECEIVED, CaseStatus.ACCEPTED, due, left, month_later)
    else:
        due, left = moved(stop, CaseStatus.IN_REVIEW, due, left, month_later)
    assert (due, left) == (working_day(month_later, 16), None)


@pytest.mark.parametrize("end", [CaseStatus.CONCLUDED, CaseStatus.NOT_ACCEPTED, CaseStatus.WITHDRAWN])
def test_nothing_is_due_of_a_case_that_has_ended(end: CaseStatus) -> None:
    assert moved(CaseStatus.ACCEPTED, end, FRIDAY, None, FRIDAY)[0] is None
