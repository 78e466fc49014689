"""The document camera's cable is pulled, or it freezes, while somebody looks through it."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from devices.cameras.isolated import IsolatedCamera
from devices.fitted import Fitted
from devices.manager import DeviceManager
from devices.simulators.camera_control import CameraControl
from kiosk.clock import SystemClock
from kiosk.domain.material import MaterialRule
from kiosk.domain.text import Text
from kiosk.events import CameraSaw, EventBus, PageScanned, ScanFailed
from kiosk.ports import DeviceState, ScanRequest
from tests.support.camera import stand_in_camera
from tests.support.devices import QUICK, Heard

DEED = ScanRequest(MaterialRule("deed", Text("房产证"), max_pages=1, resolution_dpi=200))


@dataclass(frozen=True, slots=True)
class Desk:
    """A terminal whose only device is a camera."""

    control: CameraControl
    manager: DeviceManager
    heard: Heard

    def pictures(self) -> int:
        return sum(isinstance(event, CameraSaw) for event in self.heard.events)

    def lost(self, cause: str, after: int) -> None:
        health = self.heard.until_health(lambda health: health.cause == cause, after=after)
        assert health.state in (DeviceState.ABSENT, DeviceState.FAILED)
        assert health.remedy

    def back(self, after: int) -> None:
        self.heard.until_health(lambda health: health.state is DeviceState.READY, after=after)


@pytest.fixture
def desk() -> Iterator[Desk]:
    with stand_in_camera() as stand_in:
        bus, clock = EventBus(), SystemClock()
        heard = Heard(bus)
        fitted = Fitted(camera=lambda: IsolatedCamera("", clock, root=stand_in.root))
        manager = DeviceManager(bus, clock, fitted, QUICK)
        manager.start()
        heard.until_health(lambda health: health.state is DeviceState.READY)
        yield Desk(stand_in.control, manager, heard)
        manager.stop()


def test_the_preview_goes_on_by_itself_as_often_as_it_happens(desk: Desk) -> None:
    desk.manager.preview(True)
    desk.heard.until(CameraSaw)
    for node in ("video0", "video2", "video4"):
        before = len(desk.heard.healths)
        desk.control.unplug()
        desk.lost("absent", before)
        desk.control.replug(node, links=node == "video0")
        desk.back(before + 1)
        desk.heard.until(CameraSaw, desk.pictures() + 2)
    assert desk.manager.snapshots()[0].place.endswith("video4"), "under its newest name"


def test_a_page_asked_for_while_it_is_away_fails_and_later_works(desk: Desk) -> None:
    before = len(desk.heard.healths)
    desk.control.unplug()
    desk.lost("absent", before)
    desk.manager.capture("away", DEED)
    assert desk.heard.until(ScanFailed) == ScanFailed("away", "absent")
    desk.control.replug()
    desk.back(before + 1)
    desk.manager.capture("back", DEED)
    assert desk.heard.until(PageScanned).job == "back"


def test_a_camera_that_freezes_under_the_preview_is_told_and_comes_back(desk: Desk) -> None:
    desk.manager.preview(True)
    desk.heard.until(CameraSaw)
    before = len(desk.heard.healths)
    desk.control.freeze()
    desk.lost("no-answer", before)
    desk.control.thaw()
    desk.back(before + 1)
    frozen = desk.pictures()
    assert desk.heard.until(CameraSaw, frozen + 2).picture.content, "the preview goes on"
    (health,) = desk.manager.snapshots()
    assert (health.state, health.cause) == (DeviceState.READY, "")


def test_turned_off_while_it_was_away_it_stays_off(desk: Desk) -> None:
    desk.manager.preview(True)
    desk.heard.until(CameraSaw)
    before = len(desk.heard.healths)
    desk.control.unplug()
    desk.lost("absent", before)
    desk.manager.preview(False)
    desk.control.replug()
    desk.back(before + 1)
    seen = desk.pictures()
    desk.manager.capture("job", DEED)
    desk.heard.until(PageScanned)
    assert desk.pictures() == seen
