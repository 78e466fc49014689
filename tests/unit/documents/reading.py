"""Ways to look at a finished paper: its text, its fonts, and where every mark stands."""

import math
import subprocess
from collections.abc import Iterable, Iterator
from io import BytesIO
from pathlib import Path

from pypdf import PdfReader

from kiosk.documents.sheet import (
    MARGIN,
    PAGE_HEIGHT,
    PAGE_WIDTH,
    Box,
    Cells,
    Mark,
    Page,
    Rule,
    Run,
    Turned,
)

Rectangle = tuple[float, float, float, float]
"""Left, top, right, bottom."""


def by_pypdf(pdf: bytes) -> str:
    """The text without white space."""
    return squeezed("".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages))


def by_pdftotext(pdf: bytes) -> str:
    """The text without white space."""
    done = subprocess.run(["pdftotext", "-enc", "UTF-8", "-", "-"], input=pdf, capture_output=True, check=True)
    assert not done.stderr
    return squeezed(done.stdout.decode())


def squeezed(text: str) -> str:
    return "".join(text.split())


def fonts_of(pdf: bytes, folder: Path) -> list[list[str]]:
    """The rows of pdffonts: name first; embedded, subset, unicode at -5, -4, -3."""
    path = folder / "paper.pdf"
    path.write_bytes(pdf)
    table = subprocess.run(["pdffonts", str(path)], capture_output=True, check=True, text=True).stdout
    return [line.split() for line in table.splitlines()[2:]]


def every(marks: Iterable[Mark]) -> Iterator[Mark]:
    for mark in marks:
        yield mark
        if isinstance(mark, Turned):
            yield from every(mark.marks)


def runs(page: Page) -> list[Run]:
    """The upright lines of text."""
    return [mark for mark in page.in_order() if isinstance(mark, Run)]


def words(pages: Iterable[Page]) -> list[str]:
    """Every line that was laid out, the stamp's too."""
    return [mark.text for page in pages for mark in every(page.in_order()) if isinstance(mark, Run)]


def outline(mark: Mark) -> Rectangle:
    """What a mark covers."""
    match mark:
        case Run():
            size = mark.style.size
            return mark.x, mark.baseline - size * 0.86, mark.x + mark.width, mark.baseline + size * 0.14
        case Rule():
            return min(mark.x1, mark.x2), min(mark.y1, mark.y2), max(mark.x1, mark.x2), max(mark.y1, mark.y2)
        case Box():
            return mark.x, mark.y, mark.x + mark.width, mark.y + mark.height
        case Cells():
            side = max(column + count for column, _, count in mark.dark) * mark.cell
            return mark.x, mark.y, mark.x + side, mark.y + side
        case Turned():
            angle = math.radians(-mark.degrees)
            corners = []
            for inner in mark.marks:
                left, top, right, bottom = outline(inner)
                for x, y in ((left, top), (right, top), (left, bottom), (right, bottom)):
                    corners.append(
                        (
                            mark.x + x * math.cos(angle) - y * math.sin(angle),
                            mark.y + x * math.sin(angle) + y * math.cos(angle),
                        )
                    )
            xs, ys = zip(*corners, strict=True)
            return min(xs), min(ys), max(xs), max(ys)


def outside_margins(page: Page) -> list[Mark]:
    """The marks that leave the margins of 20 mm by more than a hair."""
    hair = 1.0
    return [
        mark
        for mark in page.in_order()
        if (box := outline(mark))[0] < MARGIN - hair
        or box[1] < MARGIN - hair
        or box[2] > PAGE_WIDTH - MARGIN + hair
        or box[3] > PAGE_HEIGHT - MARGIN + hair
    ]


def overlapping(page: Page) -> list[tuple[str, str]]:
    """Pairs of texts that touch each other; the em square is taken a little smaller, as the ink is."""
    inked = []
    for run in runs(page):
        left, top, right, bottom = outline(run)
        shrink = run.style.size * 0.08
        inked.append((run.text, left + shrink, top + shrink, right - shrink, bottom - shrink))
    return [
        (one[0], other[0])
        for index, one in enumerate(inked)
        for other in inked[index + 1 :]
        if one[1] < other[3] and other[1] < one[3] and one[2] < other[4] and other[2] < one[4]
    ]
