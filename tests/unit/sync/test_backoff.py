"""Waits after failures."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.backoff import LONGEST_RETRY_AFTER_S, Backoff, Pause, Rest
from tests.unit.sync.delivery_bench import HighestDice
from tests.unit.sync.fakes import MovedClock


@given(st.integers(1, 10_000), st.integers())
def test_never_longer_than_its_bounds(failures: int, seed: int) -> None:
    delay = Backoff(1.0, 300.0, random.Random(seed)).own(failures)
    assert 0 <= delay <= min(300.0, 2.0 ** min(failures - 1, 20))


def test_jitter_is_full() -> None:
    backoff = Backoff(1.0, 64.0, random.Random(7))
    delays = [backoff.own(7) for _ in range(1000)]
    quarter = [sum(16 * n <= delay < 16 * (n + 1) for delay in delays) for n in range(4)]
    assert min(quarter) > 200


@given(st.floats(0, LONGEST_RETRY_AFTER_S))
def test_the_centre_is_obeyed_and_nobody_comes_all_at_once(asked: float) -> None:
    assert asked <= Backoff(1.0, 8.0).asked(asked) <= 1.2 * asked


def test_an_absurd_wish_is_not_believed() -> None:
    for absurd in (1e12, float("inf")):
        assert Backoff(1.0, 8.0).asked(absurd) <= 1.2 * LONGEST_RETRY_AFTER_S
    assert Backoff(1.0, 8.0).asked(-5.0) == Backoff(1.0, 8.0).asked(None) == 0.0


def test_a_pause_ends_by_itself_or_by_a_shorter_one() -> None:
    clock = MovedClock()
    pause = Pause(clock)
    assert pause.left() == 0.0
    pause.begin(90.0)
    clock.move(30.0)
    assert pause.left() == 60.0
    clock.move(60.5)
    assert pause.left() == 0.0
    pause.begin(90.0)
    pause.begin(0.0)
    assert pause.left() == 0.0


def test_what_was_hurried_in_a_rest_makes_it_no_longer() -> None:
    clock = MovedClock()
    rest = Rest(Backoff(4.0, 300.0, HighestDice()), clock)  # type: ignore[arg-type]
    assert rest.failed() == 4.0
    for _ in range(20):
        clock.move(0.1)
        rest.failed()
    assert rest.left() == pytest.approx(2.0)
    clock.move(3.0)
    assert rest.failed() == 8.0


def test_a_success_begins_the_doubling_anew() -> None:
    clock = MovedClock()
    rest = Rest(Backoff(4.0, 300.0, HighestDice()), clock)  # type: ignore[arg-type]
    for wait in (4.0, 8.0, 16.0):
        assert rest.failed() == wait
        clock.move(wait)
    rest.over()
    assert rest.failed() == 4.0
