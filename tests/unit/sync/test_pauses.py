"""When the stream of filings rests, for how long, and who may go meanwhile."""

import pytest

from kiosk.domain.filing import Delivery
from kiosk.errors import LineFailure
from kiosk.storage.connection import Store
from sync import wire
from sync.deliveries import LONGEST_REST_S
from sync.failures import ProblemAnswer
from tests.unit.sync.delivery_bench import FIRST, MOST, NONSENSE, UNREACHABLE, Bench
from tests.unit.sync.fakes import MovedClock


@pytest.fixture
def bench(store: Store, clock: MovedClock) -> Bench:
    return Bench(store, clock)


def test_a_failure_of_the_line_rests_the_stream_and_doubles_the_wait(bench: Bench) -> None:
    one, two = bench.save(1, 2)
    bench.intake.answers.extend([UNREACHABLE] * 3)
    waits = []
    for _ in range(3):
        bench.stream.step()
        waits.append(bench.stream.step())
        bench.clock.move(waits[-1])
    assert waits == [FIRST, 2 * FIRST, 4 * FIRST]
    assert bench.doubts == 3
    # The others are not tried meanwhile: they would only fail as well. The longest due comes first.
    assert [sent.filing_id for sent in bench.intake.delivered] == [
        one.filing_id,
        two.filing_id,
        one.filing_id,
    ]
    state = bench.state(one)
    assert (state.delivery, state.reason) == (Delivery.PENDING, "line.unreachable")
    assert state.detail == "the centre cannot be reached"


def test_the_wait_has_a_bound(bench: Bench) -> None:
    bench.save(1)
    bench.intake.answers.extend([UNREACHABLE] * 8)
    for _ in range(8):
        bench.stream.step()
        last = bench.stream.step()
        bench.clock.move(MOST)
    assert last == LONGEST_REST_S < MOST


def test_a_new_filing_is_tried_at_once_while_the_stream_rests(bench: Bench) -> None:
    bench.save(1)
    bench.intake.answers.append(UNREACHABLE)
    bench.stream.step()
    (waiting_person,) = bench.save(2)
    bench.stream.hurry(waiting_person.filing_id)
    bench.stream.step()
    assert bench.state(waiting_person).delivery is Delivery.DELIVERED


def test_a_filing_hurried_twice_is_sent_once(bench: Bench) -> None:
    (one,) = bench.save(1)
    bench.stream.hurry(one.filing_id)
    bench.stream.hurry(one.filing_id)
    for _ in range(3):
        bench.stream.step()
    assert len(bench.intake.delivered) == 1


def test_many_that_fail_each_for_itself_rest_the_stream(bench: Bench) -> None:
    bench.save(1, 2, 3, 4)
    bench.intake.answers.extend([NONSENSE] * 4)
    for _ in range(4):
        bench.stream.step()
    assert len(bench.intake.delivered) == 3


def test_what_the_centre_asks_for_is_waited_even_when_the_line_comes_back(bench: Bench) -> None:
    (one,) = bench.save(1)
    bench.intake.answers.append(LineFailure("intake.busy", "busy", retry_after_s=50.0))
    bench.stream.step()
    bench.stream.line_is_back()
    assert bench.stream.step() >= 50.0
    assert len(bench.intake.delivered) == 1
    bench.clock.move(61.0)
    bench.stream.step()
    assert bench.state(one).delivery is Delivery.DELIVERED


def test_a_new_filing_keeps_the_pause_that_the_centre_asked_for(bench: Bench) -> None:
    bench.save(1)
    bench.intake.answers.append(LineFailure("intake.busy", "busy", retry_after_s=1800.0))
    bench.stream.step()
    (waiting_person,) = bench.save(2)
    bench.stream.hurry(waiting_person.filing_id)
    assert bench.stream.step() == LONGEST_REST_S
    bench.clock.move(1800.0)
    assert bench.stream.step() == LONGEST_REST_S
    assert len(bench.intake.delivered) == 1
    bench.clock.move(360.0)
    bench.stream.step()
    # The pause is over: first the one whose person may still stand there.
    assert bench.state(waiting_person).delivery is Delivery.DELIVERED


def test_a_pause_that_is_absurd_ends_within_the_hour_and_a_fifth(bench: Bench) -> None:
    bench.save(1)
    bench.intake.answers.append(LineFailure("intake.busy", "busy", retry_after_s=86400.0))
    bench.stream.step()
    (waiting_person,) = bench.save(2)
    bench.stream.hurry(waiting_person.filing_id)
    bench.clock.move(1.2 * 3600)
    bench.stream.step()
    assert bench.state(waiting_person).delivery is Delivery.DELIVERED


def test_our_own_rest_is_skipped_even_where_it_is_longer_than_the_pause_asked_for(bench: Bench) -> None:
    bench.save(1)
    bench.intake.answers.append(LineFailure("intake.busy", "busy", retry_after_s=1.0))
    bench.stream.step()
    (waiting_person,) = bench.save(2)
    bench.stream.hurry(waiting_person.filing_id)
    bench.clock.move(1.2)
    assert FIRST > 1.2
    bench.stream.step()
    assert bench.state(waiting_person).delivery is Delivery.DELIVERED


def test_a_hurried_filing_that_was_tried_meanwhile_keeps_its_own_wait(bench: Bench) -> None:
    (one,) = bench.save(1)
    bench.intake.answers.append(NONSENSE)
    bench.stream.step()
    bench.stream.hurry(one.filing_id)
    bench.stream.step()
    assert bench.stream.step() == FIRST
    assert len(bench.intake.delivered) == 1


def test_pending_filings_go_at_once_when_the_line_is_back(bench: Bench) -> None:
    (one,) = bench.save(1)
    bench.intake.answers.extend([UNREACHABLE] * 4)
    for _ in range(4):
        bench.stream.step()
        bench.clock.move(MOST)
    bench.clock.move(-MOST)
    assert bench.stream.step() > 0.0
    bench.stream.line_is_back()
    bench.stream.step()
    assert bench.state(one).delivery is Delivery.DELIVERED


@pytest.mark.parametrize("kind", ["terminal-revoked", "terminal-mismatch"])
def test_what_is_wrong_with_the_terminal_rests_the_line_and_ends_no_filing(bench: Bench, kind: str) -> None:
    one, two = bench.save(1, 2)
    problem = wire.Problem(type=wire.PROBLEM_TYPES + kind, title="not this terminal", status=403)
    bench.intake.answers.append(ProblemAnswer(problem, None))
    bench.stream.step()
    assert bench.stream.step() == FIRST
    assert bench.intake.delivered == [one]
    state = bench.state(one)
    assert (state.delivery, state.reason) == (Delivery.PENDING, f"intake.{kind}")
    bench.clock.move(FIRST)
    for _ in range(2):
        bench.stream.step()
    assert bench.state(one).delivery is bench.state(two).delivery is Delivery.DELIVERED


def test_a_clock_set_back_does_not_strand_a_filing(bench: Bench) -> None:
    (one,) = bench.save(1)
    bench.intake.answers.append(UNREACHABLE)
    bench.stream.step()
    bench.clock.move(FIRST - 1)
    bench.clock.set_wall_clock(-10 * 3600)
    bench.clock.move(1)
    for _ in range(2):
        bench.stream.step()
    assert bench.state(one).delivery is Delivery.DELIVERED


def test_people_who_confirm_during_an_outage_make_the_rest_after_it_no_longer(bench: Bench) -> None:
    bench.save(1)
    bench.intake.answers.extend([UNREACHABLE] * 7)
    bench.stream.step()
    for seed in range(2, 8):
        (waiting_person,) = bench.save(seed)
        bench.stream.hurry(waiting_person.filing_id)
        bench.stream.step()
        assert bench.state(waiting_person).reason == "line.unreachable"
    assert bench.stream.step() == FIRST
    bench.intake.answers.append(UNREACHABLE)
    bench.clock.move(FIRST)
    bench.stream.step()
    assert bench.stream.step() == 2 * FIRST
