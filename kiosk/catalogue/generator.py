"""Makes catalogues of any size for measurements: plausible matters, every title its own, the same for the same seed.

The lengths of titles follow a real district's list of 753 matters: median 14 characters, 95 of 100 under 28, the
longest 110.
"""

from functools import cache
from math import gcd
from pathlib import Path
from typing import Final, NamedTuple

import msgspec

from kiosk.catalogue.checker import MAX_TITLE
from kiosk.catalogue.files import Strict, Words
from kiosk.catalogue.loader import load_builtin
from kiosk.domain.matter import Catalogue, Fee, Guide, LimitUnit, Matter, TimeLimit
from kiosk.domain.text import Text

WORDS: Final = Path(__file__).with_name("generator_words.json")

_LONG_EVERY = 24
"""One title in so many opens with one of the drawn-out clauses of the law books; the first is the longest."""

_FREE = Fee(0, Text("不收费", "Free of charge"))


class Office(Strict, frozen=True):
    """A department, its number in basic codes, and what it deals with."""

    name: Words
    number: str
    theme: str
    objects: tuple[Words, ...]


class Vocabulary(Strict, frozen=True):
    """The words titles are put together from."""

    acts: tuple[Words, ...]
    qualifiers: tuple[Words, ...]
    scopes: tuple[Words, ...]
    offices: tuple[Office, ...]
    long: tuple[str, ...]


def generate(count: int, seed: int = 1) -> Catalogue:
    """The built-in catalogue and as many made-up matters as make `count` matters in all.

    Raises ValueError where `count` is less than the built-in catalogue has, or more than the words can make.
    """
    builtin = load_builtin()
    words = _vocabulary()
    wanted = count - len(builtin.matters)
    plain, qualified = _Titles(words, words.qualifiers[:1]), _Titles(words, words.qualifiers[1:])
    if not 0 <= wanted <= plain.size + qualified.size:
        most = len(builtin.matters) + plain.size + qualified.size
        raise ValueError(f"between {len(builtin.matters)} and {most} matters can be made")
    made: list[Matter] = []
    for number in range(wanted):
        # Every second title goes without a qualifier while there are any: that brings the median to 14.
        turn, odd = divmod(number, 2)
        if turn < plain.size and not odd:
            wording = plain.at(turn, seed)
        else:
            wording = qualified.at(number - min(turn + 1 - odd, plain.size), seed)
        made.append(_matter(words, wording, number, builtin.matters[number % len(builtin.matters)]))
    return Catalogue(
        version=f"generated-{count}-{seed}",
        region=builtin.region,
        themes=builtin.themes,
        matters=(*builtin.matters, *made),
        life_events=builtin.life_events,
    )


@cache
def _vocabulary() -> Vocabulary:
    return msgspec.json.decode(WORDS.read_bytes(), type=Vocabulary)


class _Wording(NamedTuple):
    """One combination of words."""

    office: Office
    title: Text


class _Titles:
    """All combinations of object, act, scope and some qualifiers, in an order that puts unlike ones side by side."""

    def __init__(self, words: Vocabulary, qualifiers: tuple[Words, ...]) -> None:
        self._words = words
        self._qualifiers = qualifiers
        self._things = [(office, thing) for office in words.offices for thing in office.objects]
        self.size = len(self._things) * len(words.acts) * len(words.scopes) * len(qualifiers)
        self._stride = _coprime(self.size)

    def at(self, turn: int, seed: int) -> _Wording:
        """Another combination for every `turn` below `size`."""
        place = (seed * 7919 + turn * self._stride) % self.size
        place, thing = divmod(place, len(self._things))
        place, act_place = divmod(place, len(self._words.acts))
        qualifier_place, scope_place = divmod(place, len(self._words.scopes))
        office, (zh, en) = self._things[thing]
        act, scope = self._words.acts[act_place], self._words.scopes[scope_place]
        qualifier = self._qualifiers[qualifier_place]
        english = f"{scope[1]}{en}: {act[1]}{qualifier[1]}"
        return _Wording(office, Text(scope[0] + zh + act[0] + qualifier[0], english[:1].upper() + english[1:]))


def _coprime(space: int) -> int:
    """A step through `space` that meets every place once."""
    step = int(space * 0.6180339887)
    while gcd(step, space) != 1:
        step += 1
    return step


def _matter(words: Vocabulary, wording: _Wording, number: int, model: Matter) -> Matter:
    """A matter with that title, and with the form and the papers of `model`."""
    title, office = wording.title.zh, wording.office
    if number % _LONG_EVERY == 0:
        clause = words.long[number // _LONG_EVERY % len(words.long)]
        title = clause[: MAX_TITLE - len(title)] + title
    return Matter(
        code=f"9{office.number}{number:09}",
        version=1,
        title=Text(title, wording.title.en),
        department=Text(*office.name),
        platform=model.platform,
        item_type=model.item_type,
        themes=(office.theme,),
        guide=_guide(title, wording.title.en),
        form=model.form,
        materials=model.materials,
        time_limit=TimeLimit(1 + number % 10, 20, LimitUnit.WORKING_DAYS),
        fee=_FREE,
    )


def _guide(title: str, en: str) -> Guide:
    return Guide(
        Text(f"办理{title}。", f"For: {en}."),
        Text("符合规定的条件。", "Whoever meets the conditions."),
        Text("办结后短信告知。", "A message tells you when it is done."),
        Text("《优化营商环境条例》", "Regulations on improving the business environment"),
    )
