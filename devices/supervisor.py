"""One device under supervision: its thread, its state, its jobs, and its way back after a fault."""

import logging
from abc import ABC, abstractmethod
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, replace
from threading import Condition, Thread
from typing import Generic, Protocol, TypeVar, runtime_checkable

from devices.causes import CAUSES, failure, is_lost
from kiosk.errors import DeviceFailure, log_fault
from kiosk.events import EventBus
from kiosk.ports import DeviceSnapshot, DeviceState

log = logging.getLogger(__name__)

_ABSENT = frozenset({"absent", "no-printer", "no-server"})


@dataclass(frozen=True, slots=True)
class SupervisionDelays:
    """Seconds between a device's questions and tries."""

    card_poll_s: float = 0.1
    check_s: float = 1.5
    """Between two looks at the health of an idle device that can tell it."""
    preview_s: float = 0.1
    """Between two pictures of the camera's preview."""
    sense_s: float = 0.2
    """Between two looks at the cabinet's sensors."""
    power_s: float = 2.0
    """Between two questions to the UPS."""
    attention_s: float = 20.0
    """How long a fault that only the next job can disprove is shown."""
    first_retry_s: float = 0.5
    most_retry_s: float = 3.0
    """Tries come at doubling distances up to this one, so that a device plugged in again is back within 5 s."""
    permanent_retry_s: float = 30.0
    """Faults that need a hand are looked at again this often."""
    stop_s: float = 2.0
    """How long `stop` waits for all devices together."""


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What all devices of a terminal share: `changed` is called on a device's thread after its snapshot changed."""

    bus: EventBus
    delays: SupervisionDelays
    changed: Callable[[], None]


class Opened(Protocol):
    """What every driver has."""

    def open(self) -> None:
        """Raises DeviceFailure."""

    def close(self) -> None:
        """Never raises."""


@runtime_checkable
class Cancellable(Protocol):
    """A driver whose running call can be ended from another thread."""

    def cancel(self) -> None:
        """Returns at once; the running call raises DeviceFailure soon."""


@runtime_checkable
class Checked(Protocol):
    """A driver that can tell its device's health without a job."""

    def check(self) -> None:
        """Raises the DeviceFailure that a job would raise now."""


@runtime_checkable
class Named(Protocol):
    """A driver that has a name, as `--driver` takes it."""

    driver_name: str


@runtime_checkable
class Placed(Protocol):
    """A driver that can say where its device hangs: a port, a queue, an address; "" before it is known."""

    @property
    def place(self) -> str: ...


DriverT = TypeVar("DriverT", bound=Opened)
JobT = TypeVar("JobT")


class SupervisedDevice(ABC, Generic[DriverT, JobT]):
    """Owns one driver on one thread; nobody else may call it, except `cancel`.

    A fault closes the driver where the device is lost, and it is opened again after a bounded, doubling delay or when
    the next job comes, whichever is first. Jobs that cannot be done fail at once. A bug in a driver counts as a fault
    of its device and harms no other.
    """

    capability = ""
    finishes = False
    """Whether the jobs that wait when the device is stopped are still done, and not refused."""

    def __init__(self, make: Callable[[], DriverT], around: Surroundings, name: str = "") -> None:
        self._bus = around.bus
        self._delays = around.delays
        self._changed = around.changed
        self._driver = make()
        self._open = False
        self._faults = 0
        self._wake = Condition()
        self._jobs: deque[JobT] = deque()
        self._nudged = False
        self._stopping = False
        driver: object = self._driver
        driver_name = driver.driver_name if isinstance(driver, Named) else type(driver).__name__
        name = name or self.capability
        self._checked = driver if isinstance(driver, Checked) else None
        self._cancellable = driver if isinstance(driver, Cancellable) else None
        self._placed = driver if isinstance(driver, Placed) else None
        self._snapshot = DeviceSnapshot(name, self.capability, driver_name, DeviceState.STARTING, "starting")
        self._thread = Thread(target=self._run, name=f"device-{name}", daemon=True)

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
        """Waits for the thread's end; False where it still runs (it is a daemon and holds nothing up)."""
        if self._thread.ident is not None:
            self._thread.join(max(0.0, limit_s))
        return not self._thread.is_alive()

    def submit(self, job: JobT) -> None:
        """Queues a job; returns at once."""
        with self._wake:
            self._jobs.append(job)
            self._wake.notify()

    def nudge(self) -> None:
        """Has `_idle` called soon, whatever it was waiting for; returns at once."""
        with self._wake:
            self._nudged = True
            self._wake.notify()

    @abstractmethod
    def _do(self, job: JobT) -> None:
        """Carries a job out and publishes its answer; a DeviceFailure is published as the job's and raised too."""

    @abstractmethod
    def _refuse(self, job: JobT, fault: DeviceFailure) -> None:
        """Publishes that the job could not be begun."""

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

    def _gone(self) -> None:
        """The device was lost; called before it is closed."""

    def _set(self, state: DeviceState, cause: str = "") -> None:
        remedy = CAUSES[cause].remedy if cause in CAUSES else ""
        place = self._placed.place if self._placed is not None else ""
        now = replace(self._snapshot, state=state, cause=cause, remedy=remedy, place=place)
        if now != self._snapshot:
            self._snapshot = now
            self._changed()

    def _run(self) -> None:
        while not self._stopping or (self.finishes and self._open and self._jobs):
            try:
                self._step()
                self._faults = 0
            except DeviceFailure as fault:
                self._fault(fault)
            except Exception as fault:  # noqa: BLE001 - a bug of one driver must not end the thread
                log_fault(log, f"the driver of {self._snapshot.name} has a bug", fault)
                self._fault(failure("bug"))
        self._driver.close()
        for job in self._take_all():
            self._refuse(job, failure("stopped"))

    def _step(self) -> None:
        if not self._open:
            self._driver.open()
            self._open = True
            self._set(DeviceState.READY)
        job = self._next_job(self._idle_s())
        if job is not None and self._stopping and not self.finishes:
            self._refuse(job, failure("stopped"))
        elif job is not None:
            self._set(DeviceState.BUSY)
            self._do(job)
            self._set(DeviceState.READY)
        elif not self._stopping:
            self._idle()

    def _fault(self, fault: DeviceFailure) -> None:
        if self._stopping:
            return
        if fault.cause == "cancelled":
            self._set(DeviceState.READY)
            return
        if not is_lost(fault) and self._open:
            self._set(DeviceState.NEEDS_ATTENTION, fault.cause)
            return
        log.info("%s: %s", self._snapshot.name, fault)
        self._gone()
        self._driver.close()
        self._open = False
        self._set(DeviceState.ABSENT if fault.cause in _ABSENT else DeviceState.FAILED, fault.cause)
        for job in self._take_all():
            self._refuse(job, fault)
        self._wait_for_retry(fault)

    def _wait_for_retry(self, fault: DeviceFailure) -> None:
        wait = self._delays.permanent_retry_s
        if not fault.permanent:
            wait = min(self._delays.most_retry_s, self._delays.first_retry_s * 2.0 ** min(self._faults, 20))
        self._faults += 1
        with self._wake:
            self._wake.wait_for(lambda: self._stopping or bool(self._jobs), wait)

    def _next_job(self, limit_s: float | None) -> JobT | None:
        with self._wake:
            self._wake.wait_for(lambda: self._stopping or self._nudged or bool(self._jobs), limit_s)
            self._nudged = False
            return self._jobs.popleft() if self._jobs else None

    def _take_all(self) -> list[JobT]:
        with self._wake:
            jobs = list(self._jobs)
            self._jobs.clear()
        return jobs
