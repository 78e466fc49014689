"""The centre's last word on itself, kept so that its limits hold while the line is down."""

import json
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Final

from kiosk.domain.centre import CentreLimits, CentreWord, ClockSkew
from kiosk.storage.cipher import Connection

_NAME: Final = "health"


@dataclass(frozen=True, slots=True)
class KeptWord:
    """What was kept, the skew as it was then: the clock may have been set since."""

    word: CentreWord
    skew: ClockSkew


def keep(conn: Connection, limits: CentreLimits, skew: ClockSkew) -> None:
    """In the place of the word before."""
    said = {"limits": asdict(limits), "skew": asdict(skew) | {"measured_at": skew.measured_at.isoformat()}}
    conn.execute(
        "INSERT INTO centre_word (name, said) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET said = excluded.said",
        (_NAME, json.dumps(said)),
    )


def last(conn: Connection) -> KeptWord | None:
    """What was kept last; None before the centre has said anything."""
    row = conn.execute("SELECT said FROM centre_word WHERE name = ?", (_NAME,)).fetchone()
    if row is None:
        return None
    said = json.loads(row[0])
    limits = CentreLimits(
        said["limits"]["manifest_bytes"], said["limits"]["file_bytes"], tuple(said["limits"]["media_types"])
    )
    at = datetime.fromisoformat(said["skew"]["measured_at"])
    return KeptWord(CentreWord(limits, at), ClockSkew(said["skew"]["ahead_s"], said["skew"]["within_s"], at))
