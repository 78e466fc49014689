"""The newest heartbeat of each terminal, and who has fallen silent."""

from datetime import UTC, datetime
from typing import Any

import msgspec
from sqlalchemy import Connection, select, update

from sync import wire
from sync.reference_intake.tables import heartbeats, insert_once, moment, terminals


def keep(connection: Connection, beat: wire.Heartbeat) -> str:
    """In the place of the one before; the moment it was noted, by this clock."""
    row = {"content": wire.canonical(beat).decode(), "received_at": moment()}
    if not insert_once(connection, heartbeats, {"terminal": beat.terminal_id, **row}):
        connection.execute(update(heartbeats).where(heartbeats.c.terminal == beat.terminal_id).values(row))
    return row["received_at"]


def every_terminal(connection: Connection, now: datetime | None = None) -> list[dict[str, Any]]:
    """Each terminal with a token or a heartbeat, by name, as JSON has it; `heartbeat` is None for one never heard.

    `silent_s` is for how long nothing was heard of it, in seconds.
    """
    now = now or datetime.now(UTC)
    known = {row.name: bool(row.revoked) for row in connection.execute(select(terminals)) if row.name != "*"}
    heard = {row.terminal: row for row in connection.execute(select(heartbeats))}
    told = []
    for name in sorted(known.keys() | heard.keys()):
        row = heard.get(name)
        told.append(
            {
                "terminal_id": name,
                "revoked": known.get(name, False),
                "heard_at": row.received_at if row else None,
                "silent_s": int((now - datetime.fromisoformat(row.received_at)).total_seconds()) if row else None,
                "heartbeat": msgspec.json.decode(row.content) if row else None,
            }
        )
    return told
