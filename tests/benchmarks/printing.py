"""Receipt: filing saved → job accepted by a real CUPS, the drawing of it included."""

import time
from collections.abc import Iterator
from threading import Condition

from devices.fitted import Fitted
from devices.manager import DeviceManager
from devices.printers.base import PrinterDelays
from devices.printers.cups import CupsPrinter
from devices.simulators.print_server import CupsServer
from kiosk.clock import SystemClock
from kiosk.documents.fonts import FontBook
from kiosk.documents.receipt import receipt_pdf
from kiosk.documents.receipt_facts import ReceiptKind
from kiosk.events import Event, EventBus, Printed, PrintFailed, PrintProgress
from kiosk.ports import DeviceState, PrintPhase, PrintRequest
from tests.benchmarks.figure import Figure, percentile
from tests.support.devices import Heard
from tests.unit.documents.samples import receipt

ROUNDS = 12
BUDGET_MS = 300.0
PATIENCE_S = 30.0


class Watch:
    """When what was heard of a job came."""

    def __init__(self, bus: EventBus) -> None:
        self._came = Condition()
        self._accepted: dict[str, float] = {}
        self._ended: dict[str, Event] = {}
        bus.subscribe(self._hear)

    def _hear(self, event: Event) -> None:
        with self._came:
            if isinstance(event, PrintProgress) and event.phase is PrintPhase.QUEUED:
                self._accepted.setdefault(event.job, time.perf_counter())
            elif isinstance(event, Printed | PrintFailed):
                self._ended[event.job] = event
            self._came.notify_all()

    def accepted(self, job: str) -> float:
        """When the spooler had taken it; returns when it is printed, so that no job waits behind another."""
        with self._came:
            if not self._came.wait_for(lambda: job in self._ended, PATIENCE_S):
                raise RuntimeError(f"{job} was not printed")
            if not isinstance(self._ended[job], Printed):
                raise RuntimeError(f"{job}: {self._ended[job]}")
            return self._accepted[job]


def measure() -> Iterator[Figure]:
    fonts = FontBook()
    fonts.warm_up()
    facts = receipt(ReceiptKind.OFFICIAL)
    with CupsServer() as server:
        bus, clock = EventBus(), SystemClock()
        watch = Watch(bus)
        queue = server.add_pdf()
        delays = PrinterDelays(look_s=0.05)
        manager = DeviceManager(
            bus, clock, Fitted(printer=lambda: CupsPrinter(queue, clock, server=server.server, delays=delays))
        )
        heard = Heard(bus)
        manager.start()
        heard.until_health(lambda health: health.state is DeviceState.READY)
        whole, handing = [], []
        for number in range(ROUNDS):
            saved = time.perf_counter()
            pdf = receipt_pdf(facts, fonts)
            drawn = time.perf_counter()
            manager.print_pdf(f"receipt-{number}", PrintRequest("回执", pdf))
            at = watch.accepted(f"receipt-{number}")
            whole.append((at - saved) * 1000)
            handing.append((at - drawn) * 1000)
        manager.stop()
    note = f"of it handing over {percentile(handing, 0.95):.0f} ms, p95 of {ROUNDS}"
    yield Figure("receipt: saved → job accepted by CUPS", percentile(whole, 0.95), BUDGET_MS, "ms", note)
