"""A picture in memory, before it is a page."""

from dataclasses import dataclass, field
from typing import Any, TypeAlias

import cv2
import numpy as np
import numpy.typing as npt

Pixels: TypeAlias = npt.NDArray[Any]
"""8-bit: rows × columns, grey; or rows × columns × 3, in OpenCV's order blue, green, red."""

MM_PER_INCH = 25.4
A4_SHORT_MM, A4_LONG_MM = 210.0, 297.0

# The GUI's thread must keep a core while a paper is worked on.
cv2.setNumThreads(1)


@dataclass(frozen=True, slots=True, eq=False)
class Picture:
    """Pixels and how many of them make an inch of paper; None where nobody knows, as with a camera."""

    pixels: Pixels = field(repr=False)
    dpi: int | None = None

    def __post_init__(self) -> None:
        shape = self.pixels.shape
        if self.pixels.dtype != np.uint8 or not (len(shape) == 2 or (len(shape) == 3 and shape[2] == 3)):
            raise ValueError("a picture is 8-bit grey, or 8-bit blue, green, red")
        if not self.pixels.size:
            raise ValueError("a picture has pixels")

    @property
    def height(self) -> int:
        return int(self.pixels.shape[0])

    @property
    def width(self) -> int:
        return int(self.pixels.shape[1])


def grey_of(pixels: Pixels) -> Pixels:
    """The picture without its colours; the same array where it has none."""
    return pixels if pixels.ndim == 2 else cv2.cvtColor(pixels, cv2.COLOR_BGR2GRAY)


def reduced(pixels: Pixels, long_side: int) -> tuple[Pixels, float]:
    """A copy of about `long_side`, and how many of its pixels one of the original is (at most 1).

    The factor is one by a whole number, which OpenCV does many times faster; the copy's long side is at most a third
    longer than asked for. Where that is as long as the original, it is the original itself.
    """
    times = max(1, round(max(pixels.shape[:2]) / long_side))
    if times == 1:
        return pixels, 1.0
    # Some last rows and columns are left out, so that the factor is exact.
    height, width = pixels.shape[0] // times * times, pixels.shape[1] // times * times
    if not (height and width):
        return pixels, 1.0
    size = (width // times, height // times)
    return cv2.resize(pixels[:height, :width], size, interpolation=cv2.INTER_AREA), 1 / times
