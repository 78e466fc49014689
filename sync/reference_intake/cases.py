"""Cases at the centre: their numbers, the moves an official may make, and the feed of changes."""

import secrets
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import Connection, func, select, update

from kiosk.domain.case import CaseStatus
from kiosk.domain.moments import CHINA
from sync import wire
from sync.reference_intake import case_cards
from sync.reference_intake.problems import Refused
from sync.reference_intake.tables import acts, centre_row, changes, filing_links, filings, moment, next_number

COUNTY_LEVEL = "4"
"""行使层级 of an implementation code: 4 is the county."""

CASE_MOVES: dict[CaseStatus, frozenset[CaseStatus]] = {
    CaseStatus.RECEIVED: frozenset(
        {
            CaseStatus.ACCEPTED,
            CaseStatus.SUPPLEMENT_REQUIRED,
            CaseStatus.NOT_ACCEPTED,
            CaseStatus.WITHDRAWN,
        }
    ),
    CaseStatus.SUPPLEMENT_REQUIRED: frozenset(
        {CaseStatus.RECEIVED, CaseStatus.ACCEPTED, CaseStatus.NOT_ACCEPTED, CaseStatus.WITHDRAWN}
    ),
    CaseStatus.ACCEPTED: frozenset(
        {CaseStatus.IN_REVIEW, CaseStatus.SUSPENDED, CaseStatus.CONCLUDED, CaseStatus.WITHDRAWN}
    ),
    CaseStatus.IN_REVIEW: frozenset(
        {
            CaseStatus.SUPPLEMENT_REQUIRED,
            CaseStatus.SUSPENDED,
            CaseStatus.CONCLUDED,
            CaseStatus.WITHDRAWN,
        }
    ),
    CaseStatus.SUSPENDED: frozenset({CaseStatus.IN_REVIEW, CaseStatus.CONCLUDED, CaseStatus.WITHDRAWN}),
    CaseStatus.NOT_ACCEPTED: frozenset(),
    CaseStatus.CONCLUDED: frozenset(),
    CaseStatus.WITHDRAWN: frozenset(),
}
"""Where a case may go from where it stands; the three endings lead nowhere."""

PAGE = 200

LONGEST_HISTORY = 200
"""Of a standing, as the contract has it; the newest steps count."""


def new_case_number(connection: Connection, matter_code: str) -> str:
    """实施编码 (credit code of the office 18, level 1, basic code 12) + YYYYMMDD + four digits, counted per day.

    Raises Refused("numbers-used-up") after 9,999 cases of one matter in one day.
    """
    office = centre_row(connection).office
    prefix = f"{office}{COUNTY_LEVEL}{matter_code}{datetime.now(CHINA):%Y%m%d}"
    number = next_number(connection, prefix)
    if number > 9999:
        raise Refused("numbers-used-up", headers={"Retry-After": "3600"})
    return f"{prefix}{number:04d}"


def new_query_code() -> str:
    """Six digits that nobody can guess from the case number."""
    return f"{secrets.randbelow(1_000_000):06d}"


def add_change(connection: Connection, filing: Any, case_number: str, status: CaseStatus, note: str) -> int:
    """Sets the case's status and tells its terminal, in the caller's transaction; the number of the change."""
    number = next_number(connection, "changes")
    connection.execute(update(filings).where(filings.c.filing_id == filing.filing_id).values(status=status.value))
    connection.execute(
        changes.insert().values(
            number=number,
            owner=filing.owner,
            filing_id=filing.filing_id,
            case_number=case_number,
            status=status.value,
            note=note,
            changed_at=moment(),
        )
    )
    case_cards.keep(connection, filing, case_number, status, number)
    return number


def decide(connection: Connection, name: str, status: CaseStatus, note: str) -> str:
    """An official moves a case, named by its number or its filing's id; returns the case number.

    Raises LookupError if there is no such case, ValueError if it may not move there.
    """
    filing = find(connection, name)
    if filing is None or filing.case_number is None:
        raise LookupError(f"there is no case {name}")
    now = CaseStatus(filing.status)
    if status not in CASE_MOVES[now]:
        allowed = ", ".join(sorted(move.value for move in CASE_MOVES[now])) or "nothing; it has ended"
        raise ValueError(f"a case that is {now.value} cannot become {status.value}; it can become {allowed}")
    add_change(connection, filing, filing.case_number, status, note)
    return str(filing.case_number)


def is_name(said: str) -> bool:
    """Whether a filing or a case could be called that; PostgreSQL takes no NUL in a text, not even to look for."""
    return "\0" not in said


def find(connection: Connection, name: str) -> Any | None:
    """The filing whose id or case number is `name`, locked where the database can."""
    if not is_name(name):
        return None
    query = select(filings).where((filings.c.filing_id == name) | (filings.c.case_number == name))
    return connection.execute(query.with_for_update()).one_or_none()


def changes_after(connection: Connection, owner: str, cursor: str) -> wire.CaseChanges:
    """One page of `owner`'s changes after `cursor` ("" is the beginning); Refused if it is another centre's."""
    centre_id = centre_row(connection).centre_id
    start = _parse(cursor, centre_id, _newest(connection))
    query = (
        select(changes, acts.c.papers)
        .outerjoin(acts, acts.c.number == changes.c.number)
        .where(changes.c.owner == owner, changes.c.number > start)
        .order_by(changes.c.number)
        .limit(PAGE + 1)
    )
    rows = connection.execute(query).all()
    page = rows[:PAGE]
    last = page[-1].number if page else start
    return wire.CaseChanges(
        cursor=f"{centre_id}.{last:020d}",
        more=len(rows) > PAGE,
        changes=tuple(
            wire.CaseChange(
                filing_id=row.filing_id,
                case_number=row.case_number,
                status=row.status,
                note=row.note,
                changed_at=datetime.fromisoformat(row.changed_at),
                wanted=tuple(msgspec.json.decode(row.papers, type=list[str])) if row.papers else (),
            )
            for row in page
        ),
    )


def standing(connection: Connection, filing_id: str) -> wire.Standing:
    """How far the filing is, without anything of the person; Refused if there is none."""
    query = select(filings).where(filings.c.filing_id == filing_id)
    filing = connection.execute(query).one_or_none() if is_name(filing_id) else None
    if filing is None:
        raise Refused("standing-unknown")
    link = connection.execute(select(filing_links).where(filing_links.c.filing_id == filing_id)).one_or_none()
    of_case, number = filing_id, filing.case_number
    if link is not None and link.kind == "supplements" and filing.received_at is not None:
        # Papers that were brought later have no case of their own; whoever holds their receipt asks for that case.
        of_case = link.earlier
        number = connection.execute(select(filings.c.case_number).where(filings.c.filing_id == of_case)).scalar()
    told = select(changes).where(changes.c.filing_id == of_case).order_by(changes.c.number)
    matter = msgspec.json.decode(filing.manifest, type=wire.Manifest).matter
    return wire.Standing(
        filing_id=filing_id,
        matter_code=matter.code,
        matter_title=matter.title,
        case_number=number,
        history=tuple(
            wire.CaseStep(status=row.status, note=row.note, changed_at=datetime.fromisoformat(row.changed_at))
            for row in connection.execute(told)
        )[-LONGEST_HISTORY:],
    )


def _newest(connection: Connection) -> int:
    return connection.execute(select(func.max(changes.c.number))).scalar() or 0


def _parse(cursor: str, centre_id: str, newest: int) -> int:
    if not cursor:
        return 0
    giver, _, number = cursor.partition(".")
    if giver != centre_id or len(number) != 20 or not number.isdecimal() or int(number) > newest:
        raise Refused("cursor-unknown")
    return int(number)
