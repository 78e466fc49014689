"""The printer's test page: what its words promise can be seen on it."""

from datetime import UTC, datetime
from pathlib import Path
from subprocess import run

from PIL import Image, ImageOps

from kiosk.config import TerminalSettings
from kiosk.documents.fonts import FontBook
from kiosk.documents.paper import Place
from kiosk.documents.printer_test import printer_test_pdf

DPI = 100
MM_PER_INCH = 25.4


def test_the_frame_is_near_all_four_edges_of_the_only_sheet(tmp_path: Path) -> None:
    pdf = printer_test_pdf(Place.of(TerminalSettings()), datetime(2026, 3, 2, 9, 30, tzinfo=UTC), FontBook())
    (tmp_path / "page.pdf").write_bytes(pdf)
    command = ["pdftoppm", "-r", str(DPI), "-gray", "-png", "page.pdf", "page"]
    run(command, cwd=tmp_path, check=True, timeout=60)
    (sheet,) = tmp_path.glob("page*.png")
    with Image.open(sheet) as drawn:
        grey = drawn.convert("L")
    dark = ImageOps.invert(grey).point(lambda level: 255 if level > 100 else 0)
    box = dark.getbbox()
    assert box is not None
    gaps = (box[0], box[1], grey.width - box[2], grey.height - box[3])
    assert all(4 <= gap / DPI * MM_PER_INCH <= 8 for gap in gaps), gaps
    # A line, and not only something dark: each side is there along its whole length.
    across, down = (box[0], box[1], box[2], box[1] + 2), (box[0], box[1], box[0] + 2, box[3])
    assert dark.crop(across).histogram()[255] >= box[2] - box[0] - 2
    assert dark.crop(down).histogram()[255] >= box[3] - box[1] - 2
