"""The way of an allowance through the services: what a resident or an agent does at each step."""

from kiosk.events import (
    AgentSignedIn,
    FilingSaved,
    MatterOpened,
)
from kiosk.workflow.steps import Signal, Step
from tests.unit.services.conftest import Face

ALLOWANCE = "000511007000"
STROKE = (((0.1, 0.2, 0), (0.5, 0.6, 120)),)


def choose_allowance(face: Face) -> None:
    face.terminal.choose.open(ALLOWANCE)
    face.until(MatterOpened)


def fill_allowance(face: Face) -> None:
    given = {"bank": "rcb", "bank_card": "6228480402564890018", "phone": "13800138000", "living_with": "home"}
    given |= {"by_proxy": "no"}
    fill = face.terminal.fill
    face.terminal.visit.fire(Signal.NEXT)
    fill.begin()
    while face.terminal.visit.step is Step.FORM:
        # Twice, because an answer may bring up the next field of the same group.
        for _ in range(2):
            for field in fill.fields():
                if field.id in given:
                    value = given[field.id]
                    codes = [option.code for option in field.options]
                    fill.answer(field, codes[0] if codes and value not in codes else value)
        assert fill.next() == {}


def file_allowance(face: Face) -> FilingSaved:
    fill_allowance(face)
    assert face.terminal.visit.step is Step.MATERIALS
    assert [rule.id for rule in face.terminal.collect.next()] == ["hukou_book"]
    face.scan_page("hukou_book", b"page one")
    assert face.terminal.collect.next() == ()
    face.terminal.visit.fire(Signal.NEXT)
    assert face.terminal.submit.confirm(STROKE, b"png")
    assert not face.terminal.submit.confirm(STROKE, b"png"), "a double touch must not file twice"
    return face.until(FilingSaved)


def sign_in(face: Face) -> None:
    face.terminal.identify.sign_in("1042", "258036")
    face.until(AgentSignedIn)
