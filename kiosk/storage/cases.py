"""What the centre told about cases (办件), in the order it told it."""

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from kiosk.domain.case import CaseChange, CaseStatus
from kiosk.storage.cipher import Connection
from kiosk.storage.moments import to_us
from kiosk.storage.retention import NOBODY

_STREAM: Final = "cases"

COLUMNS: Final = (
    "case_change.filing_id, case_change.case_number, case_change.status, case_change.note, case_change.changed_at,"
    " case_change.wanted"
)


def cursor(conn: Connection) -> str:
    """How far the stream of changes has been read; "" at the very start."""
    row = conn.execute("SELECT cursor FROM stream_cursor WHERE stream = ?", (_STREAM,)).fetchone()
    return "" if row is None else str(row[0])


def record(conn: Connection, changes: Sequence[CaseChange], cursor: str) -> tuple[CaseChange, ...]:
    """Keeps `changes` and the cursor behind them, in one transaction; returns those that were new.

    A change told twice is kept once. A change of a filing that this store does not have is passed over: it
    must not hold up the ones behind it.
    """
    new = tuple(change for change in changes if _keep(conn, change))
    conn.execute(
        "INSERT INTO stream_cursor (stream, cursor) VALUES (?, ?)"
        " ON CONFLICT (stream) DO UPDATE SET cursor = excluded.cursor",
        (_STREAM, cursor),
    )
    return new


def latest(conn: Connection, filing_id: str) -> CaseChange | None:
    """Where the case of this filing stands, or None while the centre has said nothing."""
    row = conn.execute(_OF_A_FILING + " DESC LIMIT 1", (filing_id,)).fetchone()
    return None if row is None else change_of_row(row)


def history(conn: Connection, filing_id: str) -> tuple[CaseChange, ...]:
    """All changes of this filing's case, the newest last."""
    return tuple(change_of_row(row) for row in conn.execute(_OF_A_FILING, (filing_id,)))


def change_of_row(row: Sequence[Any]) -> CaseChange:
    """The change in a row of `COLUMNS`."""
    filing_id, case_number, status, note, at, wanted = row
    papers = tuple(json.loads(wanted))
    return CaseChange(filing_id, case_number, CaseStatus(status), note, datetime.fromisoformat(at), papers)


_OF_A_FILING: Final = f"SELECT {COLUMNS} FROM case_change WHERE filing_id = ? ORDER BY told_order"  # noqa: S608 - ours


def _keep(conn: Connection, change: CaseChange) -> bool:
    added = conn.execute(
        "INSERT INTO case_change (filing_id, case_number, status, note, changed_at, changed_us, wanted)"
        # What is told of a skeleton is kept without its sentence, which may name somebody.
        " SELECT ?1, ?2, ?3, iif(person_tag = ?8, '', ?4), ?5, ?6, ?7 FROM filing WHERE filing_id = ?1"
        " ON CONFLICT DO NOTHING",
        (
            change.filing_id,
            change.case_number,
            change.status.value,
            change.note,
            change.changed_at.isoformat(),
            to_us(change.changed_at),
            json.dumps(change.wanted),
            NOBODY,
        ),
    ).rowcount
    return added > 0
