"""The outbox: how far the delivery (投递) of each filing has come.

Every filing has its row from the transaction that saves it. A row moves only as `DELIVERY_MOVES` says;
anything else raises ValueError here and is refused by a trigger below. Only a parsed acknowledgement makes a
filing delivered.
"""

from collections.abc import Container, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from kiosk.domain.filing import DELIVERY_MOVES, Acknowledgement, Delivery, DeliveryState, Progress
from kiosk.storage import audit, sending
from kiosk.storage.cipher import Connection
from kiosk.storage.moments import from_us, to_us
from kiosk.storage.retention import is_wiped

INTERRUPTED: Final = "terminal.interrupted"
"""Reason of a filing that was being sent when the program ended; whether the centre has it is not known."""

LONGEST_WAIT: Final = timedelta(days=1)
"""Nobody asks to wait longer; a later date means that the clock was set back after it was written."""

STATE_COLUMNS: Final = (
    "outbox.delivery, outbox.attempts, outbox.reason, outbox.detail,"
    " outbox.case_number, outbox.query_code, outbox.received_at,"
    " (SELECT pages || ' ' || (pages - pages_left) || ' ' || bytes || ' ' || (bytes - bytes_left)"
    " FROM to_send WHERE to_send.filing_id = outbox.filing_id)"
)


@dataclass(frozen=True, slots=True)
class OutboxRow:
    """One row. `next_attempt_at` is None unless pending; the start of 1970 means at once."""

    filing_id: str
    delivery: Delivery
    attempts: int
    reason: str
    detail: str
    next_attempt_at: datetime | None


def due(conn: Connection, now: datetime, limit: int) -> list[OutboxRow]:
    """Pending rows whose time has come, the longest due first, then in the order they were saved."""
    at = to_us(now)
    return _rows(
        conn,
        "WHERE delivery = 'pending' AND (next_attempt_us <= ? OR next_attempt_us > ?)"
        " ORDER BY next_attempt_us, outbox.rowid LIMIT ?",
        (at, at + LONGEST_WAIT // timedelta(microseconds=1), limit),
    )


def smallest_due(conn: Connection, now: datetime, but: Container[str] = ()) -> str | None:
    """Of the pending filings whose time has come, the one with the least left to send; of equals, the first saved.

    Those in `but` are passed over.
    """
    at = to_us(now)
    rows = conn.execute(
        # CROSS JOIN: from the smallest on until one is due, and no further.
        "SELECT to_send.filing_id FROM to_send CROSS JOIN outbox USING (filing_id)"
        " WHERE delivery = 'pending' AND (next_attempt_us <= ? OR next_attempt_us > ?)"
        " ORDER BY bytes_left, saved_order",
        (at, at + LONGEST_WAIT // timedelta(microseconds=1)),
    )
    return next((str(filing_id) for (filing_id,) in rows if filing_id not in but), None)


def pending_by_size(conn: Connection) -> list[str]:
    """Every pending filing, the one with the least left to send first."""
    rows = conn.execute(
        "SELECT outbox.filing_id FROM outbox LEFT JOIN to_send USING (filing_id) WHERE delivery = 'pending'"
        " ORDER BY bytes_left, outbox.rowid"
    )
    return [str(filing_id) for (filing_id,) in rows]


def next_due(conn: Connection) -> datetime | None:
    """When the first pending row wants to be tried; None when nothing is pending."""
    (first,) = conn.execute("SELECT min(next_attempt_us) FROM outbox WHERE delivery = 'pending'").fetchone()
    return None if first is None else from_us(first)


def all_rows(conn: Connection) -> list[OutboxRow]:
    """Every row, in the order the filings were saved."""
    return _rows(conn, "ORDER BY outbox.rowid", ())


def undelivered(conn: Connection) -> list[OutboxRow]:
    """Every row of which the centre has not said that it has the filing, in the order they were saved."""
    return _rows(conn, "WHERE delivery <> 'delivered' ORDER BY outbox.rowid", ())


def state(conn: Connection, filing_id: str) -> DeliveryState:
    """How far this filing is. Raises KeyError where there is none of this id."""
    row = conn.execute(
        f"SELECT {STATE_COLUMNS} FROM outbox WHERE filing_id = ?",  # noqa: S608 - our own column names
        (filing_id,),
    ).fetchone()
    if row is None:
        raise KeyError(filing_id)
    return state_of_row(row)


def state_of_row(row: Sequence[Any]) -> DeliveryState:
    """The state in a row of `STATE_COLUMNS`."""
    delivery, attempts, reason, detail, case_number, query_code, received_at, sent = row
    known = None
    if case_number is not None:
        known = Acknowledgement(case_number, query_code, datetime.fromisoformat(received_at))
    progress = None if sent is None else Progress(*map(int, sent.split()))
    return DeliveryState(Delivery(delivery), attempts, reason, detail, known, progress)


def mark_sending(conn: Connection, filing_id: str, now: datetime) -> None:
    """PENDING → SENDING, before the first byte goes out; counts the attempt. Raises ValueError."""
    _require(conn, filing_id, Delivery.PENDING, Delivery.SENDING)
    conn.execute(
        "UPDATE outbox SET delivery = 'sending', attempts = attempts + 1, next_attempt_us = NULL,"
        " last_attempt_us = ? WHERE filing_id = ?",
        (to_us(now), filing_id),
    )


def mark_delivered(conn: Connection, filing_id: str, acknowledgement: Acknowledgement) -> None:
    """SENDING → DELIVERED, with the centre's word. Raises ValueError."""
    _require(conn, filing_id, Delivery.SENDING, Delivery.DELIVERED)
    conn.execute(
        "UPDATE outbox SET delivery = 'delivered', reason = '', detail = '', case_number = ?, query_code = ?,"
        " received_at = ? WHERE filing_id = ?",
        (
            acknowledgement.case_number,
            acknowledgement.query_code,
            acknowledgement.received_at.isoformat(),
            filing_id,
        ),
    )
    sending.forget(conn, filing_id)


def mark_delivered_after_all(conn: Connection, filing_id: str, acknowledgement: Acknowledgement, at: datetime) -> None:
    """PENDING, SENDING or REFUSED → DELIVERED by the map's own moves: the centre has it, whatever was believed here.

    Raises ValueError where it is delivered already.
    """
    if _delivery(conn, filing_id) is Delivery.REFUSED:
        _require(conn, filing_id, Delivery.REFUSED, Delivery.PENDING)
        conn.execute("UPDATE outbox SET delivery = 'pending', next_attempt_us = 0 WHERE filing_id = ?", (filing_id,))
    if _delivery(conn, filing_id) is Delivery.PENDING:
        mark_sending(conn, filing_id, at)
    mark_delivered(conn, filing_id, acknowledgement)


def mark_waiting(conn: Connection, filing_id: str, reason: str, detail: str, next_attempt_at: datetime) -> None:
    """SENDING → PENDING after an attempt that failed; `reason` and `detail` as in DeliveryState.

    Raises ValueError.
    """
    _require(conn, filing_id, Delivery.SENDING, Delivery.PENDING)
    conn.execute(
        "UPDATE outbox SET delivery = 'pending', reason = ?, detail = ?, next_attempt_us = ? WHERE filing_id = ?",
        (reason, detail, to_us(next_attempt_at), filing_id),
    )


def mark_refused(conn: Connection, filing_id: str, reason: str, detail: str) -> None:
    """SENDING → REFUSED: the centre understood and said no; `reason` must say why. Raises ValueError."""
    if not reason:
        raise ValueError("a refusal needs its reason")
    _require(conn, filing_id, Delivery.SENDING, Delivery.REFUSED)
    conn.execute(
        "UPDATE outbox SET delivery = 'refused', reason = ?, detail = ? WHERE filing_id = ?",
        (reason, detail, filing_id),
    )


def recover_interrupted(conn: Connection) -> int:
    """SENDING → PENDING, due at once, for every row a crash left behind; says how many.

    Only for the program that sends, before it starts sending: another's row in flight looks the same.
    """
    return conn.execute(
        "UPDATE outbox SET delivery = 'pending', reason = ?, detail = '', next_attempt_us = 0"
        " WHERE delivery = 'sending'",
        (INTERRUPTED,),
    ).rowcount


def retry_now(conn: Connection) -> int:
    """Makes every pending filing due at once; says how many."""
    return conn.execute("UPDATE outbox SET next_attempt_us = 0 WHERE delivery = 'pending'").rowcount


def retry(conn: Connection, filing_id: str, at: datetime) -> int:
    """Makes one pending filing due at once, or takes back its refusal; says how many. One being sent counts as none.

    Raises ValueError for a filing that is delivered or unknown.
    """
    match _delivery(conn, filing_id):
        case Delivery.DELIVERED:
            raise ValueError(f"filing {filing_id} is delivered; there is nothing to try again")
        case Delivery.REFUSED:
            if _given_up(conn, filing_id):
                raise ValueError(
                    f"filing {filing_id} was taken back or corrected by the person; it is not sent any more"
                )
            if is_wiped(conn, filing_id):
                raise ValueError(f"filing {filing_id} was wiped, as its time was over; file it again")
            _take_back_refusal(conn, filing_id, at)
            return 1
    return conn.execute(
        "UPDATE outbox SET next_attempt_us = 0 WHERE filing_id = ? AND delivery = 'pending'", (filing_id,)
    ).rowcount


def retry_refused(conn: Connection, at: datetime) -> int:
    """Takes back every refusal; says how many."""
    refused = [
        row
        for row in _rows(conn, "WHERE delivery = 'refused' ORDER BY outbox.rowid", ())
        if not _given_up(conn, row.filing_id) and not is_wiped(conn, row.filing_id)
    ]
    for row in refused:
        _take_back_refusal(conn, row.filing_id, at)
    return len(refused)


def _given_up(conn: Connection, filing_id: str) -> bool:
    """Whether the person took it back, or filed it anew: a second try would only bring what nobody wants any more."""
    (given_up,) = conn.execute(
        "SELECT EXISTS (SELECT 1 FROM withdrawal WHERE filing_id = ?1) OR EXISTS ("
        "SELECT 1 FROM filing_link JOIN outbox USING (filing_id)"
        " WHERE earlier = ?1 AND kind = 'corrects' AND delivery <> 'refused')",
        (filing_id,),
    ).fetchone()
    return bool(given_up)


def _take_back_refusal(conn: Connection, filing_id: str, at: datetime) -> None:
    """REFUSED → PENDING, due at once: a person's decision, so the audit has it. The reason stays until the next try."""
    _require(conn, filing_id, Delivery.REFUSED, Delivery.PENDING)
    reason = state(conn, filing_id).reason
    conn.execute("UPDATE outbox SET delivery = 'pending', next_attempt_us = 0 WHERE filing_id = ?", (filing_id,))
    audit.record(conn, "outbox.refusal-taken-back", {"filing": filing_id, "reason": reason}, at=at)


def _delivery(conn: Connection, filing_id: str) -> Delivery:
    row = conn.execute("SELECT delivery FROM outbox WHERE filing_id = ?", (filing_id,)).fetchone()
    if row is None:
        raise ValueError(f"there is no filing {filing_id} in the outbox")
    return Delivery(row[0])


def _require(conn: Connection, filing_id: str, source: Delivery, target: Delivery) -> None:
    now = _delivery(conn, filing_id)
    if now is not source or target not in DELIVERY_MOVES[source]:
        raise ValueError(f"filing {filing_id} is {now.value}; only one that is {source.value} becomes {target.value}")


def _rows(conn: Connection, tail: str, values: tuple[object, ...]) -> list[OutboxRow]:
    query = f"SELECT filing_id, delivery, attempts, reason, detail, next_attempt_us FROM outbox {tail}"  # noqa: S608
    return [
        OutboxRow(filing_id, Delivery(delivery), attempts, reason, detail, None if us is None else from_us(us))
        for filing_id, delivery, attempts, reason, detail, us in conn.execute(query, values)
    ]
