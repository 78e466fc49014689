"""A card's photo as a picture, by a maker's closed library, which runs in a process of its own for each photo.

The WLT coding of the 1,024 bytes (GA 450) is published nowhere, so a terminal without such a library does without the
picture. A face is handed to whoever asked, and neither kept nor logged.
"""

import struct
from dataclasses import dataclass
from pathlib import Path

from devices.causes import failure
from devices.isolation.host import IsolatedDriver, IsolationDelays
from kiosk.ports import Clock

WLT_BYTES = 1024
WIDTH, HEIGHT = 102, 126
ROW_BYTES = WIDTH * 3
_PADDED_ROW_BYTES = (ROW_BYTES + 3) // 4 * 4

_HEADER = struct.Struct("<2sI4xI IiiHHIIiiII")
"""BITMAPFILEHEADER and BITMAPINFOHEADER."""
_INFO_BYTES = 40
BMP_BYTES = _HEADER.size + _PADDED_ROW_BYTES * HEIGHT
"""38,862."""


@dataclass(frozen=True, slots=True)
class PhotoDelays:
    """Seconds."""

    decode_s: float = 5.0
    """Sound libraries need some hundredths of a second."""
    isolation: IsolationDelays = IsolationDelays(cancel_s=1.0)


def bmp_header(*, top_down: bool = False) -> bytes:
    """The 54 bytes before the rows of a card's photo, which stand bottom up unless it says otherwise."""
    height = -HEIGHT if top_down else HEIGHT
    rows = _PADDED_ROW_BYTES * HEIGHT
    return _HEADER.pack(b"BM", BMP_BYTES, _HEADER.size, _INFO_BYTES, WIDTH, height, 1, 24, 0, rows, 0, 0, 0, 0)


def bmp_of_rows(rows: bytes) -> bytes:
    """The BMP of 126 rows without padding, bottom up, red first."""
    swapped = bytearray(rows)
    swapped[0::3], swapped[2::3] = rows[2::3], rows[0::3]
    padding = bytes(_PADDED_ROW_BYTES - ROW_BYTES)
    padded = (bytes(swapped[start : start + ROW_BYTES]) + padding for start in range(0, len(swapped), ROW_BYTES))
    return bmp_header() + b"".join(padded)


def is_photo_header(content: bytes) -> bool:
    """Whether a BMP of 102 × 126 pixels of 24 bits begins here, whatever its sizes in bytes say."""
    if len(content) < _HEADER.size:
        return False
    magic, _, offset, info, width, height, planes, bits, packed, *_ = _HEADER.unpack(content[: _HEADER.size])
    told = (magic, offset, info, width, abs(height), planes, bits, packed)
    return bool(told == (b"BM", _HEADER.size, _INFO_BYTES, WIDTH, HEIGHT, 1, 24, 0))


class PhotoDecoder:
    """`library` is the maker's file. `code` is the number that its `unpack` wants, each maker's own; 0 for none."""

    driver_name = "photo"

    def __init__(self, library: Path, code: int, clock: Clock, delays: PhotoDelays | None = None) -> None:
        self._library = library
        self._code = code
        self._delays = delays or PhotoDelays()
        self._driver = IsolatedDriver("devices.cards.photo_library:PhotoLibrary", clock, self._delays.isolation)

    def decode(self, wlt: bytes) -> bytes:
        """The photo as a BMP of 38,862 bytes; no process is left when it returns or raises.

        Raises DeviceFailure: no-photo (the card has none), no-driver (the library is missing, of another architecture,
        or has none of the functions), no-answer, crashed, photo-undecoded.
        """
        if len(wlt) != WLT_BYTES:
            raise failure("no-photo", f"{len(wlt)} bytes")
        try:
            self._driver.start(library=str(self._library), code=self._code)
            content = self._driver.call(bytes, "decode", wlt, limit_s=self._delays.decode_s)
        finally:
            self._driver.stop()
        # Looked at on this side: what a wild library says of itself proves nothing.
        if len(content) != BMP_BYTES or not is_photo_header(content):
            raise failure("photo-undecoded", "no BMP of 102 × 126")
        _, _, _, _, _, height, *_ = _HEADER.unpack(content[: _HEADER.size])
        return bmp_header(top_down=height < 0) + content[_HEADER.size :]
