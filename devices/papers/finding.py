"""Finds a sheet of paper in a camera's picture, by its four edges."""

from collections.abc import Iterator
from dataclasses import dataclass
from math import hypot

import cv2
import numpy as np

from devices.papers.picture import Pixels, grey_of, reduced

_ROUGH_PX = 640
_FINE_PX = 2000
_LEAST_SHARE = 0.08
"""A sheet covers more of the picture than this; smaller things are stamps, cards in a hand, shadows."""
_MOST_SHARE = 0.985
_LEAST_ANGLE_COS = 0.62
"""Between two edges; a camera that looks down at more than 50° off makes no page anyway."""
_EDGE_POINTS = 80
_REACH = 0.012
"""Of the long side: how far from a rough edge the true one is looked for."""
_TOUCHING = 0.006


@dataclass(frozen=True, slots=True)
class Quadrilateral:
    """Four corners, clockwise from the one nearest to the picture's top left, in its pixels.

    `cut` says that a side of the sheet lies beyond the picture's edge.
    """

    corners: Pixels
    cut: bool = False


def find_sheet(pixels: Pixels) -> Quadrilateral | None:
    """The sheet in a camera's picture; None where no four edges of one can be made out."""
    small, factor = reduced(pixels, _ROUGH_PX)
    best, best_score = None, 0.0
    for mask in _masks(small):
        for corners in _quadrilaterals(mask):
            score = _score(small, corners)
            if score > best_score:
                best, best_score = corners, score
    if best is None:
        return None
    cut = _touches(best, small.shape[1], small.shape[0])
    return Quadrilateral(_refined(pixels, best / factor), cut)


def _masks(small: Pixels) -> Iterator[Pixels]:
    """Where the sheet may be: what differs from the picture's rim, what is bright, what edges enclose."""
    colour = small if small.ndim == 3 else cv2.cvtColor(small, cv2.COLOR_GRAY2BGR)
    soft = cv2.GaussianBlur(colour, (5, 5), 0)
    lab = cv2.cvtColor(soft, cv2.COLOR_BGR2LAB).astype(np.float32)
    rim = np.concatenate(
        [lab[:6].reshape(-1, 3), lab[-6:].reshape(-1, 3), lab[:, :6].reshape(-1, 3), lab[:, -6:].reshape(-1, 3)]
    )
    distance = np.sqrt(((lab - np.median(rim, axis=0)) ** 2).sum(axis=2))
    for channel in (np.clip(distance * 2, 0, 255).astype(np.uint8), lab[:, :, 0].astype(np.uint8)):
        _, mask = cv2.threshold(channel, 0, 255, cv2.THRESH_BINARY | cv2.THRESH_OTSU)
        yield cv2.morphologyEx(mask, cv2.MORPH_OPEN, np.ones((5, 5), np.uint8))
    grey = lab[:, :, 0].astype(np.uint8)
    for low in (20, 50):
        edges = cv2.Canny(grey, low, low * 3)
        yield cv2.dilate(edges, np.ones((3, 3), np.uint8))


def _quadrilaterals(mask: Pixels) -> Iterator[Pixels]:
    area = mask.shape[0] * mask.shape[1]
    contours, _ = cv2.findContours(mask, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    for contour in sorted(contours, key=cv2.contourArea, reverse=True)[:4]:
        hull = cv2.convexHull(contour)
        if not _LEAST_SHARE * area < cv2.contourArea(hull) < _MOST_SHARE * area:
            continue
        length = cv2.arcLength(hull, True)
        for tolerance in (0.01, 0.02, 0.03, 0.05):
            corners = cv2.approxPolyDP(hull, tolerance * length, True)
            if len(corners) == 4:
                ordered = _ordered(corners.reshape(4, 2).astype(np.float64))
                filled = cv2.contourArea(ordered.astype(np.float32)) / max(1.0, cv2.contourArea(hull))
                if _angles_fit(ordered) and 0.93 < filled < 1.07:
                    yield ordered
                break


def _ordered(corners: Pixels) -> Pixels:
    """Clockwise on the screen, from the one nearest to the top left."""
    middle = corners.mean(axis=0)
    angle = np.arctan2(corners[:, 1] - middle[1], corners[:, 0] - middle[0])
    corners = corners[np.argsort(angle)]
    return np.roll(corners, -int(np.argmin(corners.sum(axis=1))), axis=0)


def _angles_fit(corners: Pixels) -> bool:
    for n in range(4):
        one, other = corners[n - 1] - corners[n], corners[(n + 1) % 4] - corners[n]
        size = hypot(*one) * hypot(*other)
        if size == 0 or abs(float(one @ other)) / size > _LEAST_ANGLE_COS:
            return False
    return True


def _score(small: Pixels, corners: Pixels) -> float:
    """How much of a sheet it is: large, paper within, something else just outside of its edges."""
    height, width = small.shape[:2]
    share = cv2.contourArea(corners.astype(np.float32)) / (height * width)
    middle = corners.mean(axis=0)
    points = np.linspace(0.08, 0.92, 24)[:, None]
    steps, bright = [], []
    for n in range(4):
        start, end = corners[n], corners[(n + 1) % 4]
        along = start + (end - start) * points
        inward = (middle - along) / np.linalg.norm(middle - along, axis=1, keepdims=True)
        inner, outer = _looked_at(small, along + inward * 5), _looked_at(small, along - inward * 5)
        rim = _beyond(along - inward * 5, width, height)
        difference = np.abs(inner - outer).max(axis=1)
        steps.append(float(np.mean(np.where(rim, 25.0, np.minimum(difference, 60.0)))))
        bright.append(float(np.mean(inner)))
    if min(steps) < 7.0:
        return 0.0
    return float(share**0.5) * float(np.mean(steps)) * (0.5 + float(np.mean(bright)) / 255)


def _looked_at(pixels: Pixels, points: Pixels) -> Pixels:
    column = np.clip(np.round(points[:, 0]).astype(int), 0, pixels.shape[1] - 1)
    row = np.clip(np.round(points[:, 1]).astype(int), 0, pixels.shape[0] - 1)
    values: Pixels = pixels[row, column].astype(np.float32).reshape(len(points), -1)
    return values


def _beyond(points: Pixels, width: int, height: int) -> Pixels:
    return (points[:, 0] < 0) | (points[:, 1] < 0) | (points[:, 0] >= width) | (points[:, 1] >= height)


def _touches(corners: Pixels, width: int, height: int) -> bool:
    """Whether a whole side lies on the picture's edge: the sheet goes on beyond it."""
    near = _TOUCHING * max(width, height) + 1.5
    for n in range(4):
        start, end = corners[n], corners[(n + 1) % 4]
        for axis, most in ((0, width - 1), (1, height - 1)):
            if max(start[axis], end[axis]) < near or min(start[axis], end[axis]) > most - near:
                return True
    return False


def _refined(pixels: Pixels, corners: Pixels) -> Pixels:
    """The corners to a fraction of a pixel: each side is laid through the steepest points near it, then crossed."""
    fine, factor = reduced(pixels, _FINE_PX)
    grey = cv2.GaussianBlur(grey_of(fine), (3, 3), 0)
    rough = corners * factor
    reach = max(4.0, _REACH * max(grey.shape))
    lines = [_edge(grey, rough[n], rough[(n + 1) % 4], reach) for n in range(4)]
    found = []
    for n in range(4):
        crossed = _crossing(lines[n - 1], lines[n])
        if crossed is None or hypot(*(crossed - rough[n])) > 4 * reach:
            crossed = rough[n]
        found.append(crossed)
    return (np.array(found) + 0.5) / factor - 0.5


def _edge(grey: Pixels, start: Pixels, end: Pixels, reach: float) -> Pixels:
    """The line (a point, a direction) of the sheet's edge near the one from `start` to `end`."""
    direction = (end - start) / max(1e-6, hypot(*(end - start)))
    across = np.array([-direction[1], direction[0]])
    # Twice: the second look is close by and upon the line that the first one found.
    point = start
    for near in (reach, reach / 3):
        base = point + direction * ((start - point) @ direction)
        along = base + direction * (np.linspace(0.06, 0.94, _EDGE_POINTS)[:, None] * hypot(*(end - start)))
        offsets = np.arange(-near, near + 0.5, 0.5)
        where = along[:, None, :] + across * offsets[:, None]
        values = cv2.remap(
            grey,
            where[:, :, 0].astype(np.float32),
            where[:, :, 1].astype(np.float32),
            cv2.INTER_LINEAR,
            borderMode=cv2.BORDER_REPLICATE,
        ).astype(np.float32)
        slope = values[:, 4:] - values[:, :-4]
        # An edge is the same way round all along: outside to inside, or the other way on a pale table.
        if slope.sum() < 0:
            slope = -slope
        steepest = np.argmax(slope, axis=1)
        strength = slope[np.arange(len(slope)), steepest]
        sure = strength > max(6.0, 0.4 * float(np.median(strength)))
        if sure.sum() < _EDGE_POINTS // 4:
            return np.array([point, direction])
        points = (along + across * offsets[steepest + 2][:, None])[sure].astype(np.float32)
        across_x, across_y, x, y = cv2.fitLine(points, cv2.DIST_HUBER, 0, 0.01, 0.01).ravel()
        fitted = np.array([across_x, across_y], np.float64)
        if abs(float(fitted @ direction)) < 0.98:
            return np.array([point, direction])
        direction = fitted if fitted @ direction > 0 else -fitted
        across = np.array([-direction[1], direction[0]])
        point = np.array([x, y], np.float64)
    return np.array([point, direction])


def _crossing(one: Pixels, other: Pixels) -> Pixels | None:
    matrix = np.array([one[1], -other[1]]).T
    if abs(np.linalg.det(matrix)) < 1e-6:
        return None
    step = np.linalg.solve(matrix, other[0] - one[0])
    crossed: Pixels = one[0] + one[1] * step[0]
    return crossed


def lies_on_a_table(pixels: Pixels) -> bool:
    """Whether the rim of a picture is something else than paper: it was photographed, and not scanned."""
    grey = grey_of(reduced(pixels, _ROUGH_PX)[0])
    rims = (grey[:4].ravel(), grey[-4:].ravel(), grey[:, :4].ravel(), grey[:, -4:].ravel())
    return float(np.median(np.concatenate(rims))) < 0.85 * float(np.percentile(grey, 90))
