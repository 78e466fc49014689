"""A case (办件): the centre's half of a filing's life."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from kiosk.domain.text import Text


class CaseStatus(StrEnum):
    """Where a case stands at the centre; only the centre sets it."""

    RECEIVED = "received"
    ACCEPTED = "accepted"
    SUPPLEMENT_REQUIRED = "supplement-required"
    NOT_ACCEPTED = "not-accepted"
    IN_REVIEW = "in-review"
    SUSPENDED = "suspended"
    CONCLUDED = "concluded"
    WITHDRAWN = "withdrawn"


CASE_WORDS: dict[CaseStatus, Text] = {
    CaseStatus.RECEIVED: Text("中心已收到", "Received by the centre"),
    CaseStatus.ACCEPTED: Text("已受理", "Accepted"),
    CaseStatus.SUPPLEMENT_REQUIRED: Text("需要补材料", "More papers needed"),
    CaseStatus.NOT_ACCEPTED: Text("不予受理", "Not accepted"),
    CaseStatus.IN_REVIEW: Text("正在办理", "In review"),
    CaseStatus.SUSPENDED: Text("暂停办理", "Suspended"),
    CaseStatus.CONCLUDED: Text("已办结", "Concluded"),
    CaseStatus.WITHDRAWN: Text("已撤回", "Withdrawn"),
}

CASE_ENDINGS = frozenset({CaseStatus.NOT_ACCEPTED, CaseStatus.CONCLUDED, CaseStatus.WITHDRAWN})


@dataclass(frozen=True, slots=True)
class CaseChange:
    """One step of a case, as the centre told it; `note` is the official's plain sentence.

    `wanted` are the papers (rule ids of the matter) that it asks for; none where only the note says it.
    """

    filing_id: str
    case_number: str
    status: CaseStatus
    note: str = field(repr=False)
    changed_at: datetime
    wanted: tuple[str, ...] = ()
