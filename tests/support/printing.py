"""For tests of printers: papers to print, short delays, a thread that owns the driver, and reading what came out."""

import subprocess
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from io import BytesIO
from pathlib import Path
from types import TracebackType
from typing import Self

import pytest
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from devices.fitted import Fitted
from devices.manager import DeviceManager
from devices.printers.base import PrinterDelays
from devices.printers.cups import CupsPrinter
from devices.simulators.programs import PATIENCE_S, until
from kiosk.clock import SystemClock
from kiosk.errors import DeviceFailure
from kiosk.events import EventBus
from kiosk.ports import Clock, DeviceSnapshot, DeviceState, Printer, PrintPhase, PrintPlace, PrintRequest
from tests.support.devices import QUICK, Heard

SOON = PrinterDelays(
    look_s=0.02, grace_s=0.2, stuck_s=0.3, reach_s=0.5, answer_s=1.0, device_look_s=0.05, stale_s=0.5, job_s=30.0
)
"""Nothing is left out, and nobody waits long."""


def paper(*pages: str, copies: int = 1, duplex: bool = False) -> PrintRequest:
    """A real PDF with these words on its pages."""
    content = BytesIO()
    canvas = Canvas(content, pagesize=A4, pageCompression=1)
    for words in pages:
        canvas.setFont("Helvetica", 24)
        canvas.drawString(72, 700, words)
        canvas.showPage()
    canvas.save()
    return PrintRequest("回执", content.getvalue(), copies=copies, duplex=duplex)


def words_on(file: Path) -> list[str]:
    """The words of each page of a PDF, as pdftotext reads them."""
    read = subprocess.run(["pdftotext", "-layout", str(file), "-"], capture_output=True, check=True, timeout=30)
    return [page.strip() for page in read.stdout.decode().split("\f")[:-1]]


class Desk:
    """A CUPS driver with its own thread, as the terminal has it."""

    def __init__(self, queue: str, server: str, delays: PrinterDelays = SOON) -> None:
        self.driver = CupsPrinter(queue, SystemClock(), server=server, delays=delays)
        self.phases: list[PrintPhase] = []
        self._thread = ThreadPoolExecutor(1)

    def start(self, request: PrintRequest) -> Future[PrintPlace]:
        """Begins to print."""
        return self._thread.submit(self.driver.print_pdf, request, self.phases.append)

    def print(self, request: PrintRequest) -> PrintPlace:
        return self.start(request).result(PATIENCE_S)

    def do(self, what: Callable[[], object]) -> object:
        """Something else that is the thread's to do."""
        return self._thread.submit(what).result(PATIENCE_S)

    def cause_of(self, what: Callable[[], object]) -> str:
        """The cause by which it fails, "" where it does not."""
        try:
            self.do(what)
        except DeviceFailure as fault:
            return fault.cause
        return ""

    def failing(self, request: PrintRequest) -> str:
        """The cause by which a paper fails; the test fails where it is printed."""
        with pytest.raises(DeviceFailure) as caught:
            self.print(request)
        return caught.value.cause

    def reopen(self) -> None:
        """As the supervisor does after a fault; for `do`."""
        self.driver.close()
        self.driver.open()

    def __enter__(self) -> Self:
        self.do(self.driver.open)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.driver.cancel()
        self.do(self.driver.close)
        self._thread.shutdown()


class PrintingTerminal:
    """A terminal's devices with one printer: the manager over it, and what was heard."""

    def __init__(self, printer: Callable[[Clock], Printer]) -> None:
        bus, clock = EventBus(), SystemClock()
        self.heard = Heard(bus)
        self.manager = DeviceManager(bus, clock, Fitted(printer=lambda: printer(clock)), QUICK)

    def until(self, state: DeviceState, cause: str = "") -> DeviceSnapshot:
        """Waits until the printer is so, now and not at some time before."""
        until(f"{state} {cause}", lambda: (self._printer.state, self._printer.cause) == (state, cause))
        return self._printer

    @property
    def _printer(self) -> DeviceSnapshot:
        return self.manager.snapshots()[0]

    def __enter__(self) -> Self:
        self.manager.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.manager.stop()
