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


def unsent(conn: Connection, limit: int = 100) -> list[Evaluation]:
    """Evaluations the centre does not have yet, the oldest first."""
    rows = conn.execute(
        "SELECT filing_id, level, reasons, given_at FROM evaluation WHERE sent = 0 ORDER BY rowid LIMIT ?",
        (limit,),
    )
    return [
        Evaluation(filing_id, level, tuple(json.loads(reasons)), datetime.fromisoformat(at))
        for filing_id, level, reasons, at in rows
    ]


def mark_sent(conn: Connection, filing_id: str) -> None:
    """The centre has it; saying so twice changes nothing.

    Raises ValueError where there is no such evaluation.
    """
    if conn.execute("UPDATE evaluation SET sent = 1 WHERE filing_id = ?", (filing_id,)).rowcount == 0:
        raise ValueError(f"there is no evaluation of filing {filing_id}")
