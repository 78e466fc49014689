"""What every source of pages shares: A4, colour modes, and pages made as small as the material's rule wants."""

from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING

from devices.causes import failure
from kiosk.domain.material import ColourMode, MaterialRule, Page

if TYPE_CHECKING:
    from PIL.Image import Image

A4_MM = (210.0, 297.0)
JPEG = "image/jpeg"
_QUALITIES = (88, 80, 70, 60, 50, 40)
_SHRINK = 0.8
_LEAST_PIXELS = 500
"""Below so many pixels on the long side nobody can read an A4 page."""
_PILLOW_MODES = {ColourMode.COLOUR: "RGB", ColourMode.GREY: "L", ColourMode.LINEART: "L"}
_THRESHOLD = 128


@dataclass(frozen=True, slots=True)
class ScannerDelays:
    """Seconds."""

    progress_s: float = 0.05
    """Progress is told no more often."""


def page_limit(rule: MaterialRule) -> int:
    """Bytes one page may take, so that as many pages as the rule allows stay within its limit together."""
    return rule.max_bytes // max(1, rule.max_pages)


def jpeg_page(image: "Image", rule: MaterialRule) -> Page:
    """The page as JPEG in the rule's colour mode and within its share of the rule's size.

    The quality goes down first, the resolution only after that. Raises DeviceFailure("too-large") where the page
    would have to become unreadable.
    """
    from PIL import Image as Pillow

    image = image.convert(_PILLOW_MODES[rule.colour])
    if rule.colour is ColourMode.LINEART:
        image = image.point([0] * _THRESHOLD + [255] * (256 - _THRESHOLD))
    limit = page_limit(rule)
    dpi = rule.resolution_dpi
    while max(image.size) >= _LEAST_PIXELS:
        for quality in _QUALITIES:
            content = _encode(image, quality, dpi)
            if len(content) <= limit:
                return Page(content, JPEG, image.width, image.height)
        dpi = round(dpi * _SHRINK)
        smaller = (round(image.width * _SHRINK), round(image.height * _SHRINK))
        image = image.resize(smaller, Pillow.Resampling.BOX)
    raise failure("too-large", f"{limit} bytes for a page")


def _encode(image: "Image", quality: int, dpi: int) -> bytes:
    target = BytesIO()
    image.save(target, "JPEG", quality=quality, dpi=(dpi, dpi))
    return target.getvalue()
