"""The camera's thread: preview on and off, captures in between, and what is lost meanwhile."""

from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Condition

import pytest

from devices.causes import failure
from devices.fitted import Fitted
from devices.manager import DeviceManager
from kiosk.clock import SystemClock
from kiosk.domain.material import Page
from kiosk.events import CameraSaw, EventBus, PageScanned, ScanEnded, ScanFailed
from kiosk.ports import CameraPicture, DeviceState, ScanRequest
from tests.support.devices import PATIENCE_S, QUICK, Heard
from tests.unit.devices.scripted import PAGE, REQUEST


class ScriptedCamera:
    """Does what it is asked and notes it; `faults` holds what the next calls of a name raise."""

    def __init__(self) -> None:
        self.faults: dict[str, deque[Exception]] = {}
        self._noted = Condition()
        self._calls: list[str] = []
        self.gone = False

    def open(self) -> None:
        self._note("open")

    def close(self) -> None:
        self._note("close")

    def check(self) -> None:
        if self.gone:
            raise failure("absent")

    def preview(self) -> CameraPicture:
        self._note("preview")
        return CameraPicture(b"jpeg", 4, 3)

    def capture(self, _request: ScanRequest) -> Page:
        self._note("capture")
        return PAGE

    def rest(self) -> None:
        self._note("rest")

    def until(self, name: str, count: int = 1) -> list[str]:
        """Waits for the `count`-th call of a name; returns all calls so far."""
        with self._noted:
            assert self._noted.wait_for(lambda: self._calls.count(name) >= count, PATIENCE_S), self._calls
            return list(self._calls)

    def count(self, name: str) -> int:
        with self._noted:
            return self._calls.count(name)

    def _note(self, name: str) -> None:
        with self._noted:
            self._calls.append(name)
            self._noted.notify_all()
        waiting = self.faults.get(name)
        if waiting:
            raise waiting.popleft()
        if self.gone and name != "close":
            raise failure("absent")


@contextmanager
def running(camera: ScriptedCamera) -> Iterator[tuple[DeviceManager, Heard]]:
    bus = EventBus()
    heard = Heard(bus)
    manager = DeviceManager(bus, SystemClock(), Fitted(camera=lambda: camera), QUICK)
    manager.start()
    try:
        heard.until_health(lambda health: health.state is DeviceState.READY)
        yield manager, heard
    finally:
        manager.stop()


def test_there_are_no_pictures_until_somebody_looks() -> None:
    camera = ScriptedCamera()
    with running(camera) as (manager, heard):
        manager.capture("job", REQUEST)
        heard.until(ScanEnded)
        camera.until("rest")
        assert camera.count("preview") == 0
        assert not any(isinstance(event, CameraSaw) for event in heard.events)


def test_pictures_come_while_somebody_looks_and_then_the_camera_rests() -> None:
    camera = ScriptedCamera()
    with running(camera) as (manager, heard):
        manager.preview(True)
        heard.until(CameraSaw, 3)
        manager.preview(False)
        calls = camera.until("rest")
        assert calls[-1] == "rest"
        manager.preview(False)
        manager.capture("job", REQUEST)
        heard.until(ScanEnded)
        assert "preview" not in camera.until("rest", 2)[len(calls) :], "none after it was turned off"


def test_a_page_is_taken_in_the_midst_of_a_preview_that_goes_on() -> None:
    camera = ScriptedCamera()
    with running(camera) as (manager, heard):
        manager.preview(True)
        heard.until(CameraSaw)
        manager.capture("job", REQUEST)
        assert heard.until(PageScanned) == PageScanned("job", PAGE)
        assert heard.until(ScanEnded) == ScanEnded("job", 1)
        seen = camera.count("preview")
        camera.until("preview", seen + 2)
        assert camera.count("rest") == 0


@pytest.mark.parametrize("cause", ["no-paper", "too-large"])
def test_a_sheet_that_makes_no_page_is_no_fault_of_the_cameras(cause: str) -> None:
    camera = ScriptedCamera()
    camera.faults["capture"] = deque([failure(cause)])
    with running(camera) as (manager, heard):
        manager.preview(True)
        manager.capture("job", REQUEST)
        assert heard.until(ScanFailed) == ScanFailed("job", cause)
        manager.capture("again", REQUEST)
        heard.until(ScanEnded)
        states = {picture[0].state for picture in heard.healths}
        assert states <= {DeviceState.STARTING, DeviceState.READY, DeviceState.BUSY}
        assert camera.count("open") == 1


@pytest.mark.parametrize("cause", ["absent", "no-answer", "io", "crashed"])
def test_a_camera_lost_under_a_preview_is_told_and_goes_on_by_itself(cause: str) -> None:
    camera = ScriptedCamera()
    with running(camera) as (manager, heard):
        manager.preview(True)
        heard.until(CameraSaw)
        before = len(heard.healths)
        camera.faults["preview"] = deque([failure(cause)])
        lost = heard.until_health(lambda health: health.cause == cause, after=before)
        assert lost.state in (DeviceState.ABSENT, DeviceState.FAILED)
        assert lost.remedy
        heard.until_health(lambda health: health.state is DeviceState.READY, after=before + 1)
        pictures = sum(isinstance(event, CameraSaw) for event in heard.events)
        heard.until(CameraSaw, pictures + 2)
        assert camera.count("open") == 2


def test_one_lost_at_rest_is_noticed_without_a_picture() -> None:
    camera = ScriptedCamera()
    with running(camera) as (_, heard):
        before = len(heard.healths)
        camera.gone = True
        heard.until_health(lambda health: health.state is DeviceState.ABSENT, after=before)
        assert camera.count("preview") == camera.count("capture") == 0
        camera.gone = False
        heard.until_health(lambda health: health.state is DeviceState.READY, after=before + 1)


def test_a_bug_of_the_driver_fails_the_capture_and_nothing_else() -> None:
    camera = ScriptedCamera()
    camera.faults["capture"] = deque([ZeroDivisionError()])
    with running(camera) as (manager, heard):
        manager.capture("job", REQUEST)
        assert heard.until(ScanFailed) == ScanFailed("job", "bug")
        heard.until_health(lambda health: health.cause == "bug")
        manager.capture("again", REQUEST)
        assert heard.until(ScanEnded) == ScanEnded("again", 1)


def test_a_capture_without_a_camera_fails_at_once() -> None:
    bus = EventBus()
    heard = Heard(bus)
    manager = DeviceManager(bus, SystemClock(), Fitted())
    manager.preview(True)
    manager.capture("job", REQUEST)
    assert heard.events == [ScanFailed("job", "absent")]
