"""Check characters: published numbers keep the rules, and one slip of the finger breaks them."""

import string

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from kiosk.domain.check_digits import CREDIT_ALPHABET, credit_check_character, id_check_character, luhn_holds

PLACES = st.integers(0, 16)
ID_BODIES = st.text("0123456789", min_size=17, max_size=17)
CREDIT_CHARACTERS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
CREDIT_BODIES = st.text(CREDIT_CHARACTERS, min_size=17, max_size=17)
CARDS = st.text("0123456789", min_size=2, max_size=19)


@pytest.mark.parametrize(
    "number",
    ["11010519491231002X", "440524188001010014"],
    ids=["GB 11643-1999, a woman", "GB 11643-1999, a man"],
)
def test_the_examples_of_the_standard_keep_its_rule(number: str) -> None:
    assert id_check_character(number[:-1]) == number[-1]


@pytest.mark.parametrize(
    ("last_two", "check"),
    [
        ("06", "0"),
        ("00", "1"),
        ("05", "2"),
        ("18", "3"),
        ("04", "4"),
        ("09", "5"),
        ("03", "6"),
        ("08", "7"),
        ("02", "8"),
        ("07", "9"),
        ("01", "X"),
    ],
)
def test_each_of_the_eleven_remainders_has_its_character(last_two: str, check: str) -> None:
    assert id_check_character("0" * 15 + last_two) == check


@given(ID_BODIES, PLACES, st.sampled_from("0123456789"))
def test_one_changed_digit_of_a_citizen_number_asks_for_another_check_character(
    body: str, place: int, digit: str
) -> None:
    assume(body[place] != digit)
    assert id_check_character(body[:place] + digit + body[place + 1 :]) != id_check_character(body)


@given(ID_BODIES, st.integers(0, 15))
def test_two_swapped_neighbours_of_a_citizen_number_ask_for_another_check_character(body: str, place: int) -> None:
    assume(body[place] != body[place + 1])
    assert id_check_character(swapped(body, place)) != id_check_character(body)


@pytest.mark.parametrize("length", [0, 16, 18])
def test_only_seventeen_characters_have_a_check_character(length: int) -> None:
    with pytest.raises(ValueError, match="argument"):
        id_check_character("1" * length)
    with pytest.raises(ValueError, match="argument"):
        credit_check_character("1" * length)


def test_the_credit_alphabet_is_the_digits_and_letters_without_i_o_s_v_z_in_order() -> None:
    letters = [letter for letter in string.ascii_uppercase if letter not in "IOSVZ"]
    assert "".join([*string.digits, *letters]) == CREDIT_ALPHABET
    assert len(CREDIT_ALPHABET) == 31


@pytest.mark.parametrize(
    "code", ["914403001922038216", "9144030071526726XG", "91330100799655058B", "91110000802100433B"]
)
def test_codes_that_companies_publish_keep_the_rule(code: str) -> None:
    assert credit_check_character(code[:-1]) == code[-1]


@pytest.mark.parametrize(
    ("body", "check"),
    [
        ("0" * 17, "0"),
        ("1" + "0" * 16, "Y"),
        ("Y" + "0" * 16, "1"),
        ("0" * 16 + "1", "3"),
        ("0" * 15 + "10", "1"),
        ("01" + "0" * 15, "W"),
    ],
    ids=["no remainder", "weight 1", "weight 1, value 30", "weight 28", "weight 30", "weight 3"],
)
def test_a_credit_code_is_weighed_as_the_standard_says(body: str, check: str) -> None:
    assert credit_check_character(body) == check


@given(CREDIT_BODIES, PLACES, st.sampled_from(CREDIT_CHARACTERS))
def test_one_changed_character_of_a_credit_code_asks_for_another_check_character(
    body: str, place: int, character: str
) -> None:
    assume(body[place] != character)
    assert credit_check_character(body[:place] + character + body[place + 1 :]) != credit_check_character(body)


@given(CREDIT_BODIES, st.integers(0, 15))
def test_two_swapped_neighbours_of_a_credit_code_ask_for_another_check_character(body: str, place: int) -> None:
    assume(body[place] != body[place + 1])
    assert credit_check_character(swapped(body, place)) != credit_check_character(body)


@pytest.mark.parametrize("letter", "IOSVZ")
def test_a_letter_outside_the_alphabet_has_no_check_character(letter: str) -> None:
    with pytest.raises(ValueError, match="substring"):
        credit_check_character("9135010" + letter + "000100Y43")


@pytest.mark.parametrize(
    "number",
    ["79927398713", "49927398716", "4111111111111111", "6200000000000005", "6205500000000000004"],
)
def test_published_card_numbers_keep_the_luhn_rule(number: str) -> None:
    assert luhn_holds(number)


@given(CARDS)
def test_a_card_number_has_exactly_one_last_digit(body: str) -> None:
    assert sum(luhn_holds(body + last) for last in "0123456789") == 1


@given(CARDS, st.data())
def test_one_changed_digit_of_a_card_number_breaks_the_luhn_rule(body: str, data: st.DataObject) -> None:
    number = next(body + last for last in "0123456789" if luhn_holds(body + last))
    place = data.draw(st.integers(0, len(number) - 1))
    digit = data.draw(st.sampled_from([one for one in "0123456789" if one != number[place]]))
    assert not luhn_holds(number[:place] + digit + number[place + 1 :])


@pytest.mark.parametrize(("right", "swapped_number"), [("79927398713", "97927398713"), ("79927398713", "79927398731")])
def test_two_swapped_neighbours_of_a_card_number_break_the_luhn_rule(right: str, swapped_number: str) -> None:
    assert luhn_holds(right)
    assert not luhn_holds(swapped_number)


def swapped(text: str, place: int) -> str:
    """`text` with the character at `place` and the next one in each other's place."""
    return text[:place] + text[place + 1] + text[place] + text[place + 2 :]
