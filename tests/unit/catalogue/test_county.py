"""The county's own catalogue: complete, bilingual, and it can be filled in."""

from datetime import date

import pytest

from kiosk.catalogue.checker import faults
from kiosk.catalogue.loader import load_builtin
from kiosk.domain.checks import check_form
from kiosk.domain.form import Answers, Field, FieldKind, Prefill
from kiosk.domain.matter import Matter, Platform

TODAY = date(2026, 11, 23)
CATALOGUE = load_builtin()
EVERYTHING = [*CATALOGUE.matters, *(event.matter for event in CATALOGUE.life_events)]

GOOD: dict[FieldKind, str] = {
    FieldKind.NUMBER: "80",
    FieldKind.MONEY: "8000",
    FieldKind.DATE: "2026-11-23",
    FieldKind.YES_NO: "yes",
    FieldKind.ID_NUMBER: "11010519491231002X",
    FieldKind.PHONE: "13800138000",
    FieldKind.BANK_CARD: "6222021234567890128",
    FieldKind.CREDIT_CODE: "91350100M000100Y43",
}


def fitting(field: Field) -> str:
    """An answer that keeps the rules of `field`."""
    if field.kind in {FieldKind.CHOICE, FieldKind.CHOICES}:
        return field.options[0].code
    if field.kind is FieldKind.TEXT:
        return "象" * max(field.limits.min_length, 2)
    if field.kind in {FieldKind.NUMBER, FieldKind.MONEY}:
        low, high = field.limits.minimum or 0, field.limits.maximum or 1e9
        return str(int(min(max(80, low), high)))
    return GOOD[field.kind]


def test_it_is_sound() -> None:
    assert [fault.line for fault in faults(CATALOGUE)] == []


def test_it_has_what_a_county_needs() -> None:
    assert len(CATALOGUE.matters) >= 34
    assert len(CATALOGUE.life_events) == 2
    assert len(CATALOGUE.themes) == 8
    investment = [matter for matter in CATALOGUE.matters if matter.platform is Platform.INVESTMENT]
    assert len(investment) == 4
    shelves = {theme for matter in EVERYTHING for theme in matter.themes}
    assert shelves == {theme.id for theme in CATALOGUE.themes}


def test_every_kind_of_field_is_asked_somewhere() -> None:
    kinds = {field.kind for matter in EVERYTHING for field in matter.form.fields()}
    assert kinds == set(FieldKind)


@pytest.mark.parametrize("matter", EVERYTHING, ids=lambda matter: matter.code)
def test_every_matter_can_be_filled_in(matter: Matter) -> None:
    answers: Answers = {field.id: fitting(field) for field in matter.form.fields()}
    assert check_form(matter.form, answers, TODAY) == {}


@pytest.mark.parametrize("matter", EVERYTHING, ids=lambda matter: matter.code)
def test_every_matter_asks_for_what_is_missing(matter: Matter) -> None:
    problems = check_form(matter.form, {}, TODAY)
    assert {problem.code for problem in problems.values()} <= {"value.missing", "choice.missing", "date.missing"}
    assert problems


@pytest.mark.parametrize("matter", EVERYTHING, ids=lambda matter: matter.code)
def test_every_matter_takes_the_person_from_the_card_and_asks_in_spoken_words(matter: Matter) -> None:
    prefills = {field.prefill for field in matter.form.fields()}
    assert {Prefill.NAME, Prefill.NUMBER} <= prefills
    for group in matter.form.groups:
        assert group.question.zh.endswith("？")
        assert len(group.question.zh) <= 16
        assert group.question.en.endswith("?")


def test_life_events_bundle_several_matters() -> None:
    names = {event.matter.title.zh: len(event.parts) for event in CATALOGUE.life_events}
    assert names == {"家里有人过世": 6, "孩子出生了": 4}
