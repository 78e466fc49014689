"""Turns a sheet so that its print can be read: by its lines, and by which way up Chinese characters stand.

Characters have no ascenders to go by, but their strokes are not the same upside down: dots sit on top, legs spread
below, full stops lie at the foot of the line. A small judge (one hidden layer over the directions of the strokes),
taught with `packaging/teach_upright.py`, says of every piece of a line which way up it is; a page is
turned only where many pieces agree. What is not sure is left as it lies.
"""

from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from io import BytesIO
from typing import TypeAlias

import cv2
import numpy as np

from devices.papers.picture import Picture, Pixels, grey_of, reduced

Box: TypeAlias = tuple[int, int, int, int]
"""Left, top, width, height, in pixels."""

_LONG_PX = 1650
"""A copy of about 140 dpi: small print is 18 pixels high there."""
_LEAST_LINE_PX, _MOST_LINE_PX = 10, 90
_LEAST_LINES, _LEAST_PIECES = 3, 12
"""One line alone may be anything: the horizon of a photograph, a row of tiles."""
_MOST_LINES, _LONGEST_STRIP_PX, _MOST_PIECES = 24, 2000, 500
"""More of them would tell nothing new."""
_SURE = 16.0
"""The least sum of log-odds, the odds being counted more cautiously than the judge gives them."""
_PIECES_TOGETHER = 3.0
"""Pieces of a page are much alike (one font, one printer): so many of them count as one."""
_AGREEING = 0.82
_SIDEWAYS = 1.7
"""So much more of the ink must part into lines across than along before a page counts as lying on its side."""

STRIP_PX = 24
"""The height at which the judge looks at a line; a piece is as wide as it is high."""
_CELLS = 6
_DIRECTIONS = 8


_ROTATIONS = {1: cv2.ROTATE_90_COUNTERCLOCKWISE, 2: cv2.ROTATE_180, 3: cv2.ROTATE_90_CLOCKWISE}


def turned_by(picture: Picture, turns: int) -> Picture:
    """The picture after so many quarter turns counter-clockwise; the very same one after none."""
    return Picture(cv2.rotate(picture.pixels, _ROTATIONS[turns]), picture.dpi) if turns else picture


def turns_needed(pixels: Pixels) -> int:
    """Quarter turns counter-clockwise, 0 to 3, after which the print stands upright; 0 where it is not sure."""
    grey = grey_of(reduced(pixels, _LONG_PX)[0])
    ink = _ink(grey)
    level, side = _blocks(ink), _blocks(np.rot90(ink))
    if _share(side) > _SIDEWAYS * _share(level):
        sure = certainty(np.rot90(grey), side)
        return 0 if abs(sure) < _SURE else (1 if sure > 0 else 3)
    if _share(level) > _share(side) and certainty(grey, level) < -_SURE:
        return 2
    return 0


def certainty(grey: Pixels, lines: list[Box]) -> float:
    """Cautious log-odds that level lines stand upright (above 0) or on their heads (below); 0.0 where they disagree."""
    found = [one for one in (features(strip) for strip in strips(grey, lines)) if len(one)]
    if len(found) < _LEAST_LINES or sum(len(one) for one in found) < _LEAST_PIECES:
        return 0.0
    step = 1 + sum(len(one) for one in found) // _MOST_PIECES
    pieces = [one[::step] for one in found]
    every = np.clip(judge().odds(np.concatenate(pieces)), -4, 4)
    total = float(every.sum())
    by_line = [float(part.sum()) for part in np.split(every, np.cumsum([len(one) for one in pieces])[:-1])]
    agreeing = min(float(np.mean(np.sign(votes) == np.sign(total))) for votes in (every, np.array(by_line)))
    return total / _PIECES_TOGETHER if agreeing >= _AGREEING else 0.0


def _ink(grey: Pixels) -> Pixels:
    """255 where there is print: darker than around it, without ruling lines and without what is large."""
    dark = cv2.adaptiveThreshold(grey, 255, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY_INV, 31, 18)
    for shape in ((61, 1), (1, 61)):
        ruled = cv2.morphologyEx(dark, cv2.MORPH_OPEN, np.ones(shape, np.uint8))
        dark = cv2.subtract(dark, cv2.dilate(ruled, np.ones((3, 3), np.uint8)))
    return dark


def _blocks(ink: Pixels) -> list[Box]:
    """What looks like level lines."""
    smeared = cv2.morphologyEx(ink, cv2.MORPH_CLOSE, np.ones((3, 19), np.uint8))
    count, _, boxes, _ = cv2.connectedComponentsWithStats(smeared, connectivity=4)
    found = []
    for x, y, width, height, area in boxes[1:count]:
        line_like = _LEAST_LINE_PX <= height <= _MOST_LINE_PX and width >= 1.8 * height
        if line_like and area > 0.45 * width * height:
            found.append((int(x), int(y), int(width), int(height)))
    return found


def _share(lines: list[Box]) -> float:
    """How much of the page the lines cover; long ones count for more."""
    return float(sum((width / height) ** 0.5 * width * height for _, _, width, height in lines))


def strips(grey: Pixels, lines: list[Box]) -> list[Pixels]:
    """The longest lines, each cut out of `grey` and made STRIP_PX high."""
    found = []
    for x, y, width, height in sorted(lines, key=lambda box: box[2] / box[3], reverse=True)[:_MOST_LINES]:
        cut = grey[max(0, y - 1) : y + height + 1, x : x + width]
        wide = max(STRIP_PX, round(cut.shape[1] * STRIP_PX / cut.shape[0]))
        found.append(cv2.resize(cut, (min(wide, _LONGEST_STRIP_PX), STRIP_PX), interpolation=cv2.INTER_AREA))
    return found


def features(strip: Pixels) -> Pixels:
    """One row for each piece of a strip: how much stroke of each direction its cells hold."""
    soft = cv2.GaussianBlur(strip, (3, 3), 0).astype(np.float32)
    across, down = cv2.Sobel(soft, cv2.CV_32F, 1, 0), cv2.Sobel(soft, cv2.CV_32F, 0, 1)
    cell = STRIP_PX // _CELLS
    columns = strip.shape[1] // cell
    if columns < _CELLS:
        return np.empty((0, _CELLS * _CELLS * _DIRECTIONS), np.float32)
    strength, angle = cv2.cartToPolar(across, down)
    part = angle * np.float32(_DIRECTIONS / (2 * np.pi))
    low = part.astype(np.int32)
    share = strength * (part - low)
    row, column = np.indices(strip.shape, dtype=np.int32) // cell
    place = (np.minimum(row, _CELLS - 1) * (columns + 1) + np.minimum(column, columns)) * _DIRECTIONS
    size = _CELLS * (columns + 1) * _DIRECTIONS
    counted = np.bincount((place + low % _DIRECTIONS).ravel(), (strength - share).ravel(), size)
    counted += np.bincount((place + (low + 1) % _DIRECTIONS).ravel(), share.ravel(), size)
    counted = counted.reshape(_CELLS, columns + 1, _DIRECTIONS)[:, :columns]
    rows = []
    for start in range(0, columns - _CELLS + 1, _CELLS // 2):
        piece = counted[:, start : start + _CELLS].ravel()
        size = float(np.linalg.norm(piece))
        if size > 300.0:
            rows.append(np.sqrt(piece / size))
    return np.array(rows, np.float32).reshape(-1, _CELLS * _CELLS * _DIRECTIONS)


def flipped(pieces: Pixels) -> Pixels:
    """The features of the same pieces turned upside down."""
    cells = pieces.reshape(len(pieces), _CELLS, _CELLS, _DIRECTIONS)
    return np.roll(cells[:, ::-1, ::-1], _DIRECTIONS // 2, axis=3).reshape(len(pieces), -1)


@dataclass(frozen=True, slots=True)
class Judge:
    """`odds` is the same with the opposite sign for what is turned upside down, whatever the weights are."""

    inner: Pixels
    bias: Pixels
    outer: Pixels

    def odds(self, pieces: Pixels) -> Pixels:
        """For each piece, the log-odds of its standing upright."""
        return self._score(pieces) - self._score(flipped(pieces))

    def _score(self, pieces: Pixels) -> Pixels:
        score: Pixels = np.tanh(pieces @ self.inner + self.bias) @ self.outer
        return score


@cache
def judge() -> Judge:
    """The judge as it was taught."""
    taught = np.load(BytesIO(files("devices.papers").joinpath("upright.npz").read_bytes()), allow_pickle=False)
    return Judge(*(np.asarray(taught[name], np.float32) for name in ("inner", "bias", "outer")))
