"""How values stand in their line while they are typed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.domain.form import Field, FieldKind, Limits
from kiosk.domain.text import Language, Text
from ui.viewmodels import entry
from ui.viewmodels.answers import answer_words, number_words


def field(kind: FieldKind, **more: object) -> Field:
    return Field("x", kind, Text("问", "Question"), **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("kind", "answer", "line"),
    [
        (FieldKind.BANK_CARD, "6230910599001", "6230 9105 9900 1"),
        (FieldKind.PHONE, "13957412345", "139 5741 2345"),
        (FieldKind.ID_NUMBER, "33022519420812602X", "330225 19420812 602X"),
        (FieldKind.DATE, "2024", "2024"),
        (FieldKind.DATE, "20240", "2024 年 0"),
        (FieldKind.DATE, "2024-05-12", "2024 年 05 月 12 日"),
        (FieldKind.MONEY, "12.5", "12.5"),
    ],
)
def test_values_are_grouped_as_people_read_them(kind: FieldKind, answer: str, line: str) -> None:
    assert entry.shown(field(kind), answer) == line
    assert entry.taken(field(kind), line, answer[:-1]) == answer


@pytest.mark.parametrize(
    ("kind", "line", "answer"),
    [
        (FieldKind.BANK_CARD, "62a30-9105", "62309105"),
        (FieldKind.PHONE, "139 5741 2345 678 9", "139574123456"),
        (FieldKind.ID_NUMBER, "33022519420812602x", "33022519420812602X"),
        (FieldKind.MONEY, ".5", "5"),
        (FieldKind.MONEY, "1.2.345", "1.23"),
        (FieldKind.NUMBER, "３abc", ""),
        (FieldKind.DATE, "2024/02/30", "2024-02-30"),
    ],
)
def test_what_cannot_belong_to_a_kind_is_dropped(kind: FieldKind, line: str, answer: str) -> None:
    assert entry.taken(field(kind), line, "") == answer


@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize("kind", [FieldKind.DATE, FieldKind.BANK_CARD, FieldKind.PHONE, FieldKind.ID_NUMBER])
@given(digits=st.text("0123456789", min_size=1, max_size=8))
def test_deleting_always_takes_one_digit(kind: FieldKind, language: Language, digits: str) -> None:
    asked = field(kind)
    answer = entry.taken(asked, digits, "", language)
    while answer:
        shorter = entry.taken(asked, entry.shown(asked, answer, language)[:-1], answer, language)
        assert len(shorter.replace("-", "")) == len(answer.replace("-", "")) - 1
        answer = shorter


def test_text_keeps_its_spaces_and_its_limit() -> None:
    asked = field(FieldKind.TEXT, limits=Limits(max_length=6))
    assert entry.taken(asked, "Li Wei ", "") == "Li Wei"
    assert entry.taken(asked, "Li ", "") == "Li "


@pytest.mark.parametrize(
    ("kind", "answer", "zh", "en"),
    [
        (FieldKind.DATE, "2021-03-05", "2021 年 3 月 5 日", "5 March 2021"),
        (FieldKind.YES_NO, "no", "不是", "No"),
        (FieldKind.TEXT, "", "没有填", "Not given"),
    ],
)
def test_answers_are_said_in_words(kind: FieldKind, answer: str, zh: str, en: str) -> None:
    assert answer_words(field(kind), answer, Language.ZH) == zh
    assert answer_words(field(kind), answer, Language.EN) == en


def test_an_identity_number_can_be_masked() -> None:
    masked = answer_words(field(FieldKind.ID_NUMBER), "330225194208126022", Language.ZH, masked=True)
    assert masked == "330***********6022"


def test_long_numbers_are_read_in_groups() -> None:
    assert number_words("11330225MB0000019040") == "1133 0225 MB00 0001 9040"
    assert number_words("482913") == "482913"
    assert number_words("浙象政务〔2026〕000123 号之一二三四") == "浙象政务〔2026〕000123 号之一二三四"
