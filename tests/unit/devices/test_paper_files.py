"""What people bring on a stick: good files become pictures, bad ones are refused with a reason, and nothing hangs."""

import struct
import zlib
from collections.abc import Callable
from io import BytesIO

import numpy as np
import pytest
from PIL import Image
from pypdf import PdfReader, PdfWriter

from devices.papers.apart import Bounds, pictures_apart
from devices.papers.assembling import pdf_of
from devices.papers.files import pictures_of
from devices.papers.picture import Picture
from devices.papers.pipeline import make_page
from kiosk.domain.material import MaterialRule, Page
from kiosk.domain.text import Text
from kiosk.errors import DeviceFailure
from tests.support.sheets import sheet


def print_of(kind: str = "letter") -> Image.Image:
    return Image.fromarray(np.ascontiguousarray(sheet(kind).pixels[:, :, ::-1]))


def packed(image: Image.Image, kind: str, **settings: object) -> bytes:
    target = BytesIO()
    image.save(target, kind, **settings)
    return target.getvalue()


def pdf(pages: int = 1, password: str = "") -> bytes:
    writer = PdfWriter()
    for _ in range(pages):
        writer.add_blank_page(595, 842)
    if password:
        writer.encrypt(password)
    target = BytesIO()
    writer.write(target)
    return target.getvalue()


def chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


def png(width: int, height: int, content: bytes = b"") -> bytes:
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    body = chunk(b"IDAT", zlib.compress(content))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + body + chunk(b"IEND", b"")


def drawing(content: bytes, packing: bytes = b"") -> bytes:
    """A PDF of one page with this upon it."""
    head = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    page = b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R>>endobj\n"
    stream = f"4 0 obj<</Length {len(content)}{packing.decode()}>>stream\n".encode() + content
    return head + page + stream + b"\nendstream endobj\ntrailer<</Root 1 0 R>>"


def pdf_that_unpacks_to_a_gigabyte() -> bytes:
    packer, line = zlib.compressobj(1), b"0 0 m 500 800 l 30 70 600 900 10 10 c S\n" * 10_000
    pieces = [packer.compress(line) for _ in range(2_500)]
    return drawing(b"".join(pieces) + packer.flush(), b"/Filter/FlateDecode")


def test_jpeg_with_its_resolution() -> None:
    (picture,) = pictures_of(packed(print_of(), "JPEG", dpi=(150, 150)), 300)
    assert (picture.width, picture.height, picture.dpi) == (1240, 1754, 150)


def test_resolution_that_cannot_be_true_is_not_believed() -> None:
    (picture,) = pictures_of(packed(print_of(), "JPEG", dpi=(72, 72)), 300)
    assert picture.dpi is None


@pytest.mark.parametrize("mode", ["1", "L", "P", "RGBA", "LA", "CMYK", "I;16"])
def test_every_kind_of_pixel_becomes_the_same_page(mode: str) -> None:
    page = print_of("form")
    if mode == "I;16":
        image = Image.fromarray(np.asarray(page.convert("L")).astype(np.uint16) * 257)
    else:
        image = page.convert(mode)
    (picture,) = pictures_of(packed(image, "TIFF" if mode in {"CMYK", "1"} else "PNG"), 150)
    there = np.asarray(page.convert("L")).astype(int)
    grey = picture.pixels if picture.pixels.ndim == 2 else picture.pixels.mean(axis=2)
    assert np.median(np.abs(grey - there)) < 8
    assert np.mean(np.abs(grey - there)) < 12


def test_what_is_transparent_is_paper() -> None:
    (picture,) = pictures_of(packed(Image.new("RGBA", (300, 400), (0, 0, 0, 0)), "PNG"), 150)
    assert picture.pixels.min() == 255


@pytest.mark.parametrize(("orientation", "size"), [(1, (1240, 1754)), (3, (1240, 1754)), (6, (1754, 1240))])
def test_how_the_telephone_was_held_is_honoured(orientation: int, size: tuple[int, int]) -> None:
    exif = Image.Exif()
    exif[0x0112] = orientation
    (picture,) = pictures_of(packed(print_of(), "JPEG", exif=exif), 150)
    assert (picture.width, picture.height) == size


def test_pages_of_a_tiff_come_in_their_order() -> None:
    content = packed(print_of("letter"), "TIFF", save_all=True, append_images=[print_of("stamp-alone")])
    first, second = pictures_of(content, 150)
    assert first.pixels.mean() < second.pixels.mean()


def test_animation_is_its_first_picture() -> None:
    content = packed(print_of(), "PNG", save_all=True, append_images=[Image.new("RGB", (1240, 1754))])
    (picture,) = pictures_of(content, 150)
    assert picture.pixels.mean() > 200


def test_pdf_is_drawn_at_the_resolution_asked_for() -> None:
    (picture,) = pictures_of(packed(print_of(), "PDF", resolution=150.0), 200)
    assert (picture.height, picture.dpi) == (pytest.approx(2339, abs=3), 200)
    assert picture.pixels.min() < 80


BAD: dict[str, tuple[Callable[[], bytes], str]] = {
    "nothing": (lambda: b"", "file-unreadable"),
    "a text": ("户口簿在家里".encode, "file-unreadable"),
    "another kind of picture": (lambda: packed(print_of(), "GIF"), "file-unreadable"),
    "a cut JPEG": (lambda: packed(print_of(), "JPEG")[:20_000], "file-unreadable"),
    "a cut PNG": (lambda: packed(print_of(), "PNG")[:9_000], "file-unreadable"),
    "a cut PDF": (lambda: packed(print_of(), "PDF")[:3_000], "file-unreadable"),
    "an empty PDF": (lambda: b"%PDF-1.7\n%%EOF", "file-unreadable"),
    "one pixel": (lambda: packed(Image.new("RGB", (1, 1)), "PNG"), "picture-too-small"),
    "a strip": (lambda: packed(Image.new("RGB", (4000, 3)), "PNG"), "picture-too-small"),
    "20,000 pixels": (lambda: packed(Image.new("1", (20_000, 900)), "PNG"), "picture-too-large"),
    "a bomb of pixels": (lambda: png(13_000, 12_000, bytes(1000)), "picture-too-large"),
    "the largest PNG there can be": (lambda: png(2**31 - 1, 2**31 - 1), "picture-too-large"),
    "a PDF with a password": (lambda: pdf(password="330225"), "pdf-locked"),
    "a PDF of 10,000 pages": (lambda: pdf(10_000), "too-many-pages"),
    "a TIFF of many pages": (
        lambda: packed(Image.new("1", (300, 300)), "TIFF", save_all=True, append_images=[Image.new("1", (9, 9))] * 70),
        "too-many-pages",
    ),
    "a PDF that unpacks to a gigabyte": (pdf_that_unpacks_to_a_gigabyte, "file-unreadable"),
}


@pytest.mark.parametrize("name", BAD)
def test_bad_file_is_refused_with_its_reason(name: str) -> None:
    make, cause = BAD[name]
    with pytest.raises(DeviceFailure) as caught:
        list(pictures_apart(make(), 150))
    assert caught.value.cause == cause


def test_file_that_wants_more_time_than_it_may_have_is_given_up() -> None:
    # Half a million pieces of a line, each with its own ends and shadows: minutes of drawing.
    content = drawing(b"100 w 1 J 1 j 0 0 m " + b"500 800 l 0 1 l " * 400_000 + b" S\n")
    with pytest.raises(DeviceFailure) as caught:
        list(pictures_apart(content, 300, bounds=Bounds(file_s=1.0)))
    assert caught.value.cause == "file-unreadable"


def test_more_pages_than_wanted_are_refused_before_the_first() -> None:
    with pytest.raises(DeviceFailure) as caught:
        next(pictures_apart(pdf(3), 150, 2))
    assert caught.value.cause == "too-many-pages"


def test_pictures_come_through_the_process_whole() -> None:
    content = packed(print_of(), "TIFF", save_all=True, append_images=[print_of("form").convert("L")])
    for here, there in zip(pictures_of(content, 150), pictures_apart(content, 150), strict=True):
        assert np.array_equal(here.pixels, there.pixels)
        assert here.dpi == there.dpi


def page_of(kind: str, *, lying: bool = False) -> Page:
    pixels = np.ascontiguousarray(np.rot90(sheet("photo-alone").pixels)) if lying else sheet(kind).pixels
    page = make_page(Picture(pixels.copy(), 150), MaterialRule("deed", Text("房产证"), max_pages=3))
    assert page is not None
    return page


def test_pages_become_one_pdf_with_their_own_streams_on_a4() -> None:
    pages = [page_of("letter"), page_of("photo-alone", lying=True), page_of("form")]
    content = pdf_of(pages)
    assert all(page.content in content for page in pages), "each JPEG as it is"
    assert len(content) < sum(len(page.content) for page in pages) + 5_000
    sizes = [(round(page.mediabox.width), round(page.mediabox.height)) for page in PdfReader(BytesIO(content)).pages]
    assert sizes == [(595, 842), (842, 595), (595, 842)]


def test_pdf_of_pages_reads_back_as_those_pages() -> None:
    page = page_of("letter")
    (picture,) = pictures_of(pdf_of([page]), 150)
    there = np.asarray(Image.open(BytesIO(page.content)).convert("L")).astype(int)
    grey = picture.pixels.mean(axis=2)[: there.shape[0], : there.shape[1]]
    assert np.mean(np.abs(grey - there[: grey.shape[0], : grey.shape[1]])) < 3


def test_a_pdf_has_a_page() -> None:
    with pytest.raises(ValueError, match="a PDF has a page"):
        pdf_of([])
