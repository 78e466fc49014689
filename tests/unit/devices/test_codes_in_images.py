"""Codes in pictures: read from real ones, and nothing but the typed failure from hostile ones."""

import struct
import subprocess
import sys
import zlib
from io import BytesIO

import pytest
import segno
import zxingcpp
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageFilter

from devices.codes.images import LONGEST_CODE, MOST_BYTES, SEARCHED_SIDE_PX, codes_in, read_codes
from kiosk.documents.fonts import FontBook
from kiosk.documents.receipt import receipt_pdf
from kiosk.domain.verification import read_verification_code, verification_code
from kiosk.errors import DeviceFailure
from tests.unit.documents.samples import FILING_ID, receipt

CODE = verification_code(FILING_ID)


def jpeg(image: Image.Image, quality: int = 85) -> bytes:
    stream = BytesIO()
    image.convert("RGB").save(stream, "JPEG", quality=quality)
    return stream.getvalue()


def png(image: Image.Image) -> bytes:
    stream = BytesIO()
    image.save(stream, "PNG")
    return stream.getvalue()


def qr(text: str = CODE, square_px: int = 6) -> Image.Image:
    stream = BytesIO()
    segno.make_qr(text, error="q").save(stream, kind="png", scale=square_px, border=4)
    return Image.open(stream).convert("L")


def on_a_desk(code: Image.Image, at: tuple[int, int] = (500, 300), turned: float = 0.0) -> Image.Image:
    """What a document camera sees: the code on a paper on a dark desk."""
    desk = Image.new("L", (1600, 1200), 70)
    desk.paste(Image.new("L", (900, 1000), 235), (300, 100))
    desk.paste(code, at)
    return desk.rotate(turned, fillcolor=70) if turned else desk


def other(text: str, kind: str) -> Image.Image:
    code = zxingcpp.create_barcode(text, zxingcpp.barcode_format_from_str(kind))
    height, width = memoryview(zxingcpp.write_barcode_to_image(code, scale=4)).shape[:2]
    raw = bytes(memoryview(zxingcpp.write_barcode_to_image(code, scale=4)))
    return Image.frombytes("L", (width, height), raw)


@pytest.mark.parametrize("turned", [0.0, 17.0, 90.0, 180.0, 301.0])
def test_a_receipts_code_is_read_however_it_lies(turned: float) -> None:
    seen = on_a_desk(qr(), turned=turned).filter(ImageFilter.GaussianBlur(1.2))
    assert read_codes(jpeg(seen, 60)) == (CODE,)


def test_the_printed_receipt_itself_leads_back_to_its_filing() -> None:
    import pypdfium2

    pdf = pypdfium2.PdfDocument(receipt_pdf(receipt(), FontBook()))
    page = pdf[0].render(scale=150 / 72).to_pil()
    pdf.close()
    assert [read_verification_code(code) for code in read_codes(jpeg(page))] == [FILING_ID]


@pytest.mark.parametrize("kind", ["PDF417", "Code128", "DataMatrix"])
def test_other_kinds_are_read(kind: str) -> None:
    assert read_codes(png(on_a_desk(other("JIUJIN-330225-0042", kind)))) == ("JIUJIN-330225-0042",)


def test_two_codes_in_one_picture_are_two_and_one_shown_twice_is_one() -> None:
    seen = on_a_desk(qr(), (320, 120))
    seen.paste(qr(), (320, 600))
    seen.paste(qr("https://example.org/"), (720, 350))
    assert sorted(read_codes(jpeg(seen))) == ["JJ1" + CODE[3:], "https://example.org/"]


def test_pixels_are_searched_too() -> None:
    import numpy as np

    grey = np.asarray(on_a_desk(qr()))
    assert codes_in(grey) == (CODE,)
    assert codes_in(np.dstack([grey] * 3)) == (CODE,)


def test_a_picture_without_a_code_has_none() -> None:
    assert read_codes(jpeg(Image.new("L", (640, 480), 200))) == ()
    assert read_codes(png(Image.new("L", (1, 1)))) == ()


def header_of(width: int, height: int) -> bytes:
    """A PNG of a few bytes that promises so many pixels."""
    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    chunks = ((b"IHDR", head), (b"IDAT", zlib.compress(b"\0" * 1000)), (b"IEND", b""))
    body = b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data)) for kind, data in chunks
    )
    return b"\x89PNG\r\n\x1a\n" + body


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"no picture",
        b"%PDF-1.7",
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        b"\xff\xd8\xff\xe0" + b"\0" * 100,
        header_of(20_000, 20_000),
        header_of(12_000, 12_000),
        header_of(1, 20_000),
        header_of(0, 0),
        header_of(600, 600),
        jpeg(on_a_desk(qr()))[:5000],
        bytes(MOST_BYTES + 1),
    ],
    ids=["empty", "text", "pdf", "svg", "jpeg head", "20000", "144 MP", "strip", "nothing", "short", "cut", "bytes"],
)
def test_what_is_no_good_picture_is_refused_with_the_reason(content: bytes) -> None:
    with pytest.raises(DeviceFailure) as told:
        read_codes(content)
    assert told.value.cause == "bad-picture"


def test_nothing_that_was_read_is_in_the_failure() -> None:
    with pytest.raises(DeviceFailure) as told:
        read_codes(b"330225196403170027")
    assert "3302" not in str(told.value)


def test_a_large_picture_is_searched_in_a_smaller_one() -> None:
    large = on_a_desk(qr(square_px=8)).resize((6400, 4800))
    assert max(large.size) > SEARCHED_SIDE_PX
    assert read_codes(jpeg(large)) == (CODE,)


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=400), st.integers(0, 4000), st.integers(0, 4000))
def test_damaged_pictures_give_codes_or_the_typed_failure(noise: bytes, at: int, cut: int) -> None:
    whole = jpeg(qr(), 50)
    damaged = bytearray(whole)
    at %= len(damaged)
    damaged[at : at + len(noise)] = noise
    for content in (bytes(damaged), whole[: cut % len(whole)], noise, b"\xff\xd8\xff" + noise, b"\x89PNG\r\n" + noise):
        codes: tuple[str, ...] = ()
        cause = "bad-picture"
        try:
            codes = read_codes(content)
        except DeviceFailure as fault:
            cause = fault.cause
        assert cause == "bad-picture"
        assert all(0 < len(code) <= LONGEST_CODE for code in codes)


def test_the_libraries_are_loaded_by_the_first_picture_alone() -> None:
    program = (
        "import sys, devices.codes.watch, devices.manager\n"
        "print([name for name in ('zxingcpp', 'PIL', 'numpy', 'cv2') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=60, check=True)
    assert done.stdout.strip() == "[]"
