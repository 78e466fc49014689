"""One case as the page shows it, and the record of who looked at it. Blocking."""

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import msgspec
from sqlalchemy import Connection, Engine, select

from sync import wire
from sync.reference_intake import cases, endings
from sync.reference_intake.tables import acts, case_cards, changes, evaluations, files, filings, insert_once, readings
from sync.reference_intake.web.accounts import Official

MOST_READINGS = 30


@dataclass(frozen=True, slots=True, repr=False)
class Supplement:
    """Papers that were brought later, under the id of the filing that brought them."""

    filing_id: str
    received_at: str
    manifest: wire.Manifest


@dataclass(frozen=True, slots=True)
class Linked:
    """The filing that this one takes the place of, or the other way round; without a number it has no case here."""

    filing_id: str
    case_number: str | None


@dataclass(frozen=True, slots=True, repr=False)
class CaseView:
    """Everything of one case but the bytes of its files."""

    filing_id: str
    case_number: str
    status: str
    received_at: str
    seen: int
    card: Any
    manifest: wire.Manifest
    stored: dict[str, bool]
    history: tuple[Any, ...]
    papers_asked: dict[int, tuple[str, ...]]
    evaluation: wire.Evaluation | None
    readings: tuple[Any, ...]
    supplements: tuple["Supplement", ...]
    corrects: "Linked | None"
    corrected_by: tuple["Linked", ...]

    def asked_before(self) -> Any | None:
        """The step that asked for a supplement last, if there was one."""
        asked = [step for step in self.history if step.status == "supplement-required"]
        return asked[-1] if asked else None


def read(engine: Engine, filing_id: str, official: Official) -> CaseView:
    """The case, after the look at it is recorded. Raises LookupError where there is none."""
    record(engine, filing_id, official, "case")
    with engine.execution_options(reads_only=True).begin() as connection:
        filing = _case_of(connection, filing_id)
        filing_id = filing.filing_id
        manifest = msgspec.json.decode(filing.manifest, type=wire.Manifest)
        later = endings.linked_to(connection, filing_id)
        supplements = tuple(_supplement(connection, one) for one in later if _brings_papers(one))
        steps = _history(connection, filing_id)
        named = select(files).where(files.c.filing_id == filing_id)
        stored = {file.sha256: file.stored_at is not None for file in connection.execute(named)}
        content = connection.execute(select(evaluations.c.content).where(evaluations.c.filing_id == filing_id)).scalar()
        card = connection.execute(select(case_cards).where(case_cards.c.filing_id == filing_id)).one()
        corrects = None
        if manifest.corrects is not None:
            number = select(filings.c.case_number).where(filings.c.filing_id == manifest.corrects)
            corrects = Linked(manifest.corrects, connection.execute(number).scalar())
        looked = select(readings).where(readings.c.filing_id == filing_id).order_by(readings.c.read_at.desc())
        seen_by = tuple(connection.execute(looked.limit(MOST_READINGS)).all())
    return CaseView(
        filing_id=filing_id,
        case_number=filing.case_number,
        status=filing.status,
        received_at=filing.received_at,
        seen=steps[-1].number,
        card=card,
        manifest=manifest,
        stored=stored,
        history=steps,
        papers_asked={step.number: tuple(json.loads(step.papers)) for step in steps if step.papers},
        evaluation=msgspec.json.decode(content, type=wire.Evaluation) if content else None,
        readings=seen_by,
        supplements=supplements,
        corrects=corrects,
        corrected_by=tuple(Linked(one.filing_id, one.case_number) for one in later if one.kind == endings.CORRECTS),
    )


def manifest_of(engine: Engine, filing_id: str, official: Official, what: str) -> tuple[str, wire.Manifest]:
    """The case number and the manifest, for one of its papers, after the look is recorded. Raises LookupError."""
    record(engine, filing_id, official, what)
    with engine.execution_options(reads_only=True).begin() as connection:
        case = _case_of(connection, filing_id)
        filing = connection.execute(select(filings).where(filings.c.filing_id == filing_id)).one()
    return case.case_number, msgspec.json.decode(filing.manifest, type=wire.Manifest)


def record(engine: Engine, filing_id: str, official: Official, what: str) -> None:
    """Notes who looked at which case, durably, before anything of it is shown. Raises LookupError.

    `what` is "case", "pages", "download" or "search". A second look in the same minute is the same look.
    """
    with engine.execution_options(reads_only=True).begin() as connection:
        filing_id = _case_of(connection, filing_id).filing_id  # a look at papers brought later is a look at their case
        now = datetime.now(UTC)
        row = {
            "filing_id": filing_id,
            "official": official.name,
            "what": what,
            "minute": now.isoformat(timespec="minutes")[:16],
            "read_at": now.isoformat(timespec="seconds"),
        }
        key = [readings.c[name] == row[name] for name in ("filing_id", "official", "what", "minute")]
        if connection.execute(select(readings.c.what).where(*key)).first() is not None:
            return
    with engine.begin() as connection:
        insert_once(connection, readings, row)


def looks(engine: Engine, *, filing_id: str = "", official: str = "") -> list[Any]:
    """Who looked at which case, newest first, for whoever audits."""
    query = select(readings, filings.c.case_number).join(filings, filings.c.filing_id == readings.c.filing_id)
    if filing_id:
        query = query.where(readings.c.filing_id == filing_id)
    if official:
        query = query.where(readings.c.official == official)
    with engine.execution_options(reads_only=True).begin() as connection:
        return list(connection.execute(query.order_by(readings.c.minute.desc(), readings.c.read_at.desc())).all())


def _case_of(connection: Connection, filing_id: str) -> Any:
    """The case of a filing: its own, or the one it brought papers to. Raises LookupError."""
    filing = None
    if cases.is_name(filing_id):
        filing = connection.execute(select(filings).where(filings.c.filing_id == filing_id)).one_or_none()
    if filing is None or filing.received_at is None:
        raise LookupError("no such case")
    if filing.case_number is not None:
        return filing
    earlier = endings.link_of(connection, filing_id).earlier
    return connection.execute(select(filings).where(filings.c.filing_id == earlier)).one()


def _brings_papers(linked: Any) -> bool:
    return linked.kind == endings.SUPPLEMENTS and linked.received_at is not None


def _supplement(connection: Connection, linked: Any) -> Supplement:
    content = connection.execute(select(filings.c.manifest).where(filings.c.filing_id == linked.filing_id)).scalar_one()
    manifest = msgspec.json.decode(content, type=wire.Manifest)
    return Supplement(linked.filing_id, linked.received_at, manifest)


def _history(connection: Connection, filing_id: str) -> tuple[Any, ...]:
    query = (
        select(changes.c.number, changes.c.status, changes.c.note, changes.c.changed_at, acts.c.official, acts.c.papers)
        .outerjoin(acts, acts.c.number == changes.c.number)
        .where(changes.c.filing_id == filing_id)
        .order_by(changes.c.number)
    )
    return tuple(connection.execute(query).all())
