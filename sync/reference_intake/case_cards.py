"""One row a case for the official's list: kept with every change, and made for cases that are older than the list."""

import re
from datetime import date, datetime
from hashlib import sha256
from typing import Any

import msgspec
from sqlalchemy import Connection, Engine, delete, exists, or_, select, update

from kiosk.domain.case import CaseStatus
from kiosk.domain.moments import CHINA
from sync import wire
from sync.reference_intake import deadlines
from sync.reference_intake.tables import case_cards, changes, filings, moment

BATCH = 500

_TOWNSHIP = re.compile(r"(?:[县市区])([^省市县区街镇乡]{1,8}?(?:街道|镇|乡))")
_OUTLET = re.compile(r"^(?:.*[县市区])?([^省市县区街镇乡]{1,8}?(?:街道|镇|乡))")


def keep(connection: Connection, filing: Any, case_number: str, status: CaseStatus, number: int) -> None:
    """Moves the card of `filing` to `status`, or makes it; `number` is the change's, of this same transaction."""
    today = datetime.now(CHINA).date()
    of_filing = case_cards.c.filing_id == filing.filing_id
    known = connection.execute(select(case_cards).where(of_filing)).one_or_none()
    if known is None:
        connection.execute(case_cards.insert().values(_card(filing, case_number, number)))
        known = connection.execute(select(case_cards).where(of_filing)).one()
        before = None
    else:
        before = _status(known.status)
    due = date.fromisoformat(known.due_on) if known.due_on else None
    due, left = deadlines.moved(before, status, due, known.days_left, today)
    values = {"status": status.value, "due_on": due and due.isoformat(), "days_left": left}
    connection.execute(update(case_cards).where(of_filing).values(values))


def fill(engine: Engine) -> int:
    """Makes the cards that are missing, a batch at a time; how many. Several processes may do it at once."""
    made = 0
    while batch := _fill_some(engine):
        made += batch
    return made


def person_digest(number: str) -> str:
    """By what the cases of one identity number are found; the case of its letter does not count."""
    return sha256(f"jiujin person {number.strip().upper()}".encode()).hexdigest()


def township_of(manifest: wire.Manifest) -> str:
    """The township (乡镇、街道) of the service point or, without one, of the card's address; "" if none is said."""
    agent = manifest.parties.agent
    if agent is not None and (found := _OUTLET.match(agent.outlet)):
        return found[1]
    found = _TOWNSHIP.search(manifest.parties.resident.address)
    return found[1] if found else ""


def masked(name: str) -> str:
    """A name as a list may show it: the first character, and a star for each other."""
    return name[:1] + "*" * min(len(name) - 1, 8)


def _card(filing: Any, case_number: str, number: int) -> dict[str, Any]:
    manifest = msgspec.json.decode(filing.manifest, type=wire.Manifest)
    resident = manifest.parties.resident
    return {
        "filing_id": filing.filing_id,
        "arrival": number,
        "case_number": case_number,
        "provisional_number": manifest.provisional_number,
        "matter_code": manifest.matter.code,
        "matter_title": manifest.matter.title,
        "township": township_of(manifest),
        "channel": manifest.channel,
        "masked_name": masked(resident.name),
        "person_digest": person_digest(resident.number),
        "received_at": moment(),
        "status": CaseStatus.RECEIVED.value,
    }


def _fill_some(engine: Engine) -> int:
    told = exists().where(changes.c.filing_id == filings.c.filing_id)
    query = (
        select(filings)
        .outerjoin(case_cards, case_cards.c.filing_id == filings.c.filing_id)
        # Another status: an older intake, which knows no cards, has worked on this database.
        .where(told, or_(case_cards.c.filing_id.is_(None), case_cards.c.status != filings.c.status))
        .limit(BATCH)
        .with_for_update(of=filings)
    )
    with engine.begin() as connection:
        rows = connection.execute(query).all()
        for row in rows:
            of_filing = select(changes).where(changes.c.filing_id == row.filing_id).order_by(changes.c.number)
            steps = connection.execute(of_filing).all()
            card = _card(row, row.case_number, steps[0].number) | {"received_at": row.received_at} | _dates(steps)
            connection.execute(delete(case_cards).where(case_cards.c.filing_id == row.filing_id))
            connection.execute(case_cards.insert().values(card | {"status": row.status}))
    return len(rows)


def _dates(steps: Any) -> dict[str, Any]:
    before: CaseStatus | None = None
    due: date | None = None
    left: int | None = None
    for step in steps:
        status = _status(step.status)
        if status is not None:
            day = datetime.fromisoformat(step.changed_at).astimezone(CHINA).date()
            due, left = deadlines.moved(before, status, due, left, day)
            before = status
    return {"due_on": due and due.isoformat(), "days_left": left}


def _status(said: str) -> CaseStatus | None:
    try:
        return CaseStatus(said)
    except ValueError:
        return None
