"""The stamp of a provisional paper, and the band that closes a paper: what to take along, and the code to check it."""

from dataclasses import replace
from functools import lru_cache

from kiosk.documents.paper import BODY, LEFT, RIGHT, SMALL, STRONG, WIDTH, Paper, height_of
from kiosk.documents.sheet import (
    ATTENTION,
    SEAL,
    SEAL_LINE,
    WHITE,
    Box,
    Cells,
    Layer,
    Page,
    Rule,
    Run,
    Style,
    Turned,
)
from kiosk.documents.verification import qr_cells
from kiosk.domain.text import Text

STAMP_ROOM, STAMP_HEIGHT = 172.0, 94.0
CODE_SIDE = 92.0
_STAMP = Style(32, SEAL, 0.035)
_STAMP_SMALL = Style(10, SEAL, 0.02)
_TURN = 9.0

_cells = lru_cache(maxsize=8)(qr_cells)


def add_stamp(paper: Paper, page: Page, top: float, below: str) -> None:
    """The stamp 暂存 with a small word `below`, beside the title that starts at `top`, turned as a hand sets it."""
    width, height = 142.0, 66.0
    words = "暂 存"
    blank = Box(-width / 2, -height / 2, width, height, 8, fill=WHITE)
    word_width = paper.fonts.width(words, _STAMP.size)
    below_width = paper.fonts.width(below, _STAMP_SMALL.size)
    page.add(Turned(RIGHT - width / 2 - 8, top + 49, _TURN, (blank,)), Layer.UNDER)
    marks = (
        Box(-width / 2, -height / 2, width, height, 8, stroke=SEAL, thickness=3),
        Box(-width / 2 + 5, -height / 2 + 5, width - 10, height - 10, 5, stroke=SEAL, thickness=0.8),
        Run(-word_width / 2, 7, words, _STAMP, word_width),
        Run(-below_width / 2, 22, below, _STAMP_SMALL, below_width),
    )
    page.add(Turned(RIGHT - width / 2 - 8, top + 49, _TURN, marks), Layer.OVER)


def cross_out(page: Page, top: float, bottom: float) -> None:
    """Two thin lines slanting across the text, beneath it, as on a crossed cheque.

    No slip of paper laid over the stamp when copying takes them away.
    """
    for shift in (0.0, 6.0):
        page.add(Rule(LEFT, bottom - shift, RIGHT, top + 6 - shift, 0.9, SEAL_LINE), Layer.UNDER)


def closing_band(paper: Paper, code: str, take_along: tuple[Text, ...]) -> None:
    """At the foot of the last page: left, what not to leave behind; right, the QR code."""
    caption = paper.words(Text("扫码核对", "Verify"), SMALL, CODE_SIDE, beside=True)
    height = CODE_SIDE + 4 + height_of(caption)
    paper.need(height)
    top = paper.bottom - height
    side, cells = _cells(code)
    cell = CODE_SIDE / side
    x = RIGHT - CODE_SIDE
    paper.page.add(Cells(x, top, cell, cells))
    for index, line in enumerate(caption):
        end = line.beside or line
        width = end.x + paper.fonts.width(end.text, end.style.size)
        above = height_of(caption[:index])
        paper.set_lines([line], x + (CODE_SIDE - width) / 2, top + CODE_SIDE + 4 + above)
    if take_along:
        room = WIDTH - CODE_SIDE - 24
        heading = replace(STRONG, colour=ATTENTION)
        things = Text(
            "、".join(thing.zh for thing in take_along),
            ", ".join(thing.en or thing.zh for thing in take_along),
        )
        lines = [
            *paper.words(Text("别忘了带走", "Take with you"), heading, room, beside=True),
            *paper.words(things, replace(BODY, size=15, colour=ATTENTION), room),
        ]
        paper.set_lines(lines, LEFT, top + max(0.0, (CODE_SIDE - height_of(lines)) / 2))
