"""Where a line of Chinese may end.

Rules: W3C, Requirements for Chinese Text Layout (clreq), 3.1.8 "prohibition rules for line start and line end", and
GB/T 15834-2011 for punctuation that stands at neither. Latin words and numbers stay whole unless they are longer than
a line.
"""

from collections.abc import Callable, Iterator

_NOT_AT_START = frozenset("、。，．：；！？…—～·・）〕］｝〉》」』】〗’”％‰℃,.:;!?)]}%/~、々")
_NOT_AT_END = frozenset("（〔［｛〈《「『【〖‘“￥＄([{¥$§№#")
_SPACES = frozenset(" \u3000\t")


def break_lines(text: str, width: float, measure: Callable[[str], float]) -> tuple[str, ...]:
    """`text` cut into lines at most `width` wide, by the measure of `measure`; line feeds in it are kept.

    Every character but the spaces at the cuts comes out again, in order. An empty text is one empty line. A single
    character wider than `width` stands on a line of its own.
    """
    lines: list[str] = []
    for paragraph in text.split("\n"):
        if measure(paragraph) <= width:
            lines.append(paragraph.strip(" "))
        else:
            lines += _fill(list(_pieces(paragraph)), width, measure)
    return tuple(lines)


def _pieces(text: str) -> Iterator[str]:
    """The parts that stay together: a word with its punctuation, a Chinese character with what clings to it."""
    piece = ""
    for character in text:
        if piece and _may_cut(piece[-1], character):
            yield piece
            piece = character
        else:
            piece += character
    if piece:
        yield piece


def _may_cut(before: str, after: str) -> bool:
    if after in _SPACES or after in _NOT_AT_START or before in _NOT_AT_END or _clings(after):
        return False
    return before in _SPACES or _stands_alone(before) or _stands_alone(after)


def _stands_alone(character: str) -> bool:
    """Chinese, Japanese or full-width: a line may be cut on either side of it."""
    return character >= "\u2e80" or (character in _NOT_AT_START and character > "\u00ff")


def _clings(character: str) -> bool:
    """Variation selectors and combining marks belong to what stands before them."""
    return (
        "\u0300" <= character <= "\u036f"
        or "\ufe00" <= character <= "\ufe0f"
        or "\U000e0100" <= character <= "\U000e01ef"
        or character == "\u200d"
    )


def _fill(pieces: list[str], width: float, measure: Callable[[str], float]) -> list[str]:
    lines: list[list[str]] = []
    line: list[str] = []
    used = 0.0
    for piece in pieces:
        room = measure(piece.rstrip())
        if line and used + room > width:
            lines.append(line)
            line, used = [], 0.0
        if room > width:
            *full, piece = _chop(piece, width, measure)  # noqa: PLW2901
            lines += [[part] for part in full]
        line.append(piece)
        used += measure(piece)
    if line:
        lines.append(line)
    _keep_company(lines, width, measure)
    return ["".join(line).strip(" ") for line in lines]


def _chop(piece: str, width: float, measure: Callable[[str], float]) -> list[str]:
    """A piece longer than a line, cut where it must be."""
    parts = [""]
    for character in piece:
        if parts[-1] and measure(parts[-1] + character) > width:
            parts.append("")
        parts[-1] += character
    return parts


def _keep_company(lines: list[list[str]], width: float, measure: Callable[[str], float]) -> None:
    """A last line of one lone character looks like a slip: give it one more from the line above."""
    if len(lines) < 2 or len(lines[-1]) > 1 or len(lines[-2]) < 4:
        return
    lone, moved = lines[-1][0], lines[-2][-1]
    if len(lone) <= 2 and len(moved) <= 3 and measure(moved + lone) <= width:
        lines[-2].pop()
        lines[-1].insert(0, moved)
