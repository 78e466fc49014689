"""One SQLCipher connection: key, pragmas, and what its errors mean to a person.

Everything here is about a single connection on a single thread; `kiosk.storage.connection` owns the threads.
"""

import sqlite3
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final
from urllib.parse import quote

from kiosk.errors import StoreDamaged, StoreFailure, StoreFull

# sqlcipher3 has no types of its own but is the standard library's module under another name.
if TYPE_CHECKING:
    from sqlite3 import Connection, DatabaseError, connect
else:
    from sqlcipher3.dbapi2 import Connection, DatabaseError, connect

__all__ = [
    "KEY_BYTES",
    "PAGE_SIZE",
    "Connection",
    "Contents",
    "DatabaseError",
    "as_store_failure",
    "open_connection",
    "open_in_memory",
    "open_read_only",
    "probe",
]

KEY_BYTES: Final = 32

PAGE_SIZE: Final = 8192
"""Bytes. Not recorded in the file, so it can never change for an existing store (docs/decisions has the
figures).
"""

BUSY_TIMEOUT_MS: Final = 5_000
"""How long a connection waits for another process, such as `kiosk outbox`, before it gives up."""

AUTOCHECKPOINT_PAGES: Final = 4_000
"""The writer checkpoints when idle; this is only the backstop for a writer that never is (32 MB of log)."""

MIGRATIONS_TABLE: Final = "_sqlite_migrations"
"""sqlite-utils' own record of the migrations it applied."""


@dataclass(frozen=True, slots=True)
class Contents:
    """What a first look finds: whether there are any tables, and the migrations' names, oldest first, if
    recorded.
    """

    any_tables: bool
    migrations: list[str] | None


# The primary result codes by which SQLite tells of its surroundings (https://www.sqlite.org/rescode.html).
_SURROUNDINGS: Final[dict[int, str]] = {
    sqlite3.SQLITE_PERM: "access is denied",
    sqlite3.SQLITE_BUSY: "another program holds the store; close it and try again",
    sqlite3.SQLITE_LOCKED: "another program holds the store; close it and try again",
    sqlite3.SQLITE_NOMEM: "the machine has no memory left",
    sqlite3.SQLITE_READONLY: "the file may not be written; check its owner and the disk",
    sqlite3.SQLITE_IOERR: "the disk cannot be read or written; check the disk",
    sqlite3.SQLITE_CORRUPT: "the store is damaged",
    sqlite3.SQLITE_FULL: "the disk is full; make room",
    sqlite3.SQLITE_CANTOPEN: "the file cannot be opened; check its owner and the folder",
    sqlite3.SQLITE_NOTADB: "the store is damaged or its key does not fit",
}


_KINDS: Final[dict[int, type[StoreFailure]]] = {
    sqlite3.SQLITE_CORRUPT: StoreDamaged,
    sqlite3.SQLITE_NOTADB: StoreDamaged,
    sqlite3.SQLITE_FULL: StoreFull,
}


def as_store_failure(path: Path, error: DatabaseError) -> StoreFailure | None:
    """What `error` says about the surroundings of the store, or None where the program itself is at fault."""
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    if code not in _SURROUNDINGS:
        return None
    return _KINDS.get(code, StoreFailure)(f"{path}: {_SURROUNDINGS[code]} ({error})")


def open_connection(path: Path, key: bytes, *, query_only: bool = False, new: bool = False) -> Connection:
    """A keyed connection with the store's pragmas; autocommit, so that every transaction is a visible BEGIN.

    `new` also sets what only an empty file can be given. The connection may be handed to another thread but
    must only be used by one at a time. Raises DatabaseError.
    """
    connection = _keyed(path, key, read_only=False)
    try:
        connection.execute(f"PRAGMA busy_timeout = {BUSY_TIMEOUT_MS}")
        if new:
            # Wiped scans must be able to give their space back without rewriting the whole file.
            connection.execute("PRAGMA auto_vacuum = INCREMENTAL")
        connection.execute("PRAGMA journal_mode = WAL").fetchone()
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("PRAGMA temp_store = MEMORY")
        # The default of 8 MB for each connection buys nothing here: the catalogue is read once, filings are small.
        connection.execute("PRAGMA cache_size = -2000")
        connection.execute("PRAGMA secure_delete = ON")
        connection.execute(f"PRAGMA wal_autocheckpoint = {AUTOCHECKPOINT_PAGES}")
        connection.execute(f"PRAGMA query_only = {'ON' if query_only else 'OFF'}")
    except DatabaseError:
        connection.close()
        raise
    return connection


def open_read_only(path: Path, key: bytes) -> Connection:
    """A keyed connection that changes not a byte of the file. Raises DatabaseError."""
    connection = _keyed(path, key, read_only=True)
    connection.execute(f"PRAGMA busy_timeout = {BUSY_TIMEOUT_MS}")
    return connection


def open_in_memory() -> Connection:
    """An empty database without a file, laid out as a store."""
    connection = connect(":memory:", isolation_level=None)
    connection.execute(f"PRAGMA page_size = {PAGE_SIZE}")
    connection.execute("PRAGMA auto_vacuum = INCREMENTAL")
    return connection


def probe(path: Path, key: bytes) -> Contents:
    """What an existing store holds, read without changing a byte of it.

    Read-only on purpose: a connection with a wrong key that could write would, on closing, move a log left
    by a power cut into the file. Raises DatabaseError.
    """
    connection = _keyed(path, key, read_only=True)
    try:
        connection.execute(f"PRAGMA busy_timeout = {BUSY_TIMEOUT_MS}")
        tables = {str(name) for (name,) in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")}
        applied: list[str] | None = None
        if MIGRATIONS_TABLE in tables:
            rows = connection.execute(f"SELECT name FROM {MIGRATIONS_TABLE} ORDER BY id")  # noqa: S608 - our own name
            applied = [str(name) for (name,) in rows]
    finally:
        connection.close()
    return Contents(bool(tables), applied)


def _keyed(path: Path, key: bytes, *, read_only: bool) -> Connection:
    if len(key) != KEY_BYTES:
        raise ValueError(f"the store's key has {KEY_BYTES} bytes, not {len(key)}")
    uri = f"file:{quote(str(path))}?mode={'ro' if read_only else 'rw'}"
    connection = connect(uri, uri=True, isolation_level=None, check_same_thread=False)
    # The key first, before anything is read; SQLCipher's own log would go to stderr past our logging.
    connection.execute("PRAGMA cipher_log_level = NONE")
    connection.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
    connection.execute(f"PRAGMA cipher_page_size = {PAGE_SIZE}")
    return connection
