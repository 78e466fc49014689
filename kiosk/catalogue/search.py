"""Finds matters by what people type: characters, pinyin, first letters, any mixture, in any order, with slips."""

import math
import re
from collections.abc import Iterable, Iterator, Sequence
from enum import StrEnum
from itertools import islice
from typing import NamedTuple

from kiosk.catalogue.corpus import Corpus, Needle, Place
from kiosk.catalogue.patterns import Pattern, Reader
from kiosk.catalogue.rows import SearchRow, bare, prepare, prepare_rows
from kiosk.catalogue.sounds import mandarin

__all__ = ["How", "MatterHit", "SearchIndex", "SearchRow", "prepare", "prepare_rows"]

LONGEST_QUERY = 40
PATIENCE = 1500
"""False places looked at for one pattern before it is given up: what keeps the slowest keypress short."""

CANDIDATES, MANY_CANDIDATES = 400, 4000
"""Rows looked at for one of several words; the larger only where the words' first rows have none in common."""

ENGLISH_FROM = 3
"""Letters from which English titles are looked into."""

UNLIKELIER = 1.0
"""How much more a reading may cost than one that was found."""

SURE = 850.0
"""A best match below this score makes slips of the finger worth looking for."""

_GAP = re.compile(r"[\s,，、。;；/|+]+")
_WRITTEN, _SOUNDED, _ENGLISH, _SLIPPED, _PIECES = 1000.0, 900.0, 850.0, 500.0, 300.0
_FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20}


class How(StrEnum):
    """By what a hit was found; a face may say “did you mean” for the last two."""

    WRITTEN = "written"
    SOUNDED = "sounded"
    ENGLISH = "english"
    SLIPPED = "slipped"
    PIECES = "pieces"


class MatterHit(NamedTuple):
    """One found matter; a larger `score` is a better match, scores of different searches don't compare."""

    code: str
    score: float
    how: How


class _Match(NamedTuple):
    score: float
    how: How


class SearchIndex:
    """The searchable catalogue. Immutable, so any thread may search it."""

    def __init__(self, corpus: Corpus) -> None:
        self._corpus = corpus
        self._sounds = mandarin()
        self._reader = Reader(
            self._sounds,
            _pairs(corpus.sounded, islice(corpus.sounded, 1, None)),
            _pairs(corpus.written, corpus.sounded),
        )

    @classmethod
    def from_rows(cls, rows: Iterable[Sequence[str]]) -> "SearchIndex":
        """Builds the index from (code, title, keys) rows as `prepare` made them.

        Raises ValueError for rows that another version made.
        """
        return cls(Corpus(rows, mandarin()))

    def search(self, words: str, limit: int = 50) -> list[MatterHit]:
        """The best matches, best first; empty for no words. Milliseconds: meant for every keypress."""
        typed = words.translate(_FULL_WIDTH).lower().replace("'", "")[:LONGEST_QUERY]
        runs = [run for run in (bare(part) for part in _GAP.split(typed)) if run]
        if not runs:
            return []
        matches = self._one(runs[0], limit) if len(runs) == 1 else self._several(runs)
        if not matches:
            matches = self._pieces("".join(runs))
        return self._ranked(matches, limit)

    def _ranked(self, matches: dict[int, _Match], limit: int) -> list[MatterHit]:
        # Row numbers grow with the title's length, so equal scores put the shorter title first.
        order = sorted(matches, key=lambda row: (-matches[row].score, row))[:limit]
        return [MatterHit(self._corpus.codes[row], matches[row].score, matches[row].how) for row in order]

    def _one(self, run: str, limit: int) -> dict[int, _Match]:
        """Every row that fits one run of characters, by the likeliest way in which it does."""
        matches: dict[int, _Match] = {}
        if not run.isascii() or not run.isalpha():
            self._take(matches, self._corpus.as_written(run), _Match(_WRITTEN, How.WRITTEN), limit)
            if matches:
                # Whoever wrote what there is did not mean something that only sounds like it.
                return matches
        self._take_sounded(matches, self._reader.read(run), _Match(_SOUNDED, How.SOUNDED), limit)
        if run.isascii() and len(run) >= ENGLISH_FROM:
            for row, place in self._corpus.find_english(run, limit).items():
                _keep(matches, row, place, _Match(_ENGLISH, How.ENGLISH))
        if max((match.score for match in matches.values()), default=0.0) < SURE:
            self._take_sounded(matches, self._reader.read_with_slip(run), _Match(_SLIPPED, How.SLIPPED), limit)
        return matches

    def _take_sounded(self, matches: dict[int, _Match], patterns: list[Pattern], match: _Match, limit: int) -> None:
        """Tries the readings until there are enough matches, or the next ones are much unlikelier than a hit."""
        hit_cost = math.inf
        for pattern in patterns:
            if len(matches) >= limit or pattern.cost > hit_cost + UNLIKELIER:
                return
            before = len(matches)
            score = match.score - 40 * (pattern.cost - len(pattern.elements))
            self._take(matches, self._corpus.as_sounded(pattern.elements), _Match(score, match.how), limit)
            if len(matches) > before:
                hit_cost = min(hit_cost, pattern.cost)

    def _take(self, matches: dict[int, _Match], needle: Needle, match: _Match, limit: int) -> None:
        for row, place in self._corpus.find(needle, limit, PATIENCE).items():
            _keep(matches, row, place, match)

    def _several(self, runs: list[str]) -> dict[int, _Match]:
        """Rows with all of the words in any order; a word that nothing has is passed over."""
        known = [(run, matches) for run in runs if (matches := self._one(run, CANDIDATES))]
        known.sort(key=lambda pair: len(pair[1]))
        if not known:
            return {}
        together = self._together(known)
        run, matches = known[0]
        if not together and len(matches) >= CANDIDATES:
            # All the words are common: the rows that have them all lie beyond the first candidates.
            together = self._together([(run, self._one(run, MANY_CANDIDATES)), *known[1:]])
        return together or self._rarest(known)

    def _together(self, known: list[tuple[str, dict[int, _Match]]]) -> dict[int, _Match]:
        together = dict(known[0][1])
        for run, matches in known[1:]:
            # A common word was cut off at CANDIDATES, so there the row itself is asked.
            needles = self._needles(run) if len(matches) >= CANDIDATES else []
            for row in list(together):
                if row in matches:
                    together[row] = min(together[row], matches[row])
                elif not any(self._corpus.holds(needle, row) for needle in needles):
                    del together[row]
        return together

    def _rarest(self, known: list[tuple[str, dict[int, _Match]]]) -> dict[int, _Match]:
        """Where no row has all the words: the rows with the word that the fewest have, marked as a guess."""
        _, matches = known[0]
        return {row: _Match(match.score - _SLIPPED, How.PIECES) for row, match in matches.items()}

    def _needles(self, run: str) -> list[Needle]:
        patterns = self._reader.read(run)
        return [self._corpus.as_written(run), *(self._corpus.as_sounded(pattern.elements) for pattern in patterns)]

    def _pieces(self, run: str) -> dict[int, _Match]:
        """The last resort: rows with the most telling pieces of what was typed (老人办补贴 → 老人…补贴)."""
        weights: dict[int, float] = {}
        total = 0.0
        for piece in self._known_pieces(run):
            rows = self._corpus.find(piece, CANDIDATES, PATIENCE)
            weight = len(piece.elements) * math.log(1 + len(self._corpus) / len(rows))
            total += weight
            for row in rows:
                weights[row] = weights.get(row, 0.0) + weight
        return {
            row: _Match(_PIECES * weight / total, How.PIECES)
            for row, weight in weights.items()
            if weight >= 0.3 * total
        }

    def _known_pieces(self, run: str) -> Iterator[Needle]:
        """The longest pieces of `run`, two characters or more, that sound like something in the catalogue."""
        place = 0
        while place < len(run) - 1:
            for stop in range(len(run), place + 1, -1):
                needle = self._piece(run[place:stop])
                if needle is not None:
                    yield needle
                    place = stop - 1
                    break
            place += 1

    def _piece(self, run: str) -> Needle | None:
        if run.isascii():
            return None
        for pattern in self._reader.read(run):
            needle = self._corpus.as_sounded(pattern.elements)
            if self._corpus.find(needle, 1, PATIENCE):
                return needle
        return None


def _keep(matches: dict[int, _Match], row: int, place: Place, match: _Match) -> None:
    score = match.score + place
    known = matches.get(row)
    if known is None or known.score < score:
        matches[row] = _Match(score, match.how)


def _pairs(left: Iterable[str], right: Iterable[str]) -> dict[str, frozenset[str]]:
    """Character of `left` → the characters that stand at its places in `right`."""
    pairs: dict[str, set[str]] = {}
    for one, other in set(zip(left, right, strict=False)):
        pairs.setdefault(one, set()).add(other)
    return {one: frozenset(others) for one, others in pairs.items()}
