"""How filings end and hang together: what is no longer taken, corrections, supplements, withdrawals.

Everything here runs in the caller's transaction. A filing is looked at when it is announced, so that nobody uploads in
vain, and once more when its case is made: only that look decides, with the rows it rests on locked.
"""

from datetime import date, datetime
from typing import Any

import msgspec
from sqlalchemy import Connection, delete, select, update

from kiosk.domain.case import CASE_ENDINGS, CaseStatus
from kiosk.domain.moments import in_china
from sync import wire
from sync.reference_intake import cases
from sync.reference_intake.case_cards import person_digest
from sync.reference_intake.problems import Refused
from sync.reference_intake.tables import (
    case_cards,
    filing_links,
    filings,
    insert_once,
    matter_rules,
    moment,
    withdrawals,
)

CORRECTS, SUPPLEMENTS = "corrects", "supplements"

CORRECTABLE = frozenset({CaseStatus.NOT_ACCEPTED, CaseStatus.WITHDRAWN})
"""Where a case must stand for another filing to take its place."""

ARRIVED = "补正材料已收到。"

ENDED = tuple(status.value for status in CASE_ENDINGS)


def link(connection: Connection, manifest: wire.Manifest) -> None:
    """Notes what a filing that was just taken hangs on."""
    for kind, earlier in ((CORRECTS, manifest.corrects), (SUPPLEMENTS, manifest.supplements)):
        if earlier is not None:
            row = {"filing_id": manifest.filing_id, "kind": kind, "earlier": earlier}
            connection.execute(filing_links.insert().values(row))


def check(connection: Connection, owner: str, manifest: wire.Manifest) -> None:
    """Raises Refused where a filing without a case may not become one, or may not bring its papers.

    Locks the matter's rules where they allow one case at a time: of two filings that come together one is the second.
    """
    if withdrawal_of(connection, manifest.filing_id) is not None:
        raise Refused("withdrawn")
    if number := _living_correction(connection, manifest.filing_id, ""):
        # Sent once more after all, when another has its place already.
        raise Refused("duplicate", "a correction of it is in hand", case_number=number)
    if manifest.supplements is not None:
        _check_supplement(connection, owner, manifest)
        return
    rules = connection.execute(
        select(matter_rules).where(matter_rules.c.code == manifest.matter.code).with_for_update()
    ).one_or_none()
    if rules is not None:
        _check_rules(rules, manifest)
    if manifest.corrects is not None:
        _check_correction(connection, owner, manifest)
    if rules is not None and rules.exclusive:
        _check_alone(connection, manifest)


def _check_rules(rules: Any, manifest: wire.Manifest) -> None:
    if rules.closed:
        raise Refused("matter-closed", f"{manifest.matter.code} is no longer offered")
    if manifest.matter.version < rules.least_version:
        taken = f"version {rules.least_version} or newer is taken, not {manifest.matter.version}"
        raise Refused("matter-superseded", taken)
    # By the day it was signed on: whom the line failed has not come too late.
    if rules.open_until and in_china(manifest.confirmed_at).date() > date.fromisoformat(rules.open_until):
        raise Refused("deadline-passed", f"the last day was {rules.open_until}")


def _check_correction(connection: Connection, owner: str, manifest: wire.Manifest) -> None:
    # Of two corrections that come together one is the second, also where what they correct never came here.
    of_earlier = select(filing_links.c.filing_id).where(filing_links.c.earlier == manifest.corrects)
    connection.execute(of_earlier.order_by(filing_links.c.filing_id).with_for_update()).all()
    earlier = _filing(connection, owner, manifest.corrects or "")
    # One that never came here was refused at its first step: there is nothing to look at.
    if earlier is not None and not _same_person(earlier, manifest):
        raise Refused("invalid", "a correction is of the same person and the same matter")
    if earlier is not None and earlier.case_number and CaseStatus(earlier.status) not in CORRECTABLE:
        raise Refused("not-correctable", f"it is {earlier.status}", case_number=earlier.case_number)
    if number := _living_correction(connection, manifest.corrects or "", manifest.filing_id):
        raise Refused("duplicate", "another correction of it is in hand", case_number=number)


def _living_correction(connection: Connection, earlier: str, but: str) -> str | None:
    """The number of a case that has taken the place of `earlier` and was not lost itself; that of `but` not counted."""
    others = (
        select(filings.c.case_number)
        .join(filing_links, filing_links.c.filing_id == filings.c.filing_id)
        .where(
            filing_links.c.earlier == earlier,
            filing_links.c.kind == CORRECTS,
            filings.c.filing_id != but,
            filings.c.case_number.is_not(None),
            filings.c.status.not_in([status.value for status in CORRECTABLE]),
        )
    )
    number = connection.execute(others).scalar()
    return None if number is None else str(number)


def _check_alone(connection: Connection, manifest: wire.Manifest) -> None:
    open_cases = select(case_cards.c.case_number).where(
        case_cards.c.person_digest == person_digest(manifest.parties.resident.number),
        case_cards.c.matter_code == manifest.matter.code,
        case_cards.c.filing_id != manifest.filing_id,
        case_cards.c.status.not_in(ENDED),
    )
    if number := connection.execute(open_cases.order_by(case_cards.c.arrival)).scalars().first():
        raise Refused("duplicate", "it is in hand already", case_number=number)


def _check_supplement(connection: Connection, owner: str, manifest: wire.Manifest) -> None:
    case = _filing(connection, owner, manifest.supplements or "")
    if case is None or case.case_number is None:
        raise Refused("invalid", "there is no case that these papers could go to")
    if not _same_person(case, manifest):
        raise Refused("invalid", "a supplement is of the same person and the same matter")
    if case.status != CaseStatus.SUPPLEMENT_REQUIRED:
        raise Refused("supplement-not-wanted", f"the case is {case.status}", case_number=case.case_number)


def is_supplement(connection: Connection, filing_id: str) -> bool:
    """Whether the filing brings papers to the case of another."""
    link = link_of(connection, filing_id)
    return link is not None and link.kind == SUPPLEMENTS


def complete_supplement(connection: Connection, filing: Any) -> wire.Completion:
    """Hands the papers to their case, once, and tells that case; `filing` has all its files."""
    received = filing.received_at
    case = _filing(connection, filing.owner, link_of(connection, filing.filing_id).earlier)
    if received is None:
        received = moment()
        statement = update(filings).where(filings.c.filing_id == filing.filing_id)
        connection.execute(statement.values(received_at=received))
        cases.add_change(connection, case, case.case_number, CaseStatus.RECEIVED, ARRIVED)
    return wire.Completion(
        filing_id=filing.filing_id,
        case_number=case.case_number,
        query_code=case.query_code,
        received_at=datetime.fromisoformat(received),
    )


def completion(filing: Any) -> wire.Completion:
    """The acknowledgement of a filing that has its case."""
    return wire.Completion(
        filing_id=filing.filing_id,
        case_number=filing.case_number,
        query_code=filing.query_code,
        received_at=datetime.fromisoformat(filing.received_at),
    )


def link_of(connection: Connection, filing_id: str) -> Any:
    """What the filing hangs on: `kind` and `earlier`; None for nothing."""
    query = select(filing_links).where(filing_links.c.filing_id == filing_id)
    return connection.execute(query).one_or_none()


def linked_to(connection: Connection, filing_id: str) -> list[Any]:
    """What came later for this filing, oldest first: `filing_id`, `kind`, `case_number`, `received_at`."""
    query = (
        select(filings.c.filing_id, filing_links.c.kind, filings.c.case_number, filings.c.received_at)
        .join(filing_links, filing_links.c.filing_id == filings.c.filing_id)
        .where(filing_links.c.earlier == filing_id)
        .order_by(filings.c.begun_at, filings.c.filing_id)
    )
    return list(connection.execute(query))


def withdrawal_of(connection: Connection, filing_id: str) -> Any | None:
    """The person's word that they take this filing back: `content`, `received_at`."""
    return connection.execute(select(withdrawals).where(withdrawals.c.filing_id == filing_id)).one_or_none()


def withdraw(connection: Connection, owner: str, withdrawal: wire.Withdrawal) -> tuple[wire.WithdrawalAnswer, bool]:
    """Takes a filing back, whether it is here or not, and whether it is; Refused where its case has ended otherwise.

    Where it is not here, this must be done once more in a transaction of its own: its case may have been made by
    somebody who did not see the withdrawal yet.
    """
    filing = cases.find(connection, withdrawal.filing_id)  # locked: its case is not made meanwhile
    if filing is not None and filing.owner != owner:
        raise Refused("filing-unknown")
    content = wire.canonical(withdrawal).decode()
    row = {"filing_id": withdrawal.filing_id, "owner": owner, "content": content, "received_at": moment()}
    insert_once(connection, withdrawals, row)
    known = withdrawal_of(connection, withdrawal.filing_id)
    if known is None or known.owner != owner or known.content != content:
        raise Refused("id-reused", "this filing was taken back in other words")
    _end_case(connection, filing)
    answer = wire.WithdrawalAnswer(
        filing_id=withdrawal.filing_id,
        status=CaseStatus.WITHDRAWN.value,
        received_at=datetime.fromisoformat(known.received_at),
        completion=completion(filing) if filing is not None and filing.case_number else None,
    )
    return answer, filing is not None


def _end_case(connection: Connection, filing: Any | None) -> None:
    if filing is None or filing.received_at is None:
        return
    if filing.case_number is None:
        raise Refused("withdrawal-too-late", "these papers are with their case already")
    status = CaseStatus(filing.status)
    if status is CaseStatus.WITHDRAWN:
        return
    if status in CASE_ENDINGS:
        raise Refused("withdrawal-too-late", f"the case is {status.value}", case_number=filing.case_number)
    cases.add_change(connection, filing, filing.case_number, CaseStatus.WITHDRAWN, "")


def set_rules(connection: Connection, code: str, **values: object) -> None:
    """Sets `least_version`, `open_until` (a day or None), `exclusive`, `closed` of a matter; the others stay."""
    plain = {"code": code, "least_version": 1, "open_until": None, "exclusive": False, "closed": False}
    insert_once(connection, matter_rules, plain)
    if values:
        connection.execute(update(matter_rules).where(matter_rules.c.code == code).values(**values))


def forget_rules(connection: Connection, code: str) -> bool:
    """Everything of that matter is taken again; whether there were rules."""
    statement = delete(matter_rules).where(matter_rules.c.code == code).returning(matter_rules.c.code)
    return connection.execute(statement).first() is not None


def all_rules(connection: Connection) -> list[Any]:
    """The rules of every matter that has any, by code."""
    return list(connection.execute(select(matter_rules).order_by(matter_rules.c.code)))


def _filing(connection: Connection, owner: str, filing_id: str) -> Any:
    query = select(filings).where(filings.c.filing_id == filing_id, filings.c.owner == owner)
    return connection.execute(query.with_for_update()).one_or_none()


def _same_person(earlier: Any, manifest: wire.Manifest) -> bool:
    known = msgspec.json.decode(earlier.manifest, type=wire.Manifest)
    same = person_digest(known.parties.resident.number) == person_digest(manifest.parties.resident.number)
    return same and known.matter.code == manifest.matter.code
