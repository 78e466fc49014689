"""Pages fit their rule: colour mode, and size for all pages together."""

from io import BytesIO

import numpy as np
import pytest
from PIL import Image

from devices.papers.picture import Picture
from devices.papers.shrinking import jpeg_page, page_limit
from kiosk.domain.material import ColourMode, MaterialRule
from kiosk.domain.text import Text
from kiosk.errors import DeviceFailure


def rule(max_bytes: int, colour: ColourMode = ColourMode.COLOUR, max_pages: int = 1) -> MaterialRule:
    return MaterialRule("deed", Text("房产证"), colour=colour, max_bytes=max_bytes, max_pages=max_pages)


def noisy(width: int = 620, height: int = 877) -> Picture:
    noise = np.asarray(Image.effect_noise((width, height), 90))
    return Picture(np.repeat(noise[:, :, None], 3, axis=2), 150)


def test_limit_is_shared_by_all_pages_of_the_material() -> None:
    assert page_limit(rule(10_000, max_pages=4)) == 2_500


@pytest.mark.parametrize("limit", [400_000, 150_000, 90_000])
def test_page_becomes_as_small_as_its_share(limit: int) -> None:
    page = jpeg_page(noisy(), rule(limit))
    assert len(page.content) <= limit
    decoded = Image.open(BytesIO(page.content))
    assert (decoded.size, decoded.format) == ((page.width_px, page.height_px), "JPEG")
    assert page.media_type == "image/jpeg"


def test_resolution_goes_down_only_after_quality() -> None:
    assert jpeg_page(noisy(), rule(250_000)).height_px == 877
    assert jpeg_page(noisy(), rule(150_000)).height_px < 877


@pytest.mark.parametrize(
    ("colour", "mode"), [(ColourMode.COLOUR, "RGB"), (ColourMode.GREY, "L"), (ColourMode.LINEART, "L")]
)
def test_colour_mode_is_the_rules(colour: ColourMode, mode: str) -> None:
    page = jpeg_page(noisy(), rule(1_000_000, colour))
    assert Image.open(BytesIO(page.content)).mode == mode


def test_resolution_stands_in_the_file() -> None:
    assert Image.open(BytesIO(jpeg_page(noisy(), rule(1_000_000)).content)).info["dpi"] == (150, 150)


def test_page_that_would_become_unreadable_is_refused() -> None:
    with pytest.raises(DeviceFailure) as caught:
        jpeg_page(noisy(), rule(900))
    assert caught.value.cause == "too-large"
