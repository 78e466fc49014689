"""The doors that open by number and PIN: how often one may guess, and to whom an answer that comes late opens them."""

from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from threading import Event as Flag

import pytest

from kiosk.config import AgentSettings
from kiosk.events import AgentSignedIn, SignInRefused, StaffRefused, StaffSignedIn
from kiosk.services.pins import FREE_TRIES, MOST_NUMBERS, PinGate, pin_hash
from kiosk.services.staff import Staff
from kiosk.workflow.steps import Signal, Step
from tests.unit.services.conftest import Face, HandClock
from tests.unit.services.road import sign_in

NUMBER, PIN = "1042", "258036"
BLOCK_S = 5.0
PEOPLE = (AgentSettings(NUMBER, "周建军", pin_hash(PIN)), AgentSettings("1043", "胡小敏", pin_hash(PIN)))


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


@pytest.fixture
def gate(clock: HandClock) -> Iterator[PinGate]:
    with ThreadPoolExecutor(1) as worker:
        yield PinGate(BLOCK_S, clock, worker)


def guess(gate: PinGate, number: str, tries: int = FREE_TRIES) -> None:
    for _ in range(tries):
        assert gate.check(PEOPLE, number, "000000") is None


def test_pairs_that_were_asked_about_together_are_not_more_tries_than_one_after_the_other(
    gate: PinGate, clock: HandClock
) -> None:
    guess(gate, NUMBER)
    assert gate.check(PEOPLE, NUMBER, PIN) is None, "it was asked about before the wait began, and is a guess too many"
    clock.pass_seconds(BLOCK_S)
    assert gate.check(PEOPLE, NUMBER, PIN) is PEOPLE[0]


def test_wait_doubles_and_ends_with_the_right_pin(gate: PinGate, clock: HandClock) -> None:
    guess(gate, NUMBER)
    for doublings in range(1, 4):
        clock.pass_seconds(gate.wait_s(NUMBER))
        guess(gate, NUMBER, 1)
        assert gate.wait_s(NUMBER) == pytest.approx(BLOCK_S * 2**doublings)
    clock.pass_seconds(gate.wait_s(NUMBER))
    assert gate.check(PEOPLE, NUMBER, PIN) is PEOPLE[0]
    guess(gate, NUMBER, FREE_TRIES - 1)
    assert gate.wait_s(NUMBER) == 0


def test_whoever_guesses_at_one_number_keeps_nobody_else_out(gate: PinGate) -> None:
    guess(gate, NUMBER)
    assert gate.wait_s(NUMBER) > 0
    assert gate.check(PEOPLE, "1043", PIN) is PEOPLE[1]
    assert gate.wait_s(NUMBER) > 0, "another's right PIN is no excuse for this one's wrong ones"


def test_number_that_nobody_has_waits_as_any_other(gate: PinGate) -> None:
    guess(gate, "9999")
    assert gate.wait_s("9999") == pytest.approx(BLOCK_S)


def test_numbers_that_nobody_has_do_not_fill_the_memory(gate: PinGate, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kiosk.services.pins.pin_fits", lambda *_: False)
    for number in range(MOST_NUMBERS + 10):
        gate.check(PEOPLE, str(number), "000000")
    assert len(gate._tries) == MOST_NUMBERS


def test_tries_at_one_door_count_at_the_other(village: Face) -> None:
    for _ in range(FREE_TRIES - 1):
        village.terminal.identify.sign_in(NUMBER, "000000")
        assert village.until(SignInRefused).wait_s == 0
    village.terminal.staff.enter()
    village.terminal.staff.sign_in(NUMBER, "000000")
    assert village.until(StaffRefused).wait_s == pytest.approx(BLOCK_S)
    village.terminal.visit.fire(Signal.BACK)
    village.terminal.identify.sign_in(NUMBER, PIN)
    assert village.until(SignInRefused).wait_s == pytest.approx(BLOCK_S)
    village.clock.pass_seconds(BLOCK_S)
    sign_in(village)
    assert village.terminal.visit.step is Step.OUTLET


def test_answer_that_comes_after_the_door_was_left_opens_it_to_nobody(hall: Face) -> None:
    terminal, busy = hall.terminal, Flag()
    with ThreadPoolExecutor(1) as worker:
        staff = Staff(terminal.settings, terminal.bus, terminal.visit, PinGate(BLOCK_S, hall.clock, worker))
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


def test_late_answer_opens_the_door_to_nobody_who_tries_the_same_number_with_another_pin(hall: Face) -> None:
    terminal, busy = hall.terminal, Flag()
    with ThreadPoolExecutor(1) as worker:
        staff = Staff(terminal.settings, terminal.bus, terminal.visit, PinGate(BLOCK_S, hall.clock, worker))
        held: Future[bool] = worker.submit(busy.wait, 30)
        staff.enter()
        first = staff.sign_in(NUMBER, PIN)
        terminal.visit.fire(Signal.BACK)
        staff.enter()
        second = staff.sign_in(NUMBER, "000000")
        busy.set()
        assert hall.until(StaffSignedIn).asking == first
        assert staff.number == "", "it was not this asking"
        assert hall.until(StaffRefused).asking == second
        assert held.result()
        assert staff.number == ""


def test_answer_for_an_agent_who_left_the_door_lets_nobody_else_in(village: Face) -> None:
    visit = village.terminal.visit
    village.terminal.identify.sign_in(NUMBER, PIN)
    village.terminal.staff.enter()
    visit.fire(Signal.BACK)
    assert visit.step is Step.AGENT_SIGN_IN
    village.until(AgentSignedIn)
    assert (visit.step, visit.agent) == (Step.AGENT_SIGN_IN, None)


@pytest.mark.parametrize("event", [AgentSignedIn, StaffSignedIn])
def test_answer_that_nobody_asked_for_opens_nothing(village: Face, event: type) -> None:
    who = village.terminal.settings.agents[0]
    said = StaffSignedIn(who.id) if event is StaffSignedIn else AgentSignedIn(village.terminal.visit.agent)  # type: ignore[arg-type]
    village.terminal.visit.hear(said)
    assert village.terminal.visit.step is Step.AGENT_SIGN_IN
    assert village.terminal.staff.number == ""
