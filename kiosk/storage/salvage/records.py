"""Rows as SQLite writes them on its pages (https://www.sqlite.org/fileformat2.html, 1.6 and 2)."""

import struct
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final, TypeAlias

from kiosk.storage.seal import USABLE_BYTES

Value: TypeAlias = str | bytes | int | float | None
ReadPage: TypeAlias = Callable[[int], bytes | None]

INDEX_INTERIOR: Final = 2
TABLE_INTERIOR: Final = 5
INDEX_LEAF: Final = 10
TABLE_LEAF: Final = 13
KINDS: Final = frozenset({INDEX_INTERIOR, TABLE_INTERIOR, INDEX_LEAF, TABLE_LEAF})
INTERIOR: Final = frozenset({INDEX_INTERIOR, TABLE_INTERIOR})

_FILE_HEADER_BYTES: Final = 100
_MOST_IN_TABLE: Final = USABLE_BYTES - 35
_MOST_IN_INDEX: Final = (USABLE_BYTES - 12) * 64 // 255 - 23
_LEAST: Final = (USABLE_BYTES - 12) * 32 // 255 - 23
_INTEGERS: Final = {1: 1, 2: 2, 3: 3, 4: 4, 5: 6, 6: 8}
_LONGEST: Final = 1_000_000_000
"""SQLite's own limit of a row."""


class Unreadable(Exception):
    """A page or a row is not what it should be, or a page that it goes on on is lost."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row; `rowid` is None in a tree without rowids."""

    rowid: int | None
    values: tuple[Value, ...]


def kind_of(page: bytes, number: int) -> int:
    """What sort of page of a tree it is, 0 where it is none."""
    kind = page[_start(number)]
    return kind if kind in KINDS else 0


def children(page: bytes, number: int) -> list[int]:
    """The pages below an interior one, from left to right. Raises Unreadable."""
    start = _start(number)
    below = [_u32(page, at) for at in _cells(page, number)]
    return [*below, _u32(page, start + 8)]


def rows(page: bytes, number: int, read: ReadPage) -> Iterator[Row | None]:
    """The rows on one page of a tree, None for each that goes on on a lost page. Raises Unreadable.

    An interior page of a tree with rowids has none; one without has a row between every two pages below it.
    """
    kind = kind_of(page, number)
    if kind == TABLE_INTERIOR:
        return
    for at in _cells(page, number):
        try:
            yield _row(page, at + 4 if kind == INDEX_INTERIOR else at, kind, read)
        except Unreadable:
            yield None


def _row(page: bytes, at: int, kind: int, read: ReadPage) -> Row:
    size, at = _varint(page, at)
    rowid: int | None = None
    if kind == TABLE_LEAF:
        rowid, at = _varint(page, at)
        rowid = rowid - (1 << 64) if rowid >> 63 else rowid
    return Row(rowid, _values(_payload(page, at, size, kind, read)))


def _payload(page: bytes, at: int, size: int, kind: int, read: ReadPage) -> bytes:
    most = _MOST_IN_TABLE if kind == TABLE_LEAF else _MOST_IN_INDEX
    if size > _LONGEST:
        raise Unreadable
    if size <= most:
        return _slice(page, at, size)
    local = _LEAST + (size - _LEAST) % (USABLE_BYTES - 4)
    local = local if local <= most else _LEAST
    parts, left = [_slice(page, at, local)], size - local
    number = _u32(page, at + local)
    while left:
        following = read(number) if number else None
        if following is None:
            raise Unreadable
        taken = min(left, USABLE_BYTES - 4)
        parts.append(following[4 : 4 + taken])
        left -= taken
        number = _u32(following, 0)
    return b"".join(parts)


def _values(payload: bytes) -> tuple[Value, ...]:
    header, at = _varint(payload, 0)
    kinds: list[int] = []
    while at < header:
        kind, at = _varint(payload, at)
        kinds.append(kind)
    found: list[Value] = []
    at = header
    for kind in kinds:
        value, at = _value(payload, at, kind)
        found.append(value)
    return tuple(found)


def _value(payload: bytes, at: int, kind: int) -> tuple[Value, int]:
    if kind in _INTEGERS:
        size = _INTEGERS[kind]
        return int.from_bytes(_slice(payload, at, size), "big", signed=True), at + size
    if kind == 0:
        return None, at
    if kind == 7:
        return float(struct.unpack(">d", _slice(payload, at, 8))[0]), at + 8
    if kind in {8, 9}:
        return kind - 8, at
    if kind < 12:
        raise Unreadable
    size = (kind - 12) // 2
    content = _slice(payload, at, size)
    if kind % 2 == 0:
        return content, at + size
    try:
        return content.decode(), at + size
    except UnicodeDecodeError:
        raise Unreadable from None


def _cells(page: bytes, number: int) -> list[int]:
    start = _start(number)
    interior = page[start] in INTERIOR
    count = int.from_bytes(page[start + 3 : start + 5], "big")
    first = start + (12 if interior else 8)
    if first + 2 * count > len(page):
        raise Unreadable
    return [int.from_bytes(page[at : at + 2], "big") for at in range(first, first + 2 * count, 2)]


def _start(number: int) -> int:
    return _FILE_HEADER_BYTES if number == 1 else 0


def _u32(page: bytes, at: int) -> int:
    return int.from_bytes(_slice(page, at, 4), "big")


def _slice(data: bytes, at: int, size: int) -> bytes:
    if at < 0 or size < 0 or at + size > len(data):
        raise Unreadable
    return data[at : at + size]


def _varint(data: bytes, at: int) -> tuple[int, int]:
    value = 0
    for place in range(9):
        if at >= len(data):
            raise Unreadable
        byte = data[at]
        at += 1
        if place == 8:
            return value << 8 | byte, at
        value = value << 7 | byte & 0x7F
        if not byte & 0x80:
            return value, at
    raise Unreadable
