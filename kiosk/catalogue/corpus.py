"""All names of a catalogue as three long texts of equal length, searched by `str.find`.

One text has the characters as written, one their syllables' signs, one the syllables' first letters; the same place
is the same character in all three. A row is a line, its title first and its other names after tabs. Rows stand in the
order of their titles' lengths, so that the first places found are the closest matches and a scan may stop early.
A scan of 100,000 rows costs about half a millisecond, needs no index to be built, and two bytes a character.
"""

from array import array
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from enum import IntEnum
from typing import NamedTuple

from kiosk.catalogue.patterns import Element
from kiosk.catalogue.rows import NAME_END
from kiosk.catalogue.sounds import Sounds

ROW_END = "\n"
_UNKNOWN = "\ufffd"


class Place(IntEnum):
    """Where in a row something was found; larger is closer to what was meant."""

    IN_OTHER_NAME = 10
    IN_TITLE = 20
    BEGINS_OTHER_NAME = 40
    BEGINS_TITLE = 55
    WHOLE_OTHER_NAME = 80
    WHOLE_TITLE = 100


class Found(NamedTuple):
    """A row by its number, and where in it."""

    row: int
    place: Place


class Needle(NamedTuple):
    """What `str.find` looks for in one of the texts, and what must stand around it."""

    text: str
    word: str
    offset: int
    elements: tuple[Element, ...]
    certain: bool


class _Signs(dict[str, str]):
    """Syllable → sign, filled as syllables turn up; always one character, so that the texts keep in step."""

    def __init__(self, sounds: Sounds) -> None:
        super().__init__()
        self._sounds = sounds

    def __missing__(self, syllable: str) -> str:
        sign = self._sounds.sign(syllable)
        self[syllable] = sign if len(sign) == 1 else _UNKNOWN
        return self[syllable]


class Corpus:
    """The texts of one catalogue. `rows` are (code, title, keys) as `kiosk.catalogue.rows` makes them.

    Raises ValueError for keys that don't belong to their row (another version made them).
    """

    def __init__(self, rows: Iterable[Sequence[str]], sounds: Sounds) -> None:
        ordered = sorted(rows, key=lambda row: (len(row[1]), row[0]))
        signs = _Signs(sounds)
        self._sounds = sounds
        self.codes = [row[0] for row in ordered]
        self.starts = array("I")
        self.english_starts = array("I")
        written: list[str] = []
        sounded: list[str] = []
        english: list[str] = []
        at = english_at = 0
        for code, _, keys in ordered:
            names, syllables, foreign = keys.split("\n")
            line = "".join([signs[syllable] for syllable in syllables.split(" ")])
            if len(line) != len(names):
                raise ValueError(f"the search keys of matter {code} were made by another version")
            self.starts.append(at)
            self.english_starts.append(english_at)
            written.append(names)
            sounded.append(line)
            english.append(foreign)
            at += len(names) + 1
            english_at += len(foreign) + 1
        self.starts.append(at)
        self.english_starts.append(english_at)
        self.written = ROW_END + ROW_END.join(written) + ROW_END
        self.sounded = ROW_END + ROW_END.join(sounded) + ROW_END
        self.initials = sounds.initials(self.sounded)
        self.english = ROW_END + ROW_END.join(english) + ROW_END

    def __len__(self) -> int:
        return len(self.codes)

    def title_length(self, row: int) -> int:
        """Characters of the title of `row`, punctuation left out."""
        start = self.starts[row] + 1
        line = self.written[start : self.starts[row + 1]]
        return len(line.partition(NAME_END)[0])

    def as_written(self, words: str) -> Needle:
        """Looks for these very characters."""
        return Needle(self.written, words, 0, tuple(words), certain=True)

    def as_sounded(self, elements: tuple[Element, ...]) -> Needle:
        """Looks for sounds: by their longest run of certain syllables, or by first letters where there is none."""
        first, last = _longest_certain_run(elements)
        if last > first:
            word = "".join(str(element) for element in elements[first:last])
            return Needle(self.sounded, word, first, elements, certain=last - first == len(elements))
        word = "".join(self._initial(element) for element in elements)
        return Needle(self.initials, word, 0, elements, certain=False)

    def find(self, needle: Needle, most: int, patience: int) -> Iterator[Found]:
        """At most `most` rows, each once, the closest places first; gives up after `patience` false places."""
        if needle.text.find(needle.word) < 0:
            return
        seen: set[int] = set()
        leads = (ROW_END, NAME_END, "") if needle.offset == 0 else ("",)
        for lead in leads:
            for found in self._scan(needle, lead, patience):
                if found.row not in seen:
                    seen.add(found.row)
                    yield found
                    if len(seen) >= most:
                        return

    def holds(self, needle: Needle, row: int) -> bool:
        """Whether `row` has `needle` anywhere."""
        start, end = self.starts[row] + 1, self.starts[row + 1]
        at = needle.text.find(needle.word, start, end)
        while at >= 0:
            if needle.certain or self._fits(needle, at - needle.offset):
                return True
            at = needle.text.find(needle.word, at + 1, end)
        return False

    def find_english(self, words: str, most: int) -> Iterator[Found]:
        """Rows whose English title has a word beginning with `words`."""
        found: set[int] = set()
        for lead, place in ((ROW_END, Place.BEGINS_TITLE), (" ", Place.IN_TITLE)):
            at = self.english.find(lead + words)
            while at >= 0 and len(found) < most:
                row = bisect_right(self.english_starts, at) - 1
                if row not in found:
                    found.add(row)
                    yield Found(row, place)
                at = self.english.find(lead + words, self.english_starts[row + 1])

    def _scan(self, needle: Needle, lead: str, patience: int) -> Iterator[Found]:
        """The rows with `needle` right after `lead`, one place a row, in the order of rows."""
        text, starts, word = needle.text, self.starts, lead + needle.word
        back = needle.offset - len(lead)
        at = text.find(word)
        while at >= 0:
            start = at - back
            row = bisect_right(starts, start - 1) - 1
            if needle.certain or self._fits(needle, start):
                yield Found(row, self._place(row, start, len(needle.elements)))
                at = text.find(word, starts[row + 1])
            else:
                patience -= 1
                if patience < 0:
                    return
                at = text.find(word, at + 1)

    def _fits(self, needle: Needle, start: int) -> bool:
        if start < 1:
            return False
        line = self.sounded[start : start + len(needle.elements)]
        return len(line) == len(needle.elements) and all(
            sign in element for sign, element in zip(line, needle.elements, strict=True)
        )

    def _place(self, row: int, start: int, length: int) -> Place:
        before = self.written[start - 1]
        whole = self.written[start + length] in {ROW_END, NAME_END}
        if before == ROW_END:
            return Place.WHOLE_TITLE if whole else Place.BEGINS_TITLE
        if before == NAME_END:
            return Place.WHOLE_OTHER_NAME if whole else Place.BEGINS_OTHER_NAME
        in_title = self.written.find(NAME_END, self.starts[row] + 1, start) < 0
        return Place.IN_TITLE if in_title else Place.IN_OTHER_NAME

    def _initial(self, element: Element) -> str:
        # Only letters typed or sounds of one character make an element of several signs; where these begin
        # differently (行: hang, xing) the first is tried, and the certain text has been searched before.
        return self._sounds.initials(min(element))


def _longest_certain_run(elements: tuple[Element, ...]) -> tuple[int, int]:
    """First and last (excluded) of the longest stretch of single signs; equal where there is none."""
    best = (0, 0)
    first = 0
    for place in range(len(elements) + 1):
        if place == len(elements) or not isinstance(elements[place], str):
            if place - first > best[1] - best[0]:
                best = (first, place)
            first = place + 1
    return best
