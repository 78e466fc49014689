"""What an official may do with a case: the lawful acts, what each must say, and doing one exactly once. Blocking."""

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256
from typing import Any

import msgspec
from sqlalchemy import Connection, Engine, select

from kiosk.domain.case import CaseStatus
from kiosk.domain.text import Text
from sync import wire
from sync.reference_intake import cases
from sync.reference_intake.tables import acts, changes, moment
from sync.reference_intake.web.accounts import Official

LONGEST_NOTE = 500


class Act(StrEnum):
    """An act by the name of the law (行政许可法, articles 32, 34, 42 and 45)."""

    ACCEPT = "accept"
    SUPPLEMENT = "supplement"
    REFUSE = "refuse"
    REVIEW = "review"
    SUSPEND = "suspend"
    CONCLUDE = "conclude"


@dataclass(frozen=True, slots=True)
class Rule:
    """What an act does, what it is called, and whether it must say something to the resident."""

    leads_to: CaseStatus
    name: Text
    explains: Text
    note_needed: bool = False


RULES: dict[Act, Rule] = {
    Act.ACCEPT: Rule(
        CaseStatus.ACCEPTED,
        Text("受理", "Accept"),
        Text("申请事项属于本机关职权，材料齐全、符合法定形式。", "It is ours to decide, complete and in due form."),
    ),
    Act.SUPPLEMENT: Rule(
        CaseStatus.SUPPLEMENT_REQUIRED,
        Text("一次性告知补正", "Ask for supplement"),
        Text(
            "一次说全还缺什么。收到之日起五个工作日内不告知，视为受理。",
            "Say once, and completely, what is missing. Unsaid within five working days, the case counts as accepted.",
        ),
        note_needed=True,
    ),
    Act.REFUSE: Rule(
        CaseStatus.NOT_ACCEPTED,
        Text("不予受理", "Not accept"),
        Text("必须写明理由。这一件就此结束。", "The reason must be given. It ends the case."),
        note_needed=True,
    ),
    Act.REVIEW: Rule(
        CaseStatus.IN_REVIEW,
        Text("进入审查", "Begin review"),
        Text("材料转入审查，群众会看到“正在办理”。", "The resident is told that it is being worked on."),
    ),
    Act.SUSPEND: Rule(
        CaseStatus.SUSPENDED,
        Text("暂停办理", "Suspend"),
        Text(
            "检验、公示、专家评审等不计入期限的时间。期限停表。",
            "For examinations or hearings that the law does not count; the time limit stands still.",
        ),
        note_needed=True,
    ),
    Act.CONCLUDE: Rule(
        CaseStatus.CONCLUDED,
        Text("办结", "Conclude"),
        Text("写明结果和怎么领取。这一件就此结束。", "Say the result and how to get it. It ends the case."),
        note_needed=True,
    ),
}

GROUNDS: dict[str, Text] = {
    "not-needed": Text("这件事依法不需要申请。", "By law this needs no application."),
    "not-ours": Text("这件事不归本机关办，请到有权的机关申请。", "Another office decides this; please apply there."),
    "form": Text("材料补正后仍不符合法定形式。", "The papers are not in due form, even after the supplement."),
    "other": Text("其他理由（写在下面）。", "Another reason, given below."),
}

_LONG_NUMBER = re.compile(r"(?<!\d)(?:\d[ -]?){10,}[\dXx]")


@dataclass(frozen=True, slots=True)
class Said:
    """What an official filled in; `seen` is the newest change that the page showed."""

    act: Act
    form: str
    seen: int
    note: str = ""
    ground: str = ""
    papers: tuple[str, ...] = ()
    again: bool = False


@dataclass(frozen=True, slots=True)
class Done:
    """The act is done, by this form; `twice` where it was done when the form came before."""

    number: int
    twice: bool = False


@dataclass(frozen=True, slots=True)
class Overtaken:
    """Somebody else has moved the case since the page was opened; nothing was done."""

    status: str
    changed_at: str
    official: str


@dataclass(frozen=True, slots=True)
class Faulty:
    """What must be put right in the form, by field; nothing was done."""

    faults: dict[str, Text]


def allowed(status: str) -> list[Act]:
    """The acts that a case of this status may have, in the order of the page."""
    moves = cases.CASE_MOVES.get(CaseStatus(status), frozenset())
    return [act for act, rule in RULES.items() if rule.leads_to in moves]


def perform(engine: Engine, filing_id: str, official: Official, said: Said) -> Done | Overtaken | Faulty:
    """Does the act once, whatever comes twice or at once. Raises LookupError where there is no such case."""
    form = sha256(said.form.encode()).hexdigest()
    with engine.begin() as connection:
        filing = cases.find(connection, filing_id)  # locked: whoever comes second reads what the first did
        if filing is None or filing.case_number is None:
            raise LookupError("no such case")
        before = connection.execute(select(acts).where(acts.c.form_digest == form)).one_or_none()
        if before is not None and (before.filing_id, before.act) == (filing.filing_id, said.act.value):
            return Done(before.number, twice=True)
        newest = _newest(connection, filing.filing_id)
        if newest.number != said.seen or said.act not in allowed(filing.status) or before is not None:
            return Overtaken(newest.status, newest.changed_at, newest.official or "")
        manifest = msgspec.json.decode(filing.manifest, type=wire.Manifest)
        faults = _faults(said, manifest, asked_before=_asked_before(connection, filing.filing_id))
        if faults:
            return Faulty(faults)
        note = note_of(said, manifest)
        leads_to = RULES[said.act].leads_to
        number = cases.add_change(connection, filing, filing.case_number, leads_to, note)
        connection.execute(
            acts.insert().values(
                number=number,
                form_digest=form,
                filing_id=filing.filing_id,
                official=official.name,
                act=said.act.value,
                papers=json.dumps(said.papers),
                acted_at=moment(),
            )
        )
    return Done(number)


def note_of(said: Said, manifest: wire.Manifest) -> str:
    """The plain sentences that the resident reads."""
    parts: list[str] = []
    if said.act is Act.SUPPLEMENT and said.papers:
        names = {material.rule_id: material.name for material in manifest.materials}
        parts.append("请补：" + "、".join(names[paper] for paper in said.papers) + "。")
    if said.act is Act.REFUSE and said.ground != "other":
        parts.append(GROUNDS[said.ground].zh)
    parts.append(said.note)
    return "".join(part for part in parts if part)


def _faults(said: Said, manifest: wire.Manifest, *, asked_before: bool) -> dict[str, Text]:
    faults: dict[str, Text] = {}
    if said.act is Act.SUPPLEMENT:
        known = {material.rule_id for material in manifest.materials}
        if not set(said.papers) <= known:
            faults["papers"] = Text("有一项材料不在这一件里。", "One of the papers is not of this case.")
        elif not said.papers and not said.note:
            faults["papers"] = Text("请选要补的材料，或写明要补什么。", "Choose the papers, or write what is missing.")
        if asked_before and not said.again:
            faults["again"] = Text(
                "已经告知过一次。确实要再告知，请勾选。", "It was asked for once already. Tick the box to ask again."
            )
    elif said.act is Act.REFUSE and said.ground not in GROUNDS:
        faults["ground"] = Text("请选一个理由。", "Choose a reason.")
    if fault := _note_fault(said, manifest):
        faults["note"] = fault
    return faults


def _note_fault(said: Said, manifest: wire.Manifest) -> Text | None:
    needed = RULES[said.act].note_needed
    if said.act is Act.SUPPLEMENT and said.papers:
        needed = False
    if said.act is Act.REFUSE and said.ground != "other":
        needed = False
    if needed and not said.note:
        return Text("请写给群众看的话。", "Write what the resident is to read.")
    if len(said.note) > LONGEST_NOTE:
        return Text(f"最多 {LONGEST_NOTE} 字。", f"At most {LONGEST_NOTE} characters.")
    # Whoever holds the receipt reads the note (CONTRACT.md, Receipts).
    if _names_somebody(said.note, _private(manifest)) or _LONG_NUMBER.search(said.note):
        return Text(
            "拿着回执的人都能看到这句话：不要写姓名、证件号、电话、卡号。",
            "Whoever holds the receipt reads this: no names, identity, telephone or card numbers.",
        )
    return None


def _private(manifest: wire.Manifest) -> Iterable[str]:
    parties = manifest.parties
    yield parties.resident.name
    yield parties.resident.number
    if parties.agent is not None:
        yield parties.agent.name


def _names_somebody(note: str, names: Iterable[str]) -> bool:
    return any(len(name) > 1 and name in note for name in names)


def _asked_before(connection: Connection, filing_id: str) -> bool:
    query = select(changes.c.number).where(
        changes.c.filing_id == filing_id, changes.c.status == CaseStatus.SUPPLEMENT_REQUIRED.value
    )
    return connection.execute(query.limit(1)).first() is not None


def _newest(connection: Connection, filing_id: str) -> Any:
    query = (
        select(changes.c.number, changes.c.status, changes.c.changed_at, acts.c.official)
        .outerjoin(acts, acts.c.number == changes.c.number)
        .where(changes.c.filing_id == filing_id)
        .order_by(changes.c.number.desc())
        .limit(1)
    )
    return connection.execute(query).one()
