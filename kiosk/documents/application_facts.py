"""What the application form (申请表) says: every answer in words, as the person gave it."""

from dataclasses import dataclass, field
from datetime import date, datetime

from kiosk.documents.paper import Place
from kiosk.documents.receipt_facts import AUTHORITY_WORDS, EVIDENCE_WORDS, AgentFacts, MaterialFacts
from kiosk.domain.filing import Filing
from kiosk.domain.form import Field, FieldKind, visible
from kiosk.domain.matter import Matter
from kiosk.domain.text import Language, Text

_YES_NO = {"yes": Text("是", "Yes"), "no": Text("否", "No")}


@dataclass(frozen=True, slots=True)
class AnswerGroup:
    """One question and its answers, as (label, words)."""

    question: Text
    answers: tuple[tuple[Text, Text], ...] = field(repr=False)


@dataclass(frozen=True, slots=True)
class ApplicationFacts:
    """Everything on an application form; this paper goes to the centre, so names and numbers are whole.

    `consent` is the text the person agreed to, `signature_png` the picture of the signature; times are timezone-aware.
    """

    language: Language
    filing_id: str
    provisional_number: str
    matter_title: Text
    department: Text
    resident_name: str = field(repr=False)
    resident_number: str = field(repr=False)
    evidence: Text
    groups: tuple[AnswerGroup, ...] = field(repr=False)
    materials: tuple[MaterialFacts, ...]
    consent: str
    signature_png: bytes = field(repr=False)
    signed_at: datetime
    place: Place
    agent: AgentFacts | None = None


def application_facts(
    filing: Filing, matter: Matter, place: Place, *, consent: str, language: Language = Language.ZH
) -> ApplicationFacts:
    """The form of a filing; `matter` is the version it was made with, `consent` the text of its consent."""
    resident, agent, authority = filing.parties.resident, filing.parties.agent, filing.parties.authority
    groups = tuple(
        AnswerGroup(
            group.question,
            tuple(
                (asked.label, answer_words(asked, filing.answers[asked.id]))
                for asked in visible(group, filing.answers)
                if filing.answers.get(asked.id)
            ),
        )
        for group in matter.form.asked(filing.answers)
    )
    return ApplicationFacts(
        language=language,
        filing_id=filing.filing_id,
        provisional_number=filing.provisional_number,
        matter_title=matter.title,
        department=matter.department,
        resident_name=resident.name,
        resident_number=resident.number,
        evidence=EVIDENCE_WORDS[resident.evidence],
        groups=tuple(group for group in groups if group.answers),
        materials=tuple(MaterialFacts(material.name, len(material.pages)) for material in filing.materials),
        consent=consent,
        signature_png=filing.signature.png,
        signed_at=filing.signature.signed_at,
        place=place,
        agent=None
        if agent is None or authority is None
        else AgentFacts(agent.name, agent.outlet, AUTHORITY_WORDS[authority.kind]),
    )


def answer_words(asked: Field, value: str) -> Text:
    """An answer as a person would write it: the label of a choice, a date in words, a number with its unit."""
    if asked.kind in {FieldKind.CHOICE, FieldKind.CHOICES}:
        labels = {option.code: option.label for option in asked.options}
        chosen = [labels.get(code, Text(code)) for code in value.split(",")]
        return Text("、".join(one.zh for one in chosen), ", ".join(one.en or one.zh for one in chosen))
    if asked.kind is FieldKind.YES_NO:
        return _YES_NO.get(value, Text(value))
    if asked.kind is FieldKind.DATE:
        try:
            day = date.fromisoformat(value)
        except ValueError:
            return Text(value)
        return Text(f"{day.year} 年 {day.month} 月 {day.day} 日", day.isoformat())
    if asked.unit.zh:
        return Text(f"{value} {asked.unit.zh}", f"{value} {asked.unit.en}" if asked.unit.en else "")
    return Text(value)
