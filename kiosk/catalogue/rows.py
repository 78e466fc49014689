"""Search rows: what the index needs of a matter, made once when a catalogue is installed and kept in the store."""

from collections.abc import Callable
from functools import cache
from typing import NamedTuple

from kiosk.domain.matter import Catalogue, LifeEvent, Matter

NAME_END = "\t"
"""Between the title and each other name."""


class SearchRow(NamedTuple):
    """One matter for the index. `keys` are three lines: names, their syllables, the English title.

    Names are title and aliases without punctuation, joined by tabs; the syllables answer to them one to one.
    """

    code: str
    title: str
    keys: str


def prepare(item: Matter | LifeEvent) -> SearchRow:
    """The search row of a matter or life event. Slow (pypinyin is loaded): at install time only."""
    matter = item.matter if isinstance(item, LifeEvent) else item
    names = [bare(matter.title.zh), *(bare(alias) for alias in matter.aliases)]
    syllables = [" ".join(_reader()(name)) for name in names]
    english = " ".join(matter.title.en.lower().split())
    keys = "\n".join((NAME_END.join(names), f" {NAME_END} ".join(syllables), english))
    return SearchRow(matter.code, matter.title.zh, keys)


def prepare_rows(catalogue: Catalogue) -> list[SearchRow]:
    """The rows of everything in `catalogue`, life events last."""
    matters = [*catalogue.matters, *(event.matter for event in catalogue.life_events)]
    return [prepare(matter) for matter in matters]


def bare(words: str) -> str:
    """`words` without punctuation and spaces, in small letters: what is compared."""
    return "".join(character for character in words.lower() if character.isalnum())


@cache
def _reader() -> Callable[[str], list[str]]:
    """Characters → one syllable each, by their context (银行 yin hang, 行政 xing zheng)."""
    # pypinyin costs 0.15 s and 20 MB to import, so neither start-up nor a keypress may reach it.
    from pypinyin import lazy_pinyin

    def read(name: str) -> list[str]:
        # pypinyin's own annotation forgets that a list is taken apart, one item a character.
        syllables: list[str] = lazy_pinyin(name, errors=list)  # type: ignore[arg-type]
        return syllables

    return read
