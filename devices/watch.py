"""The watch over drivers that do not come back: what is said for a call that was given up, and the thread that looks.

A driver's deadlines are its own; this is the net beneath them, for a library that hangs in its own code. A thread that
hangs there cannot be ended, so it is left to itself: whoever waited is told, and nothing that it says later is heard.
"""

import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from threading import Event as Flag
from threading import RLock, Thread, current_thread
from typing import Protocol

from kiosk.errors import log_fault
from kiosk.events import Event, EventBus, Printed, PrintFailed, ScanEnded, ScanFailed
from kiosk.ports import Clock

log = logging.getLogger(__name__)

_ANSWERS = (Printed, PrintFailed, ScanEnded, ScanFailed)
"""Each is the last word on a job."""


class LateAnswer(BaseException):
    """The call was given up while it ran; raised on the device's own thread when it comes back at last."""


class WatchedCalls:
    """The calls of one device's thread, and the bus as this thread has it.

    Every event counts as a sign of life. From the moment a call is given up, events of this thread are dropped until
    `forgive`, so that each job has exactly one answer; those that other threads publish for it pass.
    """

    def __init__(self, bus: EventBus, clock: Clock) -> None:
        self._bus = bus
        self._clock = clock
        self.lock = RLock()
        """Held while this thread's word is heard; reentrant, because a handler may ask for more."""
        self._owner: Thread | None = None
        self._limit_s = 0.0
        self._deadline: float | None = None
        self._unanswered: object | None = None
        self._given_up = False

    def belong_to(self, owner: Thread) -> None:
        """Whose calls these are."""
        self._owner = owner

    def owe(self, job: object | None) -> None:
        """From now on this job waits for its answer, until one is published or a call ends."""
        with self.lock:
            self._unanswered = job

    @contextmanager
    def call(self, limit_s: float, *, even_so: bool = False) -> Iterator[None]:
        """Watches what is done inside, which may be silent for `limit_s` seconds.

        Raises LateAnswer at its end where it was given up, instead of whatever the call itself raised, and at its
        beginning where all was given up before; `even_so` lets it begin.
        """
        with self.lock:
            if self._given_up and not even_so:
                raise LateAnswer
            self.allow(limit_s)
        try:
            yield
        finally:
            with self.lock:
                self._deadline = self._unanswered = None
                late = self._given_up
            if late:
                raise LateAnswer

    def allow(self, limit_s: float) -> None:
        """From now on the running call may be silent for `limit_s` seconds."""
        with self.lock:
            self._limit_s = limit_s
            self._deadline = self._clock.monotonic() + limit_s

    def publish(self, event: Event) -> None:
        """Tells everybody, unless the caller is the device's thread and was given up."""
        if current_thread() is not self._owner:
            self._bus.publish(event)
            return
        # Published within the lock: otherwise a job could be answered here and given up at the same moment.
        with self.lock:
            if self._given_up:
                return
            if isinstance(event, _ANSWERS):
                self._unanswered = None
            if self._deadline is not None:
                self._deadline = self._clock.monotonic() + self._limit_s
            self._bus.publish(event)

    @property
    def silenced(self) -> bool:
        """Whether the caller is the device's thread and was given up."""
        return self._given_up and current_thread() is self._owner

    @property
    def overdue(self) -> bool:
        """Whether a call runs that has been silent for too long, and was not given up yet."""
        # Without the lock: a handler that keeps one device must not keep the watch from the others.
        deadline = self._deadline
        return deadline is not None and self._clock.monotonic() >= deadline and not self._given_up

    def give_up(self) -> object | None:
        """From now on the device's thread is not heard; returns the job that still waits for an answer, or None."""
        with self.lock:
            self._given_up = True
            job, self._unanswered = self._unanswered, None
            return job

    def forgive(self) -> None:
        """The device's thread is back, and heard again."""
        with self.lock:
            self._given_up = False


class Watchable(Protocol):
    """What the watch looks at."""

    def look(self) -> None:
        """Gives the running call up where it is overdue; returns at once."""


class Watch:
    """One thread that looks at all devices, `every_s` seconds apart."""

    def __init__(self, devices: Sequence[Watchable], every_s: float) -> None:
        self._devices = devices
        self._every_s = every_s
        self._over = Flag()
        self._thread = Thread(target=self._run, name="device-watch", daemon=True)

    def start(self) -> None:
        """Returns at once."""
        self._thread.start()

    def stop(self) -> None:
        """Asks it to end; returns at once."""
        self._over.set()

    def _run(self) -> None:
        while not self._over.wait(self._every_s):
            for device in self._devices:
                try:
                    device.look()
                except Exception as fault:  # noqa: BLE001 - what one device met, the others are still watched
                    log_fault(log, "the watch over a device failed", fault)
