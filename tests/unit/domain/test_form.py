"""Forms: which questions apply to what was answered before."""

import pytest

from kiosk.domain.form import Answers, Condition, Field, FieldKind, Form, Group, visible
from kiosk.domain.text import Text


def field(field_id: str, when: Condition | None = None) -> Field:
    return Field(field_id, FieldKind.TEXT, Text(field_id), when=when)


MARRIED = Condition("marriage", ("married", "remarried"))
PERSON = Group("person", Text("您是谁？"), (field("name"), field("spouse", MARRIED)))
HOUSE = Group("house", Text("住哪里？"), (field("address"),), when=MARRIED)
PAPERS = Group("papers", Text("有哪些证？"), (field("licence", MARRIED), field("deed", Condition("owns", ("yes",)))))
FORM = Form((PERSON, HOUSE, PAPERS))


@pytest.mark.parametrize(
    ("answers", "holds"),
    [
        ({"marriage": "married"}, True),
        ({"marriage": "remarried"}, True),
        ({"marriage": "single"}, False),
        ({"marriage": "single,married"}, True),
        ({"marriage": "single,widowed"}, False),
        ({"marriage": "unmarried"}, False),
        ({"marriage": ""}, False),
        ({}, False),
        ({"other": "married"}, False),
    ],
)
def test_a_condition_holds_when_one_of_its_answers_was_given(answers: Answers, holds: bool) -> None:
    assert MARRIED.holds(answers) is holds


@pytest.mark.parametrize(
    ("answers", "ids"), [({}, ["name"]), ({"marriage": "married"}, ["name", "spouse"]), ({"marriage": "x"}, ["name"])]
)
def test_a_group_shows_the_fields_that_apply(answers: Answers, ids: list[str]) -> None:
    assert [one.id for one in visible(PERSON, answers)] == ids


@pytest.mark.parametrize(
    ("answers", "ids"),
    [
        ({}, ["person"]),
        ({"owns": "yes"}, ["person", "papers"]),
        ({"marriage": "married"}, ["person", "house", "papers"]),
    ],
    ids=["a group without a visible field is not asked", "one visible field is enough", "all apply"],
)
def test_a_form_asks_the_groups_that_apply_in_its_order(answers: Answers, ids: list[str]) -> None:
    assert [group.id for group in FORM.asked(answers)] == ids


def test_a_form_has_the_fields_of_all_its_groups_whether_they_apply_or_not() -> None:
    assert [one.id for one in FORM.fields()] == ["name", "spouse", "address", "licence", "deed"]
    assert Form(()).fields() == ()
