"""What a citizen number says by itself: the birth date in it, and the sex."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.domain.citizen_number import birth_date_of, kind_of, sex_of
from kiosk.domain.identity import DocumentKind, Sex


@pytest.mark.parametrize(
    ("number", "born", "sex"),
    [
        ("11010519491231002X", date(1949, 12, 31), Sex.FEMALE),
        ("440524188001010014", date(1880, 1, 1), Sex.MALE),
        ("330225195704030425", date(1957, 4, 3), Sex.FEMALE),
        ("810000199408230021", date(1994, 8, 23), Sex.FEMALE),
        ("911124198108030024", date(1981, 8, 3), Sex.FEMALE),
    ],
    ids=["GB 11643, a woman", "GB 11643, a man", "Xiangshan", "Hong Kong", "foreign permanent resident of 2023"],
)
def test_a_number_tells_the_birth_date_and_the_sex(number: str, born: date, sex: Sex) -> None:
    assert birth_date_of(number) == born
    assert sex_of(number) is sex


@pytest.mark.parametrize(
    ("eight", "born"),
    [
        ("20000229", date(2000, 2, 29)),
        ("20240229", date(2024, 2, 29)),
        ("19000229", None),
        ("21000229", None),
        ("20230229", None),
        ("19000228", date(1900, 2, 28)),
        ("20250431", None),
        ("20250430", date(2025, 4, 30)),
        ("20251301", None),
        ("20250001", None),
        ("20250100", None),
        ("20250132", None),
        ("00000101", None),
        ("2025XX01", None),
    ],
)
def test_only_a_day_of_the_calendar_is_a_birth_date(eight: str, born: date | None) -> None:
    assert birth_date_of(f"330225{eight}0024") == born


@pytest.mark.parametrize("digit", "13579")
def test_an_odd_seventeenth_digit_is_a_man(digit: str) -> None:
    assert sex_of(f"3302251957040304{digit}0") is Sex.MALE


@pytest.mark.parametrize("digit", "02468")
def test_an_even_seventeenth_digit_is_a_woman(digit: str) -> None:
    assert sex_of(f"3302251957040304{digit}1") is Sex.FEMALE


@pytest.mark.parametrize("letter", ["X", "１", "一", " ", "²"])
def test_what_is_no_digit_there_tells_no_sex(letter: str) -> None:
    assert sex_of(f"3302251957040304{letter}5") is Sex.UNKNOWN


@pytest.mark.parametrize(
    "number", ["", "110105491231002", "USA110181010112", "11010519491231002", "11010519491231002XX"]
)
def test_a_number_of_another_length_says_nothing(number: str) -> None:
    assert birth_date_of(number) is None
    assert sex_of(number) is Sex.UNKNOWN


@given(st.dates(), st.integers(100_000, 999_999), st.integers(0, 999), st.sampled_from("0123456789X"))
def test_every_day_that_is_written_into_a_number_is_read_out_of_it(
    born: date, region: int, order: int, check: str
) -> None:
    number = f"{region}{born.isoformat().replace('-', '')}{order:03}{check}"
    assert birth_date_of(number) == born
    assert sex_of(number) is (Sex.MALE if order % 2 else Sex.FEMALE)


@pytest.mark.parametrize(
    ("number", "kind"),
    [
        ("11010519491231002X", DocumentKind.RESIDENT),
        ("810000199408230021", DocumentKind.HK_MO_TW),
        ("820000199408230021", DocumentKind.HK_MO_TW),
        ("830000199201300022", DocumentKind.HK_MO_TW),
        ("911124198108030024", DocumentKind.FOREIGN_2023),
        ("USA110181010112", DocumentKind.FOREIGN_2017),
    ],
)
def test_a_number_tells_which_document_carries_it(number: str, kind: DocumentKind) -> None:
    assert kind_of(number) is kind


@pytest.mark.parametrize("number", ["110105 949+1 1002X", "110105１９４９1231002X", "1101050000000000 2X"])
def test_what_is_no_digit_is_no_date(number: str) -> None:
    assert birth_date_of(number) is None
