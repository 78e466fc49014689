"""The JSON of the carried files, strict like everything that a terminal sends."""

from typing import Annotated, Final, Literal, TypeAlias

from msgspec import Meta

from sync import wire

SUITE: Final = "mlkem768-x25519+hkdf-sha256+aes-256-gcm"
"""What version 1 seals with; `sync/contract/CONTRACT.md` spells it out."""

MOST_FILINGS = 100_000

KeyId: TypeAlias = Annotated[str, Meta(pattern="^[0-9a-f]{16}$", max_length=16, description="of the centre's key")]
Secret: TypeAlias = Annotated[bytes, Meta(min_length=32, max_length=32)]


class CarryOutHeader(wire.Sent, frozen=True, kw_only=True):
    """What anybody may read of an export. `size` is the bytes sealed in it, `contents` the digest of `Contents`."""

    export_id: wire.FilingId
    terminal_id: wire.Name
    made_at: wire.Moment
    key_id: KeyId
    suite: Literal["mlkem768-x25519+hkdf-sha256+aes-256-gcm"]
    contents: wire.Digest
    size: wire.Bytes


class CarriedFiling(wire.Sent, frozen=True, kw_only=True):
    """One filing in the file: its manifest by digest and length, and the length of manifest and files together."""

    filing_id: wire.FilingId
    manifest: wire.Digest
    manifest_size: Annotated[int, Meta(ge=1, le=1 << 30)]
    size: wire.Bytes


class Contents(wire.Sent, frozen=True, kw_only=True):
    """What comes first in the sealed part. `answer_key` is the terminal's, for the centre to seal its answers with."""

    answer_key: Secret
    filings: Annotated[tuple[CarriedFiling, ...], Meta(min_length=1, max_length=MOST_FILINGS)]


class AnswersHeader(wire.Sent, frozen=True, kw_only=True):
    """What anybody may read of the centre's answers."""

    export_id: wire.FilingId
    terminal_id: wire.Name
    made_at: wire.Moment


class Answer(wire.Sent, frozen=True, kw_only=True):
    """What became of one filing: the acknowledgement, or the contract's problem that refuses it for good."""

    filing_id: wire.FilingId
    completion: wire.Completion | None = None
    problem: wire.Short = ""
    detail: wire.Sentence = ""

    def __post_init__(self) -> None:
        if (self.completion is None) == (self.problem == ""):
            raise ValueError("an answer is an acknowledgement or a refusal")
        if self.completion is not None and self.completion.filing_id != self.filing_id:
            raise ValueError("the acknowledgement is of another filing")


class Answers(wire.Sent, frozen=True, kw_only=True):
    """All of the centre's answers to one export."""

    answers: Annotated[tuple[Answer, ...], Meta(max_length=MOST_FILINGS)]
