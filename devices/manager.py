"""All devices of this terminal: `kiosk.ports.DeviceDesk` over one supervised thread each."""

import logging
from threading import Lock
from typing import Any

from devices.cabinet.supervised import DoorOrder, LightOrder, SupervisedCabinet
from devices.cameras.supervised import CaptureJob, SupervisedCamera
from devices.cards.supervised import SupervisedReader
from devices.causes import failure
from devices.codes.watch import CodeWatch
from devices.fitted import Fitted
from devices.power.supervised import SupervisedUps
from devices.printers.supervised import PrintJob, SlipJob, SupervisedPrinter, SupervisedSlipPrinter
from devices.scanners.supervised import SupervisedScanner
from devices.supervision import SupervisionDelays, Surroundings
from devices.supervisor import SupervisedDevice
from devices.watch import Watch
from kiosk.events import DevicesChanged, EventBus, PrintFailed, ScanFailed
from kiosk.ports import Clock, DeviceSnapshot, Door, Light, PrintRequest, ScanRequest, Slip

log = logging.getLogger(__name__)


class DeviceManager:
    """Starts and stops the devices, hands jobs to them and publishes their health (DevicesChanged).

    `fitted` makes the drivers; a driver opens its device only on the device's own thread, and events come from there.
    A device that is not fitted is simply not there: its jobs fail with `absent`, published before the call returns.
    May be called from any thread.
    """

    def __init__(self, bus: EventBus, clock: Clock, fitted: Fitted, delays: SupervisionDelays | None = None) -> None:
        self._bus = bus
        self._clock = clock
        self._delays = delays or SupervisionDelays()
        self._telling = Lock()
        around = Surroundings(bus, self._delays, self._tell, clock)
        readers = [SupervisedReader(make, around, name) for name, make in fitted.readers.items()]
        self._scanner = SupervisedScanner(fitted.scanner, around) if fitted.scanner else None
        self._camera = SupervisedCamera(fitted.camera, around) if fitted.camera else None
        self._printer = SupervisedPrinter(fitted.printer, around) if fitted.printer else None
        self._slip_printer = SupervisedSlipPrinter(fitted.slip_printer, around) if fitted.slip_printer else None
        self._cabinet = SupervisedCabinet(fitted.cabinet, around) if fitted.cabinet else None
        ups = SupervisedUps(fitted.ups, around) if fitted.ups else None
        others = (self._scanner, self._camera, self._printer, self._slip_printer, self._cabinet, ups)
        self._devices: tuple[SupervisedDevice[Any, Any], ...] = (*readers, *(one for one in others if one))
        self._watch = Watch(self._devices, self._delays.watch_s)
        self._codes = CodeWatch(bus, clock)

    def start(self) -> None:
        """Starts every device's thread and tells which there are, be it none; returns at once. May be called once."""
        self._tell()
        for device in self._devices:
            device.start()
        self._watch.start()

    def stop(self) -> None:
        """Ends all devices within `stop_s`; one that hangs in its driver is left behind, told in the log.

        Papers that wait are still printed, a scan is not made any more; whatever is not done by then has failed with
        `stopped`. May be called again.
        """
        deadline = self._clock.monotonic() + self._delays.stop_s
        self._codes.watch(on=False)
        for device in self._devices:
            device.stop_soon()
        for device in self._devices:
            if not device.join(deadline - self._clock.monotonic()):
                log.warning("%s did not stop in time", device.snapshot.name)
        self._watch.stop()

    def snapshots(self) -> tuple[DeviceSnapshot, ...]:
        """The health of every device, now."""
        return tuple(device.snapshot for device in self._devices)

    def scan(self, job: str, request: ScanRequest) -> None:
        """Answers with ScanProgress and PageScanned, then ScanEnded or ScanFailed, all with this `job`."""
        if self._scanner is None:
            self._bus.publish(ScanFailed(job, failure("absent").cause))
        else:
            self._scanner.scan(job, request)

    def cancel_scan(self) -> None:
        """The running scan and those that wait end with ScanFailed("cancelled")."""
        if self._scanner is not None:
            self._scanner.cancel_all()

    def preview(self, on: bool, *, codes: bool = False) -> None:
        """From now on the camera answers with CameraSaw, and with CodeScanned if asked; or no more."""
        if self._camera is not None:
            self._codes.watch(on=on and codes)
            self._camera.preview(on)

    def capture(self, job: str, request: ScanRequest) -> None:
        """Answers with PageScanned and ScanEnded, or ScanFailed."""
        if self._camera is None:
            self._bus.publish(ScanFailed(job, failure("absent").cause))
        else:
            self._camera.submit(CaptureJob(job, request))

    def print_pdf(self, job: str, request: PrintRequest) -> None:
        """Answers with PrintProgress, then Printed or PrintFailed."""
        if self._printer is None:
            self._bus.publish(PrintFailed(job, failure("absent").cause))
        else:
            self._printer.submit(PrintJob(job, request))

    def print_slip(self, job: str, slip: Slip) -> None:
        """Answers with Printed or PrintFailed."""
        if self._slip_printer is None:
            self._bus.publish(PrintFailed(job, failure("absent").cause))
        else:
            self._slip_printer.submit(SlipJob(job, slip))

    def light(self, lit: Light | None) -> None:
        """Lights the guide light beside one device and no other."""
        if self._cabinet is not None:
            self._cabinet.submit(LightOrder(lit))

    def open_door(self, door: Door) -> None:
        """Unlocks a pick-up door."""
        if self._cabinet is not None:
            self._cabinet.submit(DoorOrder(door))

    def _tell(self) -> None:
        # One at a time, and looked at within the lock: otherwise an older picture could be the last one heard.
        with self._telling:
            self._bus.publish(DevicesChanged(self.snapshots()))
