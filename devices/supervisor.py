"""One device under supervision: its thread, its state, its jobs, and its way back after a fault."""

import logging
from abc import ABC, abstractmethod
from collections import deque
from collections.abc import Callable
from dataclasses import replace
from threading import Condition, RLock, Thread, current_thread
from typing import Any, Generic, TypeVar, cast

from devices.causes import failure, is_lost
from devices.remedies import remedy_for
from devices.supervision import (
    Cancellable,
    Checked,
    Limited,
    Named,
    Opened,
    Placed,
    Supplied,
    Surroundings,
    Warned,
)
from devices.watch import LateAnswer, WatchedCalls
from kiosk.errors import DeviceFailure, log_fault
from kiosk.ports import DeviceSnapshot, DeviceState

log = logging.getLogger(__name__)

_ABSENT = frozenset({"absent", "no-printer", "no-server", "no-upsd", "no-ups", "no-pcscd"})

DriverT = TypeVar("DriverT", bound=Opened)
JobT = TypeVar("JobT")


class SupervisedDevice(ABC, Generic[DriverT, JobT]):
    """Owns one driver on one thread; nobody else may call it, except `cancel`.

    A fault closes the driver where the device is lost, and it is opened again after a bounded, doubling delay or when
    the next job comes, whichever is first. Jobs that cannot be done fail at once. A bug in a driver counts as a fault
    of its device and harms no other. A call that goes on for too long is given up (`look`): its job and those that
    wait fail, and the device is opened anew as soon as the call comes back; until then every job is refused.
    """

    capability = ""
    finishes = False
    """Whether the jobs that wait when the device is stopped are still done, and not refused."""

    def __init__(self, make: Callable[[], DriverT], around: Surroundings, name: str = "") -> None:
        self._bus = WatchedCalls(around.bus, around.clock)
        self._delays = around.delays
        self._changed = around.changed
        self._driver = make()
        self._open = False
        self._faults = 0
        self._last_cause = ""
        self._wake = Condition()
        self._jobs: deque[JobT] = deque()
        self._nudged = False
        self._stopping = False
        self._refusing = ""
        """The cause by which every job is refused at once, "" while jobs are taken."""
        self._giving_up = RLock()
        driver: object = self._driver
        driver_name = driver.driver_name if isinstance(driver, Named) else type(driver).__name__
        name = name or self.capability
        self._checked = driver if isinstance(driver, Checked) else None
        self._cancellable = driver if isinstance(driver, Cancellable) else None
        self._placed = driver if isinstance(driver, Placed) else None
        self._warned = driver if isinstance(driver, Warned) else None
        self._supplied = driver if isinstance(driver, Supplied) else None
        self._limited = driver if isinstance(driver, Limited) else None
        self._snapshot = DeviceSnapshot(name, self.capability, driver_name, DeviceState.STARTING, "starting")
        self._thread = Thread(target=self._run, name=f"device-{name}", daemon=True)
        self._bus.belong_to(self._thread)

    @property
    def snapshot(self) -> DeviceSnapshot:
        """The health of the device, now; from any thread."""
        return self._snapshot

    def start(self) -> None:
        """Starts the thread; the device is opened there."""
        self._thread.start()

    def stop_soon(self) -> None:
        """Asks the thread to end, cancelling what it does; returns at once."""
        with self._wake:
            self._stopping = True
            self._wake.notify()
        if self._cancellable is not None:
            self._cancellable.cancel()

    def join(self, limit_s: float) -> bool:
        """Waits for the thread's end; where it still runs, gives up what it does and returns False.

        It is a daemon and holds nothing up.
        """
        if self._thread.ident is not None:
            self._thread.join(max(0.0, limit_s))
        if self._thread.is_alive():
            with self._giving_up:
                self._give_up(failure("stopped"))
            return False
        return True

    def submit(self, job: JobT) -> None:
        """Queues a job; returns at once. One that nobody can do any more is refused before this returns."""
        with self._wake:
            refusing = self._refusing
            if not refusing:
                self._jobs.append(job)
                self._wake.notify()
        if refusing:
            self._refuse(job, failure(refusing))

    def nudge(self) -> None:
        """Has `_idle` called soon, whatever it was waiting for; returns at once."""
        with self._wake:
            self._nudged = True
            self._wake.notify()

    def look(self) -> None:
        """Gives the running call up where it is overdue; for the thread of the watch."""
        if self._bus.overdue:
            with self._giving_up:
                # Looked at again: the call may have ended while the lock was waited for.
                if self._bus.overdue:
                    self._give_up(failure("no-answer"))

    @abstractmethod
    def _do(self, job: JobT) -> None:
        """Carries a job out and publishes its answer; a DeviceFailure is published as the job's and raised too."""

    @abstractmethod
    def _refuse(self, job: JobT, fault: DeviceFailure) -> None:
        """Publishes that the job could not be begun, or was given up; on any thread."""

    def _limit_s(self, job: JobT | None) -> float:
        """How long a job may go on without a sign of life; for None, what is done while there is none."""
        if job is None:
            return self._delays.idle_limit_s
        return self._limited.limit_s if self._limited is not None else self._delays.job_limit_s

    def _idle_s(self) -> float | None:
        """How long to wait for a job before `_idle`; None for ever."""
        if self._checked is not None:
            return self._delays.check_s
        attention = self._snapshot.state is DeviceState.NEEDS_ATTENTION
        return self._delays.attention_s if attention else None

    def _idle(self) -> None:
        """What is done while there is no job."""
        if self._checked is not None:
            self._checked.check()
        self._set(DeviceState.READY)

    def _first_look(self) -> None:
        """Looks at a device that was just opened, so that none is told as ready before it has said how it is."""
        if self._checked is not None:
            self._checked.check()

    def _gone(self) -> None:
        """The device was lost; called before it is closed, or after a call that was given up."""

    def _given_up(self, fault: DeviceFailure) -> None:
        """Publishes what else is to be said when a call is given up; on the thread of the watch."""

    def _set(self, state: DeviceState, cause: str = "") -> None:
        remedy = remedy_for(self._snapshot.driver, cause)
        told = self._driver_facts() if current_thread() is self._thread else {}
        with self._bus.lock:
            before = self._snapshot
            if not self._bus.silenced:
                self._snapshot = replace(before, state=state, cause=cause, remedy=remedy, **told)
            changed = self._snapshot != before
        if changed:
            self._changed()

    def _driver_facts(self) -> dict[str, Any]:
        """What the driver knows of its device besides its health; it may be asked on its own thread alone."""
        told: dict[str, Any] = {}
        if self._placed is not None:
            told["place"] = self._placed.place
        if self._warned is not None:
            told["warnings"] = self._warned.warnings
        if self._supplied is not None:
            told["supplies"] = self._supplied.supplies
        return told

    def _run(self) -> None:
        while not self._stopping or (self.finishes and self._open and self._jobs):
            try:
                self._round()
            except LateAnswer:
                self._come_back()
        with self._wake:
            self._refusing = "stopped"
        try:
            self._shut()
        except LateAnswer:
            log.info("%s: closed at last", self._snapshot.name)
        self._bus.forgive()
        for job in self._take_all():
            self._refuse(job, failure("stopped"))

    def _round(self) -> None:
        try:
            self._step()
            self._faults = 0
        except DeviceFailure as fault:
            self._fault(fault)
        except Exception as fault:  # noqa: BLE001 - a bug of one driver must not end the thread
            log_fault(log, f"the driver of {self._snapshot.name} has a bug", fault)
            self._fault(failure("bug"))

    def _step(self) -> None:
        if not self._open:
            with self._bus.call(self._delays.open_limit_s):
                self._driver.open()
            self._open = True
            if not self._stopping:
                with self._bus.call(self._limit_s(None)):
                    self._first_look()
            self._set(DeviceState.READY)
        job = self._next_job(self._idle_s())
        if job is not None and self._stopping and not self.finishes:
            self._refuse(job, failure("stopped"))
            self._bus.owe(None)
        elif job is not None:
            self._set(DeviceState.BUSY)
            with self._bus.call(self._limit_s(job)):
                self._do(job)
            self._set(DeviceState.READY)
        elif not self._stopping:
            with self._bus.call(self._limit_s(None)):
                self._idle()

    def _fault(self, fault: DeviceFailure) -> None:
        if self._stopping:
            return
        if fault.cause == "cancelled" and self._open:
            self._set(DeviceState.READY)
            return
        if not is_lost(fault) and self._open:
            self._set(DeviceState.NEEDS_ATTENTION, fault.cause)
            return
        log.info("%s: %s", self._snapshot.name, fault)
        self._gone()
        self._shut()
        helpful = not is_lost(fault) and bool(fault.remedy)
        closed = DeviceState.NEEDS_ATTENTION if helpful else DeviceState.FAILED
        self._set(DeviceState.ABSENT if fault.cause in _ABSENT else closed, fault.cause)
        for job in self._take_all():
            self._refuse(job, fault)
        self._wait_for_retry(fault)

    def _give_up(self, fault: DeviceFailure) -> None:
        # Holds `_giving_up`, so that a call which comes back meanwhile waits until everybody has been told.
        with self._wake:
            self._refusing = fault.cause
        waiting = self._take_all()
        running = self._bus.give_up()
        # Whoever stops everything, at the command line above all, wants no word of what it left unfinished.
        level = logging.INFO if fault.cause == "stopped" else logging.WARNING
        log.log(level, "%s: a call goes on for too long and is given up", self._snapshot.name)
        self._set(DeviceState.FAILED, fault.cause)
        for job in waiting if running is None else [cast("JobT", running), *waiting]:
            self._refuse(job, fault)
        self._given_up(fault)
        if self._cancellable is not None:
            # It should return at once, but so should the call that hangs.
            Thread(target=self._cancellable.cancel, name="device-cancel", daemon=True).start()

    def _come_back(self) -> None:
        """The call that was given up ended at last: whatever it left behind is closed, and all begins anew."""
        with self._giving_up:
            pass
        log.info("%s: the call that was given up ended", self._snapshot.name)
        try:
            self._shut()
        except LateAnswer:
            log.info("%s: closed", self._snapshot.name)
        with self._wake:
            self._refusing = ""
        self._bus.forgive()
        self._gone()
        self._wait_for_retry(failure("no-answer"))

    def _shut(self) -> None:
        self._open = False
        try:
            with self._bus.call(self._delays.open_limit_s, even_so=True):
                self._driver.close()
        except Exception as fault:  # noqa: BLE001 - it must not raise, and ends nothing where it does
            log_fault(log, f"closing {self._snapshot.name} failed", fault)

    def _wait_for_retry(self, fault: DeviceFailure) -> None:
        # A new cause begins anew: a device just plugged in may be forbidden for the moment that udev needs.
        if fault.cause != self._last_cause:
            self._faults, self._last_cause = 0, fault.cause
        most = self._delays.permanent_retry_s if fault.permanent else self._delays.most_retry_s
        wait = min(most, self._delays.first_retry_s * 2.0 ** min(self._faults, 20))
        self._faults += 1
        with self._wake:
            self._wake.wait_for(lambda: self._stopping or bool(self._jobs), wait)

    def _next_job(self, limit_s: float | None) -> JobT | None:
        with self._wake:
            self._wake.wait_for(lambda: self._stopping or self._nudged or bool(self._jobs), limit_s)
            self._nudged = False
            job = self._jobs.popleft() if self._jobs else None
            # Within the lock: whoever gives this device up must find the job in one place or the other.
            self._bus.owe(job)
            return job

    def _take_all(self) -> list[JobT]:
        with self._wake:
            jobs = list(self._jobs)
            self._jobs.clear()
        return jobs
