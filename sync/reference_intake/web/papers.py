"""The files of a case as a browser may have them: proven to be what they say, pictures for the page, one PDF a paper.

Blocking. What a terminal uploaded is a stranger's bytes: a file goes out under its announced type only if its first
bytes are of that type, and pictures are opened within bounds.
"""

import io
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from sync import wire
from sync.reference_intake.web.refusals import TurnedAway

if TYPE_CHECKING:
    from PIL.Image import Image

SHOWN = frozenset({"image/jpeg", "image/png", "image/tiff"})
"""What the page shows as a picture; everything else is only downloaded."""

SUFFIXES = {
    "image/jpeg": "jpg",
    "image/png": "png",
    "image/tiff": "tif",
    "application/pdf": "pdf",
    "application/ofd": "ofd",
}
MOST_PIXELS = 80_000_000
LONGEST_SIDE = 2400
IN_MEMORY = 8_000_000
_HEADS: dict[str, tuple[bytes, ...]] = {
    "image/jpeg": (b"\xff\xd8\xff",),
    "image/png": (b"\x89PNG\r\n\x1a\n",),
    "image/tiff": (b"II*\x00", b"MM\x00*"),
    "application/pdf": (b"%PDF-",),
    "application/ofd": (b"PK\x03\x04",),
}


def proven(path: Path, media_type: str) -> str:
    """The type of the file at `path`, which must be the announced one. Raises TurnedAway, also without a file."""
    try:
        with path.open("rb") as file:
            head = file.read(16)
    except (FileNotFoundError, NotADirectoryError):
        raise TurnedAway("not-found") from None
    if not head.startswith(_HEADS.get(media_type, ())):
        raise TurnedAway("not-a-picture")
    return media_type


def tiff_as_png(path: Path) -> bytes:
    """The first page of a TIFF as a PNG, which browsers show. Raises TurnedAway where it cannot be opened."""
    picture = _opened(path)
    try:
        picture.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
        out = io.BytesIO()
        (picture if picture.mode in ("1", "L", "RGB") else picture.convert("RGB")).save(out, "PNG")
    except (OSError, ValueError, SyntaxError):
        raise TurnedAway("not-a-picture") from None
    return out.getvalue()


def as_pdf(folder: Path, pages: Sequence[wire.FileRef], title: str) -> IO[bytes]:
    """The pictures of one paper as one PDF, a page each; JPEG goes in as it is. The caller closes it.

    Raises TurnedAway where a page is no picture, or a damaged one.
    """
    from reportlab.lib.pagesizes import A4
    from reportlab.lib.utils import ImageReader
    from reportlab.pdfgen.canvas import Canvas

    out: IO[bytes] = tempfile.SpooledTemporaryFile(IN_MEMORY)  # noqa: SIM115 - the caller closes it
    try:
        canvas = Canvas(out, pagesize=A4, invariant=1)
        canvas.setTitle(title)
        for page in pages:
            if page.media_type not in SHOWN:
                raise TurnedAway("not-a-picture")
            path = folder / page.sha256
            proven(path, page.media_type)
            width, height = _checked_size(path)
            sheet = A4 if height >= width else (A4[1], A4[0])
            canvas.setPageSize(sheet)
            scale = min(sheet[0] / width, sheet[1] / height)
            drawn: Any = str(path) if page.media_type == "image/jpeg" else ImageReader(io.BytesIO(tiff_as_png(path)))
            left, low = (sheet[0] - width * scale) / 2, (sheet[1] - height * scale) / 2
            canvas.drawImage(drawn, left, low, width * scale, height * scale)
            canvas.showPage()
        canvas.save()
    except TurnedAway:
        out.close()
        raise
    except Exception:  # noqa: BLE001 - what a stranger's damaged picture does to the library is nobody's to foresee
        out.close()
        raise TurnedAway("not-a-picture") from None
    out.seek(0)
    return out


def _checked_size(path: Path) -> tuple[int, int]:
    picture = _opened(path)
    with picture:
        return picture.size


def _opened(path: Path) -> "Image":
    """The picture with its size within bounds, its pixels not read yet."""
    from PIL import Image, UnidentifiedImageError

    try:
        picture = Image.open(path, formats=("JPEG", "PNG", "TIFF"))
    except (UnidentifiedImageError, Image.DecompressionBombError, OSError, ValueError, SyntaxError):
        raise TurnedAway("not-a-picture") from None
    if picture.width * picture.height > MOST_PIXELS or 0 in picture.size:
        picture.close()
        raise TurnedAway("not-a-picture")
    return picture
