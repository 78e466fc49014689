"""The audit: append-only rows, each sealed over its predecessor, so that a change or a gap shows."""

import json
import re
from collections.abc import Mapping
from datetime import datetime
from hashlib import sha256
from typing import Final, TypeAlias

from kiosk.storage.cipher import Connection

Fact: TypeAlias = str | int | bool

_START: Final = "0" * 64
_IDENTITY_NUMBER: Final = re.compile(r"\d{17}[\dXx]")


def record(conn: Connection, act: str, facts: Mapping[str, Fact], *, at: datetime) -> int:
    """Appends one row and returns its number.

    `act` is a stable dotted name, `facts` never hold personal data. Raises ValueError where a fact holds
    what looks like an identity number (GB 11643).
    """
    for name, fact in facts.items():
        if _IDENTITY_NUMBER.search(str(fact)):
            raise ValueError(f"the audit takes no identity numbers; look at the fact {name!r}")
    row = conn.execute("SELECT number, seal FROM audit ORDER BY number DESC LIMIT 1").fetchone()
    number, previous = (row[0] + 1, row[1]) if row else (1, _START)
    text = json.dumps(dict(facts), ensure_ascii=False, sort_keys=True)
    moment = at.isoformat()
    conn.execute(
        "INSERT INTO audit (number, at, act, facts, previous, seal) VALUES (?, ?, ?, ?, ?, ?)",
        (number, moment, act, text, previous, _seal(previous, number, moment, act, text)),
    )
    return int(number)


def first_broken(conn: Connection) -> int | None:
    """The number of the first row whose seal or place in the chain is wrong; None when the audit is whole."""
    previous, expected = _START, 1
    for number, at, act, facts, before, seal in conn.execute(
        "SELECT number, at, act, facts, previous, seal FROM audit ORDER BY number"
    ):
        if number != expected or before != previous or seal != _seal(before, number, at, act, facts):
            return expected
        previous, expected = seal, expected + 1
    return None


def _seal(previous: str, number: int, at: str, act: str, facts: str) -> str:
    # As JSON, so that no shifting of a character between two columns gives the same bytes.
    return sha256(json.dumps([previous, number, at, act, facts], ensure_ascii=False).encode()).hexdigest()
