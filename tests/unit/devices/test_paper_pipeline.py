"""A picture becomes a page: found, straight, cropped, upright, judged, small enough."""

from math import atan2, degrees, hypot

import cv2
import numpy as np
import pytest

from devices.papers.finding import find_sheet, lies_on_a_table
from devices.papers.picture import Picture
from devices.papers.pipeline import make_page
from devices.papers.straightening import flattened, straightened
from devices.papers.upright import turns_needed
from kiosk.domain.material import ColourMode, MaterialRule, Page, PageDoubt
from kiosk.domain.text import Text
from tests.support.sheets import (
    FONTS,
    LAYOUTS,
    Pixels,
    Sheet,
    back_of,
    noisy,
    photographed,
    shaded,
    sheet,
    table,
)

WIDTH, HEIGHT = 1944, 2592
SLANTED = np.array([[330, 240], [1560, 170], [1700, 2230], [240, 2330]], np.float64)


def rule(colour: ColourMode = ColourMode.COLOUR, dpi: int = 150) -> MaterialRule:
    return MaterialRule("deed", Text("房产证"), colour=colour, resolution_dpi=dpi, max_pages=1)


def decoded(page: Page | None) -> Pixels:
    assert page is not None
    pixels = cv2.imdecode(np.frombuffer(page.content, np.uint8), cv2.IMREAD_UNCHANGED)
    assert pixels.shape[:2] == (page.height_px, page.width_px)
    return pixels


def seen(kind: str, on: str, corners: Pixels = SLANTED) -> Pixels:
    return noisy(shaded(photographed(sheet(kind, "serif", 200), corners, WIDTH, HEIGHT, on), 0.7), 4)


def likeness(one: Pixels, other: Pixels) -> float:
    """1.0 for the same picture, about 0 for two that have nothing in common."""
    greys = [cv2.cvtColor(each, cv2.COLOR_BGR2GRAY) if each.ndim == 3 else each for each in (one, other)]
    small = [cv2.resize(each, (300, 424), interpolation=cv2.INTER_AREA).astype(np.float32) for each in greys]
    # Without the light that falls on them.
    small = [cv2.GaussianBlur(each, (0, 0), 2) - cv2.GaussianBlur(each, (0, 0), 15) for each in small]
    return float(np.corrcoef(small[0].ravel(), small[1].ravel())[0, 1])


@pytest.mark.parametrize("on", ["dark", "wood", "grey", "pale"])
@pytest.mark.parametrize("kind", ["letter", "photos-with-words", "certificate", "nearly-empty-form"])
def test_corners_of_a_photographed_sheet_are_found_to_three_pixels(kind: str, on: str) -> None:
    found = find_sheet(seen(kind, on))
    assert found is not None
    assert not found.cut
    assert max(hypot(*(corner - true)) for corner, true in zip(found.corners, SLANTED, strict=True)) < 3


@pytest.mark.parametrize("angle", [-30.0, -8.0, 17.0])
def test_sheet_that_lies_turned_is_found_and_comes_out_level(angle: float) -> None:
    plain = np.array([[560, 700], [1360, 700], [1360, 1831], [560, 1831]], np.float64)
    middle, (sine, cosine) = plain.mean(axis=0), (np.sin(np.radians(angle)), np.cos(np.radians(angle)))
    corners = (plain - middle) @ np.array([[cosine, sine], [-sine, cosine]]) + middle
    found = find_sheet(seen("form", "wood", corners))
    assert found is not None
    for number in range(4):
        side = found.corners[(number + 1) % 4] - found.corners[number]
        least = min(
            abs((degrees(atan2(*(side[::-1]))) - degrees(atan2(*(true[::-1]))) + 180) % 360 - 180)
            for true in (corners[(n + 1) % 4] - corners[n] for n in range(4))
        )
        assert least < 0.3


def test_photographed_a4_comes_out_straight_cropped_and_in_its_own_proportions() -> None:
    page = sheet("letter", "serif", 200)
    found = decoded(make_page(Picture(seen("letter", "wood")), rule(), from_camera=True))
    assert found.shape[0] / found.shape[1] == pytest.approx(297 / 210, abs=0.01)
    assert found.shape[0] == pytest.approx(297 / 25.4 * 150, abs=3)
    assert likeness(found, page.pixels) > 0.9


def test_camera_page_is_never_made_larger_than_it_was_seen() -> None:
    small = cv2.resize(seen("letter", "dark"), None, fx=0.4, fy=0.4, interpolation=cv2.INTER_AREA)
    found = decoded(make_page(Picture(small), rule(dpi=300), from_camera=True))
    assert found.shape[0] < 1000


def test_identity_card_keeps_its_own_shape() -> None:
    card = Sheet("card", "sans", sheet("card-copy", dpi=300).pixels[414:1051, 709:1720], 300)
    corners = np.array([[500, 900], [1511, 930], [1490, 1570], [480, 1537]], np.float64)
    pixels = noisy(photographed(card, corners, WIDTH, HEIGHT, "dark"), 3)
    found = find_sheet(pixels)
    assert found is not None
    flat = flattened(pixels, found, 300)
    assert flat.width / flat.height == pytest.approx(1011 / 637, rel=0.03)


def test_sheet_that_goes_on_beyond_the_picture_is_cut_off() -> None:
    corners = np.array([[300, -500], [1600, -480], [1680, 1800], [260, 1830]], np.float64)
    page = make_page(Picture(seen("dense", "wood", corners)), rule(), from_camera=True)
    assert page is not None
    assert PageDoubt.CUT_OFF in page.doubts


def test_whole_sheet_in_sight_raises_no_doubt() -> None:
    page = make_page(Picture(seen("dense", "wood")), rule(), from_camera=True)
    assert page is not None
    assert page.doubts == ()


@pytest.mark.parametrize("on", ["dark", "wood", "grey", "pale"])
def test_on_an_empty_table_there_is_no_sheet(on: str) -> None:
    assert find_sheet(table(on, WIDTH, HEIGHT)) is None


def test_scanned_page_that_lies_level_keeps_every_pixel() -> None:
    picture = Picture(noisy(sheet("form", "sans", 150).pixels, 4), 150)
    assert straightened(picture) is picture


@pytest.mark.parametrize("angle", [-4.0, -1.3, -0.6, 0.8, 2.5])
@pytest.mark.parametrize("kind", ["letter", "form", "numbers", "card-copy"])
def test_scanned_page_askew_on_a_white_lid_comes_out_level(kind: str, angle: float) -> None:
    straight = sheet(kind, "micro-hei", 150).pixels
    height, width = straight.shape[:2]
    turn = cv2.getRotationMatrix2D(((width - 1) / 2, (height - 1) / 2), angle, 1.0)
    askew = noisy(cv2.warpAffine(straight, turn, (width, height), borderValue=(250, 250, 250)), 4)
    found = straightened(Picture(askew, 150)).pixels
    margin = 150
    assert residual_skew(found[margin:-margin, margin:-margin], straight[margin:-margin, margin:-margin]) < 0.3


def residual_skew(one: Pixels, other: Pixels) -> float:
    """By how many degrees `one` is turned against `other`, by the best fit of the two."""
    greys = [255 - cv2.cvtColor(each, cv2.COLOR_BGR2GRAY).astype(np.float32) for each in (one, other)]
    small = [cv2.GaussianBlur(each, (0, 0), 3) for each in greys]
    matrix = np.eye(2, 3, dtype=np.float32)
    ended = (cv2.TERM_CRITERIA_COUNT | cv2.TERM_CRITERIA_EPS, 80, 1e-6)
    _, matrix = cv2.findTransformECC(small[1], small[0], matrix, cv2.MOTION_EUCLIDEAN, ended)
    return abs(degrees(atan2(matrix[1, 0], matrix[0, 0])))


@pytest.mark.parametrize("angle", [0.0, 1.5, -3.0])
def test_sheet_on_a_feeders_black_ground_is_cropped_and_level(angle: float) -> None:
    paper = cv2.resize(sheet("letter", "sans", 150).pixels, (874, 1240), interpolation=cv2.INTER_AREA)
    ground = np.full((1754, 1240, 3), 12, np.uint8)
    ground[200:1440, 150:1024] = paper
    turn = cv2.getRotationMatrix2D((587, 820), angle, 1.0)
    askew = noisy(cv2.warpAffine(ground, turn, (1240, 1754), borderValue=(12, 12, 12)), 4)
    found = straightened(Picture(askew, 150))
    assert (found.width, found.height) == (pytest.approx(874, abs=8), pytest.approx(1240, abs=8))
    if angle == 0.0:
        assert np.shares_memory(found.pixels, askew), "a straight one is cut out, and not drawn anew"
    assert likeness(found.pixels, paper) > 0.9


@pytest.mark.parametrize("turns", [0, 1, 2, 3])
@pytest.mark.parametrize(
    ("kind", "font"),
    [
        *(("letter", "serif"), ("dense", "micro-hei"), ("form", "sans"), ("hukou", "serif-bold")),
        *(("certificate", "sans-bold"), ("photos-with-words", "serif"), ("nearly-empty-form", "micro-hei")),
    ],
)
def test_page_of_print_is_turned_upright(kind: str, font: str, turns: int) -> None:
    upright = noisy(sheet(kind, font, 150, seed=7).pixels, 4)
    lying = np.ascontiguousarray(np.rot90(upright, turns))
    found = decoded(make_page(Picture(lying, 150), rule()))
    assert found.shape[:2] == upright.shape[:2]
    assert likeness(found, upright) > 0.95


@pytest.mark.parametrize("font", list(FONTS))
@pytest.mark.parametrize("kind", list(LAYOUTS))
def test_no_page_is_ever_turned_the_wrong_way(kind: str, font: str) -> None:
    for dpi in (75, 100, 150):
        upright = noisy(shaded(sheet(kind, font, dpi, seed=11).pixels, 0.8), 6)
        for turns in range(4):
            found = turns_needed(np.ascontiguousarray(np.rot90(upright, turns)))
            assert found in {0, (4 - turns) % 4}, (dpi, turns)


@pytest.mark.parametrize("turns", [0, 1, 2, 3])
@pytest.mark.parametrize("kind", ["photo-alone", "stamp-alone"])
def test_page_that_says_nothing_of_its_way_up_is_left_as_it_lies(kind: str, turns: int) -> None:
    lying = np.ascontiguousarray(np.rot90(noisy(sheet(kind).pixels, 4), turns))
    assert likeness(decoded(make_page(Picture(lying.copy(), 150), rule())), lying) > 0.95


@pytest.mark.parametrize("strength", [0.05, 0.12, 0.18])
@pytest.mark.parametrize("kind", ["letter", "dense", "form", "certificate", "stamp-alone"])
def test_back_that_the_front_shines_through_is_blank(kind: str, strength: float) -> None:
    back = noisy(shaded(back_of(sheet(kind, "serif-bold"), strength).pixels, 0.8), 4)
    assert make_page(Picture(back, 150), rule()) is None


def test_dust_is_no_print() -> None:
    white = np.full((1754, 1240, 3), 245, np.uint8)
    for place, size in (((500, 400), 3), ((900, 1200), 2), ((200, 1500), 2)):
        cv2.circle(white, place, size, (20, 20, 20), -1)
    assert make_page(Picture(noisy(white, 5), 150), rule()) is None


@pytest.mark.parametrize("kind", ["stamp-alone", "nearly-empty-form", "photo-alone"])
def test_page_with_little_on_it_is_not_blank(kind: str) -> None:
    assert make_page(Picture(noisy(sheet(kind).pixels, 5), 150), rule()) is not None


def test_signature_alone_is_not_blank() -> None:
    white = np.full((1754, 1240, 3), 245, np.uint8)
    cv2.putText(white, "Li Ming", (700, 1500), cv2.FONT_HERSHEY_SCRIPT_SIMPLEX, 1.4, (110, 60, 40), 2)
    assert make_page(Picture(noisy(white, 4), 150), rule()) is not None


@pytest.mark.parametrize("kind", ["letter", "dense", "form", "hukou", "certificate"])
@pytest.mark.parametrize(("blur_mm", "doubted"), [(0.0, False), (0.1, False), (0.7, True)])
def test_print_that_cannot_be_read_is_doubted(kind: str, blur_mm: float, doubted: bool) -> None:
    pixels = sheet(kind, "serif").pixels
    if blur_mm:
        pixels = cv2.GaussianBlur(pixels, (0, 0), blur_mm / 25.4 * 150)
    page = make_page(Picture(noisy(pixels, 4), 150), rule())
    assert page is not None
    assert (PageDoubt.BLURRED in page.doubts) is doubted


@pytest.mark.parametrize("mirrored", [False, True])
def test_lamp_mirrored_in_the_page_is_doubted(mirrored: bool) -> None:
    pixels = seen("form", "dark").astype(np.float32)
    if mirrored:
        down, across = np.mgrid[:HEIGHT, :WIDTH]
        lamp = np.exp(-(((across - 900) / 160) ** 2) - ((down - 1100) / 130) ** 2)
        pixels += 220 * lamp[:, :, None]
    page = make_page(Picture(np.clip(pixels, 0, 255).astype(np.uint8)), rule(), from_camera=True)
    assert page is not None
    assert (PageDoubt.GLARE in page.doubts) is mirrored


@pytest.mark.parametrize("colour", list(ColourMode))
def test_colour_is_the_rules(colour: ColourMode) -> None:
    pixels = decoded(make_page(Picture(sheet("letter").pixels, 150), rule(colour)))
    assert pixels.ndim == (3 if colour is ColourMode.COLOUR else 2)
    if colour is ColourMode.LINEART:
        assert np.mean((pixels < 40) | (pixels > 215)) > 0.97


def test_lineart_sees_no_shadow() -> None:
    dim = shaded(sheet("letter").pixels, 0.45)
    pixels = decoded(make_page(Picture(dim, 150), rule(ColourMode.LINEART)))
    assert np.mean(pixels > 200) > 0.93


def test_page_scanned_finer_than_its_rule_is_made_coarser() -> None:
    page = make_page(Picture(sheet("letter", dpi=300).pixels, 300), rule(dpi=150))
    assert page is not None
    assert page.height_px == pytest.approx(1754, abs=2)


def test_photographs_and_scans_are_told_apart() -> None:
    assert lies_on_a_table(seen("letter", "wood"))
    assert not lies_on_a_table(noisy(sheet("dense").pixels, 4))
