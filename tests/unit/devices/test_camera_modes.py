"""Which of a camera's kinds of picture is taken, and which pictures count as whole."""

import cv2
import numpy as np
import pytest

from devices.cameras.pictures import Shot, agree, whole
from devices.cameras.v4l2 import Mode, choose
from kiosk.errors import DeviceFailure

JPEG_5MP = Mode("MJPG", 2592, 1944, 15.0)
JPEG_SMALL = Mode("MJPG", 640, 480, 30.0)
PLAIN_5MP = Mode("YUYV", 2592, 1944, 2.0)
PLAIN_SMALL = Mode("YUYV", 640, 480, 30.0)


def packed(width: int = 64, height: int = 48, shade: int = 128) -> bytes:
    noise = np.random.default_rng(shade).integers(0, 40, (height, width, 3), np.uint8)
    done, content = cv2.imencode(".jpg", noise + np.uint8(shade))
    assert done
    return content.tobytes()


SMALL = Mode("MJPG", 64, 48, 30.0)


@pytest.mark.parametrize(
    ("modes", "chosen"),
    [
        ([PLAIN_SMALL, JPEG_SMALL, JPEG_5MP, PLAIN_5MP], JPEG_5MP),
        ([PLAIN_5MP, PLAIN_SMALL], PLAIN_SMALL),
        ([PLAIN_5MP], PLAIN_5MP),
        ([Mode("MJPG", 640, 480), Mode("YUYV", 640, 480)], Mode("MJPG", 640, 480)),
        # Too slow for a preview, and there is a quicker one with which a page is still good.
        ([Mode("MJPG", 4208, 3120, 3.0), JPEG_5MP], JPEG_5MP),
        # Too slow, but anything quicker would cost the page.
        ([JPEG_5MP, Mode("MJPG", 640, 480, 30.0)], JPEG_5MP),
        ([Mode("MJPG", 2592, 1944, 4.0), JPEG_SMALL], Mode("MJPG", 2592, 1944, 4.0)),
        # What nobody can hold in memory, and what is no picture.
        ([Mode("MJPG", 20_000, 20_000, 30.0), JPEG_SMALL], JPEG_SMALL),
        ([Mode("H264", 3840, 2160, 30.0), Mode("MJPG", 0, 0), PLAIN_SMALL], PLAIN_SMALL),
    ],
)
def test_the_largest_that_is_quick_enough_unless_the_page_would_suffer(modes: list[Mode], chosen: Mode) -> None:
    assert choose(modes) == chosen
    assert choose(modes[::-1]) == chosen


@pytest.mark.parametrize("modes", [[], [Mode("H264", 1920, 1080)], [Mode("MJPG", 0, 10)]])
def test_a_camera_without_a_usable_picture_is_refused(modes: list[Mode]) -> None:
    with pytest.raises(DeviceFailure) as failed:
        choose(modes)
    assert failed.value.cause == "unsupported"


def test_a_whole_picture_is_whole_padded_or_not() -> None:
    assert whole(packed(), SMALL)
    assert whole(packed() + bytes(40), SMALL)


@pytest.mark.parametrize(
    "damaged",
    [
        b"",
        b"\xff\xd8\xff\xd9",
        b"\xff" * 500,
        packed()[:-2],
        packed()[: len(packed()) // 2],
        packed()[10:],
        packed(128, 96),
        packed() + b"more of something else",
        b"\xff\xd8\xff\xe0\x00\x00" + packed()[2:],
        b"\xff\xd8\xff\xe0\xff\xff" + packed()[-200:],
    ],
)
def test_what_is_cut_short_or_of_another_size_is_not(damaged: bytes) -> None:
    assert not whole(damaged, SMALL)


@pytest.mark.parametrize("hostile", [b"", b"\xff\xd8\xff\xd9", b"\xff\xd8" + bytes(300) + b"\xff\xd9", packed()[:400]])
def test_nothing_but_pixels_or_none_comes_out_of_a_damaged_one(hostile: bytes) -> None:
    shot = Shot(hostile)
    for made in (shot.full(), shot.glance()):
        assert made is None or made.dtype == np.uint8
    assert shot.sharpness() >= 0
    shot.look(SMALL)


def test_two_pictures_of_the_same_agree_and_others_do_not() -> None:
    still = np.full((60, 80), 120, np.uint8)
    grain = np.random.default_rng(1).integers(0, 4, still.shape, np.uint8)
    hand = still.copy()
    hand[:30] = 60
    hand[30:] = 180
    assert agree(still, still + grain)
    assert not agree(still, still + np.uint8(9)), "the light still changes"
    assert not agree(still, hand), "something moved"
    assert not agree(still, still[:50])


def test_the_sharper_of_two_is_known_by_its_edges() -> None:
    lines = np.zeros((480, 640, 3), np.uint8)
    lines[::8] = 255
    blurred = cv2.GaussianBlur(lines, (0, 0), 3)
    sharp, soft = (Shot(cv2.imencode(".jpg", picture)[1].tobytes()) for picture in (lines, blurred))
    assert sharp.sharpness() > 2 * soft.sharpness()
