"""What happens to cases, as the centre tells it."""

from typing import Annotated

from msgspec import Meta

from sync.wire.values import CaseNumber, FilingId, MatterCode, Moment, Name, Sentence, Told


class CaseChange(Told, frozen=True, kw_only=True):
    """One step of a case. `status` is free text here: a centre may know more of them than a terminal does.

    `wanted` names the papers (rule ids of the matter) that a `supplement-required` asks for; none where the note says
    it.
    """

    filing_id: FilingId
    case_number: CaseNumber
    status: Name
    changed_at: Moment
    note: Sentence = ""
    wanted: Annotated[tuple[Name, ...], Meta(max_length=100)] = ()


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
