"""The driver of every printer that CUPS knows."""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from threading import Event
from types import ModuleType
from typing import Any

from devices.causes import failure
from devices.ownership import ThreadOwnership
from devices.printers.base import PrinterDelays
from kiosk.errors import DeviceFailure
from kiosk.ports import Clock, PrintPhase, PrintPlace, PrintRequest

log = logging.getLogger(__name__)

# printer-state-reasons (RFC 8011, 5.4.12) without their severity suffix, the ones that keep a paper from coming out,
# in the order in which a person is told of them.
_REASONS = {
    "media-jam": "paper-jam",
    "door-open": "door-open",
    "cover-open": "door-open",
    "interlock-open": "door-open",
    "media-empty": "paper-out",
    "media-needed": "paper-out",
    "toner-empty": "toner-out",
    "marker-supply-empty": "toner-out",
    "output-area-full": "output-full",
    "offline": "offline",
    "shutdown": "offline",
    "timed-out": "offline",
    "connecting-to-device": "",
    "paused": "paused",
    "moving-to-paused": "paused",
}
_HARMLESS_SUFFIXES = ("-report", "-warning")
_IPP_CAUSES = {0x0406: "no-printer", 0x0503: "no-server", 0x0506: "rejecting", 0x0507: "busy"}
_IPP_SERVER_ERROR = 0x0500
_STOPPED = 5
"""printer-state: 3 idle, 4 processing, 5 stopped."""
_JOB_PENDING = 3
_JOB_CANCELED, _JOB_ABORTED, _JOB_COMPLETED = 7, 8, 9


class CupsPrinter:
    """`kiosk.ports.Printer` on pycups.

    `name` is the queue, "" for the server's default or its only one; `server` a host[:port] or a socket's path, ""
    for what the system says. A connection belongs to the thread that made it: the C library keeps per-thread state.
    """

    driver_name = "cups"

    def __init__(self, name: str, clock: Clock, *, server: str = "", delays: PrinterDelays | None = None) -> None:
        self._clock = clock
        self._name = name
        self._server = server
        self._delays = delays or PrinterDelays()
        self._owner = ThreadOwnership("the CUPS printer")
        self._cups: ModuleType | None = None
        self._connection: Any = None  # pycups has no types
        self._queue = ""
        self._stopping = Event()

    def open(self) -> None:
        """Finds the queue; raises DeviceFailure no-driver, no-server or no-printer."""
        self._owner.claim()
        self._stopping.clear()
        try:
            self._connect()
        except DeviceFailure:
            self.close()
            raise

    def close(self) -> None:
        """Lets go of the connection."""
        self._connection = None
        self._owner.release()

    def cancel(self) -> None:
        """Ends the watching of a job, not the job; the one call allowed from another thread."""
        self._stopping.set()

    def check(self) -> None:
        """Raises the DeviceFailure that a print would raise now."""
        self._owner.check()
        if self._connection is None:
            raise failure("no-printer", "not opened")
        with self._told_as_failure():
            self._refuse_if_unable()

    def print_pdf(self, request: PrintRequest, told: Callable[[PrintPhase], None]) -> PrintPlace:
        """Hands the job over, watches it for a moment and returns the queue it went to.

        Raises DeviceFailure: the printer's own cause where it cannot print now (nothing is queued then, so that a
        refill does not print what nobody waits for any more), job-failed, no-server.
        """
        self.check()
        with self._told_as_failure():
            job = self._hand_over(request)
            told(PrintPhase.QUEUED)
            self._follow(job)
        return PrintPlace(self._queue, to_folder=False)

    def _connect(self) -> None:
        try:
            import cups
        except ImportError as fault:
            raise failure("no-driver", "pycups") from fault
        self._cups = cups
        with self._told_as_failure():
            # Not Connection(host=…): libcups makes jobs by way of its own default server, kept for each thread.
            if self._server:
                cups.setServer(self._server)
            self._connection = cups.Connection()
            queues = self._connection.getPrinters()
            default = self._connection.getDefault()
        only = next(iter(queues)) if len(queues) == 1 else ""
        self._queue = self._name or default or only
        if self._queue not in queues:
            raise failure("no-printer", self._queue or f"{len(queues)} queues, none of them the default")

    @contextmanager
    def _told_as_failure(self) -> Iterator[None]:
        cups: Any = self._cups
        try:
            yield
        except cups.IPPError as fault:
            status = fault.args[0] if fault.args else 0
            cause = _IPP_CAUSES.get(status, "job-failed" if status < _IPP_SERVER_ERROR else "no-server")
            raise failure(cause, f"IPP status {status:#06x}") from fault
        except (cups.HTTPError, RuntimeError) as fault:
            raise failure("no-server", type(fault).__name__) from fault

    def _refuse_if_unable(self) -> None:
        state = self._connection.getPrinterAttributes(
            self._queue,
            requested_attributes=["printer-state", "printer-state-reasons", "printer-is-accepting-jobs"],
        )
        cause = blocking_cause(state.get("printer-state-reasons", []))
        if cause:
            raise failure(cause, self._queue)
        if state.get("printer-state") == _STOPPED:
            raise failure("paused", self._queue)
        if not state.get("printer-is-accepting-jobs", True):
            raise failure("rejecting", self._queue)

    def _hand_over(self, request: PrintRequest) -> int:
        # The document goes through the connection and not through a file: nothing of it is left on the disk by us.
        cups: Any = self._cups
        options = {"media": "A4", "copies": str(request.copies)}
        job = int(self._connection.createJob(self._queue, request.title, options))
        try:
            self._connection.startDocument(self._queue, job, request.title, cups.CUPS_FORMAT_PDF, 1)
            self._connection.writeRequestData(request.pdf, len(request.pdf))
            status = self._connection.finishDocument(self._queue)
            if status != cups.IPP_OK:
                raise failure("job-failed", f"IPP status {status:#06x}")
        except BaseException:
            self._take_back(job)
            raise
        return job

    def _take_back(self, job: int) -> None:
        """Deletes a job with what the server holds of its paper; where the server is gone, nothing can be done."""
        cups: Any = self._cups
        with suppress(cups.IPPError, cups.HTTPError, RuntimeError):
            self._connection.cancelJob(job, purge_job=True)

    def _follow(self, job: int) -> None:
        """Returns once the job is being printed, and after `follow_s` in any case."""
        deadline = self._clock.monotonic() + self._delays.follow_s
        while self._clock.monotonic() < deadline:
            state = self._connection.getJobAttributes(job, requested_attributes=["job-state"]).get("job-state")
            if state in {_JOB_CANCELED, _JOB_ABORTED}:
                raise failure("job-failed", f"job {job}")
            if state != _JOB_PENDING:
                return
            if self._stopping.wait(self._delays.look_s):
                return


def blocking_cause(reasons: list[str]) -> str:
    """The cause among printer-state-reasons that keeps paper from coming out, "" where none does."""
    bare = set()
    for reason in reasons:
        if not reason.endswith(_HARMLESS_SUFFIXES):
            bare.add(reason.removesuffix("-error"))
    return next((cause for reason, cause in _REASONS.items() if reason in bare and cause), "")
