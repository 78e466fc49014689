"""A draft (草稿): answers and papers that were not confirmed, and who may go on with them."""

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from kiosk.domain.checks import check_field
from kiosk.domain.filing import Channel
from kiosk.domain.form import Answers
from kiosk.domain.identity import Evidence
from kiosk.domain.material import Page
from kiosk.domain.matter import Matter
from kiosk.domain.text import Text

STRENGTH: dict[Evidence, int] = {Evidence.AGENT_WORD: 0, Evidence.TYPED: 1, Evidence.CARD_PRESENT: 2}
"""How well each evidence tells who somebody is, the strongest last."""


def opened_by(evidence: Evidence) -> tuple[Evidence, ...]:
    """Drafts of which strength somebody may see who is known by `evidence`: of this and of any weaker one."""
    return tuple(kind for kind, strength in STRENGTH.items() if strength <= STRENGTH[evidence])


class DraftPlace(StrEnum):
    """How far the person had come: among the questions, or past them."""

    FORM = "form"
    MATERIALS = "materials"


class DraftStanding(StrEnum):
    """What became of the draft's matter in the installed catalogue."""

    CURRENT = "current"
    CHANGED = "changed"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class DraftOwner:
    """To whom a draft belongs and where: the resident, how well they were known, the terminal, the agent or ""."""

    number: str = field(repr=False)
    evidence: Evidence
    terminal_id: str
    channel: Channel
    agent_id: str = ""


@dataclass(frozen=True, slots=True)
class Draft:
    """What was given so far for one matter. Never a signature, never a consent, and nothing that the card says."""

    matter_code: str
    matter_version: int
    title: Text
    answers: Answers = field(repr=False)
    pages: dict[str, tuple[Page, ...]] = field(repr=False)
    place: DraftPlace = DraftPlace.FORM
    group: int = 0


@dataclass(frozen=True, slots=True)
class DraftBrief:
    """What a person is told of a draft before it is opened."""

    draft_id: int
    matter_code: str
    title: Text
    evidence: Evidence
    agent_id: str
    answers: int
    pages: int
    saved_at: datetime
    standing: DraftStanding


@dataclass(frozen=True, slots=True)
class DraftLimits:
    """How much is kept: drafts of one person, drafts of all, and bytes of all their pages."""

    per_person: int
    most: int
    page_bytes: int


def fitting(matter: Matter, draft: Draft, today: date) -> tuple[Answers, dict[str, list[Page]]]:
    """What of `draft` still fits `matter`.

    In the version it was begun with, everything, a half-typed answer too. In another, the answers whose field is still
    there and takes them, and the pages whose paper is still wanted, as many as it may have.
    """
    fields = {one.id: one for one in matter.form.fields()}
    same = matter.version == draft.matter_version
    answers = {
        name: value
        for name, value in draft.answers.items()
        if name in fields and (same or (value and check_field(fields[name], value, today) is None))
    }
    pages: dict[str, list[Page]] = {}
    for rule in matter.materials:
        room = rule.max_bytes
        for page in draft.pages.get(rule.id, ())[: rule.max_pages]:
            if len(page.content) > room:
                break
            room -= len(page.content)
            pages.setdefault(rule.id, []).append(page)
    return answers, pages
