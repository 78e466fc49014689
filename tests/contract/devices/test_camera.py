"""What every camera does (`kiosk.ports.Camera`), on OpenCV's real V4L2 backend over the stand-in camera."""

import io
import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from subprocess import run
from threading import Thread

import cv2
import numpy as np
import pytest
from PIL import Image

from devices.cameras.isolated import IsolatedCamera, IsolatedCameraDelays
from devices.simulators.camera_control import CameraHandle
from kiosk.clock import SystemClock
from kiosk.domain.material import MaterialRule, Page, PageDoubt
from kiosk.domain.text import Text
from kiosk.errors import DeviceFailure
from kiosk.ports import Camera, CameraPicture, ScanRequest
from tests.support.camera import stand_in_camera
from tests.support.devices import HandClock
from tests.support.ownership import refusal_elsewhere

PREVIEW = (648, 486)


def request(max_bytes: int = 10_000_000) -> ScanRequest:
    return ScanRequest(MaterialRule("deed", Text("房产证"), max_pages=1, resolution_dpi=200, max_bytes=max_bytes))


@pytest.fixture
def stand_in() -> Iterator[CameraHandle]:
    with stand_in_camera() as camera:
        yield camera


@contextmanager
def opened(
    stand_in: CameraHandle, name: str = "", delays: IsolatedCameraDelays | None = None
) -> Iterator[IsolatedCamera]:
    camera = IsolatedCamera(name, SystemClock(), root=stand_in.root, delays=delays)
    camera.open()
    try:
        yield camera
    finally:
        camera.close()


@pytest.fixture
def camera(stand_in: CameraHandle) -> Iterator[IsolatedCamera]:
    with opened(stand_in) as one:
        yield one


def cause_of(call: object) -> str:
    with pytest.raises(DeviceFailure) as failed:
        call()  # type: ignore[operator]
    return failed.value.cause


def pixels(picture: CameraPicture | Page) -> np.ndarray:
    found = cv2.imdecode(np.frombuffer(picture.content, np.uint8), cv2.IMREAD_COLOR)
    assert found is not None
    return found


def streaming(stand_in: CameraHandle) -> str:
    return str(stand_in.control.state()["streaming"])


def test_it_is_a_camera(camera: Camera) -> None:
    assert camera.preview().width_px == PREVIEW[0]


def test_opening_waits_for_a_picture_and_leaves_the_light_off(camera: IsolatedCamera, stand_in: CameraHandle) -> None:
    assert streaming(stand_in) == ""
    assert stand_in.control.state()["open"] == 0
    assert camera.driver_name == "uvc"
    assert camera.place == str(stand_in.node), "the lasting name, of the node that gives pictures"
    camera.check()


def test_the_preview_is_a_small_picture_of_what_lies_there(camera: IsolatedCamera, stand_in: CameraHandle) -> None:
    for _ in range(6):
        picture = camera.preview()
    assert (picture.width_px, picture.height_px) == PREVIEW
    assert pixels(picture).shape == (PREVIEW[1], PREVIEW[0], 3)
    assert len(picture.content) < 200_000
    assert streaming(stand_in) == "MJPG 2592x1944", "one stream for preview and capture"
    light = pixels(picture)[PREVIEW[1] // 2, PREVIEW[0] // 2]
    stand_in.control.take_away()
    seen = [pixels(camera.preview())[PREVIEW[1] // 2, PREVIEW[0] // 2].mean() for _ in range(6)]
    assert seen[-1] < light.mean() - 100, "the table is darker than the sheet"


def test_a_page_is_taken_at_full_resolution(camera: IsolatedCamera) -> None:
    page = camera.capture(request())
    assert page.media_type == "image/jpeg"
    assert pixels(page).shape[:2] == (page.height_px, page.width_px)
    assert max(page.width_px, page.height_px) >= 1700, "as many pixels as the sheet has beneath this camera"
    # Pillow, which did not make it, opens it too.
    assert Image.open(io.BytesIO(page.content)).size == (page.width_px, page.height_px)


def test_no_page_is_taken_before_the_light_has_settled(camera: IsolatedCamera) -> None:
    # Straight after opening: the stream starts anew, with its dark pictures.
    page = pixels(camera.capture(request()))
    assert np.percentile(page, 95) > 195, "the sheet is white"


def test_a_capture_shows_what_lies_there_when_it_is_asked_for(camera: IsolatedCamera, stand_in: CameraHandle) -> None:
    stand_in.control.lay("letter")
    written = camera.capture(request())
    stand_in.control.glare(True)
    shone_on = camera.capture(request())
    assert written.digest != shone_on.digest
    assert written.doubts == ()
    assert PageDoubt.GLARE in shone_on.doubts


def test_it_keeps_to_the_size_limit(camera: IsolatedCamera) -> None:
    assert len(camera.capture(request(max_bytes=150_000)).content) <= 150_000


def test_rest_turns_the_light_off_and_the_next_picture_on(camera: IsolatedCamera, stand_in: CameraHandle) -> None:
    camera.preview()
    assert streaming(stand_in)
    camera.rest()
    assert streaming(stand_in) == ""
    camera.rest()
    camera.check()
    camera.capture(request())
    assert streaming(stand_in)


def test_closing_gives_the_camera_back_and_may_be_done_twice(stand_in: CameraHandle) -> None:
    with opened(stand_in) as camera:
        camera.preview()
        camera.close()
        assert stand_in.control.state()["open"] == 0
        assert camera.pid is None
        assert cause_of(camera.preview) == "absent"
        camera.open()
        camera.preview()


def test_damaged_pictures_are_passed_over(camera: IsolatedCamera, stand_in: CameraHandle) -> None:
    for _ in range(6):
        before = pixels(camera.preview())
    stand_in.control.damage(4)
    after = pixels(camera.preview())
    assert np.abs(before.astype(int) - after).mean() < 6, "no half picture"
    stand_in.control.damage(3)
    page = pixels(camera.capture(request()))
    assert page.reshape(-1, 3)[-page.shape[1] :].std() > 0, "no half page"


def test_a_line_that_damages_everything_is_told(camera: IsolatedCamera, stand_in: CameraHandle) -> None:
    camera.preview()
    stand_in.control.damage(100_000)
    assert cause_of(camera.preview) == "io"
    assert cause_of(lambda: camera.capture(request())) == "io"
    stand_in.control.damage(0)
    camera.preview()


def test_a_camera_that_freezes_is_told_and_can_be_opened_anew(camera: IsolatedCamera, stand_in: CameraHandle) -> None:
    camera.preview()
    stand_in.control.freeze()
    assert cause_of(camera.preview) == "no-answer"
    camera.close()
    assert cause_of(camera.open) == "no-answer"
    stand_in.control.thaw()
    camera.open()
    camera.preview()


def test_a_driver_that_hangs_is_killed(stand_in: CameraHandle) -> None:
    with opened(stand_in, delays=IsolatedCameraDelays(first_s=1.0)) as camera:
        stand_in.control.hang()
        assert cause_of(camera.preview) == "no-answer"
        assert camera.pid is None
        stand_in.control.thaw()
        camera.close()
        camera.open()
        camera.preview()


def test_a_driver_that_crashes_is_told(camera: IsolatedCamera) -> None:
    camera.preview()
    assert camera.pid is not None
    os.kill(camera.pid, signal.SIGKILL)
    assert cause_of(camera.preview) == "crashed"
    camera.close()
    camera.open()
    camera.preview()


def test_a_hanging_call_can_be_ended_from_another_thread(stand_in: CameraHandle) -> None:
    with opened(stand_in) as camera:
        stand_in.control.hang()
        causes: list[str] = []

        def end_it() -> None:
            camera.cancel()
            causes.append("cancelled")

        ending = Thread(target=end_it)
        ending.start()
        assert cause_of(camera.preview) in {"stopped", "crashed"}
        ending.join()
        stand_in.control.thaw()


def test_an_unplugged_camera_is_told_at_once_and_found_again(camera: IsolatedCamera, stand_in: CameraHandle) -> None:
    camera.preview()
    stand_in.control.unplug()
    assert cause_of(camera.preview) == "absent"
    assert cause_of(camera.check) == "absent"
    camera.close()
    assert cause_of(camera.open) == "absent"
    assert camera.pid is None, "no process is kept for a camera that is not there"
    stand_in.control.replug("video2", links=False)
    camera.open()
    assert camera.place == str(stand_in.root / "video2"), "under another name"
    camera.preview()


def test_one_unplugged_at_rest_is_told_by_its_check(camera: IsolatedCamera, stand_in: CameraHandle) -> None:
    camera.check()
    stand_in.control.unplug()
    assert cause_of(camera.check) == "absent"


def test_a_camera_that_another_program_holds_is_told(stand_in: CameraHandle) -> None:
    stand_in.control.occupy(True)
    camera = IsolatedCamera("", SystemClock(), root=stand_in.root)
    assert cause_of(camera.open) == "in-use"
    stand_in.control.occupy(False)
    camera.open()
    camera.close()


def test_a_named_camera_and_no_other(stand_in: CameraHandle) -> None:
    with opened(stand_in, str(stand_in.root / "video0")) as camera:
        assert camera.place == str(stand_in.root / "video0")
    missing = IsolatedCamera(str(stand_in.root / "video7"), SystemClock(), root=stand_in.root)
    assert cause_of(missing.open) == "absent"


def test_a_camera_without_jpeg_gives_pages_too() -> None:
    with stand_in_camera(plain_only=True) as stand_in, opened(stand_in) as camera:
        assert camera.preview().width_px == 640
        assert streaming(stand_in) == "YUYV 1280x960"
        assert np.percentile(pixels(camera.capture(request())), 95) > 195


def test_nothing_beneath_it_is_no_paper_and_leaves_the_camera_ready(
    camera: IsolatedCamera, stand_in: CameraHandle
) -> None:
    stand_in.control.lay("blank")
    assert cause_of(lambda: camera.capture(request())) == "no-paper"
    stand_in.control.lay("letter")
    camera.capture(request())


def test_only_its_own_thread_may_call_it(camera: IsolatedCamera) -> None:
    assert "does not own it" in refusal_elsewhere(camera.preview)


def test_a_process_whose_camera_rests_is_ended_after_a_while_and_made_anew(stand_in: CameraHandle) -> None:
    clock = HandClock()
    camera = IsolatedCamera("", clock, root=stand_in.root, delays=IsolatedCameraDelays(linger_s=30.0))
    camera.open()
    camera.check()
    assert camera.pid is not None
    clock.advance(31)
    camera.check()
    assert camera.pid is None, "an idle terminal keeps no OpenCV in memory"
    camera.check()
    camera.preview()
    clock.advance(31)
    camera.check()
    assert camera.pid is not None, "somebody looks through it"
    camera.close()


def test_the_terminals_own_process_loads_no_opencv(stand_in: CameraHandle) -> None:
    script = f"""
import sys
from pathlib import Path
from devices.cameras.isolated import IsolatedCamera
from devices.fitting import fit
from kiosk.clock import SystemClock
from tests.support.ownership import refusal_elsewhere
camera = IsolatedCamera("", SystemClock(), root=Path({str(stand_in.root)!r}))
camera.open()
camera.preview()
camera.close()
print(sorted({{"cv2", "numpy"}} & set(sys.modules)))
"""
    done = run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, "[]\n"), done.stderr
