"""Confirmed filings: saved once, whole, together with their outbox row; never changed afterwards."""

import hmac
from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from kiosk.domain.filing import (
    Channel,
    Consent,
    Filing,
    FilingBrief,
    FilingRow,
    Signature,
)
from kiosk.domain.form import Answers
from kiosk.domain.material import Material, Page
from kiosk.domain.resident import Parties
from kiosk.domain.text import Text
from kiosk.storage import cases, endings, outbox, pages, sending
from kiosk.storage.cipher import Connection
from kiosk.storage.migrations import PERSON_TAG_SECRET
from kiosk.storage.pages import CHUNK_BYTES, DamagedPage
from kiosk.storage.retention import Wiped, is_wiped

__all__ = [
    "CHUNK_BYTES",
    "DamagedPage",
    "load",
    "person_tag",
    "row_of",
    "rows",
    "rows_of_person",
    "save",
]

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
    sending.begin(conn, filing)
    endings.save_link(conn, filing)


def load(conn: Connection, filing_id: str) -> Filing:
    """The filing exactly as it was saved, whole in memory with all its pages.

    Raises KeyError where there is none of this id, DamagedPage where a page is not what the person signed for, and
    Wiped where its time was over.
    """
    import msgspec.json

    row = conn.execute(
        "SELECT provisional_number, terminal_id, channel, matter_code, matter_version, matter_title,"
        " parties, answers, consent_version, consent_given_at, confirmed_at FROM filing WHERE filing_id = ?",
        (filing_id,),
    ).fetchone()
    if row is None:
        raise KeyError(filing_id)
    if is_wiped(conn, filing_id):
        raise Wiped(f"filing {filing_id} was wiped, as its time was over")
    corrects, supplements = endings.link_of(conn, filing_id)
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
        corrects=corrects,
        supplements=supplements,
    )


def rows(conn: Connection, limit: int) -> tuple[FilingRow, ...]:
    """The newest filings first, at most `limit`, each with the newest word on its case."""
    return tuple(_row(row) for row in conn.execute(_ROW + " ORDER BY saved_order DESC LIMIT ?", (limit,)))


def rows_of_person(conn: Connection, person_tag: str) -> tuple[FilingRow, ...]:
    """All filings of the person behind `person_tag`, the newest first, each with the newest word on its case."""
    found = conn.execute(_ROW + " WHERE person_tag = ? ORDER BY saved_order DESC", (person_tag,))
    return tuple(_row(row) for row in found)


def row_of(conn: Connection, filing_id: str) -> FilingRow | None:
    """The filing of this id with the newest word on its case, None where this store does not have it."""
    found = conn.execute(_ROW + " WHERE filing.filing_id = ?", (filing_id,)).fetchone()
    return None if found is None else _row(found)


_ROW: Final = f"""
    SELECT filing.filing_id, provisional_number, matter_title, parties ->> '$.resident.name', confirmed_at,
        {outbox.STATE_COLUMNS}, {cases.COLUMNS}
    FROM filing JOIN outbox USING (filing_id)
    LEFT JOIN case_change ON told_order =
        (SELECT max(told_order) FROM case_change AS told WHERE told.filing_id = coalesce(
            (SELECT earlier FROM filing_link WHERE filing_link.filing_id = filing.filing_id AND kind = 'supplements'),
            filing.filing_id))
"""  # noqa: S608 - our own column names


def _row(row: Sequence[Any]) -> FilingRow:
    filing_id, number, title, name, at, *state, told_of, case_number, status, note, told_at, wanted = row
    # Of a skeleton (kiosk.storage.retention) no parties are left.
    confirmed, wiped = datetime.fromisoformat(at), name is None
    brief = FilingBrief(filing_id, number, title, name or "", confirmed, outbox.state_of_row(state), wiped)
    case = None if told_of is None else cases.change_of_row((told_of, case_number, status, note, told_at, wanted))
    return FilingRow(brief, case)


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
            (filing_id, position, number, pages.save(conn, page)),
        )


def _load_signature(conn: Connection, filing_id: str) -> Signature:
    import msgspec.json

    row = conn.execute("SELECT strokes, png, signed_at FROM signature WHERE filing_id = ?", (filing_id,)).fetchone()
    if row is None:
        raise DamagedPage(f"the signature of filing {filing_id} is no longer in the store")
    strokes, png, signed_at = row
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
    return tuple(pages.load(conn, *row) for row in rows)
