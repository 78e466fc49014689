"""Pictures in a person's file: JPEG, PNG, TIFF and PDF, from people who mean well and from people who do not.

What a file claims is looked at before anything is unpacked: its pixels, its pages, its password. `pictures_of` works
in its caller's process; a file that nobody vouches for goes through `devices.papers.apart`, where memory and time have
an end.
"""

import warnings
from collections.abc import Iterator
from io import BytesIO
from threading import Lock
from typing import TYPE_CHECKING, Any

import cv2
import numpy as np

from devices.causes import failure
from devices.papers.picture import MM_PER_INCH, Picture, Pixels
from kiosk.errors import DeviceFailure

if TYPE_CHECKING:
    from PIL.Image import Image

MOST_BYTES = 60_000_000
MOST_PAGES = 60
"""More than any material takes; a file of ten thousand pages is no paper."""
MOST_SIDE_PX = 13_000
"""A4 at 1,100 dots per inch, and more than a telephone's camera has."""
MOST_PIXELS = 60_000_000
LEAST_SIDE_PX = 200
"""Nobody reads a paper in less."""
_DPI_BOUNDS = (50, 1200)
_POINTS_PER_INCH = 72.0
_MOST_PDF_SIDE_MM = 1500.0
_LONGEST_RENDER_PX = 5000

_PDF_ERROR_PASSWORD = 4  # FPDF_ERR_PASSWORD, public/fpdfview.h
PDFIUM = Lock()
"""PDFium is not safe in several threads, not even for several documents (its README)."""


def pictures_of(content: bytes, dpi: int, most_pages: int = MOST_PAGES) -> Iterator[Picture]:
    """Every page of a file, one after the other, in reading order; PDF pages are drawn at `dpi` dots per inch.

    Raises DeviceFailure: file-unreadable, picture-too-large, picture-too-small, pdf-locked, too-many-pages; after some
    pages where only a later one is bad.
    """
    if len(content) > MOST_BYTES:
        raise failure("picture-too-large", f"{len(content)} bytes")
    from PIL import Image as Pillow

    # PDF allows for some rubbish before its mark (ISO 32000-1, Annex H.3.4.1).
    pages = _of_pdf(content, dpi, most_pages) if b"%PDF-" in content[:1024] else _of_image(content, most_pages)
    try:
        yield from pages
    except DeviceFailure:
        raise
    except (MemoryError, Pillow.DecompressionBombError) as fault:
        raise failure("picture-too-large") from fault
    except Exception as fault:
        # Decoders meet damage with whatever happened to go wrong in them.
        raise failure("file-unreadable", type(fault).__name__) from fault


def _of_image(content: bytes, most_pages: int) -> Iterator[Picture]:
    from PIL import Image as Pillow

    with warnings.catch_warnings():
        # Our own limits are lower than the one that Pillow warns of; damaged metadata is of no interest.
        warnings.simplefilter("ignore")
        with Pillow.open(BytesIO(content), formats=("JPEG", "PNG", "TIFF")) as image:
            # Only TIFF has pages; a second picture in a PNG is an animation, in an MPO a preview or the other eye.
            pages = getattr(image, "n_frames", 1) if image.format == "TIFF" else 1
            if pages > most_pages:
                raise failure("too-many-pages", str(pages))
            for page in range(pages):
                image.seek(page)
                yield _decoded(image)


def _decoded(image: "Image") -> Picture:
    from PIL import Image as Pillow
    from PIL import ImageOps

    check_size(*image.size)
    dpi = _dpi_of(image)
    # A telephone tells in the EXIF data how it was held.
    upright = ImageOps.exif_transpose(image)
    if upright.mode in {"RGBA", "LA", "PA", "La", "RGBa"} or "transparency" in upright.info:
        seen_through = upright.convert("RGBA")
        upright = Pillow.new("RGB", seen_through.size, "white")
        upright.paste(seen_through, mask=seen_through.getchannel("A"))
    elif upright.mode.startswith(("I", "F")):
        upright = _of_sixteen_bits(upright)
    elif upright.mode not in {"L", "RGB"}:
        upright = upright.convert("L" if upright.mode == "1" else "RGB")
    pixels: Pixels = np.asarray(upright)
    if pixels.ndim == 3:
        return Picture(cv2.cvtColor(pixels, cv2.COLOR_RGB2BGR), dpi)
    return Picture(pixels.copy(), dpi)


def _of_sixteen_bits(image: "Image") -> "Image":
    """Grey with more than 8 bits: spread over what it really uses, as Pillow would cut it off at 255."""
    from PIL import Image as Pillow

    values = np.nan_to_num(np.asarray(image, np.float32))
    low, high = float(values.min()), float(values.max())
    spread = (values - low) * (255.0 / max(1e-6, high - low))
    return Pillow.fromarray(np.clip(spread, 0, 255).astype(np.uint8))


def check_size(width: float, height: float) -> None:
    """Raises DeviceFailure where a picture of so many pixels is refused."""
    if max(width, height) > MOST_SIDE_PX or width * height > MOST_PIXELS:
        raise failure("picture-too-large", f"{width:.0f} x {height:.0f}")
    if min(width, height) < LEAST_SIDE_PX:
        raise failure("picture-too-small", f"{width:.0f} x {height:.0f}")


def _dpi_of(image: "Image") -> int | None:
    """What the file says of itself, where that can be true: telephones write 72 whatever they see."""
    try:
        told = float(image.info.get("dpi", (0, 0))[0])
    except (TypeError, ValueError, IndexError, ZeroDivisionError):
        return None
    likely = _DPI_BOUNDS[0] <= told <= _DPI_BOUNDS[1] and round(told) != 72
    # A sheet of paper is between a card and A3.
    return round(told) if likely and 50 < max(image.size) / told * MM_PER_INCH < 450 else None


def _of_pdf(content: bytes, dpi: int, most_pages: int) -> Iterator[Picture]:
    import pypdfium2

    with PDFIUM:
        try:
            document = pypdfium2.PdfDocument(content)
        except pypdfium2.PdfiumError as fault:
            locked = getattr(fault, "err_code", None) == _PDF_ERROR_PASSWORD
            raise failure("pdf-locked" if locked else "file-unreadable") from fault
        pages = len(document)
    try:
        if pages > most_pages:
            raise failure("too-many-pages", str(pages))
        if not pages:
            raise failure("file-unreadable", "no page")
        for number in range(pages):
            # Not held while the caller has the page.
            with PDFIUM:
                picture = _drawn(document, number, dpi)
            yield picture
    finally:
        with PDFIUM:
            document.close()


def _drawn(document: Any, number: int, dpi: int) -> Picture:
    page = document[number]
    try:
        width, height = page.get_size()
        longest_mm = max(width, height) / _POINTS_PER_INCH * MM_PER_INCH
        if longest_mm > _MOST_PDF_SIDE_MM:
            raise failure("picture-too-large", f"{longest_mm:.0f} mm")
        # A poster is drawn as coarsely as still fits; its own resolution is nobody's.
        scale = min(dpi / _POINTS_PER_INCH, _LONGEST_RENDER_PX / max(width, height, 1.0))
        if min(width, height) * scale < LEAST_SIDE_PX:
            raise failure("picture-too-small", f"{width:.0f} x {height:.0f} points")
        bitmap = page.render(scale=scale, rev_byteorder=False, prefer_bgrx=False, may_draw_forms=True)
        try:
            pixels = bitmap.to_numpy()[:, :, :3].copy()
        finally:
            bitmap.close()
    finally:
        page.close()
    return Picture(pixels, round(scale * _POINTS_PER_INCH))
