"""Makes catalogues of any size for measurements: plausible matters, every title its own, the same for the same seed.

The lengths of titles follow a real district's list of 753 matters: median 14 characters, 95 of 100 under 28, the
longest 110.
"""

from functools import cache
from math import gcd
from pathlib import Path
from typing import Final

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
    sizes = _sizes(words)
    space = sizes[0] * sizes[1] * sizes[2] * sizes[3]
    if not 0 <= wanted <= space:
        raise ValueError(f"between {len(builtin.matters)} and {len(builtin.matters) + space} matters can be made")
    stride = _coprime(space)
    place = seed * 7919 % space
    made: list[Matter] = []
    for number in range(wanted):
        made.append(_matter(words, sizes, place, number, builtin.matters[number % len(builtin.matters)]))
        place = (place + stride) % space
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


def _sizes(words: Vocabulary) -> tuple[int, int, int, int]:
    objects = sum(len(office.objects) for office in words.offices)
    return objects, len(words.acts), len(words.scopes), len(words.qualifiers)


def _coprime(space: int) -> int:
    """A step through `space` that meets every place once and puts unlike titles side by side."""
    step = int(space * 0.6180339887)
    while gcd(step, space) != 1:
        step += 1
    return step


def _matter(words: Vocabulary, sizes: tuple[int, int, int, int], place: int, number: int, model: Matter) -> Matter:
    """The matter at `place` of all combinations, with the form and the papers of `model`."""
    place, thing = divmod(place, sizes[0])
    place, act_place = divmod(place, sizes[1])
    qualifier_place, scope_place = divmod(place, sizes[2])
    office, (zh, en) = _object(words, thing)
    scope, act, qualifier = words.scopes[scope_place], words.acts[act_place], words.qualifiers[qualifier_place]
    title = scope[0] + zh + act[0] + qualifier[0]
    if number % _LONG_EVERY == 0:
        clause = words.long[number // _LONG_EVERY % len(words.long)]
        title = clause[: MAX_TITLE - len(title)] + title
    return Matter(
        code=f"9{office.number}{number:09}",
        version=1,
        title=Text(title, f"{scope[1]}{en}: {act[1]}{qualifier[1]}".capitalize()),
        department=Text(*office.name),
        platform=model.platform,
        item_type=model.item_type,
        themes=(office.theme,),
        guide=_guide(title, en),
        form=model.form,
        materials=model.materials,
        time_limit=TimeLimit(1 + number % 10, 20, LimitUnit.WORKING_DAYS),
        fee=_FREE,
    )


def _object(words: Vocabulary, place: int) -> tuple[Office, Words]:
    for office in words.offices:
        if place < len(office.objects):
            return office, office.objects[place]
        place -= len(office.objects)
    raise ValueError("there are not so many objects")


def _guide(title: str, en: str) -> Guide:
    return Guide(
        Text(f"办理{title}。", f"For matters of {en}."),
        Text("符合规定的条件。", "Whoever meets the conditions."),
        Text("办结后短信告知。", "A message tells you when it is done."),
        Text("《优化营商环境条例》", "Regulations on improving the business environment"),
    )
