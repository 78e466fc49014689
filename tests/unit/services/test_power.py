"""A power cut: who may still begin, what goes on, and how the terminal ends before its battery does."""

import pytest

from devices.simulators.sample_cards import WANG_JIANGUO
from kiosk.events import CardRemoved, DraftKept, FilingSaved, PowerChanged, ShutDownWanted
from kiosk.ports import Power
from kiosk.services.draft_keeper import Keeping
from kiosk.services.visit import Visit
from kiosk.workflow.machine import NoSuchMove
from kiosk.workflow.steps import Signal, Step
from tests.unit.services.conftest import Face
from tests.unit.services.road import STROKE, choose_allowance, file_allowance, fill_allowance, sign_in


def turn(face: Face, power: Power) -> None:
    face.terminal.bus.publish(PowerChanged(power))
    face.until(PowerChanged)


def ends(face: Face) -> list[ShutDownWanted]:
    heard: list[ShutDownWanted] = []
    face.terminal.bus.subscribe(lambda event: heard.append(event) if isinstance(event, ShutDownWanted) else None)
    return heard


def test_on_the_battery_no_card_begins_a_visit_and_nothing_of_it_is_kept_in_the_session(hall: Face) -> None:
    turn(hall, Power.BATTERY)
    hall.put_card()
    assert hall.terminal.visit.step is Step.ATTRACT
    assert hall.terminal.visit.session.identification.resident is None
    assert not hall.terminal.visit.can(Signal.BROWSE)
    with pytest.raises(NoSuchMove, match="none may begin: power"):
        hall.terminal.visit.fire(Signal.BROWSE)


def test_a_card_that_waited_is_taken_when_the_mains_are_back(hall: Face) -> None:
    turn(hall, Power.BATTERY)
    hall.put_card()
    turn(hall, Power.MAINS)
    assert hall.terminal.visit.step is Step.HOME
    assert hall.terminal.visit.session.identification.resident is not None


def test_a_card_that_did_not_wait_begins_nothing(hall: Face) -> None:
    turn(hall, Power.BATTERY)
    hall.put_card()
    hall.terminal.visit.hear(CardRemoved())
    turn(hall, Power.MAINS)
    assert hall.terminal.visit.step is Step.ATTRACT


def test_the_running_visit_goes_on_and_is_saved(hall: Face) -> None:
    hall.put_card()
    choose_allowance(hall)
    turn(hall, Power.BATTERY)
    file_allowance(hall)
    assert hall.terminal.visit.step is Step.DONE
    hall.terminal.visit.fire(Signal.NEXT)
    hall.terminal.visit.fire(Signal.NEXT)
    assert hall.terminal.visit.step is Step.ATTRACT
    hall.put_card(WANG_JIANGUO.document)
    assert hall.terminal.visit.step is Step.ATTRACT


def test_an_agent_begins_nothing_but_may_look_and_leave(village: Face) -> None:
    sign_in(village)
    turn(village, Power.BATTERY)
    visit = village.terminal.visit
    assert not visit.can(Signal.IDENTIFY)
    assert visit.can(Signal.CASES)
    assert visit.can(Signal.SIGN_OUT)
    assert visit.can(Signal.STAFF)
    turn(village, Power.MAINS)
    assert visit.can(Signal.IDENTIFY)


def test_the_mains_do_not_open_a_gate_that_is_closed_for_another_reason(hall: Face) -> None:
    hall.terminal.visit.close_gate("service")
    turn(hall, Power.BATTERY)
    assert hall.terminal.visit.gate == "service"
    turn(hall, Power.MAINS)
    assert not hall.terminal.visit.can(Signal.BROWSE)
    hall.terminal.visit.open_gate("service")
    assert hall.terminal.visit.can(Signal.BROWSE)


def test_a_low_battery_with_nobody_there_ends_the_terminal_at_once_and_once(hall: Face) -> None:
    heard = ends(hall)
    turn(hall, Power.BATTERY)
    assert heard == []
    turn(hall, Power.LOW)
    turn(hall, Power.LOW)
    assert heard == [ShutDownWanted()]


def test_a_low_battery_ends_the_running_visit_and_keeps_what_was_given(hall: Face) -> None:
    heard = ends(hall)
    hall.put_card()
    choose_allowance(hall)
    fill_allowance(hall)
    turn(hall, Power.LOW)
    power = hall.terminal.power
    assert hall.terminal.visit.step is Step.FAREWELL
    while hall.terminal.drafts.keeping is not Keeping.KEPT:
        hall.until(DraftKept)
    assert power.cut_short
    assert hall.terminal.visit.session.identification.resident is None
    assert heard == []
    hall.terminal.visit.fire(Signal.NEXT)
    assert heard == [ShutDownWanted()]


def test_what_was_confirmed_is_not_called_a_draft(hall: Face) -> None:
    hall.put_card()
    choose_allowance(hall)
    file_allowance(hall)
    turn(hall, Power.LOW)
    assert hall.terminal.visit.step is Step.FAREWELL
    assert (hall.terminal.power.cut_short, hall.terminal.drafts.keeping) == (True, Keeping.NONE)


def test_a_filing_that_is_being_saved_is_saved_first(hall: Face) -> None:
    hall.put_card()
    choose_allowance(hall)
    fill_allowance(hall)
    hall.scan_page("hukou_book", b"page one")
    hall.terminal.visit.fire(Signal.NEXT)
    hall.terminal.visit.fire(Signal.NEXT)
    steps: list[Step] = []
    hall.terminal.visit.on_move(lambda: steps.append(hall.terminal.visit.step))
    assert hall.terminal.submit.confirm(STROKE, b"png")
    hall.terminal.visit.hear(PowerChanged(Power.LOW))
    assert hall.terminal.visit.step is Step.SIGN
    hall.until(FilingSaved)
    assert steps == [Step.DONE, Step.FAREWELL]
    assert hall.terminal.drafts.keeping is Keeping.NONE


def test_mains_that_come_back_during_the_farewell_call_the_end_off(hall: Face) -> None:
    heard = ends(hall)
    hall.put_card()
    turn(hall, Power.LOW)
    turn(hall, Power.MAINS)
    hall.terminal.visit.fire(Signal.NEXT)
    assert heard == []
    assert hall.terminal.visit.can(Signal.BROWSE)


def test_an_agents_visit_ends_as_well(village: Face) -> None:
    heard = ends(village)
    sign_in(village)
    village.terminal.visit.fire(Signal.IDENTIFY)
    village.put_card()
    turn(village, Power.LOW)
    assert village.terminal.visit.step is Step.FAREWELL
    village.terminal.visit.fire(Signal.NEXT)
    assert (village.terminal.visit.step, heard) == (Step.OUTLET, [ShutDownWanted()])


def test_the_staffs_screen_ends_without_a_farewell(hall: Face) -> None:
    heard = ends(hall)
    hall.terminal.visit.fire(Signal.STAFF)
    turn(hall, Power.LOW)
    assert (hall.terminal.visit.step, heard) == (Step.ATTRACT, [ShutDownWanted()])
    assert not hall.terminal.power.cut_short


def test_a_gate_tells_those_who_listen_and_only_when_it_changes() -> None:
    visit, told = Visit("hall", lambda: "one"), []
    visit.on_gate(lambda: told.append(visit.gate))
    for act in (visit.close_gate, visit.close_gate, visit.open_gate, visit.open_gate):
        act("power")
    assert told == ["power", ""]
