"""The store's named migrations, each recorded in the transaction that applies it.

A migration's name is its file in `schema/` (or the key of `_STEPS` below for one in Python). Names are
compared, not counted: a name this program does not know means that a newer one made the store.
"""

import secrets
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

from kiosk.storage import audit
from kiosk.storage.cipher import Connection

if TYPE_CHECKING:
    from sqlite_utils import Database

NAMES: Final = (
    "0001_first_store",
    "0002_consumables",
    "0003_drafts",
    "0004_carry_outs",
    "0005_retention",
    "0006_endings",
    "0007_what_is_left_to_send",
    "0008_catalogue_steps",
)
"""Every migration this program knows, in order; only ever appended to."""

PERSON_TAG_SECRET: Final = "person-tag"  # noqa: S105 - the name of a secret, not one

_SCHEMA: Final = Path(__file__).with_name("schema")


def unknown(applied: Sequence[str]) -> list[str]:
    """The names among `applied` that a newer program must have written."""
    return [name for name in applied if name not in NAMES]


def pending(applied: Sequence[str]) -> list[str]:
    """The names still to be applied, in order."""
    return [name for name in NAMES if name not in applied]


def apply(connection: Connection, *, at: datetime, names: Sequence[str] = NAMES) -> list[str]:
    """Applies what is pending of `names` and its audit row, all in one transaction; says which those were.

    The lock is taken before looking, so that two programs that open a new store together do not both build
    it. Raises DatabaseError; nothing is changed then.
    """
    # Only a first start or an update comes here, and the import costs more than opening a finished store.
    from sqlite_utils import Database, Migrations

    migrations = Migrations("jiujin")
    for name in names:
        migrations(name=name)(_step(name))
    connection.execute("BEGIN IMMEDIATE")
    try:
        database = Database(connection)
        applied = [migration.name for migration in migrations.pending(database)]
        migrations.apply(database)
        if applied:
            audit.record(connection, "store.migrated", {"migrations": ",".join(applied)}, at=at)
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise
    return applied


def _first_store(database: "Database") -> None:
    """The secret that turns identity numbers into tags is drawn once, here, so that reading never has to
    write.
    """
    database.conn.execute(
        "INSERT INTO secret (name, value) VALUES (?, ?)", (PERSON_TAG_SECRET, secrets.token_bytes(32))
    )


_STEPS: Final[dict[str, Callable[["Database"], None]]] = {"0001_first_store": _first_store}
"""What a migration does beyond its SQL."""


def _step(name: str) -> Callable[["Database"], None]:
    def run(database: "Database") -> None:
        database.executescript((_SCHEMA / f"{name}.sql").read_text(encoding="utf-8"))
        if name in _STEPS:
            _STEPS[name](database)

    return run
