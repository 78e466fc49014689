"""The two halves of a filing's life in words, always apart: how far the terminal has sent it, what the centre says."""

from dataclasses import dataclass

from kiosk.domain.case import CASE_ENDINGS, CASE_WORDS, CaseChange, CaseStatus
from kiosk.domain.filing import Delivery, DeliveryState, FilingRow
from kiosk.domain.refusals import TAKEN_BACK
from kiosk.domain.text import Language, Text
from kiosk.services.choose import Shelves
from ui.viewmodels import ending_words
from ui.viewmodels.base import STRAIGHT


@dataclass(frozen=True, slots=True)
class Standing:
    """A state in words; `tone` as the components know it: done, attention, error, action, plain."""

    words: Text
    tone: str
    what_next: Text = Text("")


_DELIVERY: dict[Delivery, Standing] = {
    Delivery.PENDING: Standing(
        Text("等着送出", "Waiting to be sent"),
        "attention",
        Text(
            "已经保存在这台机器上，网络一通就自己送到县中心。",
            "It is safe on this machine and goes to the centre by itself.",
        ),
    ),
    Delivery.SENDING: Standing(Text("正在送", "Being sent"), "action"),
    Delivery.DELIVERED: Standing(Text("已经送到", "Delivered"), "done"),
    Delivery.REFUSED: Standing(
        Text("中心没有收", "Not taken"),
        "error",
        Text(
            "拿着编号到窗口，工作人员帮您看是哪里不对。",
            "Take the number to the service window; the staff will see what is wrong.",
        ),
    ),
}

_CASE_TONES: dict[CaseStatus, str] = {
    CaseStatus.RECEIVED: "action",
    CaseStatus.ACCEPTED: "action",
    CaseStatus.IN_REVIEW: "action",
    CaseStatus.SUPPLEMENT_REQUIRED: "attention",
    CaseStatus.SUSPENDED: "attention",
    CaseStatus.NOT_ACCEPTED: "error",
    CaseStatus.CONCLUDED: "done",
    CaseStatus.WITHDRAWN: "plain",
}

_CASE_NEXT: dict[CaseStatus, Text] = {
    CaseStatus.RECEIVED: Text("等中心看材料，您不用做什么。", "The centre looks at it; nothing for you to do."),
    CaseStatus.ACCEPTED: Text("中心正在办，您不用做什么。", "The centre is at work; nothing for you to do."),
    CaseStatus.IN_REVIEW: Text("中心正在办，您不用做什么。", "The centre is at work; nothing for you to do."),
    CaseStatus.SUPPLEMENT_REQUIRED: Text(
        "轮到您了：照中心说的，在这里补材料，或者补到窗口。",
        "Your turn: bring what the centre asks for, here or to the window.",
    ),
    CaseStatus.SUSPENDED: Text("中心先停一停，有消息会变。", "The centre pauses; this changes when it goes on."),
    CaseStatus.NOT_ACCEPTED: Text(
        "能改的，改好再交；不同意可以到窗口问，也可以申请复议。",
        "What can be put right, correct and file again. If you disagree, ask at the window or apply for review.",
    ),
    CaseStatus.CONCLUDED: Text("办完了。", "It is done."),
    CaseStatus.WITHDRAWN: Text("这件事已经撤回。", "It was withdrawn."),
}

DAMAGED = "store.damaged"
"""As `kiosk.storage.lost_papers.DAMAGED`, whose detail names what is missing."""

_SILENT = Standing(Text("还没有消息", "No word yet"), "plain")


def matter_words(shelves: Shelves, title: str, language: Language) -> str:
    """The title of a filed matter in `language`: a filing keeps the Chinese one, the catalogue knows its twin."""
    if language is Language.ZH:
        return title
    briefs = (*shelves.briefs, *shelves.life_events)
    found = next((brief.title.say(language) for brief in briefs if brief.title.zh == title), title)
    return found.translate(STRAIGHT)


def delivery_standing(state: DeliveryState) -> Standing:
    """The terminal's half."""
    if state.reason == DAMAGED and state.delivery is Delivery.PENDING:
        return _missing(state.detail)
    known = _DELIVERY[state.delivery]
    if state.delivery is not Delivery.REFUSED or not state.reason:
        return known
    if state.reason in TAKEN_BACK:
        return Standing(ending_words.TAKEN_BACK, "plain", ending_words.NOT_SENT)
    return Standing(known.words, known.tone, ending_words.refused(state))


def _missing(what: str) -> Standing:
    return Standing(
        Text("有缺，没有送出", "Not whole, not sent"),
        "error",
        Text(
            f"机器坏过，缺了：{what}。请带上材料，到窗口或在这里重新办一次。",
            f"This machine was damaged; missing: {what}. Please file it again here, or at a window, with your papers.",
        ),
    )


def case_standing(change: CaseChange | None) -> Standing:
    """The centre's half; it has said nothing where `change` is None."""
    if change is None:
        return _SILENT
    return Standing(CASE_WORDS[change.status], _CASE_TONES[change.status], _CASE_NEXT[change.status])


def newest(row: FilingRow) -> Standing:
    """The centre's word once it has spoken; until then, how far the filing has been sent."""
    if row.brief.state.delivery is Delivery.DELIVERED and row.case is not None:
        return case_standing(row.case)
    return delivery_standing(row.brief.state)


def needs_papers(row: FilingRow) -> bool:
    """Whether the centre waits for the person."""
    return not row.brings_papers and row.case is not None and row.case.status is CaseStatus.SUPPLEMENT_REQUIRED


def is_refused(row: FilingRow) -> bool:
    """Whether the centre did not take it: somebody has to look at it with the person."""
    return row.brief.state.delivery is Delivery.REFUSED and row.brief.state.reason not in TAKEN_BACK


def is_broken(row: FilingRow) -> bool:
    """Whether the store no longer holds it whole, so that it cannot be sent: it has to be filed again."""
    return row.brief.state.delivery is Delivery.PENDING and row.brief.state.reason == DAMAGED


def is_open(row: FilingRow) -> bool:
    """Whether something is still to come; papers brought later are counted with their case."""
    if row.brings_papers or row.brief.state.delivery is Delivery.REFUSED:
        return False
    return row.case is None or row.case.status not in CASE_ENDINGS
