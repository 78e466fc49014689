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
    """What comes first in the sealed part: the filings that follow, and withdrawals, of these or of earlier ones.

    `answer_key` is the terminal's, for the centre to seal its answers with.
    """

    answer_key: Secret
    filings: Annotated[tuple[CarriedFiling, ...], Meta(max_length=MOST_FILINGS)] = ()
    withdrawals: Annotated[tuple[wire.Withdrawal, ...], Meta(max_length=MOST_FILINGS)] = ()

    def __post_init__(self) -> None:
        if not self.filings and not self.withdrawals:
            raise ValueError("it carries nothing")
        for carried in (self.filings, self.withdrawals):
            if len({one.filing_id for one in carried}) != len(carried):
                raise ValueError("it carries something twice")


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


class WithdrawalReply(wire.Sent, frozen=True, kw_only=True):
    """What became of one withdrawal: what the line would have answered, or the problem that refuses it for good."""

    filing_id: wire.FilingId
    taken: wire.WithdrawalAnswer | None = None
    problem: wire.Short = ""

    def __post_init__(self) -> None:
        if (self.taken is None) == (self.problem == ""):
            raise ValueError("a withdrawal is taken or refused")
        if self.taken is None:
            return
        known = self.taken.completion
        if self.taken.filing_id != self.filing_id or (known is not None and known.filing_id != self.filing_id):
            raise ValueError("the answer is to another withdrawal")


class Answers(wire.Sent, frozen=True, kw_only=True):
    """All of the centre's answers to one export."""

    answers: Annotated[tuple[Answer, ...], Meta(max_length=MOST_FILINGS)] = ()
    withdrawals: Annotated[tuple[WithdrawalReply, ...], Meta(max_length=MOST_FILINGS)] = ()
