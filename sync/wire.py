"""The messages of the contract between a terminal and the centre, defined once for both ends.

What a terminal sends forbids unknown members: the intake must never accept what it does not understand. What
the intake sends allows them: a newer centre may say more than this terminal knows. `sync/contract/CONTRACT.md`
has the rules in words, `openapi.yaml` beside it is generated from this file.
"""

from datetime import date, datetime
from typing import Annotated, Any, Literal, TypeAlias

import msgspec
from msgspec import Meta, Struct

from sync import problem_types

CONTRACT_VERSION = "1"
TUS_VERSION = "1.0.0"
PROBLEM_MEDIA_TYPE = problem_types.PROBLEM_MEDIA_TYPE
PROBLEM_TYPES = problem_types.PROBLEM_TYPES
PROBLEMS = problem_types.PROBLEMS

FilingId: TypeAlias = Annotated[
    str,
    Meta(
        pattern="^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$",
        max_length=36,
        description="UUIDv7, made by the terminal",
    ),
]
Digest: TypeAlias = Annotated[str, Meta(pattern="^[0-9a-f]{64}$", max_length=64, description="SHA-256, lower-case hex")]
MatterCode: TypeAlias = Annotated[
    str, Meta(pattern="^[0-9A-Za-z]{12}$", max_length=12, description="基本编码 (GB/T 39554)")
]
CaseNumber: TypeAlias = Annotated[
    str,
    Meta(
        pattern="^[0-9A-Za-z]{31}[0-9]{12}$",
        max_length=43,
        description="办件编号: 实施编码 (31) + YYYYMMDD + four digits",
    ),
]
QueryCode: TypeAlias = Annotated[str, Meta(pattern="^[0-9]{6}$", max_length=6, description="查询密码")]
Moment: TypeAlias = Annotated[datetime, Meta(tz=True)]
Short: TypeAlias = Annotated[str, Meta(max_length=200)]
Name: TypeAlias = Annotated[str, Meta(min_length=1, max_length=200)]
Sentence: TypeAlias = Annotated[str, Meta(max_length=2000)]
MediaType: TypeAlias = Annotated[str, Meta(pattern="^[a-z]+/[a-z0-9.+-]+$", max_length=100)]
Bytes: TypeAlias = Annotated[int, Meta(ge=1, le=1 << 40)]


class Message(Struct, frozen=True, kw_only=True):
    """The root of all messages."""

    def __repr__(self) -> str:
        # Messages carry people's data and query codes: none must reach a log or a crash dump by being printed.
        return f"{type(self).__name__}(…)"


class Sent(Message, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The root of what a terminal sends."""


class Told(Message, frozen=True, kw_only=True):
    """The root of what the intake answers; unknown members are passed over."""


class Validity(Sent, frozen=True, kw_only=True):
    """From when to when an identity document holds."""

    start: date | None = None
    end: date | None = None
    long_term: bool = False


class Resident(Sent, frozen=True, kw_only=True):
    """Whom the filing is about. The card's photo never leaves the terminal."""

    kind: Literal["resident", "hk-mo-tw", "foreign-2017", "foreign-2023", "social"]
    evidence: Literal["card-present", "typed", "agent-word"]
    name: Name
    number: Annotated[str, Meta(min_length=1, max_length=40)]
    name_en: Short = ""
    sex: Literal["0", "1", "2", "9"] = "0"
    ethnicity: Annotated[str, Meta(max_length=2)] = ""
    birth_date: date | None = None
    address: Annotated[str, Meta(max_length=500)] = ""
    issuer: Short = ""
    validity: Validity = Validity()
    card_number: Short = ""


class Agent(Sent, frozen=True, kw_only=True):
    """Who filed in the resident's place."""

    agent_id: Name
    name: Name
    outlet: Name


class Authority(Sent, frozen=True, kw_only=True):
    """What the agent acted under."""

    kind: Literal["resident-present", "written-authorisation"]
    statement: Sentence


class Parties(Sent, frozen=True, kw_only=True):
    """Resident, agent and authority, apart; agent and authority stand together or not at all."""

    resident: Resident
    agent: Agent | None = None
    authority: Authority | None = None

    def __post_init__(self) -> None:
        if (self.agent is None) != (self.authority is None):
            raise ValueError("an agent needs an authority, and an authority an agent")


class FileRef(Sent, frozen=True, kw_only=True):
    """One file that follows the manifest by upload: its digest is its name."""

    sha256: Digest
    size: Bytes
    media_type: MediaType


class Material(Sent, frozen=True, kw_only=True):
    """One paper that the matter asks for, its pages in reading order; none where it was not needed."""

    rule_id: Name
    name: Name
    pages: Annotated[tuple[FileRef, ...], Meta(max_length=200)]


class Signature(Sent, frozen=True, kw_only=True):
    """The drawn signature: its picture as a file, its strokes of (x, y, ms since the first touch)."""

    image: FileRef
    strokes: Annotated[tuple[tuple[tuple[float, float, int], ...], ...], Meta(max_length=200)]
    signed_at: Moment


class Consent(Sent, frozen=True, kw_only=True):
    """Which text was agreed to, and when."""

    text_version: Name
    given_at: Moment


class Matter(Sent, frozen=True, kw_only=True):
    """The matter and the version of it that the form was filled in for."""

    code: MatterCode
    version: Annotated[int, Meta(ge=1)]
    title: Name


class Manifest(Sent, frozen=True, kw_only=True):
    """Everything of a filing but the bytes of its files. Never changed once confirmed."""

    filing_id: FilingId
    provisional_number: Name
    terminal_id: Name
    channel: Literal["hall", "village"]
    matter: Matter
    parties: Parties
    answers: dict[Annotated[str, Meta(min_length=1, max_length=100)], Annotated[str, Meta(max_length=5000)]]
    materials: Annotated[tuple[Material, ...], Meta(max_length=100)]
    signature: Signature
    consent: Consent
    confirmed_at: Moment

    def files(self) -> dict[str, FileRef]:
        """Every file by digest, each once, in the order they are named; the signature last."""
        pages = [page for material in self.materials for page in material.pages]
        return {file.sha256: file for file in (*pages, self.signature.image)}


class ManifestAnswer(Told, frozen=True, kw_only=True):
    """What the intake still needs before it can complete the filing."""

    filing_id: FilingId
    missing: tuple[Digest, ...]


class Completion(Told, frozen=True, kw_only=True):
    """The acknowledgement: only this, parsed whole, makes a filing delivered."""

    filing_id: FilingId
    case_number: CaseNumber
    query_code: QueryCode
    received_at: Moment


class CaseChange(Told, frozen=True, kw_only=True):
    """One step of a case. `status` is free text here: a centre may know more of them than a terminal does."""

    filing_id: FilingId
    case_number: CaseNumber
    status: Name
    changed_at: Moment
    note: Sentence = ""


class CaseChanges(Told, frozen=True, kw_only=True):
    """The changes after a cursor, oldest first, and the cursor to ask with next; `more` says ask at once."""

    cursor: Annotated[str, Meta(min_length=1, max_length=200)]
    changes: tuple[CaseChange, ...]
    more: bool = False


class CaseStep(Told, frozen=True, kw_only=True):
    """One step of a case as whoever holds the receipt may hear it; `status` as in CaseChange."""

    status: Name
    changed_at: Moment
    note: Sentence = ""


class Standing(Told, frozen=True, kw_only=True):
    """How far a filing of whichever terminal is; nobody is named in it. Without a case number it is not complete."""

    filing_id: FilingId
    matter_code: MatterCode
    matter_title: Name
    history: Annotated[tuple[CaseStep, ...], Meta(max_length=200)] = ()
    case_number: CaseNumber | None = None


class Evaluation(Sent, frozen=True, kw_only=True):
    """好差评 (GB/T 39734, 39735) on one filing; the two lowest levels need a reason."""

    filing_id: FilingId
    level: Annotated[int, Meta(ge=1, le=5)]
    reasons: Annotated[tuple[Name, ...], Meta(max_length=20)]
    given_at: Moment

    def __post_init__(self) -> None:
        if self.level <= 2 and not self.reasons:
            raise ValueError("the two lowest levels need a reason")


class EvaluationAnswer(Told, frozen=True, kw_only=True):
    """The intake has the evaluation."""

    filing_id: FilingId
    received_at: Moment


class Limits(Told, frozen=True, kw_only=True):
    """What the centre takes; a terminal checks it when a page is scanned, not when it is sent."""

    manifest_bytes: int
    file_bytes: int
    media_types: tuple[str, ...]


class Health(Told, frozen=True, kw_only=True):
    """That the intake answers, its clock, and its limits."""

    contract: str
    now: Moment
    limits: Limits


class Problem(Told, frozen=True, kw_only=True):
    """RFC 9457. `type` is a URN of this contract; `missing` accompanies `not-complete`."""

    type: str
    title: str
    status: int
    detail: str = ""
    missing: tuple[str, ...] = ()

    @property
    def kind(self) -> str:
        """The contract's short name of the problem, "" if it is none of this contract's."""
        return self.type.removeprefix(PROBLEM_TYPES) if self.type.startswith(PROBLEM_TYPES) else ""


def number(header: str) -> int | None:
    """The number of bytes in a tus header, None where it is none.

    Python's `int` raises on thousands of digits; more than 20 are in no 64 bits.
    """
    return int(header) if header.isascii() and header.isdigit() and len(header) <= 20 else None


def canonical(message: Struct) -> bytes:
    """One and the same bytes for equal messages, whatever order their maps were built in."""
    return msgspec.json.encode(message, order="deterministic")


def schemas() -> dict[str, Any]:
    """The JSON schemas of all messages by name, as `openapi.yaml` carries them."""
    told = (ManifestAnswer, Completion, CaseChanges, Standing, EvaluationAnswer, Health, Problem)
    _, components = msgspec.json.schema_components(
        (Manifest, Evaluation, *told), ref_template="#/components/schemas/{name}"
    )
    return components
