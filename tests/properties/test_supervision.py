"""Supervision under any order of jobs, faults and hangs: every job has exactly one answer, and no state lies."""

import logging
from dataclasses import replace
from threading import Condition
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from devices.causes import CAUSES, failure
from devices.fitted import Fitted
from devices.manager import DeviceManager
from kiosk.clock import SystemClock
from kiosk.errors import DeviceFailure
from kiosk.events import DevicesChanged, Event, EventBus, Printed, PrintFailed
from kiosk.ports import DeviceState
from tests.support.devices import PATIENCE_S
from tests.unit.devices.hanging import IMPATIENT, HangingPrinter
from tests.unit.devices.scripted import PAPER

# So short that a job is now and then given up in the midst of answering: whatever comes first, it is the only answer.
HASTY = replace(
    IMPATIENT, watch_s=0.001, open_limit_s=0.01, idle_limit_s=0.01, job_limit_s=0.01, stop_s=0.05, check_s=0.002
)
FAULTS = st.sampled_from(["absent", "no-answer", "paper-out", "permission", "job-failed", "cancelled", "unheard-of"])


class WatchedPrinter(HangingPrinter):
    """Knows whether it is open, and what was said of it while it was not."""

    def __init__(self) -> None:
        super().__init__()
        self.is_open = False
        self.trouble = ""

    def open(self) -> None:
        self.is_open = False
        super().open()
        self.is_open = True

    def close(self) -> None:
        self.is_open = False
        super().close()

    def check(self) -> None:
        if self.trouble:
            raise failure(self.trouble)


class Supervision(RuleBasedStateMachine):
    """One printer, its jobs, and everything that can happen to either."""

    def __init__(self) -> None:
        super().__init__()
        self.jobs: list[str] = []
        self.answers: list[str] = []
        self.lies: list[str] = []
        self.told = Condition()
        self.stopped = False

    @initialize(opening=st.lists(FAULTS, max_size=3))
    def begin(self, opening: list[str]) -> None:
        self.printer = WatchedPrinter()
        self.printer.opening.extend(_fault(cause) for cause in opening)
        bus = EventBus()
        bus.subscribe(self.hear)
        self.manager = DeviceManager(bus, SystemClock(), Fitted(printer=lambda: self.printer), HASTY)
        self.manager.start()

    def hear(self, event: Event) -> None:
        with self.told:
            if isinstance(event, Printed | PrintFailed):
                self.answers.append(event.job)
                self.told.notify_all()
            elif isinstance(event, DevicesChanged):
                self.judge(event.snapshots[0])

    def answered(self, job: str) -> None:
        with self.told:
            assert self.told.wait_for(lambda: job in self.answers, PATIENCE_S), f"{job} was never answered"

    def judge(self, health: Any) -> None:
        # Only ever told by the device's own thread while it is open, or by the watch, which tells of a failure.
        if health.state in (DeviceState.READY, DeviceState.BUSY) and not self.printer.is_open:
            self.lies.append(f"{health.state} although it is not open")
        if health.state in (DeviceState.READY, DeviceState.BUSY) and health.cause:
            self.lies.append(f"{health.state} with {health.cause}")
        if health.state is DeviceState.NEEDS_ATTENTION and not health.remedy and health.cause in CAUSES:
            self.lies.append(f"nothing to do about {health.cause}")

    @rule(count=st.integers(1, 3))
    def submit(self, count: int) -> None:
        for _ in range(count):
            self.jobs.append(f"job-{len(self.jobs)}")
            self.manager.print_pdf(self.jobs[-1], PAPER)

    @rule(cause=FAULTS)
    def next_print_fails(self, cause: str) -> None:
        self.printer.printing.append(_fault(cause))

    @rule(cause=FAULTS)
    def next_opening_fails(self, cause: str) -> None:
        self.printer.opening.append(_fault(cause))

    @rule()
    def next_print_meets_a_bug(self) -> None:
        self.printer.printing.append(ZeroDivisionError())

    @rule(trouble=st.sampled_from(["", "", "paper-out", "no-printer"]))
    def health_changes(self, trouble: str) -> None:
        self.printer.trouble = trouble

    @rule(place=st.sampled_from(["opens", "prints", "closes"]))
    def next_call_hangs(self, place: str) -> None:
        getattr(self.printer, place).set()

    @rule()
    def hung_call_comes_back(self) -> None:
        self.printer.release()

    @precondition(lambda self: self.jobs)
    @rule()
    def wait_for_an_answer(self) -> None:
        # It comes although nobody lets go of what hangs.
        self.answered(self.jobs[-1])

    @rule(waiting=st.integers(0, 2), releases=st.booleans())
    def print_hangs_and_comes_back(self, waiting: int, releases: bool) -> None:
        self.printer.prints.set()
        self.submit(1 + waiting)
        self.answered(self.jobs[-1])
        if releases:
            self.printer.release()
            self.submit(1)
            self.answered(self.jobs[-1])

    @precondition(lambda self: len(self.jobs) > 5)
    @rule()
    def stop(self) -> None:
        self.manager.stop()
        self.stopped = True

    @invariant()
    def no_job_is_answered_twice(self) -> None:
        with self.told:
            assert len(self.answers) == len(set(self.answers)), self.answers
            assert not self.lies, self.lies

    def teardown(self) -> None:
        if not hasattr(self, "manager"):
            return
        if not self.stopped:
            self.manager.stop()
        # What hangs is not let go before: the answers do not wait for it.
        for job in self.jobs:
            self.answered(job)
        self.printer.release()
        assert all(device.join(10) for device in self.manager._devices)
        self.no_job_is_answered_twice()
        assert sorted(self.answers) == sorted(self.jobs)


def _fault(cause: str) -> Exception:
    if cause in CAUSES:
        return failure(cause)
    return DeviceFailure(cause, "?")


@pytest.fixture(autouse=True)
def _quiet(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.CRITICAL, "devices")


TestSupervision = Supervision.TestCase
TestSupervision.settings = settings(
    max_examples=60,
    stateful_step_count=20,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
