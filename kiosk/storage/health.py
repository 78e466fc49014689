"""What the store says of damage in it and of salvages before: for `kiosk store check` and `kiosk doctor`."""

import json
from dataclasses import dataclass
from pathlib import Path

from kiosk.storage.cipher import Connection
from kiosk.storage.lost_papers import DAMAGED
from kiosk.storage.set_aside import set_aside


@dataclass(frozen=True, slots=True)
class Missed:
    """A filing that the store no longer holds, or not whole; `number` is "" where it is not known."""

    filing_id: str
    number: str
    detail: str


@dataclass(frozen=True, slots=True)
class Salvages:
    """`held` wait and cannot be sent whole, `gone` are lost and the centre never had them; `at` is "" without any."""

    at: str
    held: tuple[Missed, ...]
    gone: tuple[Missed, ...]
    untold: bool


def salvages(conn: Connection) -> Salvages:
    """From the outbox and the audit."""
    held = conn.execute(
        "SELECT filing_id, provisional_number, detail FROM outbox JOIN filing USING (filing_id)"
        " WHERE reason = ? AND delivery <> 'delivered' ORDER BY outbox.rowid",
        (DAMAGED,),
    )
    done = conn.execute("SELECT at, facts FROM audit WHERE act = 'store.salvaged' ORDER BY number").fetchall()
    lost = conn.execute("SELECT facts FROM audit WHERE act = 'store.filing-gone' ORDER BY number")
    gone = [json.loads(facts) for (facts,) in lost]
    return Salvages(
        done[-1][0] if done else "",
        tuple(Missed(*row) for row in held),
        tuple(Missed(one["filing"], one["number"], one["detail"]) for one in gone if one["waiting"]),
        any(json.loads(facts)["untold"] for _, facts in done),
    )


def aside(path: Path) -> tuple[Path, ...]:
    """The damaged stores that still lie beside the one at `path`."""
    return tuple(set_aside(path))
