"""Devices that do as a test tells them, and a manager running over them."""

from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Event, get_ident

from devices.causes import failure
from devices.fitted import Fitted
from devices.manager import DeviceManager
from devices.simulators.sample_cards import SHI_MEIE
from kiosk.clock import SystemClock
from kiosk.domain.identity import IdentityDocument
from kiosk.domain.material import MaterialRule, Page
from kiosk.domain.text import Text
from kiosk.events import EventBus
from kiosk.ports import DeviceState, PrintPhase, PrintPlace, PrintRequest, ScanRequest
from tests.support.devices import PATIENCE_S, QUICK, Heard

REQUEST = ScanRequest(MaterialRule("deed", Text("房产证")))
PAPER = PrintRequest("回执", b"%PDF-1.7")
PAGE = Page(b"jpeg", "image/jpeg", 10, 14)


class ScriptedPrinter:
    """Raises what `faults` holds, one for each opening or print; says who called it."""

    def __init__(self) -> None:
        self.opening: deque[Exception | None] = deque()
        self.printing: deque[Exception | None] = deque()
        self.threads: set[int] = set()
        self.openings = 0
        self.closed = Event()

    def open(self) -> None:
        self.threads.add(get_ident())
        self.openings += 1
        self._raise(self.opening)

    def close(self) -> None:
        self.closed.set()

    def print_pdf(self, _request: PrintRequest, _told: Callable[[PrintPhase], None]) -> PrintPlace:
        self.threads.add(get_ident())
        self._raise(self.printing)
        return PrintPlace("office", to_folder=False)

    @staticmethod
    def _raise(script: deque[Exception | None]) -> None:
        fault = script.popleft() if script else None
        if fault is not None:
            raise fault


class CheckedPrinter(ScriptedPrinter):
    """Can tell its health: whatever `trouble` names."""

    trouble = ""

    def check(self) -> None:
        if self.trouble:
            raise failure(self.trouble)


class HeldPrinter(ScriptedPrinter):
    """Its first print lasts until the printer is told to hurry."""

    def __init__(self) -> None:
        super().__init__()
        self.begun = Event()
        self.cancelled = Event()

    def print_pdf(self, request: PrintRequest, told: Callable[[PrintPhase], None]) -> PrintPlace:
        if not self.begun.is_set():
            self.begun.set()
            self.cancelled.wait(PATIENCE_S)
            return PrintPlace("office", to_folder=False)
        return super().print_pdf(request, told)

    def cancel(self) -> None:
        self.cancelled.set()


class HeldScanner:
    """Scans until it is cancelled or let go."""

    def __init__(self) -> None:
        self.begun = Event()
        self.let_go = Event()
        self.cancelled = Event()

    def open(self) -> None:
        """Always there."""

    def close(self) -> None:
        """Never mind."""

    def scan(self, _request: ScanRequest, progress: Callable[[float], None]) -> Iterator[Page]:
        self.cancelled.clear()
        progress(0.5)
        self.begun.set()
        self.let_go.wait(PATIENCE_S)
        if self.cancelled.is_set():
            raise failure("cancelled")
        yield PAGE

    def cancel(self) -> None:
        self.cancelled.set()
        self.let_go.set()


class ScriptedReader:
    """A card lies there or not; reading raises what `faults` holds."""

    def __init__(self) -> None:
        self.lies = False
        self.faults: deque[Exception] = deque()
        self.reads = 0

    def open(self) -> None:
        """Always there."""

    def close(self) -> None:
        """Never mind."""

    def poll(self) -> bool:
        return self.lies

    def present(self) -> bool:
        return self.lies

    def read(self) -> IdentityDocument:
        self.reads += 1
        if self.faults:
            raise self.faults.popleft()
        return SHI_MEIE.document


@contextmanager
def running(
    *, reader: ScriptedReader | None = None, scanner: HeldScanner | None = None, printer: ScriptedPrinter | None = None
) -> Iterator[tuple[DeviceManager, Heard]]:
    bus = EventBus()
    heard = Heard(bus)
    manager = DeviceManager(
        bus,
        SystemClock(),
        Fitted(
            readers={} if reader is None else {"id-card": lambda: reader},
            scanner=None if scanner is None else lambda: scanner,
            printer=None if printer is None else lambda: printer,
        ),
        QUICK,
    )
    assert all(snapshot.state is DeviceState.STARTING for snapshot in manager.snapshots())
    manager.start()
    try:
        yield manager, heard
    finally:
        manager.stop()
