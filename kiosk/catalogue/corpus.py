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

LETTERS_PER_SYLLABLE = 2
"""So many first letters tell as much as one certain syllable."""

_UNKNOWN = "\ufffd"


class Place(IntEnum):
    """Where in a row something was found; larger is closer to what was meant."""

    IN_OTHER_NAME = 10
    IN_TITLE = 20
    BEGINS_OTHER_NAME = 40
    BEGINS_TITLE = 55
    WHOLE_OTHER_NAME = 80
    WHOLE_TITLE = 100


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
        # A reading with three first letters that never follow each other need not be looked for: most need not.
        self._trios = set(zip(self.initials, self.initials[1:], self.initials[2:], strict=False))
        self.english = ROW_END + ROW_END.join(english) + ROW_END

    def __len__(self) -> int:
        return len(self.codes)

    def as_written(self, words: str) -> Needle:
        """Looks for these very characters."""
        return Needle(self.written, words, 0, tuple(words), certain=True)

    def as_sounded(self, elements: tuple[Element, ...]) -> Needle:
        """Looks for sounds: by the longest run of certain syllables or by first letters, whichever tells more.

        The word is empty where no row can have them.
        """
        first, last = _longest_certain_run(elements)
        letters = self._first_letters(elements)
        if not self._trios.issuperset(zip(letters, letters[1:], letters[2:], strict=False)):
            return Needle(self.initials, "", 0, elements, certain=False)
        certain = last - first == len(elements)
        if letters and not certain and len(letters) >= LETTERS_PER_SYLLABLE * (last - first):
            return Needle(self.initials, letters, 0, elements, certain=False)
        word = "".join(str(element) for element in elements[first:last])
        return Needle(self.sounded, word, first, elements, certain=certain)

    def find(self, needle: Needle, most: int, patience: int) -> dict[int, Place]:
        """Up to about `most` rows and the closest place in each; gives up after `patience` false places."""
        found: dict[int, Place] = {}
        if not needle.word:
            return found
        self._gather(found, needle, "", most, patience)
        # Rare words end here with one scan. Of a common one the rows that begin with it are looked for as well.
        if len(found) >= most and needle.offset == 0:
            begun = self._gather({}, needle, ROW_END, most, patience)
            if len(begun) < most:
                self._gather(begun, needle, NAME_END, most, patience)
            for row, place in begun.items():
                found[row] = max(place, found.get(row, place))
        return found

    def _gather(self, found: dict[int, Place], needle: Needle, lead: str, most: int, patience: int) -> dict[int, Place]:
        for row, place in self._scan(needle, lead, patience):
            if row not in found and len(found) >= most:
                break
            found[row] = max(place, found.get(row, place))
        return found

    def holds(self, needle: Needle, row: int) -> bool:
        """Whether `row` has `needle` anywhere."""
        if not needle.word:
            return False
        start, end = self.starts[row] + 1, self.starts[row + 1]
        at = needle.text.find(needle.word, start, end)
        while at >= 0:
            if needle.certain or self._fits(needle, at - needle.offset):
                return True
            at = needle.text.find(needle.word, at + 1, end)
        return False

    def find_english(self, words: str, most: int) -> dict[int, Place]:
        """Rows whose English title has a word beginning with `words`."""
        found: dict[int, Place] = {}
        # Looking for the bare letters and then at what stands before is ten times faster than looking for " card":
        # a gap is everywhere.
        at = self.english.find(words)
        while at >= 0 and len(found) < most:
            row = bisect_right(self.english_starts, at - 1) - 1
            before = self.english[at - 1]
            if before == ROW_END:
                found[row] = Place.BEGINS_TITLE
            elif not before.isalpha():
                found.setdefault(row, Place.IN_TITLE)
            at = self.english.find(words, at + 1)
        return found

    def _scan(self, needle: Needle, lead: str, patience: int) -> Iterator[tuple[int, Place]]:
        """The places of `needle` right after `lead`, in the order of rows."""
        text, starts, word = needle.text, self.starts, lead + needle.word
        back = needle.offset - len(lead)
        at = text.find(word)
        while at >= 0:
            start = at - back
            row = bisect_right(starts, start - 1) - 1
            if needle.certain or self._fits(needle, start):
                yield row, self._place(row, start, len(needle.elements))
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

    def _first_letters(self, elements: tuple[Element, ...]) -> str:
        """The first letter of every element, or "" where one has several (行: hang, xing) beside a certain one."""
        letters = [{self._sounds.initials(sign) for sign in element} for element in elements]
        if any(len(several) > 1 for several in letters) and any(isinstance(one, str) for one in elements):
            return ""
        return "".join(min(several) for several in letters)


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
