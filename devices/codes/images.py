"""The codes in a picture: QR, Data Matrix, PDF417, Code 128, through zxing-cpp and Pillow.

Both libraries are loaded by the first picture. Whatever a picture holds, it costs no more than its limits: what is too
large is refused by its header alone, and what is left is made smaller before it is searched.
"""

import warnings
from io import BytesIO
from typing import Any

from devices.causes import failure
from kiosk.errors import DeviceFailure

MOST_BYTES = 20_000_000
"""Of a picture's file."""

LONGEST_SIDE_PX = 12_000
MOST_PIXELS = 50_000_000

SEARCHED_SIDE_PX = 2000
"""A receipt's code (29 squares) that fills a tenth of this is still seven pixels to a square."""

LONGEST_CODE = 4096

FORMATS = "QRCode,DataMatrix,PDF417,Code128"


def read_codes(content: bytes) -> tuple[str, ...]:
    """What the codes in a JPEG or PNG say, each text once; none is an empty tuple.

    Raises DeviceFailure: `bad-picture` for what is too large, damaged or no picture, `no-driver` where a library is
    missing.
    """
    if len(content) > MOST_BYTES:
        raise failure("bad-picture", f"more than {MOST_BYTES} bytes")
    return codes_in(_grey(content))


def codes_in(pixels: Any) -> tuple[str, ...]:
    """As `read_codes`, for pixels: an 8-bit buffer of rows × columns, or rows × columns × 3 (blue, green, red)."""
    try:
        import zxingcpp
    except ImportError:
        raise failure("no-driver", "zxing-cpp") from None
    try:
        found = zxingcpp.read_barcodes(
            pixels, formats=zxingcpp.barcode_formats_from_str(FORMATS), text_mode=zxingcpp.TextMode.Plain
        )
        texts = [barcode.text.strip() for barcode in found if barcode.valid]
    except Exception as fault:  # noqa: BLE001 - a foreign decoder on a picture that anybody may hold up
        raise failure("bad-picture", type(fault).__name__) from None
    return tuple(dict.fromkeys(text for text in texts if text and len(text) <= LONGEST_CODE))


def _grey(content: bytes) -> memoryview:
    """The picture without its colours, as rows of bytes, no side longer than is searched."""
    try:
        from PIL import Image
    except ImportError:
        raise failure("no-driver", "Pillow") from None
    try:
        with warnings.catch_warnings(), Image.open(BytesIO(content), formats=("JPEG", "PNG")) as image:
            # Pillow warns of what is odd about a file; what it then reads is searched all the same.
            warnings.simplefilter("ignore")
            width, height = image.size
            if max(width, height) > LONGEST_SIDE_PX or width * height > MOST_PIXELS:
                raise failure("bad-picture", "larger than any camera's")
            # A JPEG is decoded small and grey at once, which takes a fraction of the time.
            image.draft("L", (SEARCHED_SIDE_PX, SEARCHED_SIDE_PX))
            grey = image.convert("L")
            grey.thumbnail((SEARCHED_SIDE_PX, SEARCHED_SIDE_PX))
            return memoryview(grey.tobytes()).cast("B", (grey.height, grey.width))
    except DeviceFailure:
        raise
    except Exception as fault:  # noqa: BLE001 - a foreign decoder raises whatever it meets in a damaged file
        raise failure("bad-picture", type(fault).__name__) from None
