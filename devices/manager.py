"""All devices of this terminal: `kiosk.ports.DeviceDesk` over one supervised thread each."""

import logging
from collections.abc import Callable
from threading import Lock
from typing import Any

from devices.cards.supervised import SupervisedReader
from devices.causes import failure
from devices.printers.supervised import PrintJob, SupervisedPrinter
from devices.scanners.supervised import SupervisedScanner
from devices.supervisor import SupervisedDevice, SupervisionDelays, Surroundings
from kiosk.events import DevicesChanged, EventBus, PrintFailed, ScanFailed
from kiosk.ports import (
    Clock,
    DeviceSnapshot,
    IdCardReader,
    Printer,
    PrintRequest,
    Scanner,
    ScanRequest,
)

log = logging.getLogger(__name__)


class DeviceManager:
    """Starts and stops the devices, hands jobs to them and publishes their health (DevicesChanged).

    The arguments make the drivers; a driver opens its device only on the device's own thread, and events come from
    there. A device that is not fitted (None) is simply not there: its jobs fail with `absent`, published before the
    call returns. May be called from any thread.
    """

    def __init__(
        self,
        bus: EventBus,
        clock: Clock,
        *,
        reader: Callable[[], IdCardReader] | None = None,
        scanner: Callable[[], Scanner] | None = None,
        printer: Callable[[], Printer] | None = None,
        delays: SupervisionDelays | None = None,
    ) -> None:
        self._bus = bus
        self._clock = clock
        self._delays = delays or SupervisionDelays()
        self._telling = Lock()
        around = Surroundings(bus, self._delays, self._tell)
        self._scanner = SupervisedScanner(scanner, around) if scanner else None
        self._printer = SupervisedPrinter(printer, around) if printer else None
        devices = (SupervisedReader(reader, around) if reader else None, self._scanner, self._printer)
        self._devices: tuple[SupervisedDevice[Any, Any], ...] = tuple(device for device in devices if device)

    def start(self) -> None:
        """Starts every device's thread and tells which there are, be it none; returns at once. May be called once."""
        self._tell()
        for device in self._devices:
            device.start()

    def stop(self) -> None:
        """Ends all devices within `stop_s`; one that hangs in its driver is left behind, told in the log.

        Papers that wait are still printed, a scan is not made any more.
        """
        deadline = self._clock.monotonic() + self._delays.stop_s
        for device in self._devices:
            device.stop_soon()
        for device in self._devices:
            if not device.join(deadline - self._clock.monotonic()):
                log.warning("%s did not stop in time", device.snapshot.name)

    def snapshots(self) -> tuple[DeviceSnapshot, ...]:
        """The health of every device, now."""
        return tuple(device.snapshot for device in self._devices)

    def scan(self, job: str, request: ScanRequest) -> None:
        """Answers with ScanProgress, then PageScanned or ScanFailed, all with this `job`."""
        if self._scanner is None:
            self._bus.publish(ScanFailed(job, failure("absent").cause))
        else:
            self._scanner.scan(job, request)

    def cancel_scan(self) -> None:
        """The running scan and those that wait end with ScanFailed("cancelled")."""
        if self._scanner is not None:
            self._scanner.cancel_all()

    def print_pdf(self, job: str, request: PrintRequest) -> None:
        """Answers with Printed or PrintFailed."""
        if self._printer is None:
            self._bus.publish(PrintFailed(job, failure("absent").cause))
        else:
            self._printer.submit(PrintJob(job, request))

    def _tell(self) -> None:
        # One at a time, and looked at within the lock: otherwise an older picture could be the last one heard.
        with self._telling:
            self._bus.publish(DevicesChanged(self.snapshots()))
