"""Read connections: one per thread that reads, each only able to query."""

import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from kiosk.errors import StoreFailure
from kiosk.storage.cipher import Connection, DatabaseError, as_store_failure, open_connection

T = TypeVar("T")


@dataclass(eq=False, slots=True)
class _Reader:
    thread: threading.Thread
    connection: Connection
    busy: threading.Lock = field(default_factory=threading.Lock)


class Readers:
    """Hands each calling thread its own read connection. Safe to use from any thread."""

    def __init__(self, path: Path, key: bytes, failed: Callable[[StoreFailure], None]) -> None:
        self._path = path
        self._failed = failed
        self._key = key
        self._lock = threading.Lock()
        self._readers: list[_Reader] = []
        self._local = threading.local()
        self._closed = False
        self._kept_off: set[threading.Thread] = set()

    def keep_off(self, thread: threading.Thread) -> None:
        """See `Store.keep_off`."""
        self._kept_off.add(thread)

    def read(self, fn: Callable[[Connection], T]) -> T:
        """Runs `fn` in one read transaction, so that all its queries see the same moment.

        Raises StoreFailure where the store cannot be read, and whatever `fn` raises.
        """
        if threading.current_thread() in self._kept_off:
            raise RuntimeError("this thread must never wait for the disk; use read_later")
        try:
            reader = self._mine()
            with reader.busy:
                if self._closed:
                    raise StoreFailure(f"{self._path}: the store is closed")
                return _in_snapshot(reader.connection, fn)
        except DatabaseError as error:
            failure = as_store_failure(self._path, error)
            if failure is None:
                raise
            self._failed(failure)
            raise failure from error

    def close(self) -> None:
        """Waits for reads that are under way, then closes every connection; may be called twice."""
        with self._lock:
            self._closed = True
            readers, self._readers = self._readers, []
        for reader in readers:
            with reader.busy:
                reader.connection.close()

    def _mine(self) -> _Reader:
        known: _Reader | None = getattr(self._local, "reader", None)
        if known is not None:
            return known
        connection = open_connection(self._path, self._key, query_only=True)
        reader = _Reader(threading.current_thread(), connection)
        with self._lock:
            if self._closed:
                connection.close()
                raise StoreFailure(f"{self._path}: the store is closed")
            self._forget_the_dead()
            self._readers.append(reader)
        self._local.reader = reader
        return reader

    def _forget_the_dead(self) -> None:
        # A thread that ended cannot close its own connection, and an open one keeps the log from being reset.
        for reader in [reader for reader in self._readers if not reader.thread.is_alive()]:
            self._readers.remove(reader)
            reader.connection.close()


def _in_snapshot(connection: Connection, fn: Callable[[Connection], T]) -> T:
    connection.execute("BEGIN")
    try:
        return fn(connection)
    finally:
        with suppress(DatabaseError):  # nothing was written, and the error inside is the one to be heard
            connection.execute("ROLLBACK")
