"""The audit shows every change, gap and swap, and takes no identity numbers."""

import pytest

from kiosk.storage import audit
from kiosk.storage.cipher import Connection, DatabaseError
from kiosk.storage.connection import Store
from tests.unit.storage.samples import NOON, NUMBER


@pytest.fixture
def rows(store: Store) -> int:
    """How many rows stand there; the first is the store's own making."""

    def write(conn: Connection) -> int:
        audit.record(conn, "filing.saved", {"matter": "m1", "pages": 3}, at=NOON)
        audit.record(conn, "card.read", {"kind": "resident", "again": True}, at=NOON)
        return audit.record(conn, "filing.saved", {}, at=NOON)

    return store.write(write).result()


def test_rows_are_numbered_and_whole(store: Store, rows: int) -> None:
    assert rows == 4
    assert store.read(audit.first_broken) is None


@pytest.mark.parametrize("sql", ["UPDATE audit SET act = 'x'", "DELETE FROM audit"])
def test_rows_are_only_appended(store: Store, rows: int, sql: str) -> None:
    with pytest.raises(DatabaseError, match="only appended"):
        store.write(lambda c: c.execute(sql)).result()
    assert store.read(audit.first_broken) is None


@pytest.mark.parametrize(
    ("sql", "broken"),
    [
        ("UPDATE audit SET facts = '{}' WHERE number = 2", 2),
        ("UPDATE audit SET at = '2020-01-01T00:00:00+08:00' WHERE number = 3", 3),
        ("DELETE FROM audit WHERE number = 2", 2),
        ("DELETE FROM audit WHERE number = 1", 1),
    ],
)
def test_whoever_gets_past_the_triggers_is_found(store: Store, rows: int, sql: str, broken: int) -> None:
    def tamper(conn: Connection) -> None:
        conn.execute("DROP TRIGGER audit_never_changes")
        conn.execute("DROP TRIGGER audit_never_forgets")
        conn.execute(sql)

    store.write(tamper).result()
    assert store.read(audit.first_broken) == broken


def test_an_identity_number_is_refused(store: Store) -> None:
    with pytest.raises(ValueError, match="'note'"):
        store.write(lambda c: audit.record(c, "card.read", {"note": f"of {NUMBER}"}, at=NOON)).result()
    assert store.read(lambda c: c.execute("SELECT count(*) FROM audit").fetchone()) == (1,)
