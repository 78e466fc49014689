"""Retention: what the store keeps of people, for how long, and how it becomes a skeleton (docs/decisions/0021).

A filing that waits or is on its way is never touched, whatever its age. Of one that has come to an end, the terminal
notes when it first saw that (`note_ends`); from then on its time runs. Then what the person gave is wiped, and with it,
or later where the case goes on, what leads from the person to it (`wipe`). Pages go by themselves, a few at a time, as
there may be hundreds of megabytes of them.
"""

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from kiosk.domain.case import CASE_ENDINGS
from kiosk.storage import audit, pages, sending
from kiosk.storage.cipher import Connection
from kiosk.storage.moments import from_us, to_us
from kiosk.storage.pages import DamagedPage

NOBODY: Final = "0" * 64
"""The tag of a skeleton that leads to no person any more; no HMAC is 256 zero bits."""

VACUUM_FROM_PAGES: Final = 4_096
VACUUM_DOWN_TO_PAGES: Final = 1_024
VACUUM_AT_ONCE_PAGES: Final = 512
"""Of 8 kB. Some free room stays in the file, as the next person's papers come there; 4 MB are given back at once."""

PAGE_BYTES_AT_ONCE: Final = 2_000_000
"""Wiped in one transaction: the next person's filing waits no longer than for these. A larger page goes alone."""


class Wiped(DamagedPage):
    """Nothing but a skeleton is left of a filing; the message names it."""


class End(StrEnum):
    """How a filing came to its end on this terminal."""

    ACKNOWLEDGED = "acknowledged"
    """In a hall: the centre has it, and its case goes on."""
    CONCLUDED = "concluded"
    """Its case has ended, in whatever way."""
    REFUSED = "refused"
    CORRECTED = "corrected"
    """Refused, and the centre has the filing that was made in its place."""
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Terms:
    """How long after its end a filing is kept."""

    hall: timedelta
    outlet: timedelta
    refused: timedelta

    def of_content(self, end: End, channel: str) -> timedelta:
        """Of what the person gave."""
        if end is End.REFUSED:
            return self.refused
        return self.hall if channel == "hall" else self.outlet

    def of_trace(self, end: End, channel: str) -> timedelta | None:
        """Of what leads from the person to it; None while the case goes on, and they may be asked for papers."""
        if end is End.ACKNOWLEDGED:
            return None
        return self.outlet if end is End.CONCLUDED else self.of_content(end, channel)


@dataclass(frozen=True, slots=True)
class Ended:
    """A filing that has come to its end and still leads to somebody. `whole` until what the person gave is wiped.

    `since` is None until `note_ends` has noted this end.
    """

    filing_id: str
    channel: str
    whole: bool
    end: End
    since: datetime | None

    def content_until(self, terms: Terms) -> datetime | None:
        return None if self.since is None else self.since + terms.of_content(self.end, self.channel)

    def trace_until(self, terms: Terms) -> datetime | None:
        kept = terms.of_trace(self.end, self.channel)
        return None if self.since is None or kept is None else self.since + kept

    def content_is_due(self, terms: Terms, now: datetime) -> bool:
        until = self.content_until(terms)
        return self.whole and until is not None and until <= now

    def trace_is_due(self, terms: Terms, now: datetime) -> bool:
        until = self.trace_until(terms)
        return until is not None and until <= now and (not self.whole or self.content_is_due(terms, now))


@dataclass(frozen=True, slots=True)
class Kept:
    """What `kiosk doctor` tells: filings that are whole, the oldest of them, and how many are skeletons."""

    filings: int
    oldest: datetime | None
    wiped: int
    due: dict[str, datetime] = field(default_factory=dict)
    """When each whole filing that has ended will be wiped."""
    refused: frozenset[str] = frozenset()
    """Which of `due` the centre has refused: whoever they belong to must file them again before."""


_ENDINGS: Final = ", ".join(f"'{status.value}'" for status in sorted(CASE_ENDINGS))

_LAST_WORD: Final = (
    "(SELECT status FROM case_change WHERE case_change.filing_id = filing.filing_id ORDER BY told_order DESC LIMIT 1)"
)

_LINKED_WORD: Final = (
    "(SELECT status FROM filing_link JOIN case_change ON case_change.filing_id = earlier"
    " WHERE filing_link.filing_id = filing.filing_id AND kind = 'supplements' ORDER BY told_order DESC LIMIT 1)"
)
"""A supplement has no case of its own: it ends with the one that it was made for."""

_CORRECTED: Final = (
    "EXISTS (SELECT 1 FROM filing_link JOIN outbox AS later ON later.filing_id = filing_link.filing_id"
    " WHERE earlier = filing.filing_id AND kind = 'corrects' AND later.delivery = 'delivered')"
)
_WITHDRAWAL: Final = "(SELECT state FROM withdrawal WHERE withdrawal.filing_id = filing.filing_id)"


_TOLD: Final = (
    "SELECT filing_id FROM evaluation JOIN filing USING (filing_id)"
    " WHERE (sent = 1 OR refusal <> '') AND parties = '{}'"
)
_LOOSE: Final = (
    "SELECT digest, size FROM page"
    " WHERE NOT EXISTS (SELECT 1 FROM filing_material_page WHERE filing_material_page.digest = page.digest)"
    " AND NOT EXISTS (SELECT 1 FROM draft_page WHERE draft_page.digest = page.digest)"
)


def is_wiped(conn: Connection, filing_id: str) -> bool:
    """Whether nothing but a skeleton is left of it; False for one that is not in the store."""
    row = conn.execute("SELECT parties = '{}' FROM filing WHERE filing_id = ?", (filing_id,)).fetchone()
    return row is not None and bool(row[0])


def ended(conn: Connection, only: Collection[str] | None = None) -> list[Ended]:
    """Every filing, or every one of `only`, that has come to its end and still leads to somebody, the oldest first."""
    among = "" if only is None else "AND filing.filing_id IN (SELECT value FROM json_each(?))"
    query = f"""
        SELECT filing.filing_id, channel, parties <> '{{}}', CASE
            WHEN {_WITHDRAWAL} = 'pending' OR delivery IN ('pending', 'sending') THEN NULL
            WHEN {_WITHDRAWAL} IN ('taken', 'local') THEN 'withdrawn'
            WHEN delivery = 'refused' THEN iif({_CORRECTED}, 'corrected', 'refused')
            WHEN {_LAST_WORD} IN ({_ENDINGS})
                OR {_LINKED_WORD} IN ({_ENDINGS})
            THEN 'concluded' WHEN channel = 'hall' THEN 'acknowledged' END AS now, how, since_us
        FROM filing JOIN outbox USING (filing_id) LEFT JOIN filing_end USING (filing_id)
        WHERE person_tag <> '{NOBODY}' AND now IS NOT NULL {among} ORDER BY saved_order
    """  # noqa: S608 - our own words
    return [
        Ended(filing_id, channel, bool(whole), End(now), from_us(since) if how == now else None)
        for filing_id, channel, whole, now, how, since in conn.execute(
            query, () if only is None else (json.dumps([*only]),)
        )
    ]


def note_ends(conn: Connection, *, at: datetime) -> int:
    """Notes the ends that are seen for the first time, and forgets those that are none any more; says how many.

    An end that is said to come was noted by a clock that ran ahead: its time begins anew.
    """
    now, found = to_us(at), ended(conn)
    fresh = [one for one in found if one.since is None or to_us(one.since) > now]
    conn.executemany(
        "INSERT INTO filing_end (filing_id, how, since_us) VALUES (?, ?, ?)"
        " ON CONFLICT (filing_id) DO UPDATE SET how = excluded.how, since_us = excluded.since_us",
        [(one.filing_id, one.end.value, now) for one in fresh],
    )
    standing = {one.filing_id for one in found}
    over = [(one,) for (one,) in conn.execute("SELECT filing_id FROM filing_end") if one not in standing]
    conn.executemany("DELETE FROM filing_end WHERE filing_id = ?", over)
    return len(fresh) + len(over)


def any_end_to_note(conn: Connection, *, at: datetime) -> bool:
    """Whether `note_ends` would change anything; a look that needs no writer."""
    found = ended(conn)
    (noted,) = conn.execute("SELECT count(*) FROM filing_end").fetchone()
    return noted != len(found) or any(one.since is None or one.since > at for one in found)


def due(conn: Connection, terms: Terms, *, at: datetime) -> list[str]:
    """The filings of which something is to be wiped now, the oldest first."""
    return [one.filing_id for one in ended(conn) if one.content_is_due(terms, at) or one.trace_is_due(terms, at)]


def wipe(conn: Connection, filing_ids: Sequence[str], terms: Terms, *, at: datetime, but: Collection[str] = ()) -> int:
    """Wipes of those among `filing_ids` what is due at this moment; none of those in `but`. Says of how many.

    What is due is judged here, inside the transaction: a refusal may have been taken back since it was looked at.
    """
    found = [one for one in ended(conn, filing_ids) if one.filing_id not in but]
    content = [one.filing_id for one in found if one.content_is_due(terms, at)]
    trace = [one.filing_id for one in found if one.trace_is_due(terms, at)]
    for filing_id in content:
        _wipe_content(conn, filing_id)
    for filing_id in trace:
        _wipe_trace(conn, filing_id)
    if content or trace:
        audit.record(conn, "retention.wiped", {"filings": len(content), "traces": len(trace)}, at=at)
    return len({*content, *trace})


def wipe_loose(conn: Connection) -> int:
    """Wipes pages that no filing and no draft holds, as many as one transaction may; says how many.

    0 says that there are none. A page that somebody scans again meanwhile is kept anew: both are whole transactions.
    """
    found = conn.execute(_LOOSE)
    chosen: list[str] = []
    room = PAGE_BYTES_AT_ONCE
    for digest, size in found:
        if chosen and size > room:
            break
        chosen.append(digest)
        room -= size
    pages.drop_unused(conn, chosen)
    return len(chosen)


def wipe_told(conn: Connection) -> int:
    """What was needed until the centre had it: evaluations of skeletons that it has, or will not have."""
    return conn.execute(f"DELETE FROM evaluation WHERE filing_id IN ({_TOLD})").rowcount  # noqa: S608 - ours


def anything_loose(conn: Connection) -> bool:
    """Whether `wipe_told` or `wipe_loose` would find anything."""
    query = f"SELECT EXISTS ({_TOLD}) OR EXISTS ({_LOOSE})"
    return bool(conn.execute(query).fetchone()[0])


def give_back(conn: Connection) -> bool:
    """Shortens the file by a few of its free pages; False once there are few enough of them."""
    (free,) = conn.execute("PRAGMA freelist_count").fetchone()
    if free <= VACUUM_DOWN_TO_PAGES:
        return False
    conn.execute(f"PRAGMA incremental_vacuum({min(free - VACUUM_DOWN_TO_PAGES, VACUUM_AT_ONCE_PAGES)})").fetchall()
    (left,) = conn.execute("PRAGMA freelist_count").fetchone()
    return VACUUM_DOWN_TO_PAGES < int(left) < int(free)


def much_is_free(conn: Connection) -> bool:
    """Whether giving free pages back is worth it."""
    (free,) = conn.execute("PRAGMA freelist_count").fetchone()
    return int(free) >= VACUUM_FROM_PAGES


def kept(conn: Connection, terms: Terms) -> Kept:
    """What is kept now, and until when."""
    count, oldest = conn.execute("SELECT count(*), min(saved_order) FROM filing WHERE parties <> '{}'").fetchone()
    (of_all,) = conn.execute("SELECT count(*) FROM filing").fetchone()
    since = None
    if oldest is not None:
        (told,) = conn.execute("SELECT confirmed_at FROM filing WHERE saved_order = ?", (oldest,)).fetchone()
        since = datetime.fromisoformat(told)
    whole = [one for one in ended(conn) if one.whole]
    times = {one.filing_id: when for one in whole if (when := one.content_until(terms)) is not None}
    refused = frozenset(one.filing_id for one in whole if one.end is End.REFUSED)
    return Kept(count, since, of_all - count, times, refused & set(times))


def wiped(conn: Connection) -> frozenset[str]:
    """Every skeleton."""
    rows = conn.execute("SELECT filing_id FROM filing WHERE parties = '{}'")
    return frozenset(filing_id for (filing_id,) in rows)


def _wipe_content(conn: Connection, filing_id: str) -> None:
    # The skeleton first: the outbox's trigger asks for it.
    conn.execute("UPDATE filing SET parties = '{}', answers = '{}' WHERE filing_id = ?", (filing_id,))
    conn.execute(
        "UPDATE outbox SET detail = '', query_code = iif(query_code IS NULL, NULL, '') WHERE filing_id = ?",
        (filing_id,),
    )
    for table in ("signature", "filing_material_page", "filing_material", "carried_filing"):
        conn.execute(f"DELETE FROM {table} WHERE filing_id = ?", (filing_id,))  # noqa: S608 - our own table names
    conn.execute(
        "DELETE FROM carry_out WHERE written = 1 AND NOT EXISTS"
        " (SELECT 1 FROM carried_filing WHERE carried_filing.export_id = carry_out.export_id)"
    )
    sending.forget(conn, filing_id)
    # Who took it back for the person; that it was taken back stays.
    conn.execute(
        "INSERT OR REPLACE INTO withdrawal SELECT filing_id, reason, evidence, '', consent_version,"
        " consent_given_at, given_at, state, refusal FROM withdrawal WHERE filing_id = ? AND agent_id <> ''",
        (filing_id,),
    )


def _wipe_trace(conn: Connection, filing_id: str) -> None:
    conn.execute("UPDATE filing SET person_tag = ? WHERE filing_id = ?", (NOBODY, filing_id))
    # Two sentences about the same step become the same empty one.
    conn.execute("UPDATE OR REPLACE case_change SET note = '' WHERE filing_id = ? AND note <> ''", (filing_id,))
    conn.execute("DELETE FROM filing_end WHERE filing_id = ?", (filing_id,))
