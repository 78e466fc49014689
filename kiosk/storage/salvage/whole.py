"""The salvage of a damaged store: set aside, never deleted, and all that can be read carried into a new one.

A salvage that is cut off anywhere begins anew, or is finished, at the next start (`kiosk.storage.set_aside`).
"""

import os
import shutil
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO, Final

from kiosk.errors import StoreFailure, StoreFull
from kiosk.ports import Clock
from kiosk.storage import audit, migrations
from kiosk.storage.cipher import (
    MIGRATIONS_TABLE,
    PAGE_SIZE,
    Connection,
    DatabaseError,
    as_store_failure,
    open_connection,
    open_in_memory,
    open_read_only,
)
from kiosk.storage.diagnosis import why_unreadable
from kiosk.storage.salvage.carry_over import Carried, carry_over, count_far_on
from kiosk.storage.salvage.page_source import PageSource, find_seal
from kiosk.storage.salvage.trees import SCHEMA, SCHEMA_ROOT, Forest, Trees, survey
from kiosk.storage.set_aside import alone, build_file, finish, held_by_another, log_file, salt_file, settle, unmark

ROOM_BESIDE: Final = 16 * 1024 * 1024
"""Bytes that must be free besides those of the store itself."""


FIRST_MOMENT: Final = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Salvaged:
    """What was found and saved. `aside` is where the damaged store lies now."""

    at: datetime
    aside: Path
    pages: int
    pages_lost: int
    log_harmed: bool
    carried: Carried

    def words(self) -> str:
        """One line for staff."""
        held, gone = len(self.carried.held), sum(one.waiting for one in self.carried.gone)
        told = f"{self.carried.filings} filings came over, {held} that wait are not whole, {gone} are lost"
        untold = "; there may have been others" if self.carried.untold else ""
        return f"the damaged store lies in {self.aside}; {told}{untold}: see kiosk store check"


def salvage(path: Path, key: bytes, *, clock: Clock, terminal_id: str = "") -> Salvaged | None:
    """Salvages the store at `path`; None, and nothing changed, where every byte of it is sound.

    Only while nobody has the store open, in this process either. `terminal_id` is whose provisional numbers are
    counted on where none can be read.
    Raises StoreFailure, with everything as it was, where the key does not fit, a newer program made the store, it is
    none of ours, another program holds it, or there is no room for the new one (StoreFull).
    """
    try:
        with alone(path.parent):
            settle(path)
            if not path.exists():
                if not salt_file(path).exists():
                    return None
                path.touch(mode=0o600)
            with path.open("rb+") as file:
                if held_by_another(file.fileno()):
                    raise StoreFailure(f"{path}: the store is damaged, and another program holds it; close that first")
                return _salvage(path, file, key, clock, terminal_id)
    except OSError as error:
        raise StoreFailure(f"{path}: {error.strerror or error}; the store was left as it is") from error
    except DatabaseError as error:
        raise as_store_failure(path, error) or StoreFailure(f"{path}: {error}") from error


def _salvage(path: Path, file: BinaryIO, key: bytes, clock: Clock, terminal_id: str) -> Salvaged | None:
    seal = find_seal(path, file, key)
    nothing_left = seal is None and _emptied(path)
    if seal is None and not nothing_left:
        raise why_unreadable(path, key)
    forest, source = Forest(), None
    if seal is not None:
        source = PageSource(path, file, seal)
        forest = survey(source)
        if not forest.lost and not source.log.harmed and _sound(path, key):
            unmark(path)
            return None
    at, built = clock.now(), build_file(path)
    _require_room(path, source.count if source is not None else 0)
    _clear(built)
    try:
        carried = _build(path, built, key, source, forest, at, terminal_id)
        _prove(built, key)
    except BaseException as fault:
        _clear(built)
        if isinstance(fault, DatabaseError):
            raise as_store_failure(built, fault) or StoreFailure(f"{built}: {fault}") from fault
        raise
    aside = finish(path, built, at)
    harmed = source is not None and source.log.harmed
    return Salvaged(at, aside, source.count if source else 0, len(forest.lost), harmed, carried)


def _emptied(path: Path) -> bool:
    """Whether there was a store here, by the copy of its salt, and not a byte of it is left."""
    log = log_file(path)
    return path.stat().st_size == 0 and salt_file(path).exists() and not (log.exists() and log.stat().st_size)


def _sound(path: Path, key: bytes) -> bool:
    """Whether SQLite itself, which looks at what stands on the pages, finds nothing either. Changes nothing."""
    try:
        connection = open_read_only(path, key)
        try:
            return [row[0] for row in connection.execute("PRAGMA quick_check")] == ["ok"]
        finally:
            connection.close()
    except DatabaseError:
        return False


def _require_room(path: Path, pages: int) -> None:
    needed, free = pages * PAGE_SIZE + ROOM_BESIDE, shutil.disk_usage(path.parent).free
    if free < needed:
        raise StoreFull(
            f"{path}: the store is damaged; to salvage it the disk must have {needed // 1_000_000 + 1} MB free,"
            f" it has {free // 1_000_000} MB; make room and start again, nothing was changed"
        )


def _build(
    path: Path, built: Path, key: bytes, source: PageSource | None, forest: Forest, at: datetime, terminal_id: str
) -> Carried:
    applied = list(migrations.NAMES) if source is None else _applied(path, source, forest)
    os.close(os.open(built, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))
    connection = open_connection(built, key, new=True)
    try:
        # Nothing in this file counts before it is whole: it needs no log, only to be on the disk at the end.
        for pragma in ("journal_mode = MEMORY", "synchronous = OFF", "foreign_keys = OFF", "cache_size = -16000"):
            connection.execute(f"PRAGMA {pragma}").fetchall()
        migrations.apply(connection, at=at, names=applied)
        connection.execute("BEGIN IMMEDIATE")
        roots = _roots(connection)
        if source is not None:
            trees = Trees(source, forest, roots)
            trees = Trees(source, forest, _told_roots(trees, roots))
            harmed = source.log.harmed
            carried = carry_over(connection, trees, at=at, terminal_id=terminal_id, log_harmed=harmed)
        else:
            carried = Carried(untold=True)
            count_far_on(connection, terminal_id, at.date())
        _record(connection, source, forest, carried, at)
        connection.execute("COMMIT")
    finally:
        connection.close()
    with built.open("rb+") as file:
        os.fsync(file.fileno())
    return carried


def _applied(path: Path, source: PageSource, forest: Forest) -> list[str]:
    """The migrations that the damaged store has. Raises StoreFailure for a newer program's store, or none of ours."""
    reference = open_in_memory()
    try:
        migrations.apply(reference, at=FIRST_MOMENT)
        roots = _roots(reference)
    finally:
        reference.close()
    trees = Trees(source, forest, roots)
    told = _told_roots(trees, roots)
    if not forest.lost and MIGRATIONS_TABLE not in told.values():
        raise StoreFailure(f"{path}: this is an encrypted database but not a store of ours; it was left as it is")
    names = [
        str(row.values[2])
        for row in Trees(source, forest, told).rows(MIGRATIONS_TABLE)
        if row is not None and len(row.values) == 4
    ]
    if newer := migrations.unknown(names):
        raise StoreFailure(
            f"{path}: the store was made by a newer version ({newer[-1]}) and is damaged; it was left as it is,"
            " update the program"
        )
    return [name for name in migrations.NAMES if name in names] or list(migrations.NAMES)


def _roots(connection: Connection) -> dict[int, str]:
    """The page on which each tree begins: SQLite gives them out in the order in which the migrations make tables."""
    found = connection.execute("SELECT rootpage, name FROM sqlite_schema WHERE rootpage > 0")
    return {SCHEMA_ROOT: SCHEMA, **{int(root): str(name) for root, name in found}}


def _told_roots(trees: Trees, expected: dict[int, str]) -> dict[int, str]:
    """The same by the damaged store's own word, and as `expected` where that word is lost."""
    told = {SCHEMA_ROOT: SCHEMA}
    for row in trees.rows(SCHEMA):
        if row is not None and len(row.values) == 5:
            name, root = row.values[1], row.values[3]
            if isinstance(name, str) and isinstance(root, int) and root > 0:
                told[root] = name
    names = set(told.values())
    return {**{root: name for root, name in expected.items() if name not in names and root not in told}, **told}


def _record(conn: Connection, source: PageSource | None, forest: Forest, carried: Carried, at: datetime) -> None:
    facts: dict[str, audit.Fact] = {
        "pages": source.count if source is not None else 0,
        "pages_lost": len(forest.lost),
        "log_harmed": source is not None and source.log.harmed,
        "rows_lost": carried.rows_lost,
        "filings": carried.filings,
        "held": len(carried.held),
        "gone": len(carried.gone),
        "untold": carried.untold,
    }
    audit.record(conn, "store.salvaged", facts, at=at)
    for act, lost in (("store.filing-held", carried.held), ("store.filing-gone", carried.gone)):
        for one in lost:
            told: dict[str, audit.Fact] = {"filing": one.filing_id, "number": one.number, "detail": one.detail}
            audit.record(conn, act, {**told, "waiting": one.waiting}, at=at)


def _prove(built: Path, key: bytes) -> None:
    """Reads back what was built, all of it, before the damaged store gives way to it."""
    connection = open_read_only(built, key)
    try:
        faults = [str(row[0]) for row in connection.execute("PRAGMA cipher_integrity_check")]
        faults += [str(row[0]) for row in connection.execute("PRAGMA integrity_check") if row[0] != "ok"]
        faults += [f"{row[0]} points nowhere" for row in connection.execute("PRAGMA foreign_key_check")]
    finally:
        connection.close()
    if faults:
        raise StoreFailure(f"{built}: what was salvaged cannot be read back ({faults[0]}); check the disk")


def _clear(built: Path) -> None:
    for part in ("", "-wal", "-shm", "-journal"):
        with suppress(FileNotFoundError):
            built.with_name(f"{built.name}{part}").unlink()
