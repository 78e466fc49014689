"""A job in CUPS followed to its end: a paper counts as printed when the printer says so, and not before."""

import re
from collections.abc import Callable
from threading import Event

from devices.causes import failure
from devices.printers.base import PrinterDelays
from devices.printers.cups_health import PrinterHealth
from devices.printers.cups_reasons import SLOW_TO_CLEAR
from devices.printers.cups_server import CupsServer
from devices.printers.ipp_wire import IppAnswer
from kiosk.ports import Clock, PrintPhase, PrintRequest

# job-state, RFC 8011, 5.3.7.
_PENDING, _HELD, _PROCESSING, _STOPPED, _CANCELED, _ABORTED, _COMPLETED = range(3, 10)

_TOLD_EVERY_S = 5.0
"""The phase is told again this often, so that a slow printer is not taken for a dead one."""

_PAGE = re.compile(rb"/Type\s*/Page\b")


class JobFollowing:
    """Looks at one job until it is done; `told` hears its phase. Raises the DeviceFailure that keeps it from coming.

    What the job leaves in the queue is not cleared away here.
    """

    def __init__(
        self,
        server: CupsServer,
        health: PrinterHealth,
        clock: Clock,
        delays: PrinterDelays,
        stopping: Event,
        told: Callable[[PrintPhase], None],
    ) -> None:
        self._server = server
        self._health = health
        self._clock = clock
        self._delays = delays
        self._stopping = stopping
        self._told = told
        self._standing: tuple[str, int] = ("", 0)
        self._standing_since = 0.0
        self._phase = PrintPhase.QUEUED
        self._told_at = 0.0

    def to_the_end(self, job: int, limit_s: float) -> IppAnswer:
        """The job's last attributes, once it is completed; raises too-slow after `limit_s` seconds."""
        deadline = self._clock.monotonic() + limit_s
        self._tell(PrintPhase.QUEUED)
        while True:
            now = self._clock.monotonic()
            facts = self._server.job(job)
            state = None if facts is None else facts.number("job-state")
            if facts is not None and state == _COMPLETED:
                return facts
            if facts is None or state in (_CANCELED, _ABORTED):
                raise failure(self._health.cause(printing=True) or "job-failed", f"job {job}")
            self._tell(PrintPhase.PRINTING if state == _PROCESSING else self._phase)
            cause = self._health.cause(printing=True) or ("paused" if state in (_HELD, _STOPPED) else "")
            self._judge(cause, facts.number("job-impressions-completed") or 0, now)
            if now >= deadline:
                raise failure(self._health.doubt or "too-slow", f"job {job}")
            if self._stopping.wait(self._delays.look_s):
                raise failure("stopped", f"job {job}")

    def _tell(self, phase: PrintPhase) -> None:
        now = self._clock.monotonic()
        if phase is not self._phase or now - self._told_at >= _TOLD_EVERY_S or not self._told_at:
            self._phase, self._told_at = phase, now
            self._told(phase)

    def _judge(self, cause: str, printed: int, now: float) -> None:
        patience = self._delays.reach_s if cause in SLOW_TO_CLEAR else self._delays.grace_s
        standing = (cause, 0)
        if not cause and self._health.doubt:
            # Each side that is printed shows that it was only a warning.
            cause, patience, standing = self._health.doubt, self._delays.stuck_s, (self._health.doubt, printed)
        if standing != self._standing:
            self._standing, self._standing_since = standing, now
        if cause and now - self._standing_since >= patience:
            raise failure(cause)


def sides_to_print(request: PrintRequest) -> int | None:
    """How many sides a job prints; None where the PDF hides its pages in compressed objects."""
    pages = len(_PAGE.findall(request.pdf))
    return pages * request.copies if pages else None


def sheets_used(request: PrintRequest, done: IppAnswer) -> int | None:
    """How many sheets a completed job took: as many as its pages need, else as the server counted.

    In this order: the server halves the sides of a duplex job, whatever page a copy ends on.
    """
    pages = len(_PAGE.findall(request.pdf))
    if pages:
        return request.copies * ((pages + 1) // 2 if request.duplex else pages)
    return done.number("job-media-sheets-completed") or None
