"""Drafts: what is not confirmed yet, kept for the person it belongs to, and wiped by rule.

Every function runs inside the caller's write transaction, in the order in which it was asked for: what is read here is
never older than what was saved before.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, Final

from kiosk.domain.draft import (
    Draft,
    DraftBrief,
    DraftLimits,
    DraftOwner,
    DraftPlace,
    DraftStanding,
    opened_by,
)
from kiosk.domain.form import Answers
from kiosk.domain.identity import Evidence
from kiosk.domain.material import Page, PageDoubt
from kiosk.domain.text import Text
from kiosk.storage import audit, catalogue, pages
from kiosk.storage.cipher import Connection
from kiosk.storage.filings import person_tag
from kiosk.storage.moments import to_us

_THEIRS: Final = "person_tag = ? AND terminal_id = ? AND channel = ? AND evidence IN (SELECT value FROM json_each(?))"
"""Which drafts an owner may see: the same person's, here, of no stronger evidence."""

_BRIEF: Final = """
    SELECT draft_id, matter_code, matter_version, title_zh, title_en, evidence, agent_id, saved_at,
        (SELECT count(*) FROM json_each(answers) WHERE value <> ''),
        (SELECT count(*) FROM draft_page WHERE draft_page.draft_id = draft.draft_id)
    FROM draft
"""
_CONTENT: Final = "SELECT matter_code, matter_version, title_zh, title_en, answers, place, question FROM draft"


def save(conn: Connection, owner: DraftOwner, draft: Draft, limits: DraftLimits, *, at: datetime) -> int:
    """Keeps `draft` in the place of every draft of this matter that `owner` may open; returns its id.

    What then exceeds `limits` goes, the oldest first: this person's, then anybody's; never this one.
    """
    draft_id = _upsert(conn, owner, draft, at)
    _save_pages(conn, draft_id, draft.pages)
    others = conn.execute(
        f"SELECT draft_id FROM draft WHERE {_THEIRS} AND matter_code = ? AND draft_id <> ?",  # noqa: S608 - our own words
        (*_theirs(conn, owner), draft.matter_code, draft_id),
    ).fetchall()
    _wipe(conn, (row[0] for row in others), "replaced", at)
    _keep_within(conn, owner, draft_id, limits, at)
    return draft_id


def of_person(conn: Connection, owner: DraftOwner, *, since: datetime) -> tuple[DraftBrief, ...]:
    """The drafts that `owner` may open, saved after `since`, the newest first."""
    query = f"{_BRIEF} WHERE {_THEIRS} AND saved_us > ? ORDER BY saved_us DESC, draft_id DESC"
    found = conn.execute(query, (*_theirs(conn, owner), to_us(since))).fetchall()
    return tuple(_brief(conn, row) for row in found)


def load(conn: Connection, owner: DraftOwner, draft_id: int, *, since: datetime) -> Draft:
    """The whole draft; raises KeyError where `owner` has none of this id saved after `since`, or DamagedPage."""
    import msgspec.json

    query = f"{_CONTENT} WHERE {_THEIRS} AND draft_id = ? AND saved_us > ?"
    row = conn.execute(query, (*_theirs(conn, owner), draft_id, to_us(since))).fetchone()
    if row is None:
        raise KeyError(draft_id)
    code, version, zh, en, answers, place, group = row
    return Draft(
        code,
        version,
        Text(zh, en),
        msgspec.json.decode(answers, type=Answers),
        _load_pages(conn, draft_id),
        DraftPlace(place),
        group,
    )


def drop_matter(conn: Connection, owner: DraftOwner, matter_code: str, why: str, *, at: datetime) -> int:
    """Wipes the drafts of this matter that `owner` may open; says how many. `why` is a stable word for the audit."""
    found = conn.execute(
        f"SELECT draft_id FROM draft WHERE {_THEIRS} AND matter_code = ?",  # noqa: S608
        (*_theirs(conn, owner), matter_code),
    ).fetchall()
    return _wipe(conn, (row[0] for row in found), why, at)


def drop(conn: Connection, owner: DraftOwner, draft_id: int, why: str, *, at: datetime) -> int:
    """Wipes one draft, if `owner` may open it; says how many that were."""
    found = conn.execute(
        f"SELECT draft_id FROM draft WHERE {_THEIRS} AND draft_id = ?",  # noqa: S608
        (*_theirs(conn, owner), draft_id),
    ).fetchall()
    return _wipe(conn, (row[0] for row in found), why, at)


def sweep(conn: Connection, *, before: datetime, at: datetime) -> int:
    """Wipes every draft that was last saved at `before` or earlier; says how many."""
    found = conn.execute("SELECT draft_id FROM draft WHERE saved_us <= ?", (to_us(before),)).fetchall()
    return _wipe(conn, (row[0] for row in found), "expired", at)


def _theirs(conn: Connection, owner: DraftOwner) -> tuple[str, str, str, str]:
    import msgspec.json

    evidence = msgspec.json.encode(opened_by(owner.evidence)).decode()
    return person_tag(conn, owner.number), owner.terminal_id, owner.channel.value, evidence


def _upsert(conn: Connection, owner: DraftOwner, draft: Draft, at: datetime) -> int:
    import msgspec.json

    person = (person_tag(conn, owner.number), draft.matter_code, owner.terminal_id, owner.channel.value, owner.evidence)
    content = (
        owner.agent_id,
        draft.matter_version,
        draft.title.zh,
        draft.title.en,
        msgspec.json.encode(draft.answers).decode(),
        draft.place.value,
        draft.group,
        at.isoformat(),
        to_us(at),
    )
    row = conn.execute(
        "UPDATE draft SET agent_id = ?, matter_version = ?, title_zh = ?, title_en = ?, answers = ?, place = ?,"
        " question = ?, saved_at = ?, saved_us = ?"
        " WHERE person_tag = ? AND matter_code = ? AND terminal_id = ? AND channel = ? AND evidence = ?"
        " RETURNING draft_id",
        (*content, *person),
    ).fetchone()
    if row is None:
        row = conn.execute(
            "INSERT INTO draft (agent_id, matter_version, title_zh, title_en, answers, place, question, saved_at,"
            " saved_us, person_tag, matter_code, terminal_id, channel, evidence)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING draft_id",
            (*content, *person),
        ).fetchone()
        audit.record(conn, "draft.begun", {"draft": row[0], "matter": draft.matter_code}, at=at)
    return int(row[0])


def _save_pages(conn: Connection, draft_id: int, given: dict[str, tuple[Page, ...]]) -> None:
    wanted = sorted(
        (rule_id, position, page.digest, ",".join(page.doubts))
        for rule_id, kept in given.items()
        for position, page in enumerate(kept)
    )
    there = conn.execute(
        "SELECT rule_id, position, digest, doubts FROM draft_page WHERE draft_id = ? ORDER BY rule_id, position",
        (draft_id,),
    ).fetchall()
    if wanted == there:
        return
    for kept in given.values():
        for page in kept:
            pages.save(conn, page)
    conn.execute("DELETE FROM draft_page WHERE draft_id = ?", (draft_id,))
    conn.executemany(
        "INSERT INTO draft_page (draft_id, rule_id, position, digest, doubts) VALUES (?, ?, ?, ?, ?)",
        ((draft_id, *row) for row in wanted),
    )
    pages.drop_unused(conn, {row[2] for row in there} - {row[2] for row in wanted})


def _load_pages(conn: Connection, draft_id: int) -> dict[str, tuple[Page, ...]]:
    rows = conn.execute(
        "SELECT rule_id, digest, media_type, width, height, doubts FROM draft_page JOIN page USING (digest)"
        " WHERE draft_id = ? ORDER BY rule_id, position",
        (draft_id,),
    ).fetchall()
    found: dict[str, list[Page]] = {}
    for rule_id, digest, media_type, width, height, doubts in rows:
        told = tuple(PageDoubt(doubt) for doubt in doubts.split(",") if doubt)
        found.setdefault(rule_id, []).append(pages.load(conn, digest, media_type, width, height, told))
    return {rule_id: tuple(kept) for rule_id, kept in found.items()}


def _brief(conn: Connection, row: Sequence[Any]) -> DraftBrief:
    draft_id, code, version, zh, en, evidence, agent_id, saved_at, answers, papers = row
    installed = catalogue.version_of(conn, code)
    standing = DraftStanding.CURRENT if installed == version else DraftStanding.CHANGED
    return DraftBrief(
        draft_id,
        code,
        Text(zh, en),
        Evidence(evidence),
        agent_id,
        answers,
        papers,
        datetime.fromisoformat(saved_at),
        DraftStanding.WITHDRAWN if installed is None else standing,
    )


def _keep_within(conn: Connection, owner: DraftOwner, own: int, limits: DraftLimits, at: datetime) -> None:
    theirs = conn.execute(
        "SELECT draft_id FROM draft WHERE person_tag = ? AND draft_id <> ? ORDER BY saved_us DESC LIMIT -1 OFFSET ?",
        (person_tag(conn, owner.number), own, limits.per_person - 1),
    ).fetchall()
    _wipe(conn, (row[0] for row in theirs), "too-many", at)
    rest = conn.execute(
        "SELECT draft_id, (SELECT coalesce(sum(size), 0) FROM draft_page JOIN page USING (digest)"
        " WHERE draft_page.draft_id = draft.draft_id) FROM draft WHERE draft_id <> ? ORDER BY saved_us DESC",
        (own,),
    ).fetchall()
    (room,) = conn.execute(
        "SELECT ? - coalesce(sum(size), 0) FROM draft_page JOIN page USING (digest) WHERE draft_id = ?",
        (limits.page_bytes, own),
    ).fetchone()
    too_many: list[int] = []
    for number, (draft_id, size) in enumerate(rest, 2):
        room -= size
        if number > limits.most or room < 0:
            too_many.append(draft_id)
    _wipe(conn, too_many, "too-many", at)


def _wipe(conn: Connection, draft_ids: Iterable[int], why: str, at: datetime) -> int:
    count = 0
    for draft_id in draft_ids:
        digests = [row[0] for row in conn.execute("SELECT digest FROM draft_page WHERE draft_id = ?", (draft_id,))]
        conn.execute("DELETE FROM draft_page WHERE draft_id = ?", (draft_id,))
        conn.execute("DELETE FROM draft WHERE draft_id = ?", (draft_id,))
        pages.drop_unused(conn, digests)
        audit.record(conn, "draft.wiped", {"draft": draft_id, "why": why}, at=at)
        count += 1
    return count
