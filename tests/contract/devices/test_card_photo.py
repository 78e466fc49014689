"""A card's photo by a maker's library: the picture is right, and whatever the library does stays in its process."""

import logging
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import psutil
import pytest
from PIL import Image

from devices.cards.photo import BMP_BYTES, PhotoDecoder, PhotoDelays
from devices.simulators.sample_cards import PHOTO
from kiosk.clock import SystemClock
from kiosk.errors import DeviceFailure
from tests.support.photos import CODE, MAKERS, compile_photo_library, drawn

HASTY = PhotoDelays(decode_s=0.5)
"""Only a call that hangs takes so long here."""


def decoder_with(folder: Path, maker: str, *defines: str, code: int = CODE) -> PhotoDecoder:
    return PhotoDecoder(compile_photo_library(folder, maker, *defines), code, SystemClock())


def cause_of(call: Callable[[], object]) -> DeviceFailure:
    with pytest.raises(DeviceFailure) as caught:
        call()
    return caught.value


def nothing_is_left() -> bool:
    return not any("devices.isolation.child" in child.cmdline() for child in psutil.Process().children())


@pytest.mark.parametrize("maker", MAKERS)
def test_photo_becomes_the_same_picture_whatever_the_maker_calls_the_function(tmp_path: Path, maker: str) -> None:
    bmp = decoder_with(tmp_path, maker).decode(PHOTO)
    assert len(bmp) == BMP_BYTES == 38_862
    with Image.open(BytesIO(bmp)) as picture:
        assert (picture.format, picture.size, picture.mode) == ("BMP", (102, 126), "RGB")
        assert picture.tobytes() == drawn(PHOTO).tobytes()
    assert nothing_is_left()


@pytest.mark.parametrize("maker", ["UNPACK", "WLT_TO_BMP"])
@pytest.mark.parametrize(
    ("wrong", "cause"), [("HANGS", "no-answer"), ("CRASHES", "crashed"), ("REFUSES", "photo-undecoded")]
)
def test_library_that_hangs_crashes_or_refuses_costs_the_picture_and_its_process(
    tmp_path: Path, maker: str, wrong: str, cause: str
) -> None:
    decoder = PhotoDecoder(compile_photo_library(tmp_path, maker, wrong), CODE, SystemClock(), HASTY)
    assert cause_of(lambda: decoder.decode(PHOTO)).cause == cause
    assert nothing_is_left()


@pytest.mark.parametrize("maker", ["UNPACK", "BUFFER"])
@pytest.mark.parametrize("written", [0, 20, 54, 1_000, 38_000, 38_500])
def test_half_a_picture_is_none(tmp_path: Path, maker: str, written: int) -> None:
    decoder = decoder_with(tmp_path, maker, f"WRITES={written}")
    assert cause_of(lambda: decoder.decode(PHOTO)).cause == "photo-undecoded"


@pytest.mark.parametrize("maker", ["UNPACK", "BUFFER"])
def test_library_that_scribbles_a_little_behind_the_picture_is_borne(tmp_path: Path, maker: str) -> None:
    bmp = decoder_with(tmp_path, maker, "WRITES=60000").decode(PHOTO)
    with Image.open(BytesIO(bmp)) as picture:
        assert picture.tobytes() == drawn(PHOTO).tobytes()


@pytest.mark.parametrize("maker", ["UNPACK", "BUFFER"])
def test_library_that_writes_without_an_end_is_stopped_at_the_guard(tmp_path: Path, maker: str) -> None:
    fault = cause_of(lambda: decoder_with(tmp_path, maker, "WRITES=65537").decode(PHOTO))
    assert fault.cause == "crashed"
    assert "SIGSEGV" in str(fault)


def test_picture_of_another_size_is_refused(tmp_path: Path) -> None:
    assert cause_of(lambda: decoder_with(tmp_path, "BUFFER", "WIDTH=104").decode(PHOTO)).cause == "photo-undecoded"


@pytest.mark.parametrize(("code", "words"), [(0, "its maker's own number"), (603, "gave 0")])
def test_wrong_number_of_the_maker_is_told(tmp_path: Path, code: int, words: str) -> None:
    fault = cause_of(lambda: decoder_with(tmp_path, "UNPACK", code=code).decode(PHOTO))
    assert fault.cause == "photo-undecoded"
    assert words in str(fault)


def test_library_that_wants_to_lay_the_face_down_in_a_file_cannot(tmp_path: Path) -> None:
    laid = tmp_path / "zp.bmp"
    decoder = decoder_with(tmp_path, "UNPACK", "LAYS_DOWN", f'PHOTO_FILE="{laid}"')
    assert len(decoder.decode(PHOTO)) == BMP_BYTES
    assert laid.read_bytes() == b""


def test_library_that_is_missing_or_none_is_told_with_what_it_lacks(tmp_path: Path) -> None:
    missing = PhotoDecoder(tmp_path / "libwlt.so", CODE, SystemClock())
    assert cause_of(lambda: missing.decode(PHOTO)).cause == "no-driver"
    (tmp_path / "libwlt.so").write_bytes(b"MZ, for another system")
    assert "no library for this system" in str(cause_of(lambda: missing.decode(PHOTO)))
    without = decoder_with(tmp_path, "NONE")
    assert "has none of wlt2bmpBuffer" in str(cause_of(lambda: without.decode(PHOTO)))
    assert nothing_is_left()


@pytest.mark.parametrize("photo", [b"", PHOTO[:-1], PHOTO + b"\0"])
def test_card_without_a_photo_starts_no_process(tmp_path: Path, photo: bytes) -> None:
    assert cause_of(lambda: PhotoDecoder(tmp_path / "none", CODE, SystemClock()).decode(photo)).cause == "no-photo"


def test_nothing_of_a_face_reaches_the_log_or_a_fault(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        fault = cause_of(lambda: decoder_with(tmp_path, "UNPACK", "REFUSES").decode(PHOTO))
    assert repr(PHOTO)[2:20] not in caplog.text + repr(fault)
