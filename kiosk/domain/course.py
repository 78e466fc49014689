"""What a filing hangs together with: what it corrects or supplements, what came after it, and its withdrawal."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from kiosk.domain.case import CASE_ENDINGS, CaseChange, CaseStatus
from kiosk.domain.filing import Consent, Delivery, DeliveryState
from kiosk.domain.identity import Evidence
from kiosk.domain.text import Text

WITHDRAWN = "resident.withdrawn"
"""Reason of a delivery that ended because the person took the filing back."""


class WithdrawalReason(StrEnum):
    """Why a person takes a filing back."""

    CHANGED_MIND = "changed-mind"
    WRONG_ENTRY = "wrong-entry"
    DONE_ELSEWHERE = "done-elsewhere"
    OTHER = "other"


WITHDRAWAL_WORDS: dict[WithdrawalReason, Text] = {
    WithdrawalReason.CHANGED_MIND: Text("不想办了", "I no longer want it"),
    WithdrawalReason.WRONG_ENTRY: Text("填错了", "Something in it is wrong"),
    WithdrawalReason.DONE_ELSEWHERE: Text("在别处办了", "It was done elsewhere"),
    WithdrawalReason.OTHER: Text("其他原因", "Something else"),
}

WITHDRAWAL_CONSENT = "withdrawal-2026-11-1"
"""Changes whenever a sentence of the question before taking back changes."""


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """The person's word that they take a filing back; never changed afterwards. `agent_id` is "" without an agent."""

    filing_id: str
    reason: WithdrawalReason
    evidence: Evidence
    consent: Consent
    given_at: datetime
    agent_id: str = ""


class WithdrawalState(StrEnum):
    """How far a withdrawal is: `LOCAL` where the centre never heard of the filing and need not hear of this."""

    PENDING = "pending"
    LOCAL = "local"
    TAKEN = "taken"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Course:
    """`corrected_by` is the filing that took its place, `supplemented_by` one whose papers are still on their way; ""
    for none. `earlier_number` is how the filing that this one hangs on is called on its receipt.
    """

    matter_code: str = ""
    corrects: str = ""
    supplements: str = ""
    corrected_by: str = ""
    supplemented_by: str = ""
    earlier_number: str = field(default="", repr=False)
    withdrawal: WithdrawalState | None = None
    withdrawal_refusal: str = ""


def may_correct(state: DeliveryState, case: CaseChange | None, course: Course) -> bool:
    """Whether a new filing may take its place: it was refused or not accepted, and nothing has taken its place yet."""
    if course.withdrawal is not None or course.corrected_by or course.supplements:
        return False
    if state.delivery is Delivery.REFUSED:
        return state.reason not in BEYOND_CORRECTION
    return case is not None and case.status is CaseStatus.NOT_ACCEPTED


def may_supplement(_state: DeliveryState, case: CaseChange | None, course: Course) -> bool:
    """Whether the centre waits for papers, and none are on their way to it."""
    wanted = case is not None and case.status is CaseStatus.SUPPLEMENT_REQUIRED
    return wanted and not course.supplements and not course.supplemented_by and course.withdrawal is None


def may_withdraw(state: DeliveryState, case: CaseChange | None, course: Course) -> bool:
    """Whether it may be taken back: until its case has ended."""
    if course.withdrawal is not None or course.supplements or state.delivery is Delivery.REFUSED:
        return False
    return case is None or case.status not in CASE_ENDINGS


BEYOND_CORRECTION = frozenset({"intake.duplicate", "intake.matter-closed", "intake.deadline-passed", WITHDRAWN})
"""Refusals that the same matter, filed anew, would only meet again."""
