"""A lane: its step runs when due, when woken, and in spite of what it raised."""

import logging
import threading

import pytest

from sync.lane import Lane

DEADLINE_S = 20.0


class Steps:
    """A step that counts itself."""

    def __init__(self, pause: float) -> None:
        self._condition = threading.Condition()
        self._pause = pause
        self.count = 0
        self.fault: Exception | None = None

    def __call__(self) -> float:
        with self._condition:
            self.count += 1
            self._condition.notify_all()
        if self.fault is not None:
            raise self.fault
        return self._pause

    def wait_for(self, count: int) -> bool:
        with self._condition:
            return self._condition.wait_for(lambda: self.count >= count, DEADLINE_S)


def test_runs_at_once_and_again_when_due() -> None:
    steps = Steps(0.0)
    lane = Lane("test", steps)
    lane.start()
    assert steps.wait_for(5)
    lane.ask_to_stop()
    assert lane.join(DEADLINE_S)


def test_is_woken_from_a_long_rest_and_stops_from_one() -> None:
    steps = Steps(3600.0)
    lane = Lane("test", steps)
    lane.start()
    assert steps.wait_for(1)
    lane.wake()
    assert steps.wait_for(2)
    lane.ask_to_stop()
    assert lane.join(DEADLINE_S)
    assert steps.count == 2


def test_survives_what_a_step_raises_and_keeps_quiet_about_whom(caplog: pytest.LogCaptureFixture) -> None:
    steps = Steps(3600.0)
    steps.fault = RuntimeError("史美娥 330225196403170027")
    lane = Lane("test", steps)
    with caplog.at_level(logging.ERROR):
        lane.start()
        assert steps.wait_for(1)
        steps.fault = None
        lane.wake()
        assert steps.wait_for(2)
        lane.ask_to_stop()
        assert lane.join(DEADLINE_S)
    assert "the test stream failed: RuntimeError" in caplog.text
    assert "史美娥" not in caplog.text
    assert "330225196403170027" not in caplog.text
    caplog.clear()


def test_never_started_is_stopped_already() -> None:
    assert Lane("test", Steps(0.0)).join(0.0)
