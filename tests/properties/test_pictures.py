"""Whatever bytes somebody brings: pictures or a DeviceFailure with a cause, and nothing else."""

from contextlib import suppress
from functools import cache
from io import BytesIO

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from devices.causes import CAUSES
from devices.papers.files import MOST_PIXELS, pictures_of
from devices.papers.picture import Picture
from devices.papers.pipeline import make_page
from kiosk.domain.material import ColourMode, MaterialRule
from kiosk.domain.text import Text
from kiosk.errors import DeviceFailure
from tests.support.sheets import sheet

pytestmark = pytest.mark.decoder

BOUNDED = settings(deadline=20_000)
"""Milliseconds for one file, on a machine that has other things to do."""

KINDS = ("JPEG", "PNG", "TIFF", "PDF")
ENDS = {"", *CAUSES}


@cache
def good(kind: str) -> bytes:
    pixels = np.ascontiguousarray(sheet("form", dpi=50).pixels[:, :, ::-1])
    target = BytesIO()
    Image.fromarray(pixels).save(target, kind)
    return target.getvalue()


def end_of(content: bytes) -> str:
    """The cause by which reading it ends, "" where all of it were pictures; anything else fails the test."""
    try:
        sizes = [(picture.width, picture.height) for picture in pictures_of(content, 50)]
    except DeviceFailure as fault:
        return fault.cause
    assert all(0 < width * height <= MOST_PIXELS for width, height in sizes)
    return "" if sizes else "nothing"


@BOUNDED
@given(st.binary(max_size=4000))
def test_any_bytes(content: bytes) -> None:
    assert end_of(content) in ENDS


@BOUNDED
@given(st.sampled_from(KINDS), st.binary(max_size=2000))
def test_any_bytes_behind_a_good_beginning(kind: str, content: bytes) -> None:
    assert end_of(good(kind)[:64] + content) in ENDS


@BOUNDED
@given(st.sampled_from(KINDS), st.floats(0, 1))
def test_a_file_cut_anywhere(kind: str, part: float) -> None:
    content = good(kind)
    assert end_of(content[: int(len(content) * part)]) in ENDS


@BOUNDED
@given(st.sampled_from(KINDS), st.lists(st.tuples(st.floats(0, 1), st.binary(min_size=1, max_size=8)), max_size=12))
def test_a_damaged_file(kind: str, damage: list[tuple[float, bytes]]) -> None:
    content = bytearray(good(kind))
    for place, put in damage:
        at = int(place * (len(content) - 1))
        content[at : at + len(put)] = put
    assert end_of(bytes(content)) in ENDS


@BOUNDED
@given(st.sampled_from(KINDS), st.lists(st.tuples(st.integers(0, 63), st.integers(0, 255)), min_size=1, max_size=6))
def test_a_damaged_beginning(kind: str, damage: list[tuple[int, int]]) -> None:
    # Where sizes, depths and tables stand.
    content = bytearray(good(kind))
    for place, put in damage:
        content[place] = put
    assert end_of(bytes(content)) in ENDS


@BOUNDED
@given(
    st.integers(1, 400),
    st.integers(1, 400),
    st.sampled_from(["noise", "black", "white", "half", "steps"]),
    st.booleans(),
    st.booleans(),
    st.sampled_from(list(ColourMode)),
    st.sampled_from([None, 10, 150, 5000]),
)
def test_any_picture_through_the_pipeline(
    width: int, height: int, kind: str, grey: bool, from_camera: bool, colour: ColourMode, dpi: int | None
) -> None:
    shape = (height, width) if grey else (height, width, 3)
    pixels = np.random.default_rng(width * height).integers(0, 256, shape, dtype=np.uint8)
    if kind in {"black", "white"}:
        pixels[:] = 0 if kind == "black" else 255
    elif kind == "half":
        pixels[: height // 2], pixels[height // 2 :] = 10, 240
    elif kind == "steps":
        pixels[:] = np.uint8(np.arange(width) * 255 // width).reshape((1, width) if grey else (1, width, 1))
    rule = MaterialRule("deed", Text("房产证"), colour=colour, max_bytes=900_000, max_pages=1)
    with suppress(DeviceFailure):
        page = make_page(Picture(pixels, dpi), rule, from_camera=from_camera)
        assert page is None or len(page.content) <= 900_000
        assert min(width, height) >= 100, "too small to be read"
