"""The driver of every printer that CUPS knows."""

import logging
from collections.abc import Callable
from threading import Event

from devices.causes import failure
from devices.ownership import ThreadOwnership
from devices.printers.base import PrinterDelays
from devices.printers.cups_following import JobFollowing, sheets_used, sides_to_print
from devices.printers.cups_health import PrinterHealth
from devices.printers.cups_server import CupsServer
from kiosk.errors import DeviceFailure
from kiosk.ports import Clock, PrintPhase, PrintPlace, PrintRequest, Supply

log = logging.getLogger(__name__)


class CupsPrinter:
    """`kiosk.ports.Printer` on a queue of CUPS.

    `name` is the queue, "" for the server's default or its only one; `server` a host[:port] or a socket's path, ""
    for what the system says. libcups keeps its server for each thread, so the thread that opens prints, too.
    """

    driver_name = "cups"

    def __init__(self, name: str, clock: Clock, *, server: str = "", delays: PrinterDelays | None = None) -> None:
        self._clock = clock
        self._name = name
        self._delays = delays or PrinterDelays()
        self._server = CupsServer(server, self._delays)
        self._owner = ThreadOwnership("the CUPS printer")
        self._queue = ""
        self._health: PrinterHealth | None = None
        self._owed: list[int] = []
        """Jobs that could not be taken back because the server was gone."""
        self._stopping = Event()

    @property
    def place(self) -> str:
        """The queue's name."""
        return self._queue

    @property
    def warnings(self) -> tuple[str, ...]:
        """What is running low, as the last look found it."""
        return self._health.warnings if self._health is not None else ()

    @property
    def supplies(self) -> tuple[Supply, ...]:
        """How full the printer said that its supplies are, at the last look."""
        return self._health.supplies if self._health is not None else ()

    def open(self) -> None:
        """Finds the queue; raises DeviceFailure no-driver, no-server or no-printer.

        Papers that an earlier run left in it are deleted: nobody waits for them, and a refill would print them.
        """
        self._owner.claim()
        self._stopping.clear()
        try:
            self._queue = self._server.find(self._name)
            self._take_back_all(self._server.leftovers(self._queue))
        except DeviceFailure:
            self.close()
            raise
        self._health = PrinterHealth(self._server, self._queue, self._clock, self._delays)

    def close(self) -> None:
        """Lets go of the queue."""
        self._health = None
        self._owner.release()

    def cancel(self) -> None:
        """Ends the watching of a job, not the job; the one call allowed from another thread."""
        self._stopping.set()

    def check(self) -> None:
        """Raises the DeviceFailure that keeps papers from coming out, as far as it can be known without a job."""
        cause = self._opened().cause()
        if cause:
            raise failure(cause, self._queue)

    def print_pdf(self, request: PrintRequest, told: Callable[[PrintPhase], None]) -> PrintPlace:
        """Prints and returns when the printer has printed it all, telling the phase every few seconds.

        Raises DeviceFailure: the printer's own cause, job-failed, too-slow, no-server. In each case the paper is first
        taken out of the queue, so that a refill does not print what nobody waits for any more; where the server is
        gone, that is done when it is back. `stopped` alone leaves it: the terminal stops, the paper still comes.
        """
        health = self._opened()
        cause = health.refusal()
        if cause:
            raise failure(cause, self._queue)
        job = self._server.hand_over(self._queue, request)
        limit_s = self._delays.job_s + self._delays.page_s * (sides_to_print(request) or 1)
        following = JobFollowing(self._server, health, self._clock, self._delays, self._stopping, told)
        try:
            done = following.to_the_end(job, limit_s)
        except DeviceFailure as fault:
            if fault.cause != "stopped":
                self._take_back_all([job])
            raise
        except BaseException:
            # Somebody ends the command (Ctrl-C): nobody waits for the paper any more.
            self._take_back_all([job])
            raise
        # The server would keep the paper for a day (PreserveJobFiles).
        self._take_back_all([job])
        return PrintPlace(self._queue, to_folder=False, sheets=sheets_used(request, done))

    def _opened(self) -> PrinterHealth:
        self._owner.check()
        if self._health is None:
            raise failure("no-printer", "not opened")
        return self._health

    def _take_back_all(self, jobs: list[int]) -> None:
        wanted = dict.fromkeys((*self._owed, *jobs))
        self._owed = [job for job in wanted if not self._server.take_back(self._queue, job)]
        if self._owed:
            log.warning("papers that could not be taken out of the queue yet: %d", len(self._owed))
