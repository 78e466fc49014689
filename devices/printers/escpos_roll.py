"""A slip laid out for a receipt printer: lines broken by the roll's width, and for each what can be sent as text.

A character of one byte in GB 18030 takes one column, one of two bytes takes two. Those of four bytes are in no receipt
printer's font: a line that has one is drawn instead (`escpos_raster.py`).
"""

from collections.abc import Iterator
from dataclasses import dataclass

from kiosk.ports import Slip, SlipLine

DOTS_PER_MM = 8
"""203 dpi, which all of them have."""
COLUMN_DOTS = 12
ROW_DOTS = 24
_CLOSING = "，。、；：！？）》”’"
"""None of them begins a line (GB/T 15834, 5.1.1)."""
GETA_MARK = "〓"
"""The printers' sign for a missing sort (U+3013)."""


@dataclass(frozen=True, slots=True)
class Roll:
    """The paper: `columns` of 12 dots fit on a line."""

    columns: int

    @property
    def dots(self) -> int:
        return self.columns * COLUMN_DOTS


ROLLS = {58: Roll(32), 80: Roll(48)}
"""By the roll's width in mm; the printed width is 48 or 72 mm."""


@dataclass(frozen=True, slots=True)
class Row:
    """What stands on one line of the roll; `encoded` is None where it has to be drawn."""

    line: SlipLine
    encoded: bytes | None


def rows(slip: Slip, roll: Roll) -> Iterator[Row]:
    """The lines of a slip, broken where they are too long for the roll; an empty one stays a gap."""
    for line in slip.lines:
        for words in _broken(_plain(line.words), roll.columns // _scale(line)):
            yield Row(SlipLine(words, _scale(line), line.bold, line.centred), _encoded(words))


def width_of(words: str) -> int:
    """How many columns they take."""
    return sum(_columns(character) for character in words)


def _scale(line: SlipLine) -> int:
    return 2 if line.scale > 1 else 1


def _plain(words: str) -> str:
    # A control character would be a command.
    return "".join(character if character.isprintable() else " " for character in words)


def _columns(character: str) -> int:
    return 1 if character.isascii() else 2


def _broken(words: str, columns: int) -> Iterator[str]:
    """Broken before a number or a Latin word that would fit a line, else anywhere: Chinese has no blanks."""
    rest = words
    while width_of(rest) > columns:
        cut = _fitting(rest, columns)
        blank = rest.rfind(" ", 0, cut + 1)
        word = rest[blank + 1 :].split(" ", 1)[0]
        if blank > 0 and word.isascii() and len(word) <= columns:
            cut = blank
        elif rest[cut] in _CLOSING and cut > 1:
            cut -= 1
        yield rest[:cut].rstrip()
        rest = rest[cut:].lstrip()
    yield rest


def _fitting(words: str, columns: int) -> int:
    taken = 0
    for number, character in enumerate(words):
        taken += _columns(character)
        if taken > columns:
            return number
    return len(words)


def _encoded(words: str) -> bytes | None:
    content = bytearray()
    for character in words:
        try:
            one = character.encode("gb18030")
        except UnicodeEncodeError:
            return None  # half a surrogate pair
        if len(one) > 2:
            return None
        content += one
    return bytes(content)
