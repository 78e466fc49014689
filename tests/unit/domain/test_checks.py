"""Checks at their edges: regions, birth dates, lengths, bounds, and which fault is told first."""

from datetime import date

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from kiosk.domain.check_digits import credit_check_character, id_check_character
from kiosk.domain.checks import advise_field, check_field, check_group
from kiosk.domain.form import Condition, Field, FieldKind, Group, Limits
from kiosk.domain.problem import Problem
from kiosk.domain.text import Text

TODAY = date(2026, 11, 23)
ANY = Limits()
CREDIT_CHARACTERS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
MAINLAND = {*range(11, 16), *range(21, 24), *range(31, 38), *range(41, 47), *range(50, 55), *range(61, 66)}
REGIONS = MAINLAND | {71, 81, 82, 83}
"""GB/T 2260, with Taiwan and the numbers of residents from Hong Kong, Macao and Taiwan."""


def field(kind: FieldKind, limits: Limits = ANY, field_id: str = "f", when: Condition | None = None) -> Field:
    return Field(field_id, kind, Text("项", "Item"), limits=limits, when=when, unit=Text("元", "yuan"))


def code_of(kind: FieldKind, value: str, limits: Limits = ANY) -> str:
    """The code of what is wrong, "" when nothing is."""
    problem = check_field(field(kind, limits), value, TODAY)
    return problem.code if problem else ""


@pytest.mark.parametrize(
    ("number", "code"),
    [
        ("110105202402290011", ""),
        ("110105202302290014", "id-number.date"),
        ("110105200002290013", ""),
        ("110105190002290017", "id-number.date"),
        ("11010520250431001X", "id-number.date"),
        ("110105202613010016", "id-number.date"),
        ("110105202611230015", ""),
        ("110105202611240010", "id-number.date"),
        ("110105189001010011", ""),
        ("110105188912310010", "id-number.date"),
        ("440524188001010014", "id-number.date"),
    ],
    ids=[
        "29 February of a leap year",
        "29 February of another year",
        "29 February 2000",
        "29 February 1900",
        "31 April",
        "thirteenth month",
        "born today",
        "born tomorrow",
        "first day anybody alive was born",
        "the day before",
        "the man of the standard, born in 1880",
    ],
)
def test_a_birth_date_is_a_day_on_which_somebody_alive_was_born(number: str, code: str) -> None:
    assert code_of(FieldKind.ID_NUMBER, number) == code


@pytest.mark.parametrize("region", range(90))
def test_a_number_opens_with_a_region_of_the_country(region: int) -> None:
    body = f"{region:02}010519491231002"
    code = code_of(FieldKind.ID_NUMBER, body + id_check_character(body))
    assert code == ("" if region in REGIONS else "id-number.region")


@pytest.mark.parametrize(("number", "code"), [("911124198108030024", ""), ("999124198108030026", "id-number.region")])
def test_the_region_of_a_foreign_number_of_2023_stands_after_its_nine(number: str, code: str) -> None:
    assert code_of(FieldKind.ID_NUMBER, number) == code


@pytest.mark.parametrize(
    ("number", "right"), [("11010519491231002", "X"), ("44052419800101001", "3"), ("33022519570403042", "5")]
)
def test_of_all_eleven_last_characters_one_is_right(number: str, right: str) -> None:
    passing = [last for last in "0123456789X" if code_of(FieldKind.ID_NUMBER, number + last) == ""]
    assert passing == [right]


@pytest.mark.parametrize(
    ("number", "code"),
    [
        ("0001011849133A", "id-number.characters"),
        ("00010118491331", "id-number.short"),
        ("0001011849133100211", "id-number.long"),
        ("000101184913310021", "id-number.region"),
        ("110101184913310021", "id-number.date"),
        ("110105194912310021", "id-number.check-digit"),
    ],
)
def test_the_first_fault_is_the_one_to_mend_first(number: str, code: str) -> None:
    assert code_of(FieldKind.ID_NUMBER, number) == code


@pytest.mark.parametrize(
    "number", ["X10105194912310021", "1101051949123100X1", "11010519491231002Y", "1101051949１231.02X"]
)
def test_an_x_stands_at_the_end_of_a_number_and_no_other_letter_anywhere(number: str) -> None:
    assert code_of(FieldKind.ID_NUMBER, number) == "id-number.characters"


@given(st.integers(1, 30))
def test_a_number_of_another_length_is_told_how_many_digits_it_lacks_or_has_too_many(length: int) -> None:
    assume(length != 18)
    problem = check_field(field(FieldKind.ID_NUMBER), "1" * length, TODAY)
    if length < 18:
        assert problem == Problem("id-number.short", {"missing": 18 - length})
    else:
        assert problem == Problem("id-number.long", {"extra": length - 18})


@given(st.dates(date(1900, 1, 1), TODAY), st.integers(0, 999), st.integers(0, 16))
def test_two_swapped_neighbours_in_a_citizen_number_are_always_noticed(born: date, order: int, place: int) -> None:
    body = f"330225{born.isoformat().replace('-', '')}{order:03}"
    number = body + id_check_character(body)
    assume(number[place] != number[place + 1])
    slip = number[:place] + number[place + 1] + number[place] + number[place + 2 :]
    assert code_of(FieldKind.ID_NUMBER, slip) != ""


@pytest.mark.parametrize(
    ("number", "code"),
    [
        ("usa110181010112", ""),
        ("USA110100022912", ""),
        ("USA110123022912", "id-number.date"),
        ("USA110181043112", "id-number.date"),
        ("USA1101810101X2", "foreign-number.characters"),
        ("USAX10181010112", "foreign-number.characters"),
    ],
    ids=[
        "small letters",
        "29 February 2000",
        "29 February 2023",
        "31 April",
        "letter among digits",
        "four letters",
    ],
)
def test_a_foreign_number_of_2017_has_three_letters_and_a_birth_date_without_its_century(
    number: str, code: str
) -> None:
    assert code_of(FieldKind.ID_NUMBER, number) == code


@pytest.mark.parametrize("prefix", range(10, 20))
def test_mobile_numbers_begin_with_13_to_19(prefix: int) -> None:
    assert code_of(FieldKind.PHONE, f"{prefix}957412345") == ("" if prefix >= 13 else "phone.prefix")


@pytest.mark.parametrize(
    ("number", "code"),
    [
        ("01062345678", ""),
        ("02162345678", ""),
        ("057465720000", ""),
        ("08986572000", ""),
        ("01162345678", "phone.area-code"),
        ("00162345678", "phone.area-code"),
        ("057415720000", "phone.area-code"),
        ("057495720000", "phone.area-code"),
        ("6572000", "phone.area-code"),
        ("657200001", "phone.prefix"),
        ("0574657200001", "phone.long"),
        ("4008123123", "phone.prefix"),
    ],
    ids=[
        "Beijing",
        "Shanghai",
        "Ningbo",
        "seven digits after the area code",
        "no area has 011",
        "no area has 001",
        "a line does not begin with 1",
        "a line does not begin with 9",
        "seven digits alone",
        "nine digits alone",
        "nine digits after the area code",
        "a service line",
    ],
)
def test_a_fixed_line_has_the_code_of_its_area(number: str, code: str) -> None:
    assert code_of(FieldKind.PHONE, number) == code


@pytest.mark.parametrize(("length", "facts"), [(9, {"missing": 2}), (10, {"missing": 1}), (12, {"extra": 1})])
def test_a_mobile_number_of_another_length_is_told_by_how_much(length: int, facts: dict[str, int]) -> None:
    problem = check_field(field(FieldKind.PHONE), "139574123456"[:length], TODAY)
    assert problem is not None
    assert problem.facts == facts


@pytest.mark.parametrize(
    ("length", "code"), [(15, "bank-card.short"), (16, ""), (17, ""), (19, ""), (20, "bank-card.long")]
)
def test_bank_cards_have_sixteen_to_nineteen_digits(length: int, code: str) -> None:
    assert code_of(FieldKind.BANK_CARD, "62055000000000000040"[:length]) == code


@pytest.mark.parametrize(("length", "code"), [(18, "bank-card.short"), (19, "")])
def test_a_bank_with_longer_cards_narrows_that(length: int, code: str) -> None:
    assert code_of(FieldKind.BANK_CARD, "6205500000000000004"[:length], Limits(min_length=19, max_length=19)) == code


@pytest.mark.parametrize("letter", "IOSVZ")
def test_a_credit_code_has_no_letter_that_looks_like_a_digit(letter: str) -> None:
    assert code_of(FieldKind.CREDIT_CODE, f"9144030071526726{letter}G") == "credit-code.characters"


@given(st.text(CREDIT_CHARACTERS, min_size=17, max_size=17), st.integers(0, 17), st.sampled_from(CREDIT_CHARACTERS))
def test_one_changed_character_of_a_credit_code_is_always_worth_a_warning(
    body: str, place: int, character: str
) -> None:
    code = body + credit_check_character(body)
    assume(code[place] != character)
    changed = code[:place] + character + code[place + 1 :]
    assert advise_field(field(FieldKind.CREDIT_CODE), code) is None
    assert advise_field(field(FieldKind.CREDIT_CODE), changed) == Problem("credit-code.unlikely")


@given(st.integers(0, 18), st.sampled_from("123456789"))
def test_one_changed_digit_of_a_bank_card_is_always_worth_a_warning(place: int, more: str) -> None:
    card = "6205500000000000004"
    digit = str((int(card[place]) + int(more)) % 10)
    changed = card[:place] + digit + card[place + 1 :]
    assert advise_field(field(FieldKind.BANK_CARD), changed) == Problem("bank-card.unlikely")


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        (FieldKind.BANK_CARD, ""),
        (FieldKind.BANK_CARD, "农商6230"),
        (FieldKind.CREDIT_CODE, ""),
        (FieldKind.CREDIT_CODE, "91350100M000100Y4"),
        (FieldKind.CREDIT_CODE, "91350100O000100Y44"),
        (FieldKind.ID_NUMBER, "110105194912310021"),
    ],
)
def test_what_is_wrong_anyway_gets_no_warning_on_top(kind: FieldKind, value: str) -> None:
    assert advise_field(field(kind), value) is None


@pytest.mark.parametrize(
    ("value", "code"),
    [
        ("1890-01-01", ""),
        ("1889-12-31", "date.early"),
        ("1900-02-29", "date.none-such"),
        ("2000-02-29", ""),
        ("2026-04-31", "date.none-such"),
        ("2026-00-10", "date.none-such"),
        ("0000-01-01", "date.none-such"),
        ("2026-03", "date.shape"),
        ("２０２６－０３－０８", ""),
        ("٢٠٢٦-٠٣-٠٨", "date.shape"),
        ("9999-12-31", ""),
    ],
)
def test_a_date_is_a_day_of_the_calendar_since_1890(value: str, code: str) -> None:
    assert code_of(FieldKind.DATE, value) == code


@pytest.mark.parametrize(
    ("value", "problem"),
    [
        ("1", None),
        ("12", None),
        ("0.99", Problem("number.small", {"minimum": "1", "unit_zh": "元", "unit_en": "yuan"})),
        ("12.01", Problem("number.large", {"maximum": "12", "unit_zh": "元", "unit_en": "yuan"})),
        ("-1", Problem("number.small", {"minimum": "1", "unit_zh": "元", "unit_en": "yuan"})),
        ("1.005", Problem("number.decimals", {"most": 2})),
    ],
)
def test_bounds_of_an_amount_belong_to_it_and_are_told_with_their_unit(value: str, problem: Problem | None) -> None:
    for kind in (FieldKind.NUMBER, FieldKind.MONEY):
        assert check_field(field(kind, Limits(minimum=1, maximum=12)), value, TODAY) == problem


@pytest.mark.parametrize(
    ("value", "code"), [("0.1", ""), ("0.09", "number.small"), ("0.3", ""), ("0.31", "number.large")]
)
def test_bounds_are_measured_in_decimals(value: str, code: str) -> None:
    assert code_of(FieldKind.NUMBER, value, Limits(minimum=0.1, maximum=0.3)) == code


def test_a_bound_with_a_fraction_is_told_as_it_is() -> None:
    problem = check_field(field(FieldKind.NUMBER, Limits(minimum=0.5)), "0.4", TODAY)
    assert problem is not None
    assert problem.facts["minimum"] == "0.5"


def test_money_is_never_less_than_nothing_and_a_number_may_be() -> None:
    assert code_of(FieldKind.MONEY, "0") == ""
    assert code_of(FieldKind.MONEY, "-0.01") == "number.small"
    assert code_of(FieldKind.MONEY, "-5", Limits(minimum=-10)) == ""
    assert code_of(FieldKind.NUMBER, "-5") == ""


@pytest.mark.parametrize(
    ("value", "problem"),
    [
        ("史", Problem("text.short", {"missing": 1})),
        ("史美", None),
        ("𬱖䶮𪚥㛃", None),
        ("史美娥史美", Problem("text.long", {"extra": 1})),
        ("史\u200b美", Problem("text.control")),
        ("史\ufeff美", Problem("text.control")),
        ("史\u2028美", Problem("text.control")),
        ("史\t美", Problem("text.control")),
        ("史\U000e0101美", None),
    ],
    ids=[
        "one below",
        "lower bound",
        "rare characters count once",
        "one above",
        "zero-width space",
        "byte order mark",
        "line separator",
        "tab",
        "a written form chosen",
    ],
)
def test_a_text_has_its_length_and_nothing_that_cannot_be_seen(value: str, problem: Problem | None) -> None:
    assert check_field(field(FieldKind.TEXT, Limits(min_length=2, max_length=4)), value, TODAY) == problem


@pytest.mark.parametrize("kind", FieldKind)
def test_what_must_be_answered_and_is_not_is_said_to_be_missing(kind: FieldKind) -> None:
    chosen = {FieldKind.CHOICE, FieldKind.CHOICES, FieldKind.YES_NO}
    wanted = "choice.missing" if kind in chosen else "date.missing" if kind is FieldKind.DATE else "value.missing"
    assert code_of(kind, "\u00a0\u3000") == wanted


def account() -> Group:
    """Whether money comes in by card; the card's number is asked only then."""
    by_card = Condition("by_card", ("yes",))
    return Group(
        "account",
        Text("钱打到哪里？"),
        (field(FieldKind.YES_NO, field_id="by_card"), field(FieldKind.BANK_CARD, field_id="card", when=by_card)),
    )


def test_a_field_that_is_not_asked_is_not_checked() -> None:
    answers = {"by_card": "no", "card": "6222021234567890129"}
    assert check_group(account(), answers, TODAY) == {}


def test_a_group_tells_the_fault_of_each_field_that_is_asked() -> None:
    assert check_group(account(), {"by_card": "yes"}, TODAY) == {"card": Problem("value.missing")}
    assert check_group(account(), {}, TODAY) == {"by_card": Problem("choice.missing")}
    answers = {"by_card": "yes", "card": "6222021234567890129"}
    assert check_group(account(), answers, TODAY) == {}
