"""How characters sound, blurred the way people blur it: zh/z, ch/c, sh/s, n/l and ng/n are one sound here.

Every blurred syllable has one private character (its sign), so that a text and its sounds have the same length and a
position in one is the same position in the other.
"""

from functools import cache, lru_cache
from pathlib import Path
from typing import Final

READINGS: Final = Path(__file__).with_name("readings.txt")
"""Syllable and its characters, one syllable a line: the 6,763 characters of GB 2312 under their commonest reading."""

LONGEST: Final = 6
"""Letters of the longest syllable (zhuang)."""

_FIRST_SIGN: Final = 0xE000


def blur(letters: str) -> str:
    """Pinyin letters with the sounds that are mixed up made one; also for a syllable only half typed."""
    head = letters[:2]
    if head in {"zh", "ch", "sh"}:
        letters = head[0] + letters[2:]
    elif letters[:1] == "l":
        letters = "n" + letters[1:]
    letters = letters.replace("ü", "v").replace("ng", "n")
    return letters.replace("nue", "nve")


class Sounds:
    """The syllables of Mandarin and the characters that have them; built once from the readings file."""

    def __init__(self, readings: str) -> None:
        lines = [line.split(" ") for line in readings.splitlines()]
        blurred = sorted({blur(syllable) for syllable, _ in lines})
        self.sign_of: dict[str, str] = {syllable: chr(_FIRST_SIGN + place) for place, syllable in enumerate(blurred)}
        self.syllable_of = {sign: syllable for syllable, sign in self.sign_of.items()}
        self.character_sign: dict[str, str] = {}
        self.spelled: dict[str, str] = {}
        for syllable, characters in lines:
            sign = self.sign_of[blur(syllable)]
            self.spelled[syllable] = sign
            self.character_sign |= dict.fromkeys(characters, sign)
        # Slips are made in real spellings (zhneg for zheng) as well as in blurred ones (snefen for senfen).
        self._spellings = self.spelled | self.sign_of
        self._shortened: dict[str, set[str]] = {}
        for spelling in self._spellings:
            for shorter in _without_one(spelling):
                self._shortened.setdefault(shorter, set()).add(spelling)
        self._initial_of = {ord(sign): syllable[0] for sign, syllable in self.syllable_of.items()}
        self.near = lru_cache(maxsize=4096)(self._near)
        self.starting = lru_cache(maxsize=1024)(self._starting)
        self.exact = lru_cache(maxsize=8192)(self._exact)

    def sign(self, syllable: str) -> str:
        """The sign of a pinyin syllable as pypinyin writes it; what is no syllable stands for itself."""
        return self.spelled.get(syllable) or self.sign_of.get(blur(syllable), syllable)

    def _exact(self, letters: str) -> str:
        """The sign of `letters` if they are a whole syllable, blurred or not, else ""."""
        return self.sign_of.get(blur(letters), "")

    def initials(self, signs: str) -> str:
        """The first letter of every sign; what is no sign stays."""
        return signs.translate(self._initial_of)

    def _starting(self, letters: str) -> frozenset[str]:
        """The signs of all syllables that begin with `letters`."""
        beginning = blur(letters)
        return frozenset(sign for syllable, sign in self.sign_of.items() if syllable.startswith(beginning))

    def _near(self, letters: str) -> tuple[str, ...]:
        """The signs of all syllables one slip of the finger away: a letter too many, missing, wrong or swapped."""
        found: set[str] = set()
        for typed in {letters, blur(letters)}:
            shorter = _without_one(typed)
            found |= {word for word in shorter if word in self._spellings} | self._shortened.get(typed, set())
            for word in shorter:
                found |= {other for other in self._shortened.get(word, ()) if _one_slip(typed, other)}
        signs = {self._spellings[word] for word in found} - {self._exact(letters)}
        return tuple(sorted(signs))


@cache
def mandarin() -> Sounds:
    """The one table, read at the first search and not before."""
    return Sounds(READINGS.read_text(encoding="utf-8"))


def _without_one(word: str) -> set[str]:
    return {word[:place] + word[place + 1 :] for place in range(len(word))} - {""}


def _one_slip(typed: str, meant: str) -> bool:
    """Same length: one letter differs, or two neighbours are swapped."""
    if len(typed) != len(meant):
        return False
    differ = [place for place in range(len(typed)) if typed[place] != meant[place]]
    if len(differ) == 1:
        return True
    return (
        len(differ) == 2
        and differ[1] == differ[0] + 1
        and typed[differ[0]] == meant[differ[1]]
        and typed[differ[1]] == meant[differ[0]]
    )
