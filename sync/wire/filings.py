"""The three steps of a delivery: the manifest of a filing, and what the centre answers."""

from datetime import date
from typing import Annotated, Literal

from msgspec import Meta

from sync.wire.values import (
    Bytes,
    CaseNumber,
    Digest,
    FilingId,
    MatterCode,
    MediaType,
    Moment,
    Name,
    QueryCode,
    Sent,
    Sentence,
    Short,
    Told,
)


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


class Manifest(Sent, frozen=True, kw_only=True, omit_defaults=True):
    """Everything of a filing but the bytes of its files. Never changed once confirmed.

    `corrects` names the filing that this one takes the place of, `supplements` the one to whose case it brings papers;
    never both. What has neither is written without them, so that it has the same bytes as before there were any.
    """

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
    corrects: FilingId | None = None
    supplements: FilingId | None = None

    def __post_init__(self) -> None:
        if self.corrects is not None and self.supplements is not None:
            raise ValueError("a filing corrects another or supplements it, not both")
        if self.filing_id in (self.corrects, self.supplements):
            raise ValueError("a filing is linked to another, not to itself")

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
