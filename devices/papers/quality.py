"""What is wrong with a picture of a page: nothing on it, blurred, glare, cut off."""

from dataclasses import dataclass

import cv2
import numpy as np

from devices.papers.picture import Pixels, grey_of, reduced
from kiosk.domain.material import PageDoubt

_LOOK_PX = 1170
"""A copy of about 100 dpi for A4: what is lost in it, nobody reads."""
_MARGIN = 0.03
"""Along the edges lie shadows, rulers and the feeder's rollers."""
_INK_CONTRAST = 0.24
"""Ink takes so much of the paper's light; the print on the other side shines through with half of that at most."""
_COLOUR_CONTRAST = 34
"""A pale stamp is no darker than a shadow, but it is red."""
_LEAST_INK = 0.00008
"""Of the page: less is dust. It is some 5 mm² on A4."""
_LEAST_SPECK_PX = 6
_SHARP = 0.24
"""The steepest step between two neighbouring pixels, as a part of the whole step from paper to ink, in sharp print."""
_LEAST_TILES, _MOST_TILES = 6, 400
_TILE_PX = 24
_GLARE_SHARE = 0.004
_WHITE = 252
_PAPER_BELOW_GLARE = 12


@dataclass(frozen=True, slots=True)
class Look:
    """What was seen; `doubts` in a fixed order."""

    blank: bool
    doubts: tuple[PageDoubt, ...]


def look_at(pixels: Pixels, *, from_camera: bool, cut: bool) -> Look:
    """Judges a page that is straight and cropped; `cut` says that an edge of the sheet was not in sight."""
    small, _ = reduced(pixels, _LOOK_PX)
    inner = _within_margin(small)
    grey = grey_of(inner)
    paper = _paper(grey)
    ink = _ink(inner, grey, paper)
    if float(np.count_nonzero(ink)) < _LEAST_INK * ink.size:
        return Look(blank=True, doubts=())
    doubts = []
    if _blurred(grey, paper):
        doubts.append(PageDoubt.BLURRED)
    if from_camera and _has_glare(grey):
        doubts.append(PageDoubt.GLARE)
    if cut:
        doubts.append(PageDoubt.CUT_OFF)
    return Look(blank=False, doubts=tuple(doubts))


def _within_margin(pixels: Pixels) -> Pixels:
    down, across = round(pixels.shape[0] * _MARGIN), round(pixels.shape[1] * _MARGIN)
    return pixels[down : pixels.shape[0] - down or None, across : pixels.shape[1] - across or None]


def _paper(grey: Pixels) -> Pixels:
    """How bright the paper is at each place, whatever is printed there and however the light falls."""
    small, _ = reduced(grey, 120)
    light = cv2.dilate(small, np.ones((9, 9), np.uint8))
    soft = cv2.GaussianBlur(light, (0, 0), 5)
    return cv2.resize(soft, (grey.shape[1], grey.shape[0]), interpolation=cv2.INTER_LINEAR)


def _ink(pixels: Pixels, grey: Pixels, paper: Pixels) -> Pixels:
    least = np.maximum(paper, 60).astype(np.float32) * np.float32(_INK_CONTRAST)
    dark = (cv2.subtract(paper, grey) > least).astype(np.uint8)
    if pixels.ndim == 3:
        low, middle, high = cv2.split(pixels)
        spread = cv2.subtract(cv2.max(cv2.max(low, middle), high), cv2.min(cv2.min(low, middle), high))
        # Paper itself is yellowish or bluish.
        dark |= (spread > float(np.median(spread[::8, ::8])) + _COLOUR_CONTRAST).astype(np.uint8)
    count, labels, boxes, _ = cv2.connectedComponentsWithStats(dark, connectivity=8)
    large = boxes[:, cv2.CC_STAT_AREA] >= _LEAST_SPECK_PX
    large[0] = False
    return large[labels] if count > 1 else np.zeros(dark.shape, bool)


def _blurred(grey: Pixels, paper: Pixels) -> bool:
    """Whether print has soft edges: in each tile the steepest step is held against the whole of its contrast."""
    across = cv2.absdiff(grey[:-1, 1:], grey[:-1, :-1])
    steep = cv2.max(across, cv2.absdiff(grey[1:, :-1], grey[:-1, :-1]))
    tall, wide = (grey.shape[0] - 1) // _TILE_PX * _TILE_PX, (grey.shape[1] - 1) // _TILE_PX * _TILE_PX
    if not tall or not wide:
        return False

    def tiles(values: Pixels) -> Pixels:
        parts = values[:tall, :wide].reshape(tall // _TILE_PX, _TILE_PX, wide // _TILE_PX, _TILE_PX)
        return parts.swapaxes(1, 2)

    light = tiles(paper)[:, :, 0, 0].astype(np.float32)
    printed = np.flatnonzero(tiles(steep).max(axis=(2, 3)) > 0.06 * light)
    if len(printed) < _LEAST_TILES:
        return False
    printed = printed[:: 1 + len(printed) // _MOST_TILES]
    at = np.unravel_index(printed, light.shape)
    values = np.sort(tiles(grey)[at].reshape(len(printed), -1), axis=1)
    steps = np.sort(tiles(steep)[at].reshape(len(printed), -1), axis=1)[:, -8].astype(np.float32)
    depth = light[at] - values[:, 8]
    # A photo is soft by nature; print has bare paper around it.
    bare = values[:, values.shape[1] * 6 // 10]
    counts = (depth > 0.2 * light[at]) & (bare > 0.88 * light[at])
    if np.count_nonzero(counts) < _LEAST_TILES:
        return False
    return float(np.percentile(steps[counts] / depth[counts], 75)) < _SHARP


def _has_glare(grey: Pixels) -> bool:
    """Whether a lamp is mirrored: a patch without any print, whiter than the paper around it."""
    if float(np.percentile(grey, 75)) > _WHITE - _PAPER_BELOW_GLARE:
        return False
    white = cv2.morphologyEx((grey >= _WHITE).astype(np.uint8), cv2.MORPH_OPEN, np.ones((7, 7), np.uint8))
    count, _, boxes, _ = cv2.connectedComponentsWithStats(white, connectivity=8)
    return count > 1 and int(boxes[1:, cv2.CC_STAT_AREA].max()) > _GLARE_SHARE * grey.size
