"""From a picture to a page: find the sheet, straighten, crop, turn upright, judge, shrink."""

import cv2

from devices.causes import failure
from devices.papers.finding import find_sheet
from devices.papers.picture import Picture, grey_of, reduced
from devices.papers.quality import look_at
from devices.papers.shrinking import jpeg_page
from devices.papers.straightening import flattened, straightened
from devices.papers.upright import turned_by, turns_needed
from kiosk.domain.material import ColourMode, MaterialRule, Page

_LOOK_PX = 1754
"""The copy that is judged in place of the page: 150 dpi for A4."""
_FINER = 1.1
_LEAST_SIDE_PX = 100
"""Smaller than this, even what was cut out is no paper."""


def make_page(picture: Picture, rule: MaterialRule, *, from_camera: bool = False) -> Page | None:
    """The page that a picture shows, by the material's rule; None where it is blank.

    A scanner's page that lies level and fills the glass keeps each of its pixels. The picture's pixels may be written
    over. Raises DeviceFailure: too-large where the page cannot be made small enough and stay readable,
    picture-too-small where there is nothing to be read.
    """
    _check_size(picture)
    if from_camera:
        picture, cut = _from_camera(picture, rule)
    else:
        picture, cut = straightened(_as_coarse_as(rule.resolution_dpi, picture)), False
    _check_size(picture)
    if rule.colour is not ColourMode.COLOUR:
        # From here on a third of the memory and of the time.
        picture = Picture(grey_of(picture.pixels), picture.dpi)
    small, _ = reduced(picture.pixels, _LOOK_PX)
    look = look_at(small, from_camera=from_camera, cut=cut)
    if look.blank:
        return None
    return jpeg_page(turned_by(picture, turns_needed(small)), rule, look.doubts)


def _check_size(picture: Picture) -> None:
    if min(picture.width, picture.height) < _LEAST_SIDE_PX:
        raise failure("picture-too-small", f"{picture.width} x {picture.height}")


def _from_camera(picture: Picture, rule: MaterialRule) -> tuple[Picture, bool]:
    """The sheet alone, and whether some of it may be out of sight."""
    sheet = find_sheet(picture.pixels)
    if sheet is None:
        # Without a single edge in sight nobody knows what is beyond.
        return picture, True
    return flattened(picture.pixels, sheet, rule.resolution_dpi), sheet.cut


def _as_coarse_as(dpi: int, picture: Picture) -> Picture:
    """Some scanners have no resolution as low as the rule's; what is too fine is made coarser here."""
    if picture.dpi is None or picture.dpi < dpi * _FINER:
        return picture
    factor = dpi / picture.dpi
    size = max(1, round(picture.width * factor)), max(1, round(picture.height * factor))
    return Picture(cv2.resize(picture.pixels, size, interpolation=cv2.INTER_AREA), dpi)
