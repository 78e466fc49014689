"""The document camera, in its own process over the stand-in: the preview, a capture, a cable pulled and plugged in."""

import time
from collections.abc import Iterator
from itertools import pairwise

import psutil

from devices.cameras.isolated import IsolatedCamera
from devices.fitted import Fitted
from devices.manager import DeviceManager
from devices.simulators.camera_control import CameraHandle
from kiosk.clock import SystemClock
from kiosk.domain.material import MaterialRule
from kiosk.domain.text import Text
from kiosk.events import CameraSaw, DevicesChanged, Event, EventBus, ScanEnded
from kiosk.ports import DeviceState, ScanRequest
from tests.benchmarks.figure import Figure, median, percentile
from tests.benchmarks.programs.own_process import resident_mb
from tests.support.camera import stand_in_camera
from tests.support.devices import Heard

PICTURES = 60
CAPTURES = 5
ROUNDS = 4


class Moments:
    """When which kind of event came."""

    def __init__(self, bus: EventBus) -> None:
        self._came: list[tuple[float, Event]] = []
        bus.subscribe(lambda event: self._came.append((time.monotonic(), event)))

    def of(self, kind: type[Event]) -> list[float]:
        return [at for at, event in self._came if isinstance(event, kind)]

    def health(self, state: DeviceState, after: float) -> float:
        """The first moment after `after` at which the camera was in this state."""
        found = (
            at
            for at, event in self._came
            if at >= after and isinstance(event, DevicesChanged) and event.snapshots[0].state is state
        )
        return next(found)


def measure() -> Iterator[Figure]:
    """Figures of a 5-megapixel camera that gives 15 pictures a second."""
    with stand_in_camera() as stand_in:
        bus, clock = EventBus(), SystemClock()
        heard, moments = Heard(bus), Moments(bus)
        camera = IsolatedCamera("", clock, root=stand_in.root)
        manager = DeviceManager(bus, clock, Fitted(camera=lambda: camera))
        before_mb = resident_mb()
        manager.start()
        heard.until_health(lambda health: health.state is DeviceState.READY)
        yield from _preview(manager, heard, moments, camera)
        yield from _captures(manager, heard, moments)
        grown = resident_mb() - before_mb
        yield Figure("camera: the terminal's own memory grows by", grown, 20, "MB", "OpenCV is in the other process")
        yield from _cable(stand_in, heard, moments)
        manager.stop()


def _preview(manager: DeviceManager, heard: Heard, moments: Moments, camera: IsolatedCamera) -> Iterator[Figure]:
    manager.preview(True)
    heard.until(CameraSaw, 10)
    process = psutil.Process(camera.pid)
    used, began = sum(process.cpu_times()[:2]), time.monotonic()
    heard.until(CameraSaw, 10 + PICTURES)
    share = (sum(process.cpu_times()[:2]) - used) / (time.monotonic() - began) * 100
    memory = process.memory_info().rss / 1024 / 1024
    manager.preview(False)
    at = moments.of(CameraSaw)[9:]
    gaps = [(later - earlier) * 1000 for earlier, later in pairwise(at)]
    mean = sum(gaps) / len(gaps)
    note = f"{1000 / mean:.1f} a second, p95 {percentile(gaps, 0.95):.0f} ms apart"
    yield Figure("camera: from one preview picture to the next, 5 megapixels", mean, 125, "ms", note)
    yield Figure("camera: its process while previewing, of one core", share, 50, "%", f"{memory:.0f} MB resident")


def _captures(manager: DeviceManager, heard: Heard, moments: Moments) -> Iterator[Figure]:
    rule = MaterialRule("deed", Text("房产证"), max_pages=1, resolution_dpi=200)
    manager.preview(True)
    times = []
    for number in range(CAPTURES):
        asked = time.monotonic()
        manager.capture(str(number), ScanRequest(rule))
        heard.until(ScanEnded, number + 1)
        times.append((moments.of(ScanEnded)[-1] - asked) * 1000)
    manager.preview(False)
    note = f"median {median(times):.0f} ms; three pictures that agree, then the whole pipeline"
    yield Figure("camera: shutter → page, p95", percentile(times, 0.95), 2000, "ms", note)


def _cable(stand_in: CameraHandle, heard: Heard, moments: Moments) -> Iterator[Figure]:
    lost, found = [], []
    for _ in range(ROUNDS):
        count, pulled = len(heard.healths), time.monotonic()
        stand_in.control.unplug()
        heard.until_health(lambda health: health.state is DeviceState.ABSENT, after=count)
        lost.append(moments.health(DeviceState.ABSENT, pulled) - pulled)
        count, plugged = len(heard.healths), time.monotonic()
        stand_in.control.replug()
        heard.until_health(lambda health: health.state is DeviceState.READY, after=count)
        found.append(moments.health(DeviceState.READY, plugged) - plugged)
    yield Figure("camera: unplugged at rest → noticed, worst", max(lost), 2, "s")
    yield Figure("camera: plugged in → back in service, worst", max(found), 5, "s")
