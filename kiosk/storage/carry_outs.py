"""Which filings were carried out in which sealed file, and the key that opens the centre's answers to it.

A filing that was carried out is still pending: only the centre's acknowledgement delivers it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from kiosk.storage import audit
from kiosk.storage.cipher import Connection


@dataclass(frozen=True, slots=True)
class CarriedOut:
    """The newest file that a filing was carried out in."""

    export_id: str
    at: datetime


def begin(conn: Connection, export_id: str, answer_key: bytes, filing_ids: Sequence[str], *, at: datetime) -> None:
    """Remembers a file that is about to be written; its filings do not count as carried out yet."""
    conn.execute(
        "INSERT INTO carry_out (export_id, made_at, answer_key) VALUES (?, ?, ?)",
        (export_id, at.isoformat(), answer_key),
    )
    conn.executemany(
        "INSERT INTO carried_filing (filing_id, export_id) VALUES (?, ?)",
        [(filing_id, export_id) for filing_id in filing_ids],
    )


def mark_written(conn: Connection, export_id: str, *, at: datetime) -> None:
    """The file is whole on its medium; a person may carry it off, so the audit has it."""
    conn.execute("UPDATE carry_out SET written = 1 WHERE export_id = ?", (export_id,))
    (count,) = conn.execute("SELECT count(*) FROM carried_filing WHERE export_id = ?", (export_id,)).fetchone()
    audit.record(conn, "outbox.carried-out", {"file": export_id, "filings": count}, at=at)


def drop(conn: Connection, export_id: str) -> None:
    """Forgets a file that was not written."""
    conn.execute("DELETE FROM carried_filing WHERE export_id = ?", (export_id,))
    conn.execute("DELETE FROM carry_out WHERE export_id = ?", (export_id,))


def answer_key(conn: Connection, export_id: str) -> bytes | None:
    """The key of the centre's answers to this file, None where this store has made no such file."""
    row = conn.execute("SELECT answer_key FROM carry_out WHERE export_id = ?", (export_id,)).fetchone()
    return None if row is None else bytes(row[0])


def holds(conn: Connection, export_id: str) -> frozenset[str]:
    """The filings in this file that are still in the store."""
    rows = conn.execute("SELECT filing_id FROM carried_filing WHERE export_id = ?", (export_id,))
    return frozenset(filing_id for (filing_id,) in rows)


def newest(conn: Connection) -> dict[str, CarriedOut]:
    """For each filing that was carried out, the newest file it is in."""
    # The ids are UUIDv7: the greatest is the newest.
    rows = conn.execute(
        "SELECT filing_id, export_id, made_at FROM carried_filing JOIN carry_out USING (export_id)"
        " WHERE written = 1 ORDER BY export_id"
    )
    return {filing_id: CarriedOut(export_id, datetime.fromisoformat(at)) for filing_id, export_id, at in rows}
