"""The map of a visit has no dead end, in either mode, whatever is known."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devices.simulators.sample_cards import SHI_MEIE
from kiosk.domain.resident import Agent
from kiosk.services.visit import Visit
from kiosk.workflow.machine import Machine
from kiosk.workflow.steps import Signal, Step
from kiosk.workflow.visit_map import HALL, VILLAGE, Need, VisitMap

MAPS = pytest.mark.parametrize("visit_map", [HALL, VILLAGE], ids=["hall", "village"])


@MAPS
def test_every_target_of_the_map_is_a_stop_of_the_map(visit_map: VisitMap) -> None:
    moves = [target for stop in visit_map.stops.values() for target in stop.moves.values()]
    targets = {target for target in moves if isinstance(target, Step)}
    targets |= {stop.leave for stop in visit_map.stops.values() if stop.leave is not None}
    assert targets <= set(visit_map.stops)
    assert {visit_map.start, visit_map.rest} <= set(visit_map.stops)


@MAPS
def test_every_step_can_be_reached(visit_map: VisitMap) -> None:
    reached, rim = {visit_map.start}, [visit_map.start]
    while rim:
        stop = visit_map.stops[rim.pop()]
        for target in (*stop.moves.values(), stop.leave):
            if isinstance(target, Step) and target not in reached:
                reached.add(target)
                rim.append(target)
    assert reached == set(visit_map.stops)


@MAPS
@given(signals=st.lists(st.sampled_from(list(Signal)), max_size=60), known=st.sets(st.sampled_from(list(Need))))
def test_wherever_a_person_wanders_there_is_a_way_to_leave(
    visit_map: VisitMap, signals: list[Signal], known: set[Need]
) -> None:
    machine = Machine(visit_map, known.__contains__)
    for signal in signals:
        if machine.target(signal) is None:
            continue
        step = machine.fire(signal)
        assert all(need in known for need in visit_map.stops[step].needs)
        if machine.stop.leave is not None and visit_map.stops[machine.stop.leave].needs <= known:
            assert machine.target(Signal.CANCEL) is not None
            assert machine.target(Signal.TIMEOUT) is not None
        else:
            assert step in (visit_map.start, visit_map.rest, Step.FAREWELL) or Need.AGENT not in known


@MAPS
@given(signals=st.lists(st.sampled_from(list(Signal)), max_size=60))
def test_back_always_ends_at_a_place_that_has_no_back(visit_map: VisitMap, signals: list[Signal]) -> None:
    machine = Machine(visit_map, lambda _: True)
    for signal in signals:
        if machine.target(signal) is not None:
            machine.fire(signal)
    for _ in range(len(Step) + 1):
        if machine.target(Signal.BACK) is None:
            break
        machine.fire(Signal.BACK)
    assert machine.target(Signal.BACK) is None


@pytest.mark.parametrize("mode", ["hall", "village"])
@given(before=st.lists(st.sampled_from(list(Signal)), max_size=20), after=st.lists(st.sampled_from(list(Signal))))
def test_behind_a_closed_gate_no_visit_begins_and_the_running_one_can_still_end(
    mode: str, before: list[Signal], after: list[Signal]
) -> None:
    visit = Visit(mode, lambda: "session")
    visit.agent = Agent("1042", "周建军", "江北村")
    for signal in before:
        wander(visit, signal)
    visit.close_gate("power")
    begun = not visit.resting
    for signal in after:
        wander(visit, signal)
        begun = begun and not visit.resting
        assert begun or visit.step in STILL_OPEN[mode]
    while not (visit.resting or visit.step is Step.FAREWELL):
        assert visit.can(Signal.TIMEOUT)
        visit.fire(Signal.TIMEOUT)


def wander(visit: Visit, signal: Signal) -> None:
    """Moves if it can; whoever is asked for is there, as far as that is possible without a filing."""
    visit.agent = visit.agent or Agent("1042", "周建军", "江北村")
    if visit.can(signal):
        if signal is Signal.IDENTIFIED:
            visit.session.identification.resident = SHI_MEIE.document
        visit.fire(signal)


STILL_OPEN = {
    "hall": {Step.ATTRACT, Step.STAFF},
    # An agent's look at what was filed ends in a farewell, too.
    "village": {Step.AGENT_SIGN_IN, Step.OUTLET, Step.STAFF, Step.CASES, Step.CASE, Step.FAREWELL},
}
