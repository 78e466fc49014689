"""Makes a picture a page in the material's colour and within its size: checked here, where it can still be mended."""

import cv2
import numpy as np

from devices.causes import failure
from devices.papers.picture import Picture, Pixels, grey_of
from kiosk.domain.material import ColourMode, MaterialRule, Page, PageDoubt

JPEG = "image/jpeg"
_QUALITIES = (88, 80, 70, 60, 50, 40)
_SHRINK = 0.8
_LEAST_PIXELS = 500
"""Below so many pixels on the long side nobody can read an A4 page."""
_SAMPLE_ROWS = 16
_SAMPLE_EVERY = 8
"""One strip of 16 rows in 8 is packed to foretell the size of the whole; 16 rows are a row of JPEG's own blocks."""
_DOUBTFUL = 1.08
"""A foretold size so much above the limit is taken at its word; nearer to it, the page is packed and measured."""
_LINEART_WINDOW_IN = 0.2
_LINEART_BELOW = 12
"""What is so much darker than its surroundings (0.2 inch) is ink."""


def page_limit(rule: MaterialRule) -> int:
    """Bytes one page may take, so that as many pages as the rule allows stay within its limit together."""
    return rule.max_bytes // max(1, rule.max_pages)


def jpeg_page(picture: Picture, rule: MaterialRule, doubts: tuple[PageDoubt, ...] = ()) -> Page:
    """The page as JPEG in the rule's colour mode and within its share of the rule's size.

    The quality goes down first, the resolution only after that. Raises DeviceFailure("too-large") where the page
    would have to become unreadable.
    """
    dpi = picture.dpi or rule.resolution_dpi
    pixels = _in_mode(picture.pixels, rule.colour, dpi)
    limit = page_limit(rule)
    while True:
        for quality in _worth_trying(pixels, limit):
            content = _encoded(pixels, quality, dpi)
            if len(content) <= limit:
                return Page(content, JPEG, int(pixels.shape[1]), int(pixels.shape[0]), doubts)
        if max(pixels.shape[:2]) * _SHRINK < _LEAST_PIXELS:
            raise failure("too-large", f"{limit} bytes for a page")
        dpi = round(dpi * _SHRINK)
        size = (max(1, round(pixels.shape[1] * _SHRINK)), max(1, round(pixels.shape[0] * _SHRINK)))
        pixels = cv2.resize(pixels, size, interpolation=cv2.INTER_AREA)


def _worth_trying(pixels: Pixels, limit: int) -> tuple[int, ...]:
    """The qualities, best first, that may keep to the limit; a strip here and there tells enough to leave some out."""
    rows = pixels.shape[0] // _SAMPLE_ROWS
    if rows < _SAMPLE_EVERY:
        return _QUALITIES
    strips = [pixels[n * _SAMPLE_ROWS : (n + 1) * _SAMPLE_ROWS] for n in range(0, rows, _SAMPLE_EVERY)]
    sample = np.concatenate(strips)
    share = pixels.shape[0] / sample.shape[0]
    for number, quality in enumerate(_QUALITIES):
        if len(_encoded(sample, quality, 0)) * share <= limit * _DOUBTFUL:
            return _QUALITIES[number:]
    return ()


def _in_mode(pixels: Pixels, colour: ColourMode, dpi: int) -> Pixels:
    if colour is ColourMode.COLOUR:
        return pixels if pixels.ndim == 3 else cv2.cvtColor(pixels, cv2.COLOR_GRAY2BGR)
    grey = grey_of(pixels)
    if colour is ColourMode.GREY:
        return grey
    window = max(3, round(dpi * _LINEART_WINDOW_IN)) | 1
    return cv2.adaptiveThreshold(grey, 255, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY, window, _LINEART_BELOW)


def _encoded(pixels: Pixels, quality: int, dpi: int) -> bytes:
    done, packed = cv2.imencode(".jpg", pixels, [cv2.IMWRITE_JPEG_QUALITY, quality])
    if not done:
        raise failure("bug", "JPEG")
    if dpi > 0:
        # OpenCV writes no resolution: JFIF keeps it behind the marker, as unit (1: per inch), across and down.
        packed[13] = 1
        packed[14:18] = np.frombuffer(min(dpi, 0xFFFF).to_bytes(2, "big") * 2, np.uint8)
    return packed.tobytes()
