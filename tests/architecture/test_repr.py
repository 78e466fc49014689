"""Nothing that carries a person's data or a secret tells it by being printed: logs and crash dumps print anything."""

from dataclasses import dataclass, fields
from datetime import UTC, datetime
from enum import Enum
from types import UnionType
from typing import Any, get_args, get_origin, get_type_hints

import pytest

from devices.simulators.sample_cards import SHI_MEIE
from kiosk import events
from kiosk.config import AgentSettings, IntakeSettings, Settings
from kiosk.documents.receipt_facts import receipt_facts
from kiosk.domain.case import CaseChange, CaseStatus
from kiosk.domain.filing import (
    Acknowledgement,
    Channel,
    Consent,
    Delivery,
    DeliveryState,
    Filing,
    FilingBrief,
    FilingRow,
    Signature,
)
from kiosk.domain.identity import mask_name, mask_number
from kiosk.domain.material import Material, Page
from kiosk.domain.resident import Agent, Authority, AuthorityKind, Parties
from kiosk.domain.text import Text
from kiosk.services.session import Choice, Collection, Filling, Identification, Outcome, Session
from sync import wire
from sync.manifest import files_of, manifest_of
from tests.unit.documents.samples import MATTER, PLACE

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
PERSON = SHI_MEIE.document
PHONE = "13957412345"
QUERY_CODE = "482913"
CASE_NUMBER = "11330225002961234A3330225001000202603020017"
TOKEN = "t0ken-of-this-terminal"
PIN = "scrypt$5a17$1d3ac0ffee"
AGENT_NAME = "林阿根"
STROKE = 0.1375

SECRETS = {
    "name": PERSON.name,
    "masked name": mask_name(PERSON.name),
    "number": PERSON.number,
    "masked number": mask_number(PERSON.number),
    "birth date": "1943, 6, 14",
    "address": PERSON.address,
    "phone": PHONE,
    "query code": QUERY_CODE,
    "token": TOKEN,
    "PIN": PIN,
    "agent": AGENT_NAME,
    "stroke": str(STROKE),
}
EVERYTHING = " ".join(SECRETS.values())

PAGE = Page(EVERYTHING.encode(), "image/jpeg", 210, 297)
AGENT = Agent("a-7", AGENT_NAME, "溪口村便民服务点")
FILING = Filing(
    filing_id="0193a5b2-7c11-7d3e-9a10-2f4be1c09d55",
    provisional_number="ZC-330225-0042-7",
    terminal_id="330225-0042",
    channel=Channel.VILLAGE,
    matter_code=MATTER.code,
    matter_version=MATTER.version,
    matter_title=MATTER.title.zh,
    parties=Parties(PERSON, AGENT, Authority(AuthorityKind.WRITTEN, f"{PERSON.name}委托{AGENT_NAME}代办")),
    answers={"name": PERSON.name, "number": PERSON.number, "address": PERSON.address, "phone": PHONE},
    materials=(Material("id-card", Text("身份证", "Identity card"), (PAGE,)),),
    signature=Signature((((STROKE, STROKE, 0),),), EVERYTHING.encode(), NOON),
    consent=Consent("2026-1", NOON),
    confirmed_at=NOON,
)
ACKNOWLEDGEMENT = Acknowledgement(CASE_NUMBER, QUERY_CODE, NOON)
STATE = DeliveryState(Delivery.DELIVERED, 1, acknowledgement=ACKNOWLEDGEMENT)
BRIEF = FilingBrief(FILING.filing_id, FILING.provisional_number, FILING.matter_title, PERSON.name, NOON, STATE)
CHANGE = CaseChange(FILING.filing_id, CASE_NUMBER, CaseStatus.ACCEPTED, f"{PERSON.name}材料齐全。", NOON)
ROW = FilingRow(BRIEF, CHANGE)
RECEIPT = receipt_facts(FILING, MATTER, PLACE, acknowledgement=ACKNOWLEDGEMENT)
COMPLETION = wire.Completion(
    filing_id=FILING.filing_id, case_number=CASE_NUMBER, query_code=QUERY_CODE, received_at=NOON
)
MANIFEST = manifest_of(FILING)
SETTINGS = Settings(intake=IntakeSettings(token=TOKEN), agents=(AgentSettings("a-7", AGENT_NAME, PIN),))
SESSION = Session(
    "session-1",
    Identification(PERSON, FILING.parties.authority),
    Choice(MATTER),
    Filling(dict(FILING.answers)),
    Collection({"id-card": [PAGE]}),
    Outcome(filing=FILING, state=STATE, receipt_pdf=EVERYTHING.encode()),
)

KNOWN: dict[type, object] = {
    type(value): value for value in (PERSON, PAGE, AGENT, FILING, STATE, CHANGE, ROW, MATTER, MATTER.title, RECEIPT)
}
PLAIN: dict[type, object] = {str: "plain", int: 1, float: 0.5, bool: True, bytes: EVERYTHING.encode(), datetime: NOON}


def example(kind: Any) -> Any:
    """A value of `kind`, as full of personal data as it can be; fails on a kind that nobody thought of here."""
    if get_origin(kind) is tuple:
        return tuple(example(part) for part in get_args(kind) if part is not Ellipsis)
    if get_origin(kind) is frozenset:
        return frozenset(example(part) for part in get_args(kind))
    if get_origin(kind) is dict:
        key, value = get_args(kind)
        return {example(key): example(value)}
    if isinstance(kind, UnionType):
        return example(next(part for part in get_args(kind) if part is not type(None)))
    if kind in KNOWN or kind in PLAIN:
        return KNOWN.get(kind, PLAIN.get(kind))
    if issubclass(kind, Enum):
        return next(iter(kind))
    hints = get_type_hints(kind)
    return kind(**{item.name: example(hints[item.name]) for item in fields(kind) if item.init})


EVENTS = tuple(
    example(kind) for kind in vars(events).values() if isinstance(kind, type) and issubclass(kind, events.Event)
)
CARRIERS: tuple[object, ...] = (
    *(PERSON, PAGE, AGENT, FILING, FILING.parties, FILING.signature, FILING.materials, ACKNOWLEDGEMENT, STATE),
    *(BRIEF, CHANGE, ROW, RECEIPT, RECEIPT.agent, SETTINGS, SETTINGS.intake, SETTINGS.agents, SESSION),
    *(MANIFEST, MANIFEST.parties, MANIFEST.parties.resident, MANIFEST.parties.agent, MANIFEST.parties.authority),
    *(MANIFEST.signature, COMPLETION, files_of(FILING)),
    *EVENTS,
)


def told(value: object) -> list[str]:
    """Which secrets a value tells when it is printed, in whatever way."""
    printed = f"{value!r} {value} {[value]}"
    return [name for name, secret in SECRETS.items() if secret in printed]


@pytest.mark.parametrize("value", CARRIERS, ids=lambda value: type(value).__name__)
def test_nothing_personal_and_no_secret_is_printed(value: object) -> None:
    assert told(value) == []


@pytest.mark.parametrize("kind", [wire.Sent, wire.Told], ids=lambda kind: kind.__name__)
def test_every_message_prints_its_name_only(kind: type[wire.Message]) -> None:
    assert kind.__subclasses__()
    assert {one.__name__ for one in kind.__subclasses__() if one.__repr__ is not wire.Message.__repr__} == set()
    assert repr(MANIFEST) == "Manifest(…)"


def test_the_events_were_filled() -> None:
    """Otherwise the events above would be silent because they are empty."""
    assert [event.document for event in EVENTS if isinstance(event, events.CardRead)] == [PERSON]
    assert [event.filing for event in EVENTS if isinstance(event, events.FilingSaved)] == [FILING]
    assert [event.rows for event in EVENTS if isinstance(event, events.FilingsFound)] == [(ROW,)]
    assert [event.agent for event in EVENTS if isinstance(event, events.AgentSignedIn)] == [AGENT]


def test_a_leak_would_be_found() -> None:
    @dataclass(frozen=True)
    class Leak:
        name: str
        code: str

    assert told(Leak(PERSON.name, QUERY_CODE)) == ["name", "query code"]
