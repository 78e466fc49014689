"""Marks on sheets of A4, and how they become a PDF.

A paper is first laid out as marks, then drawn: so a test can ask every mark where it stands, and what lies beneath the
text (the lines of a provisional paper) can be drawn first although its length is known last. All positions are points
from the upper left corner of the sheet, as one reads.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from enum import IntEnum
from io import BytesIO
from threading import Lock
from typing import Any, TypeAlias

from reportlab.pdfgen.canvas import Canvas

from kiosk.documents.fonts import FontBook

MILLIMETRE = 72 / 25.4
PAGE_WIDTH, PAGE_HEIGHT = 210 * MILLIMETRE, 297 * MILLIMETRE
MARGIN = 20 * MILLIMETRE

Colour: TypeAlias = str
"""`#RRGGBB`."""

INK: Colour = "#12202C"
QUIET: Colour = "#3A4A57"
LINE: Colour = "#D9D5CB"
ACTION: Colour = "#0B4A86"
SEAL: Colour = "#A3201A"
SEAL_LINE: Colour = "#D9948F"
ATTENTION: Colour = "#6B4400"
WHITE: Colour = "#FFFFFF"


class Layer(IntEnum):
    """What is drawn first lies beneath."""

    UNDER = 0
    TEXT = 1
    OVER = 2


@dataclass(frozen=True, slots=True)
class Style:
    """How text looks; sizes in points. Micro Hei has no bold: `stroke` thickens its outlines by a part of the size."""

    size: float
    colour: Colour = INK
    stroke: float = 0.0
    leading: float = 1.5

    @property
    def line_height(self) -> float:
        return self.size * self.leading


@dataclass(frozen=True, slots=True)
class Run:
    """One line of text; `x` its left end, `baseline` what it stands on, `width` its advance."""

    x: float
    baseline: float
    text: str
    style: Style
    width: float


@dataclass(frozen=True, slots=True)
class Rule:
    """A straight line."""

    x1: float
    y1: float
    x2: float
    y2: float
    thickness: float
    colour: Colour


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle with round corners; either colour may be missing."""

    x: float
    y: float
    width: float
    height: float
    radius: float
    fill: Colour | None = None
    stroke: Colour | None = None
    thickness: float = 1.0


@dataclass(frozen=True, slots=True)
class Cells:
    """The dark squares of a two-dimensional code, as (column, row, how many side by side), each `cell` points wide."""

    x: float
    y: float
    cell: float
    dark: tuple[tuple[int, int, int], ...]


@dataclass(frozen=True, slots=True)
class Turned:
    """Marks turned about (x, y), anticlockwise; inside, (0, 0) is that point."""

    x: float
    y: float
    degrees: float
    marks: tuple["Mark", ...]


Mark: TypeAlias = Run | Rule | Box | Cells | Turned


@dataclass(slots=True)
class Page:
    """One side of paper: its marks, each in its layer."""

    marks: list[tuple[Layer, Mark]] = field(default_factory=list)

    def add(self, mark: Mark, layer: Layer = Layer.TEXT) -> None:
        self.marks.append((layer, mark))

    def in_order(self) -> Iterable[Mark]:
        """The marks, what lies beneath first."""
        return (mark for _, mark in sorted(self.marks, key=lambda pair: pair[0]))


@dataclass(frozen=True, slots=True)
class Imprint:
    """What the file says about itself; never personal data. `made_at` is timezone-aware."""

    title: str
    subject: str
    made_at: datetime


# A face parses its file with one read position, so two papers must not be subset at the same time.
_press = Lock()


def render(pages: Iterable[Page], imprint: Imprint, fonts: FontBook) -> bytes:
    """The pages as PDF 1.4. The same pages give the same bytes. Raises EnvironmentFailure when a font is missing."""
    target = BytesIO()
    with _press:
        # Without a first font of ours every page would open with a Helvetica that nobody uses and nobody embeds.
        canvas = Canvas(
            target,
            pagesize=(PAGE_WIDTH, PAGE_HEIGHT),
            pageCompression=1,
            invariant=1,
            lang="zh-CN",
            initialFontName=fonts.main_name,
        )
        canvas.setTitle(imprint.title)
        canvas.setSubject(imprint.subject)
        canvas.setAuthor("就近 Jiujin")
        canvas.setCreator("就近 Jiujin")
        canvas.setDateFormatter(lambda *_: _pdf_date(imprint.made_at))
        for page in pages:
            for mark in page.in_order():
                _draw(canvas, mark, fonts, PAGE_HEIGHT)
            canvas.showPage()
        canvas.save()
    return target.getvalue()


def _pdf_date(moment: datetime) -> str:
    """Source: PDF 32000-1, 7.9.4."""
    zone = moment.strftime("%z")
    return moment.strftime("D:%Y%m%d%H%M%S") + (f"{zone[:3]}'{zone[3:5]}'" if zone else "")


def _draw(canvas: Any, mark: Mark, fonts: FontBook, top: float) -> None:
    match mark:
        case Run():
            _draw_run(canvas, mark, fonts, top)
        case Rule():
            canvas.setLineWidth(mark.thickness)
            canvas.setStrokeColor(mark.colour)
            canvas.line(mark.x1, top - mark.y1, mark.x2, top - mark.y2)
        case Box():
            _draw_box(canvas, mark, top)
        case Cells():
            canvas.setFillColor(INK)
            path = canvas.beginPath()
            for column, row, count in mark.dark:
                corner = top - mark.y - (row + 1) * mark.cell
                path.rect(mark.x + column * mark.cell, corner, count * mark.cell, mark.cell)
            canvas.drawPath(path, stroke=0, fill=1)
        case Turned():
            canvas.saveState()
            canvas.translate(mark.x, top - mark.y)
            canvas.rotate(mark.degrees)
            for inner in mark.marks:
                _draw(canvas, inner, fonts, 0.0)
            canvas.restoreState()


def _draw_run(canvas: Any, run: Run, fonts: FontBook, top: float) -> None:
    style = run.style
    canvas.setFillColor(style.colour)
    canvas.setStrokeColor(style.colour)
    x = run.x
    for part in fonts.runs(run.text):
        # The rare face keeps its own thin stroke even in bold words: 64 strokes of 𪚥 would run together.
        stroke = part.stroke or style.stroke
        canvas.setLineWidth(stroke * style.size)
        text = canvas.beginText(x, top - run.baseline)
        text.setTextRenderMode(2 if stroke else 0)
        text.setFont(part.font, style.size)
        text.textOut(part.text)
        text.setTextRenderMode(0)
        canvas.drawText(text)
        x += fonts.width(part.text, style.size)


def _draw_box(canvas: Any, box: Box, top: float) -> None:
    if box.fill is not None:
        canvas.setFillColor(box.fill)
    if box.stroke is not None:
        canvas.setStrokeColor(box.stroke)
        canvas.setLineWidth(box.thickness)
    canvas.roundRect(
        box.x,
        top - box.y - box.height,
        box.width,
        box.height,
        box.radius,
        stroke=int(box.stroke is not None),
        fill=int(box.fill is not None),
    )
