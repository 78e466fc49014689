"""What a damaged store still holds, carried into a new one, and what is then missing told for each filing.

All of it in the one transaction of the caller, with the new store's triggers and foreign keys put aside: rows come in
any order, and a state that was reached long ago is written as it was.
"""

import secrets
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from hashlib import sha256
from typing import Final

from kiosk.domain.resident import Parties
from kiosk.storage import filings
from kiosk.storage.cipher import Connection
from kiosk.storage.lost_papers import DAMAGED, UNCERTAIN, lost_papers, words
from kiosk.storage.migrations import PERSON_TAG_SECRET
from kiosk.storage.numbers import count_on_from, running_number
from kiosk.storage.salvage.page_looks import look_of
from kiosk.storage.salvage.tables import NOT_CARRIED, drop_orphans, load, load_unplaced, tables_of
from kiosk.storage.salvage.trees import Trees

MOST_FILINGS_A_DAY: Final = 2_000
"""More than any terminal takes (one every 43 seconds, day and night): so far a series that was lost is moved on for
each day since `FIRST_DAY`, and no number is given a second time, whatever had been given."""
FIRST_DAY: Final = date(2020, 1, 1)

_NOWHERE: Final = "0" * 64
"""The digest of a page that never was: what needs it is held back, as no bytes have it."""

_WIPED: Final = "{}"
"""The parties of a filing of which retention has left a skeleton."""

_FIRST: Final = ("secret", "filing", "outbox", "signature", "filing_material", "page", "page_chunk")
_GONE: Final = "the filing itself is lost; ask the person to file it again"
_BY_DIGEST: Final = "filing_material_page_by_digest"
_BY_ID, _BY_NUMBER = "sqlite_autoindex_filing_1", "sqlite_autoindex_filing_2"
_OUTBOX_BY_ID: Final = "sqlite_autoindex_outbox_1"


@dataclass(frozen=True, slots=True)
class LostFiling:
    """A filing that did not come over, or not whole; `number` is "" where it is lost as well."""

    filing_id: str
    number: str
    detail: str
    waiting: bool = True
    """Whether the centre did not have it yet."""


@dataclass(slots=True)
class Carried:
    """What came over."""

    filings: int = 0
    rows: int = 0
    rows_lost: int = 0
    held: list[LostFiling] = field(default_factory=list)
    gone: list[LostFiling] = field(default_factory=list)
    untold: bool = False
    """Whether there may have been filings of which not even a number is left."""


def carry_over(conn: Connection, trees: Trees, *, at: datetime, terminal_id: str, log_harmed: bool) -> Carried:
    """Fills the new store behind `conn`. `terminal_id` is whose numbers are counted on where none can be read."""
    carried = Carried()
    triggers = conn.execute("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'").fetchall()
    for name, _ in triggers:
        conn.execute(f"DROP TRIGGER {name}")
    _rows(conn, trees, carried)
    _mend_tags(conn)
    _mend_pages(conn)
    _mend_materials(conn, trees)
    _mend_outbox(conn, trees, carried)
    doubtful = _doubtful(conn, trees)
    carried.rows_lost += drop_orphans(conn, tables_of(conn))
    _hold_back(conn, doubtful, carried)
    _count_on(conn, trees, at.date(), terminal_id, log_harmed=log_harmed)
    _draw_up_queue(conn)
    carried.filings = conn.execute("SELECT count(*) FROM filing").fetchone()[0]
    for _, sql in triggers:
        conn.execute(sql)
    return carried


def _rows(conn: Connection, trees: Trees, carried: Carried) -> None:
    tables = tables_of(conn)
    for name in ("secret", "audit"):
        conn.execute(f"DELETE FROM {name}")  # noqa: S608 - what the new store made for itself
    rest = [name for name in tables if name not in _FIRST and name not in NOT_CARRIED]
    for name in (*_FIRST, *rest):
        taken, lost = load(conn, tables[name], trees.rows(name))
        carried.rows += taken
        carried.rows_lost += lost
    carried.rows += load_unplaced(conn, tables, trees)


def _mend_tags(conn: Connection) -> None:
    """Without its secret no tag says anything: a new one, and the tags anew from the filings themselves."""
    import msgspec.json

    if conn.execute("SELECT 1 FROM secret WHERE name = ?", (PERSON_TAG_SECRET,)).fetchone() is not None:
        return
    conn.execute("INSERT INTO secret (name, value) VALUES (?, ?)", (PERSON_TAG_SECRET, secrets.token_bytes(32)))
    for filing_id, parties in conn.execute("SELECT filing_id, parties FROM filing").fetchall():
        try:
            number = msgspec.json.decode(parties, type=Parties).resident.number
        except msgspec.MsgspecError:
            continue
        tag = filings.person_tag(conn, number)
        conn.execute("UPDATE filing SET person_tag = ? WHERE filing_id = ?", (tag, filing_id))
    # A draft holds no number to make a tag of: nobody could ever open it again.
    conn.execute("DELETE FROM draft_page")
    conn.execute("DELETE FROM draft")


def _mend_pages(conn: Connection) -> None:
    """Every page is proven by its digest; of one that is not its name alone stays, for the filing that misses it."""
    named = {digest for (digest,) in conn.execute("SELECT digest FROM page")}
    kept = {digest for (digest,) in conn.execute("SELECT DISTINCT digest FROM page_chunk")}
    for digest in named | kept:
        proof, size, head = sha256(), 0, b""
        for (data,) in conn.execute("SELECT data FROM page_chunk WHERE digest = ? ORDER BY number", (digest,)):
            proof.update(data)
            size, head = size + len(data), head or bytes(data)
        whole = proof.hexdigest() == digest
        if not whole:
            conn.execute("DELETE FROM page_chunk WHERE digest = ?", (digest,))
        if digest not in named and whole:
            conn.execute(
                "INSERT INTO page (digest, size, media_type, width, height) VALUES (?, ?, ?, ?, ?)",
                (digest, size, *look_of(head)),
            )


def _mend_materials(conn: Connection, trees: Trees) -> None:
    """The index by digest holds the same rows once more; what neither names fully gets a stand-in that says so."""
    for row in trees.rows(_BY_DIGEST):
        if row is not None and len(row.values) == 4:
            digest, filing_id, material, position = row.values
            conn.execute(
                "INSERT OR IGNORE INTO filing_material_page (filing_id, material_position, position, digest)"
                " VALUES (?, ?, ?, ?)",
                (filing_id, material, position, digest),
            )
    conn.execute(
        "INSERT INTO filing_material (filing_id, position, rule_id, name_zh, name_en)"
        " SELECT DISTINCT filing_id, material_position, ?, '材料', 'a paper' FROM filing_material_page"
        " WHERE filing_id IN (SELECT filing_id FROM filing)"
        " ON CONFLICT DO NOTHING",
        (UNCERTAIN,),
    )
    conn.execute(
        "INSERT INTO page (digest, size, media_type, width, height)"
        " SELECT DISTINCT digest, 0, 'image/jpeg', 1, 1 FROM filing_material_page"
        " WHERE filing_id IN (SELECT filing_id FROM filing) ON CONFLICT DO NOTHING"
    )


def _mend_outbox(conn: Connection, trees: Trees, carried: Carried) -> None:
    """A filing without its row waits again: sent under the same id it makes no second case."""
    ids = {row.values[1]: row.values[0] for row in trees.rows(_BY_ID) if row is not None and len(row.values) == 2}
    numbers = {
        ids.get(row.values[1]): row.values[0]
        for row in trees.rows(_BY_NUMBER)
        if row is not None and len(row.values) == 2
    }
    known = {filing_id for (filing_id,) in conn.execute("SELECT filing_id FROM filing")}
    told = {
        filing_id: delivery != "delivered"
        for filing_id, delivery in conn.execute("SELECT filing_id, delivery FROM outbox")
    }
    for filing_id in sorted({str(one) for one in (*told, *ids.values())} - known):
        number, waiting = str(numbers.get(filing_id, "")), told.get(filing_id, True)
        detail = _GONE if waiting else "the filing itself is lost here; the centre has it"
        carried.gone.append(LostFiling(filing_id, number, detail, waiting))
    carried.untold = bool(trees.gaps(_BY_ID)) and bool(trees.gaps(_OUTBOX_BY_ID))
    for filing_id in sorted(known - set(told)):
        conn.execute(
            # A skeleton has come to its end, and has nothing left that could be sent.
            "INSERT INTO outbox (filing_id, delivery, next_attempt_us, case_number, query_code, received_at)"
            " SELECT filing_id, iif(wiped, 'delivered', 'pending'), iif(wiped, NULL, 0), iif(wiped, '', NULL),"
            " iif(wiped, '', NULL), iif(wiped, confirmed_at, NULL)"
            " FROM (SELECT filing_id, confirmed_at, parties = ? AS wiped FROM filing WHERE filing_id = ?)",
            (_WIPED, filing_id),
        )


def _doubtful(conn: Connection, trees: Trees) -> set[str]:
    """The filings of which materials, or pages, may be missing without a trace."""
    doubtful = {
        filing_id
        for (filing_id,) in conn.execute(
            "SELECT DISTINCT filing_id FROM filing_material WHERE rule_id = ?", (UNCERTAIN,)
        )
    }
    gaps = trees.gaps("filing_material")
    if trees.gaps(_BY_DIGEST):
        gaps += trees.gaps("filing_material_page")
    for (filing_id,) in conn.execute("SELECT filing_id FROM filing JOIN outbox USING (filing_id)"):
        for low, high in gaps:
            if (low is None or str(low[0]) <= filing_id) and (high is None or filing_id <= str(high[0])):
                doubtful.add(filing_id)
    return doubtful | set(_with_holes(conn))


def _with_holes(conn: Connection) -> Iterator[str]:
    """Filings whose materials, or whose pages of one, are not numbered from 0 without a gap."""
    for query in (
        "SELECT filing_id FROM filing_material GROUP BY filing_id HAVING max(position) + 1 <> count(*)",
        (
            "SELECT filing_id FROM filing_material_page GROUP BY filing_id, material_position"
            " HAVING max(position) + 1 <> count(*)"
        ),
    ):
        for (filing_id,) in conn.execute(query).fetchall():
            yield filing_id


def _hold_back(conn: Connection, doubtful: Iterable[str], carried: Carried) -> None:
    """What is not whole is never sent as if it were, and says why it waits."""
    waiting = {
        filing_id: (number, delivery)
        for filing_id, number, delivery in conn.execute(
            "SELECT filing_id, provisional_number, delivery FROM filing JOIN outbox USING (filing_id)"
            " WHERE delivery <> 'delivered' AND parties <> ? ORDER BY outbox.rowid",
            (_WIPED,),
        )
    }
    for filing_id in sorted(set(doubtful) & set(waiting)):
        _stand_in(conn, filing_id)
    for filing_id, (number, delivery) in waiting.items():
        lost = lost_papers(conn, filing_id)
        if not lost:
            continue
        detail = words(lost)
        carried.held.append(LostFiling(filing_id, number, detail))
        if delivery != "refused":
            conn.execute(
                "UPDATE outbox SET delivery = 'pending', reason = ?, detail = ?, next_attempt_us = 0"
                " WHERE filing_id = ?",
                (DAMAGED, detail, filing_id),
            )


def _stand_in(conn: Connection, filing_id: str) -> None:
    conn.execute(
        "INSERT INTO page (digest, size, media_type, width, height) VALUES (?, 0, 'image/jpeg', 1, 1)"
        " ON CONFLICT DO NOTHING",
        (_NOWHERE,),
    )
    (position,) = conn.execute(
        "SELECT coalesce(max(position) + 1, 0) FROM filing_material WHERE filing_id = ?", (filing_id,)
    ).fetchone()
    conn.execute(
        "INSERT INTO filing_material (filing_id, position, rule_id, name_zh, name_en) VALUES (?, ?, ?, ?, ?)",
        (filing_id, position, UNCERTAIN, "不能确认是否齐全的材料", "papers that may be missing"),
    )
    conn.execute(
        "INSERT INTO filing_material_page (filing_id, material_position, position, digest) VALUES (?, ?, 0, ?)",
        (filing_id, position, _NOWHERE),
    )


def _count_on(conn: Connection, trees: Trees, today: date, terminal_id: str, *, log_harmed: bool) -> None:
    """No provisional number is given twice: on from the greatest that is known, or far beyond where the series went."""
    last: dict[str, int] = {}
    given = [row.values[0] for row in trees.rows(_BY_NUMBER) if row is not None]
    given += [number for (number,) in conn.execute("SELECT provisional_number FROM filing")]
    for number in given:
        found = running_number(str(number))
        if found is not None:
            last[found[0]] = max(last.get(found[0], 0), found[1])
    for terminal, number in last.items():
        count_on_from(conn, terminal, number, today)
    if trees.rootless("provisional_series") or trees.gaps("provisional_series") or log_harmed:
        for terminal in {terminal_id, *last}:
            count_far_on(conn, terminal, today)


def count_far_on(conn: Connection, terminal_id: str, today: date) -> None:
    """As if the terminal had taken as many filings as it can on each day so far; nothing without a terminal."""
    beyond = ((today - FIRST_DAY).days + 1) * MOST_FILINGS_A_DAY
    if terminal_id and beyond > 0:
        count_on_from(conn, terminal_id, beyond, today)


def _draw_up_queue(conn: Connection) -> None:
    """What is left to send of each filing, from its papers: all of it, until the centre says what it has."""
    if conn.execute("SELECT 1 FROM sqlite_schema WHERE name = 'to_send'").fetchone() is None:
        return
    conn.execute(
        "INSERT INTO to_send (filing_id, pages, pages_left, bytes, bytes_left)"
        " SELECT outbox.filing_id, count(page.digest), count(page.digest), s.size, s.size FROM outbox"
        " JOIN (SELECT filing_id, coalesce((SELECT length(png) FROM signature WHERE signature.filing_id ="
        " outbox.filing_id), 0) + coalesce((SELECT sum(size) FROM page WHERE digest IN (SELECT digest FROM"
        " filing_material_page AS held WHERE held.filing_id = outbox.filing_id)), 0) AS size FROM outbox) AS s"
        " USING (filing_id)"
        " LEFT JOIN page ON page.digest IN (SELECT digest FROM filing_material_page AS held"
        " WHERE held.filing_id = outbox.filing_id)"
        " WHERE delivery <> 'delivered' GROUP BY outbox.filing_id ORDER BY outbox.rowid"
    )
