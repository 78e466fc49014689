"""Why the centre did not take something, in plain words: what happened, and who must do what."""

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from kiosk.domain.text import Text


class Turn(StrEnum):
    """Who must act."""

    RESIDENT = "resident"
    STAFF = "staff"
    NOBODY = "nobody"


@dataclass(frozen=True, slots=True)
class RefusalWords:
    """`happened` and `next_step` as a person reads them; `turn` says who must act."""

    happened: Text
    next_step: Text
    turn: Turn


_CORRECT: Final = Text(
    "轮到您了：点“改好再交”，改了再签一次名。", "Your turn: touch Correct, put it right and sign again."
)
_WINDOW: Final = Text(
    "请拿着编号到窗口，工作人员帮您办。", "Please take the number to the service window; the staff will help you."
)
_TECHNICIAN: Final = Text(
    "不是您的错。请告诉工作人员，由维护人员处理。",
    "This is not your fault. Please tell the staff; a technician must see to it.",
)
_NOTHING: Final = Text("您不用做什么。", "There is nothing for you to do.")

_WORDS: Final[dict[str, RefusalWords]] = {
    "intake.matter-superseded": RefusalWords(
        Text(
            "这件事的表后来改了，中心不再收旧的表。",
            "The form has changed since; the centre no longer takes the old one.",
        ),
        Text(
            "轮到您了：点“改好再交”，填过的都替您留着，看一遍再签一次名。",
            "Your turn: touch Correct. What you gave is kept; look it over and sign again.",
        ),
        Turn.RESIDENT,
    ),
    "intake.matter-closed": RefusalWords(
        Text("这件事现在不办了。", "This matter is no longer offered."), _WINDOW, Turn.RESIDENT
    ),
    "intake.deadline-passed": RefusalWords(
        Text("办这件事的最后一天已经过了。", "The last day for this matter is past."), _WINDOW, Turn.RESIDENT
    ),
    "intake.duplicate": RefusalWords(
        Text(
            "这件事已经在别处交过，中心正在办那一件。",
            "This has been filed already; the centre is at work on that one.",
        ),
        Text("您不用再交，等那一件的结果就行。", "You need not file again; wait for the result of that one."),
        Turn.NOBODY,
    ),
    "intake.invalid": RefusalWords(
        Text("有的内容中心收不进去。", "The centre cannot take something in it."), _CORRECT, Turn.RESIDENT
    ),
    "intake.too-large": RefusalWords(
        Text("材料太大，中心收不进去。", "The papers are too large for the centre."),
        Text(
            "轮到您了：点“改好再交”，把页数减少或重新扫。",
            "Your turn: touch Correct, and scan fewer pages or scan again.",
        ),
        Turn.RESIDENT,
    ),
    "intake.media-type": RefusalWords(
        Text("材料的格式中心不收。", "The centre does not take papers of this kind."),
        Text("轮到您了：点“改好再交”，把材料重新扫一次。", "Your turn: touch Correct and scan the papers again."),
        Turn.RESIDENT,
    ),
    "intake.malformed": RefusalWords(
        Text("机器送的东西中心看不懂。", "The centre cannot read what this machine sent."), _TECHNICIAN, Turn.STAFF
    ),
    "intake.id-reused": RefusalWords(
        Text("中心那边这个号已经有别的内容。", "The centre has something else under this number."),
        _TECHNICIAN,
        Turn.STAFF,
    ),
    "intake.not-correctable": RefusalWords(
        Text(
            "原来那一件中心还在办，或者已经办结，不能改。",
            "The first filing is in hand or concluded and cannot be corrected.",
        ),
        Text("您不用再交，看原来那一件的结果。", "You need not file again; see the result of the first one."),
        Turn.NOBODY,
    ),
    "intake.supplement-not-wanted": RefusalWords(
        Text("中心那边已经不等材料了，补的没有收。", "The centre waits for no papers any more; these were not taken."),
        Text(
            "看看那一件办到哪一步；还要交的，请到窗口问。",
            "See how far that case is; if something is still wanted, ask at the window.",
        ),
        Turn.RESIDENT,
    ),
    "intake.withdrawal-too-late": RefusalWords(
        Text("已经办完了，撤不回来。", "It has been decided already and can no longer be taken back."),
        _WINDOW,
        Turn.RESIDENT,
    ),
    "intake.withdrawn": RefusalWords(Text("您已经撤回。", "You have taken it back."), _NOTHING, Turn.NOBODY),
    "resident.withdrawn": RefusalWords(Text("您已经撤回。", "You have taken it back."), _NOTHING, Turn.NOBODY),
}

_UNKNOWN: Final = RefusalWords(Text("中心没有收。", "The centre did not take it."), _WINDOW, Turn.RESIDENT)

_CASE_NUMBER: Final = re.compile(r"\b[0-9A-Za-z]{31}[0-9]{12}\b")

TAKEN_BACK: Final = frozenset({"resident.withdrawn", "intake.withdrawn"})
"""Reasons that are no refusal to the person: they took it back."""


def refusal_words(reason: str) -> RefusalWords:
    """The words for a stable code; those of an unknown one say whom to ask."""
    return _WORDS.get(reason, _UNKNOWN)


def case_in(detail: str) -> str:
    """The case number that a refusal names, "" for none."""
    found = _CASE_NUMBER.search(detail)
    return found[0] if found else ""
