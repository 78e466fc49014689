"""Putting the rows of a damaged store into a new one, table by table, as its columns are."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from kiosk.storage.cipher import Connection, DatabaseError
from kiosk.storage.salvage.records import Row, Value
from kiosk.storage.salvage.trees import Trees

NOT_CARRIED: Final = frozenset(
    {
        "_sqlite_migrations",  # the new store has its own
        # Whole or nothing: the next start installs the catalogue again.
        "catalogue_version",
        "theme",
        "matter",
        "search_row",
        # Read again from the beginning, whatever change was lost is told again; what is known is kept once.
        "stream_cursor",
        # Drawn up anew from the filings.
        "to_send",
    }
)

_NUMBERS: Final = {"INTEGER": (int,), "TEXT": (str,), "BLOB": (bytes,), "REAL": (int, float)}


@dataclass(frozen=True, slots=True)
class Column:
    name: str
    kind: str
    needed: bool
    filled: bool
    """Whether it has a value of its own where none is given."""


@dataclass(frozen=True, slots=True)
class Table:
    """A table of the new store. `columns` in the order in which a row has them; `alias` is the rowid's own name."""

    name: str
    columns: tuple[Column, ...]
    with_rowid: bool
    alias: str | None

    def fits(self, row: Row) -> bool:
        """Whether this can be a row of this table, by the sorts of its values."""
        if (row.rowid is not None) != self.with_rowid or len(row.values) > len(self.columns):
            return False
        missing = self.columns[len(row.values) :]
        return all(self._takes(*pair) for pair in zip(self.columns, row.values, strict=False)) and all(
            column.filled or not column.needed for column in missing
        )

    def _takes(self, column: Column, value: Value) -> bool:
        if column.name == self.alias:
            return value is None
        if value is None:
            return not column.needed
        return isinstance(value, _NUMBERS.get(column.kind, (str, bytes, int, float)))


def tables_of(conn: Connection) -> dict[str, Table]:
    """Every table of ours in `conn`."""
    listed = conn.execute(
        "SELECT name, wr FROM pragma_table_list WHERE schema = 'main' AND type = 'table' AND name NOT LIKE 'sqlite\\_%'"
        " ESCAPE '\\'"
    ).fetchall()
    return {name: _table(conn, name, with_rowid=not without) for name, without in listed}


def load(conn: Connection, table: Table, rows: Iterable[Row | None]) -> tuple[int, int]:
    """Inserts what fits; how many rows came over, and how many were lost or not taken."""
    taken = lost = 0
    for row in rows:
        if row is not None and _insert(conn, table, row):
            taken += 1
        else:
            lost += 1
    return taken, lost


def load_unplaced(conn: Connection, tables: dict[str, Table], trees: Trees) -> int:
    """Offers the rows of pages of which nothing says where they belong to every table that they fit; how many went in.

    One that is in the wrong table points at nothing there, and is dropped with all that do (`drop_orphans`).
    """
    taken = 0
    for number in trees.unplaced:
        for row in trees.on_page(number):
            if row is not None:
                wanted = (table for name, table in tables.items() if name not in NOT_CARRIED and table.fits(row))
                # All of them, not only the first that takes it.
                taken += bool(sum(_insert(conn, table, row) for table in wanted))
    return taken


def drop_orphans(conn: Connection, tables: Iterable[str]) -> int:
    """Removes every row that points at one which is not there, until none does; says how many."""
    keys = [key for table in tables for key in _foreign_keys(conn, table)]
    dropped, before = 0, -1
    while dropped != before:
        before = dropped
        for child, own, parent, theirs in keys:
            dropped += conn.execute(
                f"DELETE FROM {child} WHERE ({own}) IN (SELECT {own} FROM {child} EXCEPT SELECT {theirs} FROM {parent})"  # noqa: S608 - our own names
            ).rowcount
    return dropped


def _table(conn: Connection, name: str, *, with_rowid: bool) -> Table:
    # Hidden and generated columns (hidden > 0) are in no row; none of ours has any.
    told = conn.execute(
        'SELECT name, type, "notnull", dflt_value IS NOT NULL, pk, cid FROM pragma_table_xinfo(?) WHERE hidden = 0',
        (name,),
    ).fetchall()
    if not with_rowid:
        # The key's columns stand first, in the key's order.
        told.sort(key=lambda column: (column[4] == 0, column[4], column[5]))
    keys = [column[0] for column in told if column[4]]
    kinds = {column[0]: column[1].upper() for column in told}
    alias = keys[0] if with_rowid and len(keys) == 1 and kinds[keys[0]] == "INTEGER" else None
    columns = tuple(Column(one, kinds[one], bool(needed), bool(filled)) for one, _, needed, filled, _, _ in told)
    return Table(name, columns, with_rowid, alias)


def _insert(conn: Connection, table: Table, row: Row) -> bool:
    if not table.fits(row):
        return False
    names = [column.name for column in table.columns[: len(row.values)]]
    values: list[Value] = list(row.values)
    if table.alias is not None and table.alias in names:
        values[names.index(table.alias)] = row.rowid
    elif table.with_rowid:
        names, values = ["rowid", *names], [row.rowid, *values]
    marks = ", ".join("?" * len(names))
    try:
        return (
            conn.execute(
                f"INSERT OR IGNORE INTO {table.name} ({', '.join(names)}) VALUES ({marks})",  # noqa: S608 - our own names
                values,
            ).rowcount
            > 0
        )
    except DatabaseError as error:
        if getattr(error, "sqlite_errorcode", 0) & 0xFF == _CONSTRAINT:
            return False
        raise


_CONSTRAINT: Final = 19
"""SQLITE_CONSTRAINT: of the sorts of values, which OR IGNORE does not pass over."""


def _foreign_keys(conn: Connection, table: str) -> Iterator[tuple[str, str, str, str]]:
    found: dict[int, tuple[str, list[str], list[str]]] = {}
    for number, _, parent, own, theirs, *_rest in conn.execute(f"PRAGMA foreign_key_list({table})"):
        _, mine, other = found.setdefault(number, (parent, [], []))
        mine.append(own)
        other.append(theirs)
    for parent, mine, other in found.values():
        yield table, ", ".join(mine), parent, ", ".join(other)
