"""What a stream gives: damaged pictures told from whole ones, and the best of several that show the same.

Loads numpy and OpenCV.
"""

from dataclasses import dataclass

import cv2
import numpy as np

from devices.cameras.v4l2 import Mode
from devices.papers.picture import Pixels, reduced
from kiosk.ports import CameraPicture

LOOK_PX = 640
"""A preview is at least so wide, where the camera's own pictures are."""
_LOOK_QUALITY = 75
_GLANCE_PX = 320

_STEADY = 2.5
"""Mean brightness (of 255) may differ by so much between two pictures once the exposure has settled."""
_STILL = 4.0
"""Mean difference (of 255) between the pixels of two small pictures of a sheet that lies still."""

_SOI, _EOI = b"\xff\xd8", b"\xff\xd9"
_PADDING = b"\x00"
_FRAME_HEADERS = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}


@dataclass(frozen=True, slots=True, eq=False)
class Shot:
    """One picture of the stream, as the camera packed it or already as pixels."""

    packed: bytes
    unpacked: Pixels | None = None

    def full(self) -> Pixels | None:
        """Blue, green, red at full size; None where it cannot be unpacked."""
        return self.unpacked if self.unpacked is not None else self._decoded(cv2.IMREAD_COLOR)

    def glance(self) -> Pixels | None:
        """Small and grey, to be compared with another."""
        if self.unpacked is not None:
            return cv2.cvtColor(reduced(self.unpacked, _GLANCE_PX)[0], cv2.COLOR_BGR2GRAY)
        return self._decoded(cv2.IMREAD_REDUCED_GRAYSCALE_8)

    def sharpness(self) -> float:
        """The variance of the Laplacian at half size: comparable only between pictures of the same scene."""
        half = (
            cv2.cvtColor(self.unpacked, cv2.COLOR_BGR2GRAY)
            if self.unpacked is not None
            else self._decoded(cv2.IMREAD_REDUCED_GRAYSCALE_2)
        )
        return float(cv2.Laplacian(half, cv2.CV_32F).var()) if half is not None else 0.0

    def look(self, mode: Mode) -> CameraPicture | None:
        """Small, for the preview; None where it cannot be unpacked."""
        pixels: Pixels | None
        if self.unpacked is not None:
            pixels, _ = reduced(self.unpacked, max(LOOK_PX, LOOK_PX * mode.height // max(1, mode.width)))
        else:
            # JPEG comes apart at a half, a quarter or an eighth of its size for much less than the whole.
            pixels = self._decoded(_reduction(mode.width))
        if pixels is None:
            return None
        done, packed = cv2.imencode(".jpg", pixels, [cv2.IMWRITE_JPEG_QUALITY, _LOOK_QUALITY])
        return CameraPicture(packed.tobytes(), int(pixels.shape[1]), int(pixels.shape[0])) if done else None

    def _decoded(self, how: int) -> Pixels | None:
        try:
            # A picture of nothing decodes to None, whatever OpenCV's types say.
            found: Pixels | None = cv2.imdecode(
                np.frombuffer(self.packed, np.uint8), how | cv2.IMREAD_IGNORE_ORIENTATION
            )
        except cv2.error:
            return None
        return found


def whole(packed: bytes, mode: Mode) -> bool:
    """Whether a JPEG is complete and as large as the mode says; what stands between may still be damaged.

    A cable that loses packets cuts pictures short, and a size that nobody agreed on would be unpacked into as much
    memory as it claims.
    """
    return (
        packed.startswith(_SOI)
        and packed[-64:].rstrip(_PADDING).endswith(_EOI)
        and _size(packed) == (mode.width, mode.height)
    )


def agree(one: Pixels, other: Pixels) -> bool:
    """Whether two glances show the same scene in the same light."""
    if one.shape != other.shape or abs(float(one.mean()) - float(other.mean())) > _STEADY:
        return False
    return float(cv2.absdiff(one, other).mean()) <= _STILL


def _reduction(width: int) -> int:
    for part, how in (
        (8, cv2.IMREAD_REDUCED_COLOR_8),
        (4, cv2.IMREAD_REDUCED_COLOR_4),
        (2, cv2.IMREAD_REDUCED_COLOR_2),
    ):
        if width // part >= LOOK_PX:
            return how
    return cv2.IMREAD_COLOR


def _size(packed: bytes) -> tuple[int, int]:
    """Width and height as a JPEG's frame header says (ITU-T T.81, B.2.2); zeros where there is none."""
    at = 2
    while at + 9 <= len(packed) and packed[at] == 0xFF:
        marker, length = packed[at + 1], int.from_bytes(packed[at + 2 : at + 4], "big")
        if marker in _FRAME_HEADERS:
            return int.from_bytes(packed[at + 7 : at + 9], "big"), int.from_bytes(packed[at + 5 : at + 7], "big")
        if length < 2:
            break
        at += 2 + length
    return 0, 0
