"""What somebody may have meant by a run of typed characters, as patterns over the signs of syllables.

`shenfz`, `shengfenzheng`, `sfzheng`, `身份zheng` and `身份正` all become patterns that the sounds of 身份证
fit. One walk over the characters keeps a few best partial readings at each place (a beam) and drops a reading as
soon as two of its syllables never stand side by side in the catalogue, so a walk costs the same for 1,297
matters as for 100,000.
"""

from collections.abc import Iterable, Mapping
from typing import NamedTuple, TypeAlias

from kiosk.catalogue.sounds import LONGEST, Sounds

BEAM, SLIP_BEAM = 10, 30
"""Partial readings kept at each place."""

MOST = 6
"""Patterns returned."""

SLIP_FROM = 4
"""Letters from which a slip of the finger is looked for; shorter ones would mean anything."""

SYLLABLE, BEGUN, INITIAL, SLIP = 1.0, 1.4, 1.7, 6.0
"""Costs of reading a piece: fewer and fuller pieces are likelier, a slip is the last resort."""

Element: TypeAlias = str | frozenset[str]
"""One character's sound: a sign, or any of several."""


class Pattern(NamedTuple):
    """A reading of a run or of its beginning; `cost` grows with how unlikely it is."""

    cost: float
    elements: tuple[Element, ...]
    slipped: bool = False


class Reader:
    """Reads runs of characters for one catalogue.

    `followers` maps a sign to the signs that ever stand right after it, `heard` a character to the signs it has in
    the catalogue's own context.
    """

    def __init__(
        self, sounds: Sounds, followers: Mapping[str, frozenset[str]], heard: Mapping[str, frozenset[str]]
    ) -> None:
        self._sounds = sounds
        self._followers = followers
        self._heard = heard

    def read(self, run: str) -> list[Pattern]:
        """Patterns without a slip, the likeliest first."""
        return _best(self._walk(run, slip=False))

    def read_with_slip(self, run: str) -> list[Pattern]:
        """Patterns with exactly one slip: a letter too many, missing, wrong, or swapped with its neighbour."""
        if sum(_is_letter(character) for character in run) < SLIP_FROM:
            return []
        return _best(pattern for pattern in self._walk(run, slip=True) if pattern.slipped)

    def _walk(self, run: str, *, slip: bool) -> list[Pattern]:
        beams: list[list[Pattern]] = [[] for _ in range(len(run) + 1)]
        beams[0] = [Pattern(0.0, (), slipped=False)]
        width = SLIP_BEAM if slip else BEAM
        for place in range(len(run)):
            for state in sorted(beams[place], key=_cost)[:width]:
                if not _is_letter(run[place]):
                    self._add(beams[place + 1], state, self._spoken(run[place]), SYLLABLE)
                    continue
                self._step(run, place, state, beams, initials=not slip)
                if slip and not state.slipped:
                    self._step_near(run, place, state, beams)
                    self._step_swapped(run, place, state, beams)
        return beams[-1]

    def _step(self, run: str, place: int, state: Pattern, beams: list[list[Pattern]], *, initials: bool) -> None:
        for stop in range(place + 1, _letters_end(run, place, LONGEST) + 1):
            letters = run[place:stop]
            if sign := self._sounds.exact(letters):
                self._add(beams[stop], state, sign, SYLLABLE)
            if stop == len(run):
                self._add(beams[stop], state, self._sounds.starting(letters), BEGUN)
            elif initials and (stop == place + 1 or letters in {"zh", "ch", "sh"}):
                self._add(beams[stop], state, self._sounds.starting(letters), INITIAL)

    def _step_near(self, run: str, place: int, state: Pattern, beams: list[list[Pattern]]) -> None:
        """One syllable with one slip inside."""
        for stop in range(place + 2, _letters_end(run, place, LONGEST + 1) + 1):
            for sign in self._sounds.near(run[place:stop]):
                self._add(beams[stop], state, sign, SYLLABLE + SLIP, slipped=True)

    def _step_swapped(self, run: str, place: int, state: Pattern, beams: list[list[Pattern]]) -> None:
        """Two syllables whose letters at the seam are swapped: `shefnen` for `shen fen`."""
        for seam in range(place + 1, _letters_end(run, place, LONGEST)):
            first = self._sounds.exact(run[place : seam - 1] + run[seam])
            if not first:
                continue
            for stop in range(seam + 1, _letters_end(run, seam, LONGEST) + 1):
                second = self._sounds.exact(run[seam - 1] + run[seam + 1 : stop])
                if second and self._fits(first, second):
                    between: list[Pattern] = []
                    self._add(between, state, first, SYLLABLE + SLIP, slipped=True)
                    for half in between:
                        self._add(beams[stop], half, second, SYLLABLE)

    def _spoken(self, character: str) -> Element:
        """Every sound a written character may have; one without any stands for itself."""
        signs = self._heard.get(character, frozenset())
        main = self._sounds.character_sign.get(character)
        if main:
            signs |= {main}
        if len(signs) == 1:
            return next(iter(signs))
        return signs or character

    def _add(
        self, beam: list[Pattern], state: Pattern, element: Element, cost: float, *, slipped: bool = False
    ) -> None:
        if element and (not state.elements or self._fits(state.elements[-1], element)):
            beam.append(Pattern(state.cost + cost, (*state.elements, element), state.slipped or slipped))

    def _fits(self, before: Element, after: Element) -> bool:
        if not isinstance(before, str):
            # Uniting the followers of thirty begun syllables costs more than the scan that it could save.
            return True
        followers = self._followers.get(before, frozenset())
        return after in followers if isinstance(after, str) else not followers.isdisjoint(after)


def _is_letter(character: str) -> bool:
    return character.isascii() and character.isalpha()


def _letters_end(run: str, place: int, most: int) -> int:
    """Where the letters from `place` on end, after `most` of them at the latest."""
    end = min(len(run), place + most)
    while place < end and _is_letter(run[place]):
        place += 1
    return place


def _cost(pattern: Pattern) -> float:
    return pattern.cost


def _best(patterns: Iterable[Pattern]) -> list[Pattern]:
    cheapest: dict[tuple[Element, ...], Pattern] = {}
    for pattern in patterns:
        known = cheapest.get(pattern.elements)
        if known is None or pattern.cost < known.cost:
            cheapest[pattern.elements] = pattern
    return sorted(cheapest.values(), key=_cost)[:MOST]
