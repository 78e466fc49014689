"""Identities: what others may see of a name and a number, and on which days a document holds."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.domain.identity import Sex, Validity, mask_name, mask_number


@pytest.mark.parametrize(
    ("name", "masked"),
    [
        ("史美娥", "史*娥"),
        ("王芳", "王*"),
        ("史", "史"),
        ("", ""),
        ("欧阳美娥", "欧**娥"),
        ("𬱖䶮𪚥㛃", "𬱖**㛃"),
        ("买买提·阿布都热依木", "买" + "*" * 8 + "木"),
    ],
)
def test_a_masked_name_shows_its_first_and_last_character(name: str, masked: str) -> None:
    assert mask_name(name) == masked


@pytest.mark.parametrize(
    ("number", "masked"),
    [
        ("330225195704030425", "330***********0425"),
        ("11010519491231002X", "110***********002X"),
        ("13957412345", "139****2345"),
        ("6205500000000000004", "620************0004"),
        ("USA110181010112", "USA********0112"),
        ("12345678", "123*5678"),
        ("1234567", "*******"),
        ("123", "***"),
        ("", ""),
    ],
)
def test_a_masked_number_shows_its_first_three_and_last_four_characters(number: str, masked: str) -> None:
    assert mask_number(number) == masked


@given(st.text("0123456789X", min_size=8, max_size=20), st.data())
def test_the_middle_of_a_number_cannot_be_told_from_its_mask(number: str, data: st.DataObject) -> None:
    hidden = len(number) - 7
    middle = data.draw(st.text("0123456789X", min_size=hidden, max_size=hidden))
    assert mask_number(number) == mask_number(number[:3] + middle + number[-4:])
    assert mask_number(number)[3:-4] == "*" * hidden


@given(st.text("0123456789X", max_size=7))
def test_a_short_number_shows_nothing_but_its_length(number: str) -> None:
    assert mask_number(number) == "*" * len(number)


@given(st.text(min_size=3, max_size=12), st.data())
def test_the_middle_of_a_name_cannot_be_told_from_its_mask(name: str, data: st.DataObject) -> None:
    middle = data.draw(st.text(min_size=len(name) - 2, max_size=len(name) - 2))
    assert mask_name(name) == mask_name(name[0] + middle + name[-1])
    assert len(mask_name(name)) == len(name)


@given(st.text(max_size=25))
def test_a_mask_can_be_masked_again(value: str) -> None:
    assert mask_number(mask_number(value)) == mask_number(value)
    assert mask_name(mask_name(value)) == mask_name(value)


TEN_YEARS = Validity(date(2016, 3, 8), date(2026, 3, 8))
LONG_TERM = Validity(date(2016, 3, 8), long_term=True)


@pytest.mark.parametrize(
    ("validity", "day", "holds"),
    [
        (TEN_YEARS, date(2016, 3, 7), False),
        (TEN_YEARS, date(2016, 3, 8), True),
        (TEN_YEARS, date(2026, 3, 8), True),
        (TEN_YEARS, date(2026, 3, 9), False),
        (LONG_TERM, date(2016, 3, 7), False),
        (LONG_TERM, date(2126, 3, 8), True),
        (Validity(end=date(2026, 3, 8)), date(1957, 4, 3), True),
        (Validity(end=date(2026, 3, 8)), date(2026, 3, 9), False),
        (Validity(start=date(2016, 3, 8)), date(2126, 3, 8), True),
        (Validity(), date(2026, 3, 8), True),
    ],
)
def test_a_document_holds_from_its_first_day_to_its_last(validity: Validity, day: date, holds: bool) -> None:
    assert validity.covers(day) is holds


def test_the_sexes_have_the_codes_of_the_standard() -> None:
    assert {sex.name: sex.value for sex in Sex} == {"UNKNOWN": "0", "MALE": "1", "FEMALE": "2", "NOT_STATED": "9"}
