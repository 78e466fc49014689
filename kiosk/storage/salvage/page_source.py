"""The pages of a damaged store in clear, each only where its seal fits."""

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO, Final

from kiosk.storage.cipher import PAGE_SIZE
from kiosk.storage.salvage.log_frames import FRAME_HEADER_BYTES, HEADER_BYTES, Log, read_log
from kiosk.storage.seal import SALT_BYTES, Seal
from kiosk.storage.set_aside import log_file, salt_file

_TRIED: Final = 512
"""So many pages, spread over the file, tell whether key and salt are right. One that fits is enough."""

_SIZE_AT: Final = 28
"""Where the first page has the store's size in pages (https://www.sqlite.org/fileformat2.html, 1.3.7)."""


class PageSource:
    """Reads `path` through `file`, which stays open, and its log. Never writes."""

    def __init__(self, path: Path, file: BinaryIO, seal: Seal) -> None:
        self._file = file
        self._seal = seal
        self.log: Log = read_log(log_file(path), seal.fits)
        self._log_bytes = _bytes_of(log_file(path)) if self.log.newest else b""
        file.seek(0, 2)
        self.in_file = file.tell() // PAGE_SIZE
        self.count = max(self.in_file, self.log.size)
        head = self.page(1)
        if head is not None and (told := int.from_bytes(head[_SIZE_AT : _SIZE_AT + 4], "big")):
            # What lies in the file behind the store's own end was given back, and may be anybody's.
            self.count = told

    def page(self, number: int) -> bytes | None:
        """The newest copy of this page in clear; None where it is lost. Numbers begin at 1."""
        if number in self.log.lost or not 1 <= number <= self.count:
            return None
        at = self.log.newest.get(number)
        if at is not None:
            return self._seal.opened(self._log_bytes[at : at + PAGE_SIZE], number)
        try:
            self._file.seek((number - 1) * PAGE_SIZE)
            return self._seal.opened(self._file.read(PAGE_SIZE), number)
        except OSError:
            return None  # a sector that the disk gives no more


def find_seal(path: Path, file: BinaryIO, key: bytes) -> Seal | None:
    """The seal that fits a page of this store, None where none does: the key is another, or nothing is left.

    The salt is looked for where the store has it, in its copy beside it, and in the log's copies of the first page.
    """
    for salt in _salts(path, file):
        seal = Seal(key, salt)
        if _fits_anywhere(path, file, seal):
            return seal
    return None


def _salts(path: Path, file: BinaryIO) -> Iterator[bytes]:
    seen: set[bytes] = set()
    file.seek(0)
    candidates = [file.read(SALT_BYTES), _bytes_of(salt_file(path))[:SALT_BYTES]]
    log = _bytes_of(log_file(path))
    for at in range(HEADER_BYTES, len(log), FRAME_HEADER_BYTES + PAGE_SIZE):
        if log[at : at + 4] == b"\x00\x00\x00\x01":
            candidates.append(log[at + FRAME_HEADER_BYTES : at + FRAME_HEADER_BYTES + SALT_BYTES])
            break
    for salt in candidates:
        if len(salt) == SALT_BYTES and salt not in seen:
            seen.add(salt)
            yield salt


def _fits_anywhere(path: Path, file: BinaryIO, seal: Seal) -> bool:
    file.seek(0, 2)
    count = file.tell() // PAGE_SIZE
    step = max(1, count // _TRIED)
    for number in sorted({*range(1, min(count, _TRIED) + 1), *range(1, count + 1, step)}):
        with suppress(OSError):
            file.seek((number - 1) * PAGE_SIZE)
            if seal.fits(file.read(PAGE_SIZE), number):
                return True
    return bool(read_log(log_file(path), seal.fits).newest)


def _bytes_of(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:
        return b""
