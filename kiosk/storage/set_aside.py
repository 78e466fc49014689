"""The names of a store's files, and how a damaged one gives way to what was salvaged of it.

Every step is a rename, and the first of them, of the finished salvage, decides: before it the damaged store is still
the store and a salvage begins anew, after it whoever opens the store next does the steps that are left.
"""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

if sys.platform != "win32":
    import fcntl

_DAMAGED: Final = "-damaged-"
_FINISHED: Final = "-salvaged-"
_PARTS: Final = ("-wal", "-shm", "-salt", "")
"""The store itself last: as long as it is there, so is everything that belongs to it."""

_SQLITE_LOCK: Final = (0x40000002, 510)
"""The bytes by which SQLite's connections tell each other that they are there (os_unix.c, SHARED_FIRST)."""


def salt_file(path: Path) -> Path:
    """A copy of the salt in the store's first bytes. It is no secret; without it no page can be proven."""
    return path.with_name(f"{path.name}-salt")


def log_file(path: Path) -> Path:
    return path.with_name(f"{path.name}-wal")


def mark_file(path: Path) -> Path:
    """Lies there from the moment in which damage was found until the store was salvaged."""
    return path.with_name(f"{path.name}-suspect")


def build_file(path: Path) -> Path:
    """Where a salvage is under way; nothing in it counts."""
    return path.with_name(f"{path.name}-salvaging")


def set_aside(path: Path) -> list[Path]:
    """The damaged stores that were set aside here, the oldest first; they hold personal data."""
    parts = tuple(part for part in _PARTS if part)
    return sorted(file for file in path.parent.glob(f"{path.name}{_DAMAGED}*") if not file.name.endswith(parts))


def set_aside_at(file: Path) -> datetime | None:
    """When, by its name."""
    stamp = file.name.partition(_DAMAGED)[2].partition("-")[0]
    try:
        return datetime.strptime(stamp, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
    except ValueError:
        return None


def mark(path: Path, words: str) -> None:
    """Notes, durably, that the store is damaged, for the next start. Raises OSError."""
    with os.fdopen(os.open(mark_file(path), os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        file.write(words + "\n")
        file.flush()
        os.fsync(file.fileno())


def unmark(path: Path) -> None:
    mark_file(path).unlink(missing_ok=True)


def finish(path: Path, built: Path, at: datetime) -> Path:
    """Puts what was salvaged into `built` in the place of the store, and the store aside; where that is."""
    stamp, number = f"{at.astimezone(UTC):%Y%m%dT%H%M%SZ}", 1
    while path.with_name(f"{path.name}{_DAMAGED}{stamp}").exists():
        number += 1
        stamp = f"{stamp.partition('-')[0]}-{number}"
    built.replace(path.with_name(f"{path.name}{_FINISHED}{stamp}"))
    _sync_folder(path.parent)
    settle(path)
    return path.with_name(f"{path.name}{_DAMAGED}{stamp}")


def settle(path: Path) -> None:
    """Does the steps that an interrupted `finish` left; nothing where there are none. For the holder of `alone`."""
    for finished in sorted(path.parent.glob(f"{path.name}{_FINISHED}*")):
        stamp = finished.name.partition(_FINISHED)[2]
        for part in _PARTS:
            old = path.with_name(f"{path.name}{part}")
            if old.exists():
                aside = path.with_name(f"{path.name}{_DAMAGED}{stamp}{part}")
                old.replace(aside)
                aside.chmod(0o600)
        _sync_folder(path.parent)
        finished.replace(path)
        _sync_folder(path.parent)
        unmark(path)


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """One program at a time: SQLite turns a new file into a WAL database without waiting for anybody."""
    if sys.platform == "win32":
        # Told to wait by SQLite itself; two programs there making one store at the same instant may trip once.
        yield
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def held_by_another(handle: int) -> bool:
    """Whether another program has the store behind `handle` open. For the holder of `alone`.

    Closing any handle of a file gives up all of a process's locks on it: not for a program that has the store open.
    """
    if sys.platform == "win32":
        return False  # nobody renames an open file there
    start, length = _SQLITE_LOCK
    try:
        fcntl.lockf(handle, fcntl.LOCK_EX | fcntl.LOCK_NB, length, start)
    except OSError:
        return True
    return False


def _sync_folder(folder: Path) -> None:
    if sys.platform == "win32":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
