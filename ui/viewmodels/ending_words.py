"""How a filing ended, in words: refused and why, taken back, corrected, supplemented."""

from kiosk.domain.course import Course, WithdrawalState
from kiosk.domain.filing import DeliveryState
from kiosk.domain.refusals import case_in, refusal_words
from kiosk.domain.text import Text
from kiosk.services.endings import Hindrance
from ui.viewmodels.answers import number_words

TAKEN_BACK = Text("已经撤回", "Taken back")
NOT_SENT = Text(
    "这件事不再往中心送。您不用做什么。", "It is not sent to the centre any more. There is nothing for you to do."
)

HINDRANCES: dict[str, Text] = {
    Hindrance.ANOTHER_PERSON: Text(
        "要办事的本人放身份证，才能改、补、撤。", "Only the person it is about, with their card, can do this."
    ),
    Hindrance.TOO_LATE: Text(
        "刚才有了变化，现在不用了。请再看一遍上面写的。",
        "It has changed meanwhile. Please read again what stands above.",
    ),
    Hindrance.NOT_OFFERED: Text(
        "这件事现在不在这里办了，请拿着编号到窗口。",
        "This is no longer offered here. Please take the number to the window.",
    ),
    Hindrance.UNREAD: Text("这次没有办成。请再点一次。", "It did not work this time. Please touch it again."),
}


def refused(state: DeliveryState) -> Text:
    """Why the centre did not take it, and who must do what."""
    known = refusal_words(state.reason)
    number = number_words(case_in(state.detail)) if case_in(state.detail) else ""
    zh, en = (f"那一件的编号：{number}。", f" Its number: {number}.") if number else ("", "")
    return Text(f"{known.happened.zh}{zh}{known.next_step.zh}", f"{known.happened.en}{en} {known.next_step.en}")


_WITHDRAWAL: dict[WithdrawalState, Text] = {
    WithdrawalState.PENDING: Text(
        "您已经撤回。网络一通，机器就告诉中心，您不用再来。",
        "You have taken it back. The centre is told once the line is up; you need not come again.",
    ),
    WithdrawalState.LOCAL: Text("您已经撤回，没有送到中心。", "You have taken it back; it never went to the centre."),
    WithdrawalState.TAKEN: Text("您已经撤回，中心知道了。", "You have taken it back, and the centre knows."),
}


def course_words(course: Course) -> Text:
    """What this filing hangs together with, "" for nothing."""
    number = number_words(course.earlier_number) if course.earlier_number else ""
    if course.withdrawal is WithdrawalState.REFUSED:
        known = refusal_words(course.withdrawal_refusal)
        return Text(
            f"没有撤成：{known.happened.zh}{known.next_step.zh}",
            f"It could not be taken back. {known.happened.en} {known.next_step.en}",
        )
    if course.withdrawal is not None:
        return _WITHDRAWAL[course.withdrawal]
    if course.corrected_by:
        return Text("您已经改好再交，看新的那一件。", "You have filed it again, corrected; see the new one.")
    if course.supplemented_by:
        return Text("补的材料已经收下，正在送中心。", "The papers are kept and on their way to the centre.")
    if course.supplements:
        return Text(f"这是补给 {number} 的材料。", f"These are papers brought for {number}.")
    if course.corrects:
        return Text(f"这一件代替 {number}。", f"This takes the place of {number}.")
    return Text("")
