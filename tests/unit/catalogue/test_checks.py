"""What people type is checked kind by kind, and every fault has its words."""

import ast
import inspect
from datetime import date, timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from stdnum import luhn
from stdnum.cn import ric, uscc
from stdnum.exceptions import ValidationError

from kiosk.catalogue.loader import load_builtin
from kiosk.domain import checks
from kiosk.domain.check_digits import credit_check_character, id_check_character, luhn_holds
from kiosk.domain.checks import (
    advise_field,
    check_field,
    check_form,
    check_group,
)
from kiosk.domain.form import Condition, Field, FieldKind, Form, Group, Limits, Option
from kiosk.domain.normalising import normalise, settled
from kiosk.domain.problem import Problem
from kiosk.domain.text import Text
from kiosk.domain.wording import SENTENCES, problem_text

TODAY = date(2026, 11, 23)
OPTIONS = (Option("a", Text("甲", "A")), Option("b", Text("乙", "B")), Option("c", Text("丙", "C")))
ANY = Limits()


def field(kind: FieldKind, limits: Limits = ANY, *, required: bool = True, unit: str = "") -> Field:
    options = OPTIONS if kind in {FieldKind.CHOICE, FieldKind.CHOICES} else ()
    return Field(
        "f", kind, Text("项", "Item"), required=required, options=options, limits=limits, unit=Text(unit, unit)
    )


CARD_19 = Limits(min_length=19, max_length=19)
PAST, COMING = Limits(not_future=True), Limits(not_past=True)


@pytest.mark.parametrize(
    ("kind", "limits", "value", "code"),
    [
        (FieldKind.ID_NUMBER, Limits(), "11010519491231002X", ""),
        (FieldKind.ID_NUMBER, Limits(), "１１０１０５ 19491231 002ｘ", ""),
        (FieldKind.ID_NUMBER, Limits(), "110105194912310021", "id-number.check-digit"),
        (FieldKind.ID_NUMBER, Limits(), "110105194913310021", "id-number.date"),
        (FieldKind.ID_NUMBER, Limits(), "110105194902290021", "id-number.date"),
        (FieldKind.ID_NUMBER, Limits(), "110105202612310021", "id-number.date"),
        (FieldKind.ID_NUMBER, Limits(), "110105109412310021", "id-number.date"),
        (FieldKind.ID_NUMBER, Limits(), "990105194912310021", "id-number.region"),
        (FieldKind.ID_NUMBER, Limits(), "1101051949123100", "id-number.short"),
        (FieldKind.ID_NUMBER, Limits(), "110105491231002", "id-number.short"),
        (FieldKind.ID_NUMBER, Limits(), "11010519491231002XX", "id-number.long"),
        (FieldKind.ID_NUMBER, Limits(), "1101051949X2310021", "id-number.characters"),
        (FieldKind.ID_NUMBER, Limits(), "810000199408230021", ""),
        (FieldKind.ID_NUMBER, Limits(), "830000199201300022", ""),
        (FieldKind.ID_NUMBER, Limits(), "911124198108030024", ""),
        (FieldKind.ID_NUMBER, Limits(), "911124198108030025", "id-number.check-digit"),
        (FieldKind.ID_NUMBER, Limits(), "USA110181010112", ""),
        (FieldKind.ID_NUMBER, Limits(), "USA11018101011", "foreign-number.short"),
        (FieldKind.ID_NUMBER, Limits(), "USA110181134112", "id-number.date"),
        (FieldKind.ID_NUMBER, Limits(), "US1101810101122", "id-number.characters"),
        (FieldKind.ID_NUMBER, Limits(), "阿娥", "id-number.characters"),
        (FieldKind.PHONE, Limits(), "138 0013 8000", ""),
        (FieldKind.PHONE, Limits(), "+86 13800138000", ""),
        (FieldKind.PHONE, Limits(), "(0574) 6572-0000", ""),
        (FieldKind.PHONE, Limits(), "010-62345678", ""),
        (FieldKind.PHONE, Limits(), "1380013800", "phone.short"),
        (FieldKind.PHONE, Limits(), "138001380000", "phone.long"),
        (FieldKind.PHONE, Limits(), "12800138000", "phone.prefix"),
        (FieldKind.PHONE, Limits(), "65720000", "phone.area-code"),
        (FieldKind.PHONE, Limits(), "057465", "phone.short"),
        (FieldKind.PHONE, Limits(), "9380013800", "phone.prefix"),
        (FieldKind.PHONE, Limits(), "138OO138000", "phone.characters"),
        (FieldKind.BANK_CARD, CARD_19, "6230 9105 9900 1234 567", ""),
        (FieldKind.BANK_CARD, CARD_19, "6230 9105 9900 1234 5", "bank-card.short"),
        (FieldKind.BANK_CARD, CARD_19, "62309105990012345678", "bank-card.long"),
        (FieldKind.BANK_CARD, Limits(), "6230910599001234", ""),
        (FieldKind.BANK_CARD, Limits(), "623091059900123", "bank-card.short"),
        (FieldKind.BANK_CARD, Limits(), "62309105990012345678", "bank-card.long"),
        (FieldKind.BANK_CARD, CARD_19, "农商 6230", "bank-card.characters"),
        (FieldKind.CREDIT_CODE, Limits(), "91350100m000100y43", ""),
        (FieldKind.CREDIT_CODE, Limits(), "91350100M000100Y44", ""),
        (FieldKind.CREDIT_CODE, Limits(), "91350100M000100Y4", "credit-code.short"),
        (FieldKind.CREDIT_CODE, Limits(), "91350100M000100Y433", "credit-code.long"),
        (FieldKind.CREDIT_CODE, Limits(), "91350100O000100Y43", "credit-code.characters"),
        (FieldKind.DATE, Limits(), "2024-02-29", ""),
        (FieldKind.DATE, Limits(), "2026年2月29日", "date.none-such"),
        (FieldKind.DATE, Limits(), "2026/13/1", "date.none-such"),
        (FieldKind.DATE, Limits(), "昨天", "date.shape"),
        (FieldKind.DATE, Limits(), "0202-11-23", "date.early"),
        (FieldKind.DATE, PAST, "2026-11-23", ""),
        (FieldKind.DATE, PAST, "2026-11-24", "date.future"),
        (FieldKind.DATE, COMING, "2026-11-23", ""),
        (FieldKind.DATE, COMING, "20261122", "date.past"),
        (FieldKind.NUMBER, Limits(minimum=1, maximum=4), "３", ""),
        (FieldKind.NUMBER, Limits(minimum=1, maximum=4), "0", "number.small"),
        (FieldKind.NUMBER, Limits(minimum=1, maximum=4), "4.5", "number.large"),
        (FieldKind.NUMBER, Limits(), "1.234", "number.decimals"),
        (FieldKind.NUMBER, Limits(), "三", "number.shape"),
        (FieldKind.NUMBER, Limits(), "1e9", "number.shape"),
        (FieldKind.MONEY, Limits(), "¥1,200.50", ""),
        (FieldKind.MONEY, Limits(), "-1", "number.small"),
        (FieldKind.MONEY, Limits(maximum=100), "100.01", "number.large"),
        (FieldKind.TEXT, Limits(min_length=2, max_length=4), " 𬱖䶮 ", ""),
        (FieldKind.TEXT, Limits(min_length=2), "史", "text.short"),
        (FieldKind.TEXT, Limits(max_length=4), "史美娥史美", "text.long"),
        (FieldKind.TEXT, Limits(), "史\u202e美娥", "text.control"),
        (FieldKind.TEXT, Limits(), "史\n美娥", "text.control"),
        (FieldKind.TEXT, Limits(), "史\ue123娥", ""),
        (FieldKind.CHOICE, Limits(), "a", ""),
        (FieldKind.CHOICE, Limits(), "d", "choice.unknown"),
        (FieldKind.CHOICE, Limits(), "a,b", "choice.unknown"),
        (FieldKind.CHOICES, Limits(), "c, a", ""),
        (FieldKind.CHOICES, Limits(), "a,d", "choice.unknown"),
        (FieldKind.YES_NO, Limits(), "no", ""),
        (FieldKind.YES_NO, Limits(), "maybe", "choice.unknown"),
        (FieldKind.TEXT, Limits(), "　 ", "value.missing"),
        (FieldKind.CHOICES, Limits(), ",", "choice.missing"),
        (FieldKind.YES_NO, Limits(), "", "choice.missing"),
        (FieldKind.DATE, Limits(), "", "date.missing"),
    ],
)
def test_a_value_is_judged(kind: FieldKind, limits: Limits, value: str, code: str) -> None:
    problem = check_field(field(kind, limits), value, TODAY)
    assert (problem.code if problem else "") == code


@pytest.mark.parametrize("kind", list(FieldKind))
def test_what_may_be_empty_may_be_empty(kind: FieldKind) -> None:
    assert check_field(field(kind, required=False), " ", TODAY) is None


@pytest.mark.parametrize(
    ("problem", "zh", "en"),
    [
        (Problem("bank-card.short", {"missing": 2}), "还差 2 位数字。", "2 more digits to go."),
        (Problem("phone.short", {"missing": 1}), "还差 1 位数字。", "1 more digit to go."),
        (
            Problem("number.large", {"maximum": "4", "unit_zh": "层", "unit_en": "floors"}),
            "最多 4 层。",
            "At most 4 floors.",
        ),
        (Problem("number.large", {"maximum": "4", "unit_zh": "", "unit_en": ""}), "最多 4。", "At most 4."),
        (Problem("date.none-such"), "没有这一天，再看一遍。", "There is no such day."),
    ],
)
def test_a_problem_has_its_sentence(problem: Problem, zh: str, en: str) -> None:
    assert problem_text(problem) == Text(zh, en)


def test_the_demo_card_is_told_how_many_digits_are_missing() -> None:
    matter = next(item for item in load_builtin().matters if item.code == "000511007000")
    group = next(group for group in matter.form.groups if group.id == "account")
    problems = check_group(group, {"bank": "rcb", "bank_card": "6230 9105 9900 1234 5"}, TODAY)
    assert problems == {"bank_card": Problem("bank-card.short", {"missing": 2})}


def test_every_code_that_is_raised_has_words_and_no_other() -> None:
    tree = ast.parse(inspect.getsource(checks))
    raised = {
        node.args[0].value
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id == "Problem"
        and isinstance(node.args[0], ast.Constant)
    }
    raised |= {
        f"{kind}.{side}"
        for kind in ("text", "id-number", "foreign-number", "phone", "bank-card", "credit-code")
        for side in ("short", "long")
    }
    raised |= {"value.missing", "choice.missing", "date.missing"}
    assert raised == set(SENTENCES)


def test_a_warning_does_not_stop_anybody() -> None:
    card, code = field(FieldKind.BANK_CARD, CARD_19), field(FieldKind.CREDIT_CODE)
    assert check_field(card, "6222021234567890129", TODAY) is None
    assert advise_field(card, "6222021234567890129") == Problem("bank-card.unlikely")
    assert advise_field(card, "6222021234567890128") is None
    assert check_field(code, "91350100M000100Y44", TODAY) is None
    assert advise_field(code, "91350100M000100Y44") == Problem("credit-code.unlikely")
    assert advise_field(code, "91350100M000100Y43") is None
    assert advise_field(field(FieldKind.TEXT), "x") is None


def chained_form() -> Form:
    kind = Field("kind", FieldKind.CHOICE, Text("类"), options=OPTIONS)
    sub = Field("sub", FieldKind.YES_NO, Text("子"), when=Condition("kind", ("a",)))
    leaf = Field("leaf", FieldKind.PHONE, Text("叶"))
    return Form(
        (Group("one", Text("一"), (kind, sub)), Group("two", Text("二"), (leaf,), when=Condition("sub", ("yes",))))
    )


def test_answers_to_questions_that_went_away_are_dropped_with_all_that_hangs_on_them() -> None:
    form = chained_form()
    answers = {"kind": "a", "sub": "yes", "leaf": "138"}
    assert settled(form, answers) == answers
    assert set(check_form(form, answers, TODAY)) == {"leaf"}
    changed = answers | {"kind": "b"}
    assert settled(form, changed) == {"kind": "b"}
    assert check_form(form, changed, TODAY) == {}


BIRTHS = st.dates(date(1900, 1, 1), TODAY)
REGIONS = st.sampled_from(["110105", "330225", "330203", "810000", "820000", "830000", "440106"])


@given(REGIONS, BIRTHS, st.integers(0, 999))
def test_every_number_the_standard_allows_passes(region: str, born: date, order: int) -> None:
    body = f"{region}{born:%Y%m%d}{order:03}"
    number = body + id_check_character(body)
    assert check_field(field(FieldKind.ID_NUMBER), number, TODAY) is None
    assert number[-1] == ric.calc_check_digit(number)


@given(REGIONS, BIRTHS, st.integers(0, 999), st.integers(0, 17), st.sampled_from("0123456789"))
def test_one_wrong_digit_is_always_found(region: str, born: date, order: int, place: int, digit: str) -> None:
    body = f"{region}{born:%Y%m%d}{order:03}"
    number = body + id_check_character(body)
    assume(number[place] != digit)
    assert check_field(field(FieldKind.ID_NUMBER), number[:place] + digit + number[place + 1 :], TODAY) is not None


@given(st.text("0123456789X", min_size=18, max_size=18))
def test_no_number_passes_that_the_oracle_refuses(number: str) -> None:
    try:
        ric.validate(number)
    except (ValidationError, KeyError):
        # The oracle stumbles over regions that are a province's or a city's and no county's, which nobody is born in.
        # It knows no foreign numbers; ours begin with 9 and are tried by their own cases.
        assert number[0] == "9" or check_field(field(FieldKind.ID_NUMBER), number, TODAY) is not None


@given(st.text("0123456789", min_size=1, max_size=19))
def test_luhn_agrees_with_the_oracle(digits: str) -> None:
    assert luhn_holds(digits) == luhn.is_valid(digits)


@given(st.text("0123456789ABCDEFGHJKLMNPQRTUWXY", min_size=9, max_size=9), st.integers(0, 99_999_999))
def test_the_credit_code_check_agrees_with_the_oracle(tail: str, head: int) -> None:
    body = f"{head:08}{tail}"
    assert credit_check_character(body) == uscc.calc_check_digit(body)


@given(st.sampled_from(list(FieldKind)), st.text(max_size=30))
def test_anything_typed_gets_an_answer_with_words(kind: FieldKind, value: str) -> None:
    one = field(kind)
    assert normalise(one, normalise(one, value)) == normalise(one, value)
    for problem in (check_field(one, value, TODAY), advise_field(one, value)):
        if problem is not None:
            said = problem_text(problem)
            assert said.zh.endswith("。")
            assert said.en.endswith(".")
            assert "{" not in said.zh + said.en


@given(st.integers(-400, 400))
def test_dates_are_measured_against_today(days: int) -> None:
    day = (TODAY + timedelta(days)).isoformat()
    assert (check_field(field(FieldKind.DATE, PAST), day, TODAY) is None) == (days <= 0)
    assert (check_field(field(FieldKind.DATE, COMING), day, TODAY) is None) == (days >= 0)
