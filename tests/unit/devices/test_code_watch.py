"""Codes held under the camera: each told once while it lies there, and again when it comes back."""

import threading
from collections.abc import Iterator

import pytest
from PIL import Image

from devices.codes.watch import CodeWatch, CodeWatchDelays
from kiosk.events import CameraSaw, CodeScanned, EventBus
from kiosk.ports import CameraPicture
from tests.support.devices import HandClock, Heard
from tests.unit.devices.test_codes_in_images import CODE, jpeg, on_a_desk, qr

FIRST, SECOND = jpeg(on_a_desk(qr())), jpeg(on_a_desk(qr("https://example.org/")))
EMPTY = jpeg(Image.new("L", (320, 240), 90))


class Camera:
    """Shows pictures to the bus, as the camera's thread does."""

    def __init__(self) -> None:
        self.bus, self.clock = EventBus(), HandClock()
        self.watch = CodeWatch(self.bus, self.clock, CodeWatchDelays(look_s=0.001, forget_s=3.0))
        self.heard = Heard(self.bus)

    def show(self, content: bytes) -> None:
        self.bus.publish(CameraSaw(CameraPicture(content, 1600, 1200)))

    def codes(self, count: int) -> list[str]:
        self.heard.until(CodeScanned, count)
        return [event.code for event in self.heard.events if isinstance(event, CodeScanned)]


@pytest.fixture
def camera() -> Iterator[Camera]:
    made = Camera()
    made.watch.watch(on=True)
    yield made
    made.watch.watch(on=False)


def test_a_code_that_lies_there_is_told_once(camera: Camera) -> None:
    for _ in range(3):
        camera.show(FIRST)
    assert camera.codes(1) == [CODE]
    camera.show(FIRST)
    camera.show(SECOND)
    assert camera.codes(2) == [CODE, "https://example.org/"]


def test_a_code_that_comes_back_is_told_again(camera: Camera) -> None:
    camera.show(FIRST)
    camera.codes(1)
    camera.clock.advance(3.5)
    camera.show(FIRST)
    assert camera.codes(2) == [CODE, CODE]


def test_a_picture_that_cannot_be_read_is_passed_over(camera: Camera) -> None:
    camera.show(b"no picture")
    camera.show(EMPTY)
    camera.show(FIRST)
    assert camera.codes(1) == [CODE]


def test_nothing_is_searched_while_nobody_asks() -> None:
    camera = Camera()
    camera.show(FIRST)
    camera.watch.watch(on=True)
    camera.watch.watch(on=True)
    camera.watch.watch(on=False)
    camera.show(FIRST)
    for thread in threading.enumerate():
        if thread.name == "codes":
            thread.join(10)
            assert not thread.is_alive()
    camera.watch.watch(on=True)
    camera.show(SECOND)
    assert camera.codes(1) == ["https://example.org/"]
    camera.watch.watch(on=False)
