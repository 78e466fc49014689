"""The doors that open by number and PIN: how often one may guess, and to whom an answer that comes late opens them."""

from concurrent.futures import Future, ThreadPoolExecutor
from threading import Event as Flag

from kiosk.config import AgentSettings
from kiosk.events import AgentSignedIn, StaffSignedIn
from kiosk.services.pins import FREE_TRIES, PinGate, pin_hash
from kiosk.services.staff import Staff
from kiosk.workflow.steps import Signal, Step
from tests.unit.services.conftest import Face, HandClock

NUMBER, PIN = "1042", "258036"
PEOPLE = (AgentSettings(NUMBER, "周建军", pin_hash(PIN)),)


def test_pairs_that_were_asked_about_together_are_not_more_tries_than_one_after_the_other() -> None:
    clock = HandClock()
    gate = PinGate(PEOPLE, 5.0, clock)
    for _ in range(FREE_TRIES):
        assert gate.check(NUMBER, "000000") is None
    assert gate.check(NUMBER, PIN) is None, "it was asked about before the wait began, and is one guess too many"
    clock.pass_seconds(5.0)
    assert gate.check(NUMBER, PIN) is PEOPLE[0]


def test_answer_that_comes_after_the_door_was_left_opens_it_to_nobody(hall: Face) -> None:
    terminal, busy = hall.terminal, Flag()
    with ThreadPoolExecutor(1) as worker:
        staff = Staff(terminal.settings, hall.clock, terminal.bus, terminal.visit, worker)
        held: Future[bool] = worker.submit(busy.wait, 30)
        staff.enter()
        staff.sign_in(NUMBER, PIN)
        terminal.visit.fire(Signal.BACK)
        assert terminal.visit.step is not Step.STAFF
        staff.enter()
        busy.set()
        hall.until(StaffSignedIn)
        assert held.result()
        assert terminal.visit.step is Step.STAFF
        assert staff.number == ""
        staff.sign_in(NUMBER, PIN)
        hall.until(StaffSignedIn)
        assert staff.number == NUMBER


def test_answer_for_an_agent_who_left_the_door_lets_nobody_else_in(village: Face) -> None:
    visit = village.terminal.visit
    village.terminal.identify.sign_in(NUMBER, PIN)
    village.terminal.staff.enter()
    visit.fire(Signal.BACK)
    assert visit.step is Step.AGENT_SIGN_IN
    village.until(AgentSignedIn)
    assert (visit.step, visit.agent) == (Step.AGENT_SIGN_IN, None)
