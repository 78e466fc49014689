"""The write-ahead log of a damaged store, read past the place where SQLite itself stops.

SQLite takes a log up to the last commit before the first frame whose checksum is wrong, and drops the rest without a
word: right for a write that a power cut tore, and a silent loss where a sound commit lies behind a frame that went bad
later. The two are told apart by what follows: every commit is on the disk (`synchronous=FULL`) before the next
transaction writes its first frame, so a transaction that is followed by another one had been promised to somebody.
The file's layout: https://www.sqlite.org/fileformat2.html#walformat.
"""

import struct
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from kiosk.storage.cipher import PAGE_SIZE

HEADER_BYTES: Final = 32
FRAME_HEADER_BYTES: Final = 24
FRAME_BYTES: Final = FRAME_HEADER_BYTES + PAGE_SIZE

_MAGIC: Final = 0x377F0682
_HEADER: Final = struct.Struct(">8I")
_FRAME: Final = struct.Struct(">6I")
_MASK: Final = 0xFFFFFFFF

Sums = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Frame:
    """One page as a transaction left it; `size` is the store's size in pages after a commit, 0 before it."""

    at: int
    page: int
    size: int
    salts: Sums
    sums: Sums


@dataclass(slots=True)
class Log:
    """What a log holds: where the newest copy of a page lies in the file, and which pages' newest copy is lost."""

    newest: dict[int, int] = field(default_factory=dict)
    lost: set[int] = field(default_factory=set)
    size: int = 0
    """Of the store in pages, after the last commit in the log; 0 where it has none."""
    harmed: bool = False
    """Whether SQLite would drop what had been promised, or nothing in it can be read."""


def read_log(path: Path, fits: Callable[[bytes, int], bool]) -> Log:
    """Reads the log at `path`; `fits` tells whether a page of this number is sealed as it should be.

    A log that is not there, or has nothing in it, is an empty one. Raises OSError.
    """
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        return Log()
    if len(content) <= HEADER_BYTES or not any(content):
        return Log()
    header_good, salts, sums, big = _header(content)
    frames = list(_frames(content))
    if not header_good:
        salts = frames[0].salts if frames else (0, 0)
    good = [frame.salts == salts and fits(_page(content, frame), frame.page) for frame in frames]
    last = max((number for number, whole in enumerate(good) if whole), default=-1)
    log = _taken(frames[: last + 1], good, salts)
    if not header_good:
        log.harmed = True
    elif last >= 0:
        stop = _first_refused(content, frames[: last + 1], salts, sums, big=big)
        log.harmed = any(good[number] and frames[number].size for number in range(stop, last))
    return log


def _header(content: bytes) -> tuple[bool, Sums, Sums, bool]:
    magic, _version, page_size, _sequence, salt, other, first, second = _HEADER.unpack_from(content)
    big = bool(magic & 1)
    good = magic & ~1 == _MAGIC and page_size == PAGE_SIZE and _sum(content[:24], (0, 0), big=big) == (first, second)
    return good, (salt, other), (first, second), big


def _frames(content: bytes) -> Iterator[Frame]:
    for at in range(HEADER_BYTES, len(content) - FRAME_BYTES + 1, FRAME_BYTES):
        page, size, salt, other, first, second = _FRAME.unpack_from(content, at)
        yield Frame(at, page, size, (salt, other), (first, second))


def _page(content: bytes, frame: Frame) -> bytes:
    return content[frame.at + FRAME_HEADER_BYTES : frame.at + FRAME_BYTES]


def _taken(frames: list[Frame], good: list[bool], salts: Sums) -> Log:
    """The transactions that count: those that are whole, and those that another one follows."""
    log = Log()
    begun: list[tuple[Frame, bool]] = []
    for number, frame in enumerate(frames):
        begun.append((frame, good[number]))
        if not (good[number] and frame.size):
            continue
        if not all(whole for _, whole in begun) and number == len(frames) - 1:
            break  # nothing follows: torn while it was written, and promised to nobody
        for one, whole in begun:
            if whole:
                log.newest[one.page] = one.at + FRAME_HEADER_BYTES
                log.lost.discard(one.page)
            elif one.salts == salts:
                log.newest.pop(one.page, None)
                log.lost.add(one.page)
        log.size = frame.size
        begun = []
    return log


def _first_refused(content: bytes, frames: list[Frame], salts: Sums, sums: Sums, *, big: bool) -> int:
    """The number of the first frame that SQLite does not take."""
    for number, frame in enumerate(frames):
        sums = _sum(content[frame.at : frame.at + 8] + _page(content, frame), sums, big=big)
        if frame.salts != salts or sums != frame.sums or frame.page == 0:
            return number
    return len(frames)


def _sum(data: bytes, sums: Sums, *, big: bool) -> Sums:
    first, second = sums
    words = struct.unpack(f"{'>' if big else '<'}{len(data) // 4}I", data)
    for one, other in zip(words[::2], words[1::2], strict=True):
        first = (first + one + second) & _MASK
        second = (second + other + first) & _MASK
    return first, second
