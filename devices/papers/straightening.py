"""Makes a sheet straight: flat again from a camera's slanted look, turned by a degree or two from a scanner."""

from math import hypot, radians, sqrt, tan

import cv2
import numpy as np

from devices.papers.finding import Quadrilateral
from devices.papers.picture import A4_LONG_MM, A4_SHORT_MM, MM_PER_INCH, Picture, Pixels, grey_of, reduced

_ROUGH_PX = 900
_LEAST_SKEW_DEG = 0.2
"""Less than this nobody sees, and every turning costs sharpness."""
_MOST_SKEW_DEG = 12.0
_LINES_SKEW_DEG = 6.0
_MOST_INK_POINTS = 40_000
_CLEAR = 1.6
"""How much clearer the lines must be at the angle found than at the middling ones."""
_BLACK = 70
"""The inside of a feeder is darker than this, and no sheet is."""
_A4_LIKE = 0.06
_A4_RATIO = A4_LONG_MM / A4_SHORT_MM


def flattened(pixels: Pixels, sheet: Quadrilateral, dpi: int) -> Picture:
    """The sheet alone, as if seen from straight above; with `dpi` where it has the shape of A4.

    It is never made larger than it was seen.
    """
    corners = sheet.corners
    sides = [hypot(*(corners[(n + 1) % 4] - corners[n])) for n in range(4)]
    wide, tall = max(sides[0], sides[2]), max(sides[1], sides[3])
    ratio = _ratio(corners, pixels.shape[1], pixels.shape[0]) or tall / wide
    upright = ratio >= 1
    proportion = ratio if upright else 1 / ratio
    is_a4 = abs(proportion / _A4_RATIO - 1) < _A4_LIKE
    if is_a4:
        proportion = _A4_RATIO
    # Whichever side was seen the largest keeps its pixels.
    long_px = max(tall, wide * proportion) if upright else max(wide, tall * proportion)
    seen_dpi = None
    if is_a4:
        seen_dpi = min(dpi, round(long_px / (A4_LONG_MM / MM_PER_INCH)))
        long_px = seen_dpi * A4_LONG_MM / MM_PER_INCH
    long_px = min(long_px, float(max(pixels.shape) * 1.5))
    short_px = long_px / proportion
    width, height = (short_px, long_px) if upright else (long_px, short_px)
    size = max(1, round(width)), max(1, round(height))
    plain = np.array([[0, 0], [size[0], 0], [size[0], size[1]], [0, size[1]]], np.float32) - 0.5
    matrix = cv2.getPerspectiveTransform(corners.astype(np.float32), plain)
    if max(sides) > 1.6 * long_px:
        flat = cv2.warpPerspective(pixels, matrix, size, flags=cv2.INTER_AREA)
    else:
        flat = cv2.warpPerspective(pixels, matrix, size, flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    return Picture(flat, seen_dpi)


def _ratio(corners: Pixels, width: int, height: int) -> float | None:
    """Height to width of the rectangle that a camera sees as these corners.

    From the vanishing points, with the camera's axis in the middle of the picture (Zhang and He, Whiteboard Scanning
    and Image Enhancement, 2003, section 3.3). None where the sheet is seen too nearly from above for them.
    """
    middle = np.array([width / 2, height / 2])
    one, two, four, three = (np.append(corner - middle, 1.0) for corner in corners)
    k2 = np.dot(np.cross(one, four), three) / np.dot(np.cross(two, four), three)
    k3 = np.dot(np.cross(one, four), two) / np.dot(np.cross(three, four), two)
    n2, n3 = k2 * two - one, k3 * three - one
    if abs(n2[2]) < 0.02 or abs(n3[2]) < 0.02:
        return None
    focal_squared = -(n2[0] * n3[0] + n2[1] * n3[1]) / (n2[2] * n3[2])
    if not (0.3 * width) ** 2 < focal_squared < (6.0 * width) ** 2:
        return None
    across = (n2[0] ** 2 + n2[1] ** 2) / focal_squared + n2[2] ** 2
    down = (n3[0] ** 2 + n3[1] ** 2) / focal_squared + n3[2] ** 2
    return sqrt(down / across)


def straightened(picture: Picture) -> Picture:
    """A scanned sheet without the dark around it, and level; the very same picture where it is both already."""
    small, factor = reduced(picture.pixels, _ROUGH_PX)
    grey = grey_of(small)
    box = _on_black(grey)
    if box is not None:
        return _cut_out(picture, box, factor)
    angle = skew_of_lines(grey)
    return picture if abs(angle) < _LEAST_SKEW_DEG else Picture(turned(picture.pixels, angle), picture.dpi)


def turned(pixels: Pixels, degrees: float) -> Pixels:
    """Turned about the middle, counter-clockwise for a positive angle, in the same size; corners filled with paper."""
    height, width = pixels.shape[:2]
    matrix = cv2.getRotationMatrix2D(((width - 1) / 2, (height - 1) / 2), degrees, 1.0)
    small, _ = reduced(pixels, 200)
    paper = tuple(float(value) for value in np.atleast_1d(np.percentile(small, 90, axis=(0, 1))))
    return cv2.warpAffine(pixels, matrix, (width, height), flags=cv2.INTER_LINEAR, borderValue=paper)


def _on_black(grey: Pixels) -> tuple[tuple[float, float], tuple[float, float], float] | None:
    """The sheet's upright box (middle, size, angle) where the scanner's own ground is black; None on a white lid."""
    rims = (grey[:2].ravel(), grey[-2:].ravel(), grey[:, :2].ravel(), grey[:, -2:].ravel())
    if sum(float(np.mean(rim < _BLACK)) > 0.5 for rim in rims) == 0:
        return None
    mask = cv2.morphologyEx((grey >= _BLACK).astype(np.uint8), cv2.MORPH_CLOSE, np.ones((15, 15), np.uint8))
    contours, _ = cv2.findContours(mask, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    largest = max(contours, key=cv2.contourArea, default=None)
    if largest is None or cv2.contourArea(largest) < 0.02 * grey.size:
        return None
    middle, (width, height), angle = cv2.minAreaRect(largest)
    if cv2.contourArea(largest) < 0.85 * width * height:
        # No rectangle, so no sheet on black: a page that is dark itself.
        return None
    # OpenCV's angle is that of whichever side it calls the width: here it stays within 45° of the picture's own.
    angle, width, height = float(angle), float(width), float(height)
    while angle > 45:
        angle, width, height = angle - 90, height, width
    while angle <= -45:
        angle, width, height = angle + 90, height, width
    if abs(angle) > _MOST_SKEW_DEG:
        angle = angle if abs(angle) < 40 else 0.0
    return (float(middle[0]), float(middle[1])), (float(width), float(height)), float(angle)


def _cut_out(picture: Picture, box: tuple[tuple[float, float], tuple[float, float], float], factor: float) -> Picture:
    (x, y), (width, height), angle = box
    x, y, width, height = (x + 0.5) / factor, (y + 0.5) / factor, width / factor, height / factor
    if abs(angle) < _LEAST_SKEW_DEG:
        left, top = max(0, round(x - width / 2)), max(0, round(y - height / 2))
        right, bottom = min(picture.width, round(x + width / 2)), min(picture.height, round(y + height / 2))
        return Picture(picture.pixels[top:bottom, left:right], picture.dpi)
    size = max(1, round(width)), max(1, round(height))
    matrix = cv2.getRotationMatrix2D((x - 0.5, y - 0.5), angle, 1.0)
    matrix[:, 2] += np.array([size[0] / 2 - x, size[1] / 2 - y])
    cut = cv2.warpAffine(picture.pixels, matrix, size, flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    return Picture(cut, picture.dpi)


def skew_of_lines(grey: Pixels) -> float:
    """By how many degrees counter-clockwise a page must be turned for its lines to be level; 0.0 where unsure.

    The ink's points are counted in rows along each angle: where lines and gaps part the most, it is level.
    """
    points = _ink(grey)
    if len(points) < 200:
        return 0.0
    best_angle, best_clear = 0.0, _CLEAR
    for across, along in ((points[:, 0], points[:, 1]), (points[:, 1], -points[:, 0])):
        angles = np.arange(-_LINES_SKEW_DEG, _LINES_SKEW_DEG + 0.01, 0.4)
        scores = np.array([_parted(across, along, float(angle)) for angle in angles])
        top = int(np.argmax(scores))
        clear = float(scores[top] / max(1e-9, np.median(scores)))
        if clear <= best_clear or top in {0, len(angles) - 1}:
            continue
        for step in (0.1, 0.025):
            angles = angles[top] + np.arange(-4, 5) * step
            scores = np.array([_parted(across, along, float(angle)) for angle in angles])
            top = int(np.argmax(scores))
        best_angle, best_clear = float(angles[top]), clear
    return best_angle


def _ink(grey: Pixels) -> Pixels:
    """Columns and rows of what is darker than its surroundings, without what is large and dark."""
    dark = cv2.adaptiveThreshold(grey, 1, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY_INV, 25, 15)
    margin = max(2, round(max(grey.shape) * 0.01))
    dark[:margin], dark[-margin:], dark[:, :margin], dark[:, -margin:] = 0, 0, 0, 0
    if not cv2.countNonZero(dark):
        return np.empty((0, 2), np.float32)
    flat = cv2.findNonZero(dark).reshape(-1, 2).astype(np.float32)
    return flat[:: max(1, len(flat) // _MOST_INK_POINTS)]


def _parted(across: Pixels, along: Pixels, degrees: float) -> float:
    rows = along - across * tan(radians(degrees))
    counted = np.bincount((rows - rows.min()).astype(np.int32)).astype(np.float64)
    return float(np.square(np.diff(counted)).sum())
