"""What people type comes into one form: every way to write a right value is that value, and nothing else is touched."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.domain.form import Answers, Condition, Field, FieldKind, Form, Group, Option
from kiosk.domain.normalising import normalise, settled
from kiosk.domain.text import Text

OPTIONS = (Option("a", Text("甲")), Option("b", Text("乙")), Option("c", Text("丙")))
TO_FULL_WIDTH = {code: code + 0xFEE0 for code in range(0x21, 0x7F)}
GAPS = st.sampled_from(["", " ", "  ", "\u3000", "\u00a0", "-", "－", "—", "–", " - "])


def field(kind: FieldKind, field_id: str = "f", when: Condition | None = None) -> Field:
    return Field(field_id, kind, Text("项"), options=OPTIONS, when=when)


@pytest.mark.parametrize(
    "typed",
    [
        "11010519491231002X",
        "11010519491231002x",
        "１１０１０５１９４９１２３１００２Ｘ",
        "１１０１０５１９４９１２３１００２ｘ",
        "110105 19491231 002x",
        "110105\u00a019491231\u00a0002X",
        "110105\u300019491231\u3000002X",
        "110105-19491231-002X",
        "110105－19491231—002X",
        "\t 11010519491231002X \n",
    ],
)
def test_one_identity_number_may_be_typed_in_many_ways(typed: str) -> None:
    assert normalise(field(FieldKind.ID_NUMBER), typed) == "11010519491231002X"


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("138 0013 8000", "13800138000"),
        ("138-0013-8000", "13800138000"),
        ("１３８００１３８０００", "13800138000"),
        ("138\u00a00013\u00a08000", "13800138000"),
        ("+86 138 0013 8000", "13800138000"),
        ("＋８６１３８００１３８０００", "13800138000"),
        ("(+86)138-0013-8000", "13800138000"),
        ("0086 13800138000", "13800138000"),
        ("+86 0086 13800138000", "13800138000"),
        ("（0574）65720000", "057465720000"),
        ("+86 010-62345678", "01062345678"),
        ("+86", "+86"),
        ("+85291234567", "+85291234567"),
        ("86138", "86138"),
    ],
)
def test_a_telephone_number_loses_its_gaps_brackets_and_country(typed: str, kept: str) -> None:
    assert normalise(field(FieldKind.PHONE), typed) == kept


@pytest.mark.parametrize(
    "typed", ["6222 0212 3456 7890 128", "6222-0212-3456-7890-128", "６２２２０２１２３４５６７８９０１２８"]
)
def test_a_card_number_is_kept_as_digits_alone(typed: str) -> None:
    assert normalise(field(FieldKind.BANK_CARD), typed) == "6222021234567890128"


@pytest.mark.parametrize(
    "typed", ["9144030071526726xg", "９１４４０３００７１５２６７２６ｘｇ", "91 440300 71526726X G"]
)
def test_a_credit_code_is_kept_in_half_width_capitals(typed: str) -> None:
    assert normalise(field(FieldKind.CREDIT_CODE), typed) == "9144030071526726XG"


@pytest.mark.parametrize(
    "typed",
    [
        "2026-03-08",
        "2026-3-8",
        "20260308",
        "2026/3/8",
        "2026.3.8",
        "2026．3．8",
        "2026年3月8日",
        "2026 年 3 月 8 日",
        "2026年03月08",
        "２０２６年３月８日",
        "２０２６－０３－０８",
        "\u00a02026-03-08\u00a0",
    ],
)
def test_one_day_may_be_typed_in_many_ways(typed: str) -> None:
    assert normalise(field(FieldKind.DATE), typed) == "2026-03-08"


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("007", "7"),
        ("０", "0"),
        ("000", "0"),
        ("00.50", "0.50"),
        ("-05", "-5"),
        ("1,200", "1200"),
        ("1，200．50", "1200.50"),
        ("1 200", "1200"),
        ("1\u3000200", "1200"),
        ("¥1,200.50", "1200.50"),
        ("￥ 1200", "1200"),
        ("3。5", "3.5"),
        ("1200.50", "1200.50"),
    ],
)
@pytest.mark.parametrize("kind", [FieldKind.NUMBER, FieldKind.MONEY])
def test_an_amount_loses_its_sign_of_money_its_separators_and_its_leading_zeros(
    kind: FieldKind, typed: str, kept: str
) -> None:
    assert normalise(field(kind), typed) == kept


@pytest.mark.parametrize(
    ("typed", "kept"),
    [("c,a", "a,c"), ("c，b、a", "a,b,c"), ("a,a", "a"), (" a , ,b,", "a,b"), ("z,a", "a,z"), (",", "")],
)
def test_several_choices_are_kept_once_each_in_the_order_in_which_they_are_offered(typed: str, kept: str) -> None:
    assert normalise(field(FieldKind.CHOICES), typed) == kept


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("　史美娥 ", "史美娥"),
        ("\u00a0史美娥\u00a0", "史美娥"),
        ("买买提·阿布都热依木", "买买提·阿布都热依木"),
        ("（２组）７号，靠西", "（２组）７号，靠西"),
        ("Ａ座 3-2 室", "Ａ座 3-2 室"),
    ],
)
def test_a_text_loses_only_the_blanks_around_it(typed: str, kept: str) -> None:
    assert normalise(field(FieldKind.TEXT), typed) == kept


@pytest.mark.parametrize(
    ("kind", "typed"),
    [
        (FieldKind.DATE, "昨天"),
        (FieldKind.DATE, "3月8日"),
        (FieldKind.DATE, "26-3-8"),
        (FieldKind.DATE, "2026-3"),
        (FieldKind.NUMBER, "三千"),
        (FieldKind.NUMBER, "1.2.3"),
        (FieldKind.NUMBER, "12."),
        (FieldKind.NUMBER, "1e3"),
        (FieldKind.MONEY, "1200元"),
        (FieldKind.PHONE, "138OO138000"),
        (FieldKind.BANK_CARD, "农商6230"),
        (FieldKind.YES_NO, "maybe"),
    ],
)
def test_a_mistake_is_not_hidden(kind: FieldKind, typed: str) -> None:
    assert normalise(field(kind), typed) == typed


@pytest.mark.parametrize("kind", FieldKind)
@pytest.mark.parametrize("blank", ["", " ", "\u3000", "\u00a0\t\r\n"])
def test_blanks_alone_are_nothing(kind: FieldKind, blank: str) -> None:
    assert normalise(field(kind), blank) == ""


@pytest.mark.parametrize(
    ("kind", "number"),
    [
        (FieldKind.ID_NUMBER, "11010519491231002X"),
        (FieldKind.ID_NUMBER, "911124198108030024"),
        (FieldKind.ID_NUMBER, "USA110181010112"),
        (FieldKind.PHONE, "13800138000"),
        (FieldKind.PHONE, "057465720000"),
        (FieldKind.BANK_CARD, "6205500000000000004"),
        (FieldKind.CREDIT_CODE, "9144030071526726XG"),
    ],
)
@given(data=st.data())
def test_a_right_number_comes_out_of_any_writing_of_it(kind: FieldKind, number: str, data: st.DataObject) -> None:
    cased = kind in {FieldKind.ID_NUMBER, FieldKind.CREDIT_CODE}
    written = ""
    for character in number:
        typed = character.lower() if cased and data.draw(st.booleans()) else character
        written += (typed.translate(TO_FULL_WIDTH) if data.draw(st.booleans()) else typed) + data.draw(GAPS)
    assert normalise(field(kind), written) == number


TYPED = {
    FieldKind.ID_NUMBER: "019xXｘ０９ -－—\u00a0\u3000",
    FieldKind.BANK_CARD: "019０９ -－—\u00a0\u3000",
    FieldKind.CREDIT_CODE: "019aAzｚ０ -－—\u00a0\u3000",
    FieldKind.DATE: "0123２年月日号-./。 －／\u00a0\u3000",
    FieldKind.NUMBER: "0015０５-+.,。，．¥￥ \u00a0\u3000",
    FieldKind.MONEY: "0015０５-+.,。，．¥￥ \u00a0\u3000",
    FieldKind.CHOICES: "abcdａ,，、 \u00a0\u3000",
    FieldKind.CHOICE: "abcａ, \u3000",
    FieldKind.YES_NO: "yesnoＹ \u3000",
    FieldKind.TEXT: "史美娥Ａ１ \u00a0\u3000\n\t",
}


@pytest.mark.parametrize("kind", TYPED)
@given(data=st.data())
def test_what_fingers_type_is_settled_at_once(kind: FieldKind, data: st.DataObject) -> None:
    once = normalise(field(kind), data.draw(st.text(TYPED[kind], max_size=24)))
    assert normalise(field(kind), once) == once


@given(st.sampled_from(["", "+86", "（+86）", "0086 ", "+86 0086 "]), st.text("123456789０ -()（）", max_size=14))
def test_a_telephone_number_is_settled_at_once(country: str, rest: str) -> None:
    once = normalise(field(FieldKind.PHONE), country + "1" + rest)
    assert normalise(field(FieldKind.PHONE), once) == once


def town() -> Form:
    """A kind of house, then what depends on it, then a telephone number under a question of its own."""
    rented = Condition("house", ("a",))
    return Form(
        (
            Group(
                "living",
                Text("住在哪里？"),
                (
                    field(FieldKind.CHOICE, "house"),
                    field(FieldKind.MONEY, "rent", rented),
                    field(FieldKind.DATE, "since"),
                ),
            ),
            Group("landlord", Text("房东是谁？"), (field(FieldKind.PHONE, "phone"),), when=rented),
        )
    )


def test_settled_answers_are_normalised_and_stand_in_the_order_of_the_form() -> None:
    typed = {"phone": "138 0013 8000", "since": "2026年3月8日", "rent": "¥1,200", "house": " ａ "}
    kept = settled(town(), typed)
    assert list(kept.items()) == [("house", "a"), ("rent", "1200"), ("since", "2026-03-08"), ("phone", "13800138000")]


def test_settled_answers_hold_nothing_empty_and_nothing_the_form_does_not_know() -> None:
    assert settled(town(), {"house": "b", "since": " \u3000", "other": "1"}) == {"house": "b"}
    assert settled(town(), {}) == {}


def test_settling_leaves_what_was_typed_as_it_was() -> None:
    typed = {"house": "b", "rent": "¥1,200"}
    settled(town(), typed)
    assert typed == {"house": "b", "rent": "¥1,200"}


@given(st.dictionaries(st.sampled_from(["house", "rent", "since"]), st.text("ａab12,-. 年月日", max_size=10)))
def test_settled_answers_are_settled(answers: Answers) -> None:
    kept = settled(town(), answers)
    assert settled(town(), kept) == kept


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("-0", "0"),
        ("-0.00", "0.00"),
        ("1,234,567.5", "1234567.5"),
        ("3,5", "3,5"),
        ("12,3456", "12,3456"),
        ("1\u00a0200", "1200"),
    ],
)
def test_an_amount_is_cleaned_without_becoming_another(typed: str, kept: str) -> None:
    assert normalise(field(FieldKind.MONEY), typed) == kept


def test_a_day_may_be_written_as_it_is_spoken() -> None:
    assert normalise(field(FieldKind.DATE), "2026年3月8号") == "2026-03-08"
