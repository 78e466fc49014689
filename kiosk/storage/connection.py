"""The store: one writer thread, one read connection per reading thread, opened only if everything fits.

Threads: every write runs on the writer thread, in the order it was asked for, one transaction each. Reads
run on the calling thread (`read`) or on a reader thread (`read_later`). The GUI thread uses `write` and
`read_later` only.
"""

import os
import shutil
import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from sqlite3 import SQLITE_NOTADB
from typing import Final, Self, TypeVar

from kiosk.errors import StoreDamaged, StoreFailure, StoreFull
from kiosk.ports import Clock
from kiosk.storage import migrations
from kiosk.storage.cipher import (
    Connection,
    DatabaseError,
    as_store_failure,
    open_connection,
    probe,
)
from kiosk.storage.damage import DamageWatch
from kiosk.storage.diagnosis import why_unreadable
from kiosk.storage.readers import Readers
from kiosk.storage.set_aside import alone, settle
from kiosk.storage.signs import keep_salt, refuse_damaged
from kiosk.storage.writer import Writer

__all__ = ["Connection", "Store"]

T = TypeVar("T")

MIN_FREE_BYTES: Final = 32 * 1024 * 1024
"""Below this no store is opened: a few filings with their pages must always fit."""

READER_THREADS: Final = 2


class Store:
    """An open store. Safe to use from any thread; close it before the program ends."""

    def __init__(self, path: Path, key: bytes, connection: Connection) -> None:
        self.path = path
        self.damage = DamageWatch(path)
        self._writer = Writer(path, connection, self.damage.note)
        self._readers = Readers(path, key, self.damage.note)
        self._pool = ThreadPoolExecutor(READER_THREADS, thread_name_prefix="store-reader")

    @classmethod
    def open(cls, path: Path, key: bytes, *, clock: Clock, min_free_bytes: int = MIN_FREE_BYTES) -> Self:
        """Opens the store at `path` with the raw 32-byte `key`, making it where there is none, and migrates
        it.

        Only cheap checks: key, whether a newer program made it, free space. `check_later` reads all of it.
        Raises StoreFailure with one line that names the file; an existing file that does not fit is left as
        it is. StoreDamaged is for `kiosk.storage.salvage.whole.salvage`.
        """
        try:
            _make_room(path, min_free_bytes)
            with alone(path.parent):
                settle(path)
                refuse_damaged(path, key)
                connection = _open_and_migrate(path, key, clock)
                keep_salt(path, connection)
        except OSError as error:
            raise StoreFailure(f"{path}: {error.strerror or error}") from error
        except DatabaseError as error:
            raise as_store_failure(path, error) or StoreFailure(f"{path}: {error}") from error
        return cls(path, key, connection)

    def write(self, fn: Callable[[Connection], T]) -> Future[T]:
        """Runs `fn` on the writer thread in one transaction.

        The future is done when it is durably on the disk. `fn` may do several things; they appear together
        or, if anything fails, not at all. The future raises what `fn` raised, or StoreFailure where the
        store could not be written or is closed.
        """
        return self._writer.write(fn)

    def empty_log(self) -> "Future[bool]":
        """Moves the log into the file and cuts it to nothing, so that no old copy of what was wiped is left in it.

        False where a reader was at work, or the disk would not: the log is whole then, and can be emptied later.
        """
        return self._writer.empty_log()

    def read(self, fn: Callable[[Connection], T]) -> T:
        """Runs `fn` on the calling thread in one read transaction.

        Never on the GUI thread: it waits for the disk. Raises StoreFailure, or whatever `fn` raises.
        """
        self._writer.refuse_writer_thread()
        return self._readers.read(fn)

    def read_later(self, fn: Callable[[Connection], T]) -> Future[T]:
        """As `read`, on a reader thread; for callers that must not wait."""
        try:
            return self._pool.submit(self._readers.read, fn)
        except RuntimeError:
            failed: Future[T] = Future()
            failed.set_exception(StoreFailure(f"{self.path}: the store is closed"))
            return failed

    def keep_off(self, thread: threading.Thread) -> None:
        """From now on `read` raises RuntimeError on `thread`: the GUI's, which must never wait for the disk."""
        self._readers.keep_off(thread)

    def check_later(self) -> Future[tuple[str, ...]]:
        """Reads the whole store on a reader thread and tells what is wrong with it; nothing when it is
        sound. What is found is noted in `damage`.
        """

        def faults(connection: Connection) -> tuple[str, ...]:
            if found := _faults(connection):
                self.damage.note(StoreDamaged(f"{self.path}: the store is damaged ({found[0]})"))
            return found

        return self.read_later(faults)

    def close(self) -> None:
        """Finishes the writes already asked for, then closes; may be called twice."""
        self._writer.close()
        self._pool.shutdown(wait=True)
        self._readers.close()


def _make_room(path: Path, min_free_bytes: int) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as error:
        raise StoreFailure(f"{path}: the folder for the store cannot be made ({error.strerror})") from error
    if path.exists() and not path.is_file():
        raise StoreFailure(f"{path}: this is not a file; the store needs a file")
    free = shutil.disk_usage(path.parent).free
    if free < min_free_bytes:
        raise StoreFull(
            f"{path}: the disk has {free // 1_000_000} MB left,"
            f" the store needs {min_free_bytes // 1_000_000} MB; make room"
        )


def _open_and_migrate(path: Path, key: bytes, clock: Clock) -> Connection:
    new = not path.exists() or path.stat().st_size == 0
    applied = [] if new else _applied(path, key)
    if new:
        # Made here and not by SQLite, so that nobody else may read it for even a moment.
        os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
    connection = open_connection(path, key, new=new)
    try:
        if migrations.pending(applied):
            migrations.apply(connection, at=clock.now())
    except BaseException:
        connection.close()
        raise
    return connection


def _applied(path: Path, key: bytes) -> list[str]:
    """The migrations an existing store has; raises StoreFailure where the file must not be touched."""
    try:
        found = probe(path, key)
    except DatabaseError as error:
        if error.sqlite_errorcode == SQLITE_NOTADB:
            raise why_unreadable(path, key) from error
        raise
    if not found.any_tables:
        return []  # a power cut between making the file and its first migration
    if found.migrations is None:
        raise StoreFailure(f"{path}: this is an encrypted database but not a store of ours; it was left as it is")
    if newer := migrations.unknown(found.migrations):
        raise StoreFailure(
            f"{path}: the store was made by a newer version ({newer[-1]}); it was left as it is, update the program"
        )
    return found.migrations


def _faults(connection: Connection) -> tuple[str, ...]:
    # First every page against its seal, then the structure: a page that was tampered with fails the first.
    try:
        sealed = [str(row[0]) for row in connection.execute("PRAGMA cipher_integrity_check")]
        if sealed:
            return tuple(sealed)
        return tuple(str(row[0]) for row in connection.execute("PRAGMA quick_check") if row[0] != "ok")
    finally:
        # The cache is full of pages that nobody asked for.
        connection.execute("PRAGMA shrink_memory")
