"""What lies beneath the stand-in camera: a sheet on a table, as a lens sees it from aslant."""

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt

Pixels = npt.NDArray[Any]

WIDTH, HEIGHT = 2592, 1944
LETTER, BLANK, NOTHING = "letter", "blank", ""

_SHEET = (1240, 1754)  # A4 at 150 dpi
_TABLE = (58, 74, 92)
_CORNERS = np.array([(742, 92), (1874, 128), (1930, 1862), (668, 1808)], np.float32)
"""Where the sheet's corners are seen, from its upper left one clockwise, in a picture of WIDTH × HEIGHT."""

_WHITE = 0.86
"""A lens in a room shows white paper as a light grey, so that a lamp on it can be brighter."""

WARM_UP = (0.2, 0.4, 0.65, 0.85)
"""How bright the first pictures of a stream are: the exposure is still being found."""
VARIANTS = 3
"""Pictures of a scene that does not move still differ, by the noise of the sensor."""


@dataclass(frozen=True, slots=True)
class Scene:
    """`sheet` is LETTER, BLANK, NOTHING or the path of a picture; `glare` a lamp that shines into the lens."""

    sheet: str = NOTHING
    glare: bool = False


@lru_cache(maxsize=1)
def drawn(scene: Scene) -> Pixels:
    """The scene at full size, without noise. Raises ValueError where the sheet's picture cannot be read."""
    seen = _table()
    sheet = _sheet(scene.sheet)
    if sheet is not None:
        _lay(seen, sheet)
    if scene.glare:
        _shine(seen)
    return seen


def photographs(scene: Scene, width: int, height: int, fourcc: str) -> tuple[list[bytes], list[bytes]]:
    """The scene as a camera gives it: the pictures of its warm-up, then those that come again and again."""
    pixels = drawn(scene)
    if (width, height) != (WIDTH, HEIGHT):
        pixels = cv2.resize(pixels, (width, height), interpolation=cv2.INTER_AREA)
    dark = [cv2.convertScaleAbs(pixels, alpha=gain) for gain in WARM_UP]
    bright = [_noisy(pixels, number) for number in range(VARIANTS)]
    return [_encoded(one, fourcc) for one in dark], [_encoded(one, fourcc) for one in bright]


def _noisy(pixels: Pixels, seed: int) -> Pixels:
    grains = np.random.default_rng(seed).integers(0, 7, pixels.shape[:2], np.uint8)
    noisy: Pixels = cv2.add(pixels, cv2.merge([grains] * 3))
    return noisy


def _encoded(pixels: Pixels, fourcc: str) -> bytes:
    if fourcc == "MJPG":
        return cv2.imencode(".jpg", pixels, [cv2.IMWRITE_JPEG_QUALITY, 85])[1].tobytes()
    return bytes(cv2.cvtColor(pixels, cv2.COLOR_BGR2YUV_YUYV).tobytes())


def _table() -> Pixels:
    grain = np.random.default_rng(3).integers(-9, 10, (HEIGHT // 4, 1, 1), np.int16)
    planks = (np.array(_TABLE, np.int16) + grain).astype(np.uint8)
    table: Pixels = cv2.resize(planks, (WIDTH, HEIGHT), interpolation=cv2.INTER_NEAREST)
    return table


def _sheet(name: str) -> Pixels | None:
    if name == NOTHING:
        return None
    if name in (LETTER, BLANK):
        return _letter(written=name == LETTER)
    if not Path(name).is_file():
        raise ValueError("there is no such picture of a sheet")
    read = cv2.imdecode(np.fromfile(name, np.uint8), cv2.IMREAD_COLOR)
    if read is None:
        raise ValueError("this is not a picture of a sheet")
    return read


def _letter(*, written: bool) -> Pixels:
    width, height = _SHEET
    sheet: Pixels = np.full((height, width, 3), 244, np.uint8)
    if not written:
        return sheet
    ink = (40, 36, 34)
    cv2.putText(sheet, "LETTER 2026-0042", (300, 180), cv2.FONT_HERSHEY_SIMPLEX, 2.0, ink, 4, cv2.LINE_AA)
    for line in range(26):
        words = f"{line + 1:02d}  the quick brown fox jumps over the lazy dog  {line * 7919 % 100000:05d}"
        where = (110, 300 + line * 46)
        cv2.putText(sheet, words, where, cv2.FONT_HERSHEY_SIMPLEX, 0.95, ink, 2, cv2.LINE_AA)
    cv2.circle(sheet, (930, 1590), 110, (45, 38, 190), 9, cv2.LINE_AA)
    return sheet


def _lay(seen: Pixels, sheet: Pixels) -> None:
    height, width = sheet.shape[:2]
    corners = np.array([(0, 0), (width, 0), (width, height), (0, height)], np.float32)
    bend = cv2.getPerspectiveTransform(corners, _CORNERS)
    dimmed = cv2.convertScaleAbs(sheet, alpha=_WHITE)
    laid = cv2.warpPerspective(dimmed, bend, (WIDTH, HEIGHT), flags=cv2.INTER_LINEAR)
    where = np.zeros((HEIGHT, WIDTH), np.uint8)
    cv2.fillConvexPoly(where, _CORNERS.astype(np.int32), 255)
    cv2.copyTo(laid, where, seen)


def _shine(seen: Pixels) -> None:
    light: Pixels = np.zeros((HEIGHT // 8, WIDTH // 8), np.float32)
    cv2.circle(light, (1300 // 8, 900 // 8), 34, 1.0, -1)
    light = cv2.GaussianBlur(light, (0, 0), 9)
    light = cv2.resize(light, (WIDTH, HEIGHT))
    bright = cv2.convertScaleAbs(light, alpha=255)
    cv2.add(seen, cv2.merge([bright] * 3), dst=seen)
