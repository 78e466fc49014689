"""The print server: pycups for what is done there, questions with a deadline for every look and before every deed.

A call of pycups waits for its answer without end. It is not run in a process of its own all the same: the server has
just shown that it answers when one is made, the server is local, and what hangs even so is the watch's (`watch.py`);
a second interpreter for that one case would cost every terminal some 20 MB.
"""

import os
import re
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from threading import Event
from time import monotonic
from types import ModuleType
from typing import Any, TypeVar
from urllib.parse import quote

from devices.causes import failure
from devices.printers.base import PrinterDelays
from devices.printers.ipp_line import Address, NoAnswer, Refused, Unreachable, ask
from devices.printers.ipp_wire import GET_JOB_ATTRIBUTES, GET_PRINTER_ATTRIBUTES, IppAnswer
from kiosk.errors import DeviceFailure
from kiosk.ports import PrintRequest

ResultT = TypeVar("ResultT")

NOT_FOUND = 0x0406
"""client-error-not-found, RFC 8011, B.1.4."""

_NOT_POSSIBLE = 0x0404
_PROCESSING = 4
_CUPS_GET_DEFAULT = 0x4001
_SERVER_ERROR = 0x0500
_CAUSES = {NOT_FOUND: "no-printer", 0x0503: "no-server", 0x0506: "rejecting", 0x0507: "busy"}
_QUEUE_FACTS = (
    "device-uri",
    "marker-levels",
    "marker-names",
    "marker-types",
    "printer-is-accepting-jobs",
    "printer-state",
    "printer-state-reasons",
)
_DEVICE_FACTS = ("printer-state", "printer-state-reasons", "printer-supply", "printer-supply-description")
_JOB_FACTS = ("job-state", "job-state-reasons", "job-impressions-completed", "job-media-sheets-completed")
_MARK = re.compile(r"jiujin@(?P<host>\S+)#(?P<pid>[0-9]{1,9}) ")


class CupsServer:
    """One print server; `server` is a host[:port] or a socket's path, "" for what the system says. One thread.

    Everything raises DeviceFailure and nothing else. No connection is kept: one that a restarted server has forgotten
    would cost the next paper.
    """

    def __init__(self, server: str, delays: PrinterDelays) -> None:
        self._server = server
        self._delays = delays
        self._cups: ModuleType | None = None
        self._address = Address()

    def find(self, name: str) -> str:
        """The queue of that name, or the default one, or the only one; raises no-driver, no-server, no-printer."""
        self._load()
        queues, default = self._do(lambda connection: (connection.getPrinters(), connection.getDefault()))
        only = next(iter(queues)) if len(queues) == 1 else ""
        queue = name or default or only
        if queue not in queues:
            raise failure("no-printer", queue or f"{len(queues)} queues, none of them the default")
        return str(queue)

    def queue(self, name: str) -> IppAnswer:
        """How the queue is."""
        return self._ask(GET_PRINTER_ATTRIBUTES, ("printer-uri", self._uri("printers", quote(name))), _QUEUE_FACTS)

    def job(self, number: int) -> IppAnswer | None:
        """How far a job is; None where the server knows it no more."""
        try:
            return self._asked(GET_JOB_ATTRIBUTES, ("job-uri", self._uri("jobs", str(number))), _JOB_FACTS)
        except Refused as fault:
            if fault.status == NOT_FOUND:
                return None
            raise failure(_cause(fault.status), str(fault)) from fault

    def device(self, uri: str) -> IppAnswer | None:
        """How the printer behind a queue says it is; None where it cannot be asked. Raises Unreachable, NoAnswer."""
        address = Address.of_device(uri)
        if address is None:
            return None
        try:
            return ask(
                address, GET_PRINTER_ATTRIBUTES, ("printer-uri", uri), _DEVICE_FACTS, limit_s=self._delays.device_s
            )
        except Refused:
            return None

    def hand_over(self, queue: str, request: PrintRequest) -> int:
        """Gives a paper to the queue; the job's number. What goes wrong half-way leaves nothing in the queue."""
        cups: Any = self._cups
        options = {
            "media": "A4",
            "copies": str(request.copies),
            "sides": "two-sided-long-edge" if request.duplex else "one-sided",
        }
        title = f"{_mark()}{request.title}"

        def hand_over(connection: Any) -> int:
            # The document goes through the connection and not through a file: nothing of it is left on the disk by us.
            job = int(connection.createJob(queue, title, options))
            try:
                connection.startDocument(queue, job, title, cups.CUPS_FORMAT_PDF, 1)
                connection.writeRequestData(request.pdf, len(request.pdf))
                status = connection.finishDocument(queue)
                if status != cups.IPP_OK:
                    raise failure("job-failed", f"IPP status {status:#06x}")
            except BaseException:
                self.take_back(queue, job)
                raise
            return job

        return self._do(hand_over)

    def take_back(self, queue: str, job: int) -> bool:
        """Deletes a job, done or not, with what the server holds of its paper; False where the server is gone.

        Deleting alone would kill the backend, and the printer would keep its copy until the refill. So the job is
        cancelled first, and the backend gets its time to tell the printer.
        """
        cups: Any = self._cups
        try:
            self._reach()
            connection = cups.Connection()
            if self._cancelled(connection, job):
                self._wait_for_backend(queue)
            connection.cancelJob(job, purge_job=True)
        except cups.IPPError as fault:
            return bool(fault.args) and fault.args[0] == NOT_FOUND
        except (DeviceFailure, cups.HTTPError, RuntimeError):
            return False
        return True

    def _cancelled(self, connection: Any, job: int) -> bool:
        cups: Any = self._cups
        try:
            connection.cancelJob(job)
        except cups.IPPError as fault:
            if fault.args and fault.args[0] == _NOT_POSSIBLE:
                return False  # it is over already
            raise
        return True

    def _wait_for_backend(self, queue: str) -> None:
        pause = Event()
        deadline = monotonic() + self._delays.let_go_s
        while self.queue(queue).number("printer-state") == _PROCESSING and monotonic() < deadline:
            pause.wait(self._delays.look_s)

    def leftovers(self, queue: str) -> list[int]:
        """Unfinished jobs in the queue whose terminal is gone: nobody waits for these papers any more."""

        def left(connection: Any) -> list[int]:
            wanted = ["job-id", "job-name", "job-printer-uri"]
            jobs = connection.getJobs(which_jobs="not-completed", my_jobs=True, requested_attributes=wanted)
            end = f"/{quote(queue)}"
            return [
                int(number)
                for number, facts in jobs.items()
                if str(facts.get("job-printer-uri", "")).endswith(end) and _orphaned(str(facts.get("job-name", "")))
            ]

        return self._do(left)

    def _load(self) -> None:
        try:
            import cups
        except ImportError as fault:
            raise failure("no-driver", "pycups") from fault
        self._cups = cups
        # Not Connection(host=…): libcups makes jobs by way of its own default server, kept for each thread.
        if self._server:
            cups.setServer(self._server)
        self._address = Address.of_server(cups.getServer(), cups.getPort())

    def _uri(self, kind: str, name: str) -> str:
        host = "localhost" if self._address.socket_path else f"{self._address.host}:{self._address.port}"
        return f"ipp://{host}/{kind}/{name}"

    def _do(self, what: Callable[[Any], ResultT]) -> ResultT:
        cups: Any = self._cups
        self._reach()
        with self._told_as_failure():
            return what(cups.Connection())

    def _reach(self) -> None:
        """Raises no-server unless the server answers something within its time."""
        with suppress(Refused):  # no default queue: the server lives
            self._asked(_CUPS_GET_DEFAULT, ("printer-uri", self._uri("printers", "")), ("printer-name",))

    def _ask(self, operation: int, target: tuple[str, str], wanted: tuple[str, ...]) -> IppAnswer:
        try:
            return self._asked(operation, target, wanted)
        except Refused as fault:
            raise failure(_cause(fault.status), str(fault)) from fault

    def _asked(self, operation: int, target: tuple[str, str], wanted: tuple[str, ...]) -> IppAnswer:
        try:
            return ask(self._address, operation, target, wanted, self._delays.answer_s)
        except (Unreachable, NoAnswer) as fault:
            raise failure("no-server", str(fault)) from fault

    @contextmanager
    def _told_as_failure(self) -> Iterator[None]:
        cups: Any = self._cups
        try:
            yield
        except cups.IPPError as fault:
            status = fault.args[0] if fault.args else 0
            raise failure(_cause(status), f"IPP status {status:#06x}") from fault
        except (cups.HTTPError, RuntimeError) as fault:
            raise failure("no-server", type(fault).__name__) from fault


def _cause(status: int) -> str:
    return _CAUSES.get(status, "job-failed" if status < _SERVER_ERROR else "no-server")


def _mark() -> str:
    return f"jiujin@{socket.gethostname()}#{os.getpid()} "


def _orphaned(name: str) -> bool:
    found = _MARK.match(name)
    if found is None or found["host"] != socket.gethostname():
        return False
    pid = int(found["pid"])
    # This process has no paper under way when it opens the queue; any other is alive, or its papers are nobody's.
    if pid == os.getpid():
        return True
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    except (OSError, OverflowError):
        return False
    return False
