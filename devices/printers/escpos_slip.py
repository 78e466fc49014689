"""A slip as the bytes of ESC/POS, put together by python-escpos where it has the command."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from devices.printers.escpos_library import Library
from devices.printers.escpos_raster import LinePainter
from devices.printers.escpos_roll import DOTS_PER_MM, ROW_DOTS, Roll, Row, rows
from kiosk.ports import Slip

if TYPE_CHECKING:
    from PIL.Image import Image

INITIALISE = b"\x1b@"
CHINESE = b"\x1c&"
"""FS &: what follows are characters of two bytes, as GB 18030 has them."""
PAPER_SENSED = b"\x1dr\x01"
"""GS r 1: the paper sensor's state, answered when all that was sent before is printed."""

_ALIGN, _BOLD, _SCALE, _SCALE_CHINESE, _SPACING, _FEED = b"\x1ba", b"\x1bE", b"\x1d!", b"\x1c!", b"\x1b3", b"\x1bd"
_PICTURE = b"\x1dv0\0"
_DOUBLE, _DOUBLE_CHINESE = 0x11, 0x0C
_ROW_GAP = 8
_FEED_ROWS = 6
"""What python-escpos feeds before a cut, so that the knife is past the last line."""
_QR_MOST_DOT = 8
_QR_QUIET = 4
"""ISO/IEC 18004, 6.3.8: four modules of white on each side."""
_QR_ROWS_AROUND = 1


@dataclass(frozen=True, slots=True)
class Encoded:
    """The bytes of a slip, and how much of the roll they take."""

    content: bytes
    roll_mm: int


def encode(slip: Slip, roll: Roll, library: Library, *, native_code: bool) -> Encoded:
    """All of a slip, up to the cut."""
    content = bytearray(INITIALISE + CHINESE)
    dots = 0
    painter = LinePainter(roll)
    for row in rows(slip, roll):
        content += _row(row, painter)
        dots += ROW_DOTS * row.line.scale + _ROW_GAP
    content += _SCALE + b"\0" + _SCALE_CHINESE + b"\0" + _BOLD + b"\0"
    if slip.code:
        code, side = _code(slip.code, roll, library, native=native_code)
        content += code
        dots += side + 2 * _QR_ROWS_AROUND * (ROW_DOTS + _ROW_GAP)
    content += library.composed(lambda printer: printer.cut())
    dots += _FEED_ROWS * (ROW_DOTS + _ROW_GAP)
    return Encoded(bytes(content), -(-dots // DOTS_PER_MM))


def _row(row: Row, painter: LinePainter) -> bytes:
    line = row.line
    if row.encoded is None:
        return _ALIGN + b"\0" + _raster(painter.draw(line))
    double = line.scale > 1
    return b"".join(
        (
            _ALIGN + bytes([line.centred]),
            _BOLD + bytes([line.bold]),
            _SCALE + bytes([_DOUBLE if double else 0]),
            _SCALE_CHINESE + bytes([_DOUBLE_CHINESE if double else 0]),
            _SPACING + bytes([ROW_DOTS * line.scale + _ROW_GAP]),
            row.encoded + b"\n",
        )
    )


def _code(words: str, roll: Roll, library: Library, *, native: bool) -> tuple[bytes, int]:
    import segno

    code = segno.make_qr(words, error="m", boost_error=False)
    side = len(code.matrix) + 2 * _QR_QUIET
    dot = max(1, min(_QR_MOST_DOT, roll.dots // side))
    gap = _SPACING + bytes([ROW_DOTS + _ROW_GAP]) + _FEED + bytes([_QR_ROWS_AROUND])
    if native:
        made = library.composed(lambda printer: printer.qr(words, ec=1, size=dot, native=True)) + b"\n"
    else:
        made = _raster(_picture(code, dot))
    return gap + _ALIGN + b"\x01" + made + _ALIGN + b"\0" + gap, side * dot


def _raster(picture: "Image") -> bytes:
    """GS v 0. Not python-escpos's, which writes a warning to standard output for every picture."""
    across, down = -(-picture.width // 8), picture.height
    black = bytes(~white & 0xFF for white in picture.tobytes())
    return _PICTURE + across.to_bytes(2, "little") + down.to_bytes(2, "little") + black


def _picture(code: Any, dot: int) -> "Image":
    from PIL import Image as Pictures

    rows_of_code = [[not dark for dark in row] for row in code.matrix_iter(scale=dot, border=_QR_QUIET)]
    picture = Pictures.new("1", (len(rows_of_code[0]), len(rows_of_code)))
    picture.putdata([255 * white for row in rows_of_code for white in row])
    return picture
