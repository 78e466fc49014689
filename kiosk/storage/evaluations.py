"""What people thought of the service (好差评), until the centre has it."""

import json
from datetime import datetime

from kiosk.domain.evaluation import Evaluation
from kiosk.storage.cipher import Connection


def save(conn: Connection, evaluation: Evaluation) -> None:
    """Keeps the one evaluation of a filing. Raises ValueError where it has one or is unknown."""
    if conn.execute("SELECT 1 FROM filing WHERE filing_id = ?", (evaluation.filing_id,)).fetchone() is None:
        raise ValueError(f"there is no filing {evaluation.filing_id} to evaluate")
    added = conn.execute(
        "INSERT INTO evaluation (filing_id, level, reasons, given_at) VALUES (?, ?, ?, ?)"
        " ON CONFLICT (filing_id) DO NOTHING",
        (
            evaluation.filing_id,
            evaluation.level,
            json.dumps(evaluation.reasons),
            evaluation.given_at.isoformat(),
        ),
    ).rowcount
    if not added:
        raise ValueError(f"filing {evaluation.filing_id} has been evaluated already")


def ready(conn: Connection) -> list[Evaluation]:
    """Evaluations that the centre may be told: their filing is delivered, and they are neither sent nor refused.

    The oldest first, and all of them: one that cannot be sent must never hide those behind it.
    """
    found = conn.execute(
        "SELECT filing_id, level, reasons, given_at FROM evaluation JOIN outbox USING (filing_id)"
        " WHERE sent = 0 AND refusal = '' AND delivery = 'delivered' ORDER BY evaluation.rowid"
    )
    return [
        Evaluation(filing_id, level, tuple(json.loads(reasons)), datetime.fromisoformat(at))
        for filing_id, level, reasons, at in found
    ]


def mark_sent(conn: Connection, filing_id: str) -> None:
    """The centre has it; saying so twice changes nothing.

    Raises ValueError where there is no such evaluation.
    """
    _mark(conn, filing_id, "sent = 1, refusal = ''", ())


def mark_refused(conn: Connection, filing_id: str, reason: str) -> None:
    """The centre understood and will not take it, `reason` (a stable code) says why; one that it has stays sent.

    Raises ValueError for an empty reason, or where there is no such evaluation.
    """
    if not reason:
        raise ValueError("a refusal needs its reason")
    _mark(conn, filing_id, "refusal = iif(sent, '', ?)", (reason,))


def _mark(conn: Connection, filing_id: str, change: str, values: tuple[str, ...]) -> None:
    update = f"UPDATE evaluation SET {change} WHERE filing_id = ?"  # noqa: S608 - our own words
    if conn.execute(update, (*values, filing_id)).rowcount == 0:
        raise ValueError(f"there is no evaluation of filing {filing_id}")
