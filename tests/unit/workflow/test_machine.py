"""Moves of the machine that the properties do not spell out."""

import pytest

from kiosk.workflow.machine import Machine, NoSuchMove
from kiosk.workflow.steps import Signal, Step
from kiosk.workflow.visit_map import HALL, VILLAGE, Need


def everything(_: Need) -> bool:
    return True


def test_a_whole_hall_visit_walks_the_map_in_the_order_of_the_design() -> None:
    machine = Machine(HALL, everything)
    road = [
        (Signal.IDENTIFIED, Step.HOME),
        (Signal.SEARCH, Step.FIND),
        (Signal.MATTER, Step.GUIDE),
        (Signal.NEXT, Step.FORM),
        (Signal.NEXT, Step.MATERIALS),
        (Signal.NEXT, Step.REVIEW),
        (Signal.NEXT, Step.SIGN),
        (Signal.SAVED, Step.DONE),
        (Signal.NEXT, Step.FAREWELL),
        (Signal.NEXT, Step.ATTRACT),
    ]
    assert [(signal, machine.fire(signal)) for signal, _ in road] == road


def test_a_guest_who_shows_a_card_comes_back_to_the_guide() -> None:
    known: set[Need] = {Need.MATTER}
    machine = Machine(HALL, known.__contains__)
    for signal in (Signal.BROWSE, Signal.MATTER):
        machine.fire(signal)
    assert machine.target(Signal.NEXT) is None
    machine.fire(Signal.IDENTIFY)
    known.add(Need.RESIDENT)
    assert machine.fire(Signal.IDENTIFIED) is Step.GUIDE
    assert machine.fire(Signal.NEXT) is Step.FORM


def test_editing_from_the_review_does_not_make_back_run_in_circles() -> None:
    machine = Machine(HALL, everything)
    for signal in (Signal.IDENTIFIED, Signal.MATTER, Signal.NEXT, Signal.NEXT, Signal.NEXT, Signal.EDIT_FORM):
        machine.fire(signal)
    assert machine.step is Step.FORM
    assert [machine.fire(Signal.BACK) for _ in range(2)] == [Step.GUIDE, Step.HOME]


def test_an_agent_returns_to_the_outlet_and_can_sign_out() -> None:
    machine = Machine(VILLAGE, everything)
    for signal in (Signal.SIGNED_IN, Signal.IDENTIFY, Signal.IDENTIFIED, Signal.CANCEL):
        machine.fire(signal)
    assert machine.step is Step.FAREWELL
    assert machine.fire(Signal.NEXT) is Step.OUTLET
    assert machine.fire(Signal.SIGN_OUT) is Step.AGENT_SIGN_IN


def test_a_signal_that_leads_nowhere_is_a_bug_and_says_so() -> None:
    with pytest.raises(NoSuchMove, match="next leads nowhere from attract"):
        Machine(HALL, everything).fire(Signal.NEXT)
