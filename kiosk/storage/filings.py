"""Confirmed filings: saved once, whole, together with their outbox row; never changed afterwards."""

import hmac
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any, Final

from kiosk.domain.filing import (
    Channel,
    Consent,
    Filing,
    FilingBrief,
    Signature,
)
from kiosk.domain.form import Answers
from kiosk.domain.material import Material, Page
from kiosk.domain.resident import Parties
from kiosk.domain.text import Text
from kiosk.storage import outbox
from kiosk.storage.cipher import Connection
from kiosk.storage.migrations import PERSON_TAG_SECRET
from kiosk.storage.numbers import next_provisional_number

__all__ = [
    "CHUNK_BYTES",
    "briefs",
    "briefs_of_person",
    "load",
    "next_provisional_number",
    "page_chunks",
    "person_tag",
    "save",
]

CHUNK_BYTES: Final = 256 * 1024
"""How much of a page is in memory at once while it goes to the centre; measured to cost nothing on saving."""

_Strokes = tuple[tuple[tuple[float, float, int], ...], ...]


def person_tag(conn: Connection, id_number: str) -> str:
    """A keyed hash (HMAC-SHA256, hex) by which a person's filings are found without looking into them.

    The key lives in the store alone, so that the tag says nothing anywhere else. A read connection will do.
    """
    (secret,) = conn.execute("SELECT value FROM secret WHERE name = ?", (PERSON_TAG_SECRET,)).fetchone()
    return hmac.digest(secret, id_number.strip().upper().encode(), "sha256").hex()


def save(conn: Connection, filing: Filing, person_tag: str) -> None:
    """Writes filing, materials, pages, signature, consent and the pending outbox row into the caller's
    transaction.

    Raises ValueError where the id or the provisional number is taken; nothing of `filing` is written then.
    """
    taken = conn.execute(
        "SELECT 1 FROM filing WHERE filing_id = ? OR provisional_number = ?",
        (filing.filing_id, filing.provisional_number),
    ).fetchone()
    if taken is not None:
        raise ValueError(f"filing {filing.filing_id} or its provisional number is already saved")
    _save_facts(conn, filing, person_tag)
    for position, material in enumerate(filing.materials):
        _save_material(conn, filing.filing_id, position, material)
    conn.execute("INSERT INTO outbox (filing_id) VALUES (?)", (filing.filing_id,))


def load(conn: Connection, filing_id: str) -> Filing:
    """The filing exactly as it was saved, with all its pages. Raises KeyError where there is none of this
    id.
    """
    import msgspec.json

    row = conn.execute(
        "SELECT provisional_number, terminal_id, channel, matter_code, matter_version, matter_title,"
        " parties, answers, consent_version, consent_given_at, confirmed_at FROM filing WHERE filing_id = ?",
        (filing_id,),
    ).fetchone()
    if row is None:
        raise KeyError(filing_id)
    number, terminal, channel, code, version, title, parties, answers, consent, consent_at, confirmed = row
    return Filing(
        filing_id=filing_id,
        provisional_number=number,
        terminal_id=terminal,
        channel=Channel(channel),
        matter_code=code,
        matter_version=version,
        matter_title=title,
        parties=msgspec.json.decode(parties, type=Parties),
        answers=msgspec.json.decode(answers, type=Answers),
        materials=_load_materials(conn, filing_id),
        signature=_load_signature(conn, filing_id),
        consent=Consent(consent, datetime.fromisoformat(consent_at)),
        confirmed_at=datetime.fromisoformat(confirmed),
    )


def briefs(conn: Connection, limit: int) -> list[FilingBrief]:
    """The newest filings first, at most `limit`."""
    return _briefs(conn.execute(_BRIEF + " ORDER BY saved_order DESC LIMIT ?", (limit,)))


def briefs_of_person(conn: Connection, person_tag: str) -> list[FilingBrief]:
    """All filings of the person behind `person_tag`, the newest first."""
    return _briefs(conn.execute(_BRIEF + " WHERE person_tag = ? ORDER BY saved_order DESC", (person_tag,)))


def page_chunks(conn: Connection, digest: str) -> Iterator[bytes]:
    """The bytes of one page, piece by piece; raises KeyError at the first piece where the page is not here.

    Each piece is its own query, so nothing stays open in the store while the line is slow.
    """
    row = conn.execute("SELECT size FROM page WHERE digest = ?", (digest,)).fetchone()
    if row is None:
        raise KeyError(digest)
    for number in range(-(-row[0] // CHUNK_BYTES)):
        (data,) = conn.execute(
            "SELECT data FROM page_chunk WHERE digest = ? AND number = ?", (digest, number)
        ).fetchone()
        yield data


_BRIEF: Final = f"""
    SELECT filing_id, provisional_number, matter_title, parties ->> '$.resident.name', confirmed_at,
           {outbox.STATE_COLUMNS}
    FROM filing JOIN outbox USING (filing_id)
"""  # noqa: S608 - our own column names


def _briefs(rows: Iterable[tuple[Any, ...]]) -> list[FilingBrief]:
    return [
        FilingBrief(filing_id, number, title, name, datetime.fromisoformat(at), outbox.state_of_row(state))
        for filing_id, number, title, name, at, *state in rows
    ]


def _save_facts(conn: Connection, filing: Filing, person_tag: str) -> None:
    import msgspec.json

    conn.execute(
        "INSERT INTO filing (filing_id, provisional_number, terminal_id, channel, matter_code,"
        " matter_version, matter_title, person_tag, parties, answers, consent_version, consent_given_at, confirmed_at)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            filing.filing_id,
            filing.provisional_number,
            filing.terminal_id,
            filing.channel.value,
            filing.matter_code,
            filing.matter_version,
            filing.matter_title,
            person_tag,
            msgspec.json.encode(filing.parties).decode(),
            msgspec.json.encode(filing.answers).decode(),
            filing.consent.text_version,
            filing.consent.given_at.isoformat(),
            filing.confirmed_at.isoformat(),
        ),
    )
    signature = filing.signature
    conn.execute(
        "INSERT INTO signature (filing_id, strokes, png, signed_at) VALUES (?, ?, ?, ?)",
        (
            filing.filing_id,
            msgspec.json.encode(signature.strokes).decode(),
            signature.png,
            signature.signed_at.isoformat(),
        ),
    )


def _save_material(conn: Connection, filing_id: str, position: int, material: Material) -> None:
    conn.execute(
        "INSERT INTO filing_material (filing_id, position, rule_id, name_zh, name_en) VALUES (?, ?, ?, ?, ?)",
        (filing_id, position, material.rule_id, material.name.zh, material.name.en),
    )
    for number, page in enumerate(material.pages):
        conn.execute(
            "INSERT INTO filing_material_page (filing_id, material_position, position, digest) VALUES (?, ?, ?, ?)",
            (filing_id, position, number, _save_page(conn, page)),
        )


def _save_page(conn: Connection, page: Page) -> str:
    digest = page.digest
    added = conn.execute(
        "INSERT INTO page (digest, size, media_type, width, height) VALUES (?, ?, ?, ?, ?)"
        " ON CONFLICT (digest) DO NOTHING",
        (digest, len(page.content), page.media_type, page.width_px, page.height_px),
    ).rowcount
    if added:
        content = memoryview(page.content)
        conn.executemany(
            "INSERT INTO page_chunk (digest, number, data) VALUES (?, ?, ?)",
            (
                (digest, number, content[start : start + CHUNK_BYTES])
                for number, start in enumerate(range(0, len(content), CHUNK_BYTES))
            ),
        )
    return digest


def _load_signature(conn: Connection, filing_id: str) -> Signature:
    import msgspec.json

    strokes, png, signed_at = conn.execute(
        "SELECT strokes, png, signed_at FROM signature WHERE filing_id = ?", (filing_id,)
    ).fetchone()
    return Signature(msgspec.json.decode(strokes, type=_Strokes), png, datetime.fromisoformat(signed_at))


def _load_materials(conn: Connection, filing_id: str) -> tuple[Material, ...]:
    rows = conn.execute(
        "SELECT position, rule_id, name_zh, name_en FROM filing_material WHERE filing_id = ? ORDER BY position",
        (filing_id,),
    ).fetchall()
    return tuple(
        Material(rule_id, Text(zh, en), _load_pages(conn, filing_id, position)) for position, rule_id, zh, en in rows
    )


def _load_pages(conn: Connection, filing_id: str, material_position: int) -> tuple[Page, ...]:
    rows = conn.execute(
        "SELECT digest, media_type, width, height FROM filing_material_page JOIN page USING (digest)"
        " WHERE filing_id = ? AND material_position = ? ORDER BY position",
        (filing_id, material_position),
    ).fetchall()
    return tuple(_load_page(conn, *row) for row in rows)


def _load_page(conn: Connection, digest: str, media_type: str, width: int, height: int) -> Page:
    page = Page(b"".join(page_chunks(conn, digest)), media_type, width, height)
    if page.digest != digest:
        # What the person signed for must be what the centre gets, or nothing.
        raise ValueError(f"page {digest} does not hold the bytes it is named after")
    return page
