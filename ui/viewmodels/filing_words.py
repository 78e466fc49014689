"""How far a filing has come, in one word and a tone, for lists. Delivery and case are never mixed up: while the centre
has not acknowledged a filing, only its delivery is told."""

from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication

from kiosk.domain.case import CASE_ENDINGS, CASE_WORDS, CaseStatus
from kiosk.domain.filing import Delivery, FilingRow
from kiosk.domain.text import Language

translate = QCoreApplication.translate


@dataclass(frozen=True, slots=True)
class StateWord:
    """`tone` as the components know it: done, attention, error, action, plain."""

    word: str
    tone: str


_TONES = {
    CaseStatus.SUPPLEMENT_REQUIRED: "attention",
    CaseStatus.NOT_ACCEPTED: "error",
    CaseStatus.SUSPENDED: "attention",
    CaseStatus.CONCLUDED: "done",
    CaseStatus.WITHDRAWN: "plain",
}


def state_word(row: FilingRow, language: Language) -> StateWord:
    """The newest word on a filing."""
    delivery = row.brief.state.delivery
    if delivery is Delivery.REFUSED:
        return StateWord(translate("filing_words", "中心没有收"), "error")
    if delivery is not Delivery.DELIVERED:
        return StateWord(translate("filing_words", "等着送出"), "attention")
    if row.case is None:
        return StateWord(translate("filing_words", "已经送到"), "action")
    return StateWord(CASE_WORDS[row.case.status].say(language), _TONES.get(row.case.status, "action"))


def needs_papers(row: FilingRow) -> bool:
    """Whether the centre waits for the person."""
    return row.case is not None and row.case.status is CaseStatus.SUPPLEMENT_REQUIRED


def is_open(row: FilingRow) -> bool:
    """Whether something is still to come."""
    if row.brief.state.delivery is Delivery.REFUSED:
        return False
    return row.case is None or row.case.status not in CASE_ENDINGS
