"""Which page of a damaged store belongs to which table, also where the page above it is lost.

Two witnesses: the pages above, as far as they are whole, and SQLite's pointer map, which names for every page the one
above it and which every store of ours has (`auto_vacuum = INCREMENTAL`). Nothing stale is taken for a row:
`secure_delete` leaves zeros on every page that is freed.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Final

from kiosk.storage.salvage.page_source import PageSource
from kiosk.storage.salvage.records import INTERIOR, Row, Unreadable, Value, children, kind_of, rows
from kiosk.storage.seal import USABLE_BYTES

SCHEMA: Final = "sqlite_schema"
SCHEMA_ROOT: Final = 1

_PENDING_BYTE_PAGE: Final = 0x40000000 // 8192 + 1
"""Never used by SQLite: the page of its locks."""
_ENTRY_BYTES: Final = 5
_GROUP: Final = USABLE_BYTES // _ENTRY_BYTES + 1
_BELOW: Final = 5
"""The pointer map's word for a page of a tree that is not its root."""

Key = tuple[Value, ...]


@dataclass(slots=True)
class Forest:
    """The first look at every page: what is lost, what stands above what."""

    lost: list[int] = field(default_factory=list)
    kinds: dict[int, int] = field(default_factory=dict)
    above: dict[int, int] = field(default_factory=dict)
    """From the pages above."""
    mapped: dict[int, int] = field(default_factory=dict)
    """From the pointer map."""


def survey(source: PageSource) -> Forest:
    """Looks at every page once."""
    forest = Forest()
    for number in range(1, source.count + 1):
        if number == _PENDING_BYTE_PAGE:
            continue
        page = source.page(number)
        if page is None:
            forest.lost.append(number)
        elif _is_map(number):
            _read_map(forest, page, number)
        elif kind := kind_of(page, number):
            forest.kinds[number] = kind
            if kind in INTERIOR:
                try:
                    forest.above.update(dict.fromkeys(children(page, number), number))
                except Unreadable:
                    forest.lost.append(number)
    return forest


class Trees:
    """The pages of each table and index. `roots` names the tree that begins at a page."""

    def __init__(self, source: PageSource, forest: Forest, roots: dict[int, str]) -> None:
        self._source = source
        self._forest = forest
        self._pages: dict[str, list[int]] = {name: [] for name in roots.values()}
        self._roots = {name: root for root, name in roots.items()}
        self.unplaced: list[int] = []
        known: dict[int, str | None] = dict(roots)
        for number in forest.kinds:
            name = self._tree_of(number, known)
            if name is None:
                self.unplaced.append(number)
            else:
                self._pages[name].append(number)

    def rows(self, name: str) -> Iterator[Row | None]:
        """Every row of this tree, None for one that is lost with a page it goes on on. In no order."""
        for number in self._pages.get(name, ()):
            yield from self.on_page(number)

    def on_page(self, number: int) -> Iterator[Row | None]:
        """The rows on one page, whatever tree it is in."""
        page = self._source.page(number)
        if page is None:
            return
        try:
            yield from rows(page, number, self._source.page)
        except Unreadable:
            yield None

    def rootless(self, name: str) -> bool:
        """Whether the page that this tree begins with is lost, or not known."""
        return self._roots.get(name) not in self._forest.kinds

    def gaps(self, name: str) -> list[tuple[Key | None, Key | None]]:
        """Between which keys a tree without rowids may miss rows; None stands for the beginning and the end.

        In the order of the keys, leaves and the rows between them take turns. Where two of a kind follow each other,
        what stood between them is lost; and then nothing is certain of the ends either.
        """
        runs: list[tuple[Key, Key, bool]] = []
        for number in self._pages.get(name, ()):
            keys = sorted((row.values for row in self.on_page(number) if row is not None), key=_sortable)
            if self._forest.kinds[number] in INTERIOR:
                runs += [(key, key, False) for key in keys]
            elif keys:
                runs.append((keys[0], keys[-1], True))
        if not runs:
            return [(None, None)] if self.rootless(name) else []
        runs.sort(key=lambda run: (_sortable(run[0]), run[2]))
        found: list[tuple[Key | None, Key | None]] = [
            (one[1], other[0]) for one, other in pairwise(runs) if one[2] == other[2]
        ]
        if found or not runs[0][2] or not runs[-1][2]:
            found += [(None, runs[0][0]), (runs[-1][1], None)]
        return found

    def _tree_of(self, number: int, known: dict[int, str | None]) -> str | None:
        way: list[int] = []
        at: int | None = number
        while at is not None and at not in known and at not in way:
            way.append(at)
            at = self._forest.above.get(at, self._forest.mapped.get(at))
        name = known.get(at) if at is not None else None
        known.update(dict.fromkeys(way, name))
        return name


def _is_map(number: int) -> bool:
    if number < 2:
        return False
    first = (number - 2) // _GROUP * _GROUP + 2
    return number == (first + 1 if first == _PENDING_BYTE_PAGE else first)


def _read_map(forest: Forest, page: bytes, number: int) -> None:
    for place in range(USABLE_BYTES // _ENTRY_BYTES):
        at = place * _ENTRY_BYTES
        if page[at] == _BELOW:
            forest.mapped[number + 1 + place] = int.from_bytes(page[at + 1 : at + 5], "big")


def _sortable(key: Key) -> tuple[tuple[int, str | bytes | float], ...]:
    # SQLite's own order of sorts: nothing, numbers, words, bytes.
    found: list[tuple[int, str | bytes | float]] = []
    for value in key:
        if value is None:
            found.append((0, 0))
        elif isinstance(value, str):
            found.append((2, value))
        elif isinstance(value, bytes):
            found.append((3, value))
        else:
            found.append((1, value))
    return tuple(found)
