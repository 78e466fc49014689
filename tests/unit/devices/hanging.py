"""Drivers whose calls hang until the test lets them go, under limits far below a second."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from threading import Event, Lock

from devices.fitted import Fitted
from devices.manager import DeviceManager
from devices.supervision import SupervisionDelays
from kiosk.clock import SystemClock
from kiosk.domain.identity import IdentityDocument
from kiosk.events import EventBus
from kiosk.ports import PrintPhase, PrintPlace, PrintRequest
from tests.support.devices import PATIENCE_S, QUICK, Heard
from tests.unit.devices.scripted import ScriptedPrinter, ScriptedReader

IMPATIENT = replace(
    QUICK,
    open_limit_s=0.3,
    idle_limit_s=0.3,
    poll_limit_s=0.3,
    read_limit_s=0.3,
    job_limit_s=0.3,
    stop_s=0.2,
)


class Hang:
    """A place where a call stops, once for every `set`, until `release`."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._armed = False
        self.entered = Event()
        self._let_go = Event()

    def set(self) -> None:
        with self._lock:
            self._armed = True
            self.entered.clear()
            self._let_go.clear()

    def release(self) -> None:
        with self._lock:
            self._armed = False
        self._let_go.set()

    def pass_by(self) -> None:
        with self._lock:
            hangs, self._armed = self._armed, False
        if hangs:
            self.entered.set()
            self._let_go.wait(PATIENCE_S)


class HangingPrinter(ScriptedPrinter):
    """Hangs where it is told to: while it opens, prints or closes. Counts what it printed."""

    def __init__(self) -> None:
        super().__init__()
        self.opens, self.prints, self.closes = Hang(), Hang(), Hang()
        self.cancelled = Event()
        self.printed = 0

    def open(self) -> None:
        super().open()
        self.opens.pass_by()

    def close(self) -> None:
        self.closes.pass_by()
        super().close()

    def print_pdf(self, request: PrintRequest, told: Callable[[PrintPhase], None]) -> PrintPlace:
        told(PrintPhase.QUEUED)
        self.prints.pass_by()
        place = super().print_pdf(request, told)
        told(PrintPhase.PRINTING)
        self.printed += 1
        return place

    def cancel(self) -> None:
        self.cancelled.set()

    def release(self) -> None:
        for place in (self.opens, self.prints, self.closes):
            place.release()


class HangingReader(ScriptedReader):
    """Hangs where it is told to: while it looks for a card or reads it."""

    def __init__(self) -> None:
        super().__init__()
        self.polls, self.readings = Hang(), Hang()

    def poll(self) -> bool:
        self.polls.pass_by()
        return super().poll()

    def present(self) -> bool:
        self.polls.pass_by()
        return super().present()

    def read(self) -> IdentityDocument:
        self.readings.pass_by()
        return super().read()

    def release(self) -> None:
        self.polls.release()
        self.readings.release()


@contextmanager
def impatient(
    printer: ScriptedPrinter | None = None,
    reader: ScriptedReader | None = None,
    delays: SupervisionDelays = IMPATIENT,
) -> Iterator[tuple[DeviceManager, Heard]]:
    """A manager over these, which gives a call up after 300 ms of silence. Releases them before it stops."""
    bus = EventBus()
    heard = Heard(bus)
    fitted = Fitted(
        readers={} if reader is None else {"id-card": lambda: reader},
        printer=None if printer is None else lambda: printer,
    )
    manager = DeviceManager(bus, SystemClock(), fitted, delays)
    manager.start()
    try:
        yield manager, heard
    finally:
        for device in (printer, reader):
            if isinstance(device, HangingPrinter | HangingReader):
                device.release()
        manager.stop()
