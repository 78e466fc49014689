"""What is said after saving: where the filing stands, where its receipt is, what to take along."""

from enum import Enum
from pathlib import PurePath

from kiosk.domain.filing import Delivery
from kiosk.domain.identity import DocumentKind, mask_name
from kiosk.domain.text import Text
from kiosk.services.health import LineState
from kiosk.services.session import Outcome, Reprinting, Session
from ui.viewmodels.answers import number_words
from ui.viewmodels.device_words import PRINTER

Fact = tuple[Text, Text, str]
"""Label, value, and the size of the value: `body`, or `strong` for the numbers to keep."""


class Stand(Enum):
    """How far a filing is for the person before the screen; the value is the tone it is said in."""

    OFFICIAL = "done"
    REFUSED = "error"
    ON_ITS_WAY = "action"
    DELAYED = "attention"


STATE: dict[Stand, Text] = {
    Stand.OFFICIAL: Text("已经送到县中心", "The county centre has it"),
    Stand.REFUSED: Text("县中心没有收，请到窗口问一下", "The centre did not take it; please ask at the window"),
    Stand.ON_ITS_WAY: Text("正在送到县中心…", "On its way to the county centre…"),
    Stand.DELAYED: Text("现在送不到县中心，这是暂存", "The centre cannot be reached now; this is provisional"),
}


def stand(outcome: Outcome, line: LineState) -> Stand:
    """Delayed is what is known not to arrive at once: the line is down, or the delivery told a reason."""
    state = outcome.state
    if state is not None and state.acknowledgement is not None:
        return Stand.OFFICIAL
    if state is not None and state.delivery is Delivery.REFUSED:
        return Stand.REFUSED
    delayed = (line.known and not line.up) or (state is not None and bool(state.reason))
    return Stand.DELAYED if delayed else Stand.ON_ITS_WAY


def next_words(where: Stand, phone: str) -> Text:
    """What comes next, and whose turn it is."""
    match where:
        case Stand.OFFICIAL:
            return Text(
                f"中心会看您交的内容。以后在这台机器上放卡就能看进度，也可以打 {phone} 问。",
                f"The centre looks at it now. To follow it, lay your card on this terminal or call {phone}.",
            )
        case Stand.REFUSED:
            return Text(
                "拿着这个编号到窗口，工作人员帮您看是哪里不对。填的内容都留着。",
                "Take this number to the service window; the staff will see what is wrong. Everything is kept.",
            )
        case Stand.ON_ITS_WAY:
            return Text("机器正在送，一会儿这里就会变。", "It is being sent; this changes in a moment.")
        case Stand.DELAYED:
            return Text(
                "网络一通，机器自己送到，不用您再来。",
                "It goes to the centre by itself once the line is back; you need not come again.",
            )


def facts(session: Session, where: Stand, phone: str) -> list[Fact]:
    """The facts of the filing just saved, in reading order."""
    outcome = session.outcome
    if outcome.filing is None:
        return []
    matter = session.choice.matter
    title = matter.title if matter else Text(outcome.filing.matter_title)
    shown: list[Fact] = [(Text("办什么", "Matter"), title, "strong")]
    agent = outcome.filing.parties.agent
    if agent is not None:
        # Whoever stands here for themselves knows.
        name = mask_name(outcome.filing.parties.resident.name)
        words = Text(f"{name}（由代办员 {agent.name} 代办）", f"{name} (by agent {agent.name})")
        shown.append((Text("给谁办", "For"), words, "body"))
    if outcome.state is not None and outcome.state.acknowledgement is not None:
        known = outcome.state.acknowledgement
        shown.append((Text("办件编号", "Case number"), Text(number_words(known.case_number)), "strong"))
        shown.append((Text("查询码", "Query code"), Text(known.query_code), "strong"))
    else:
        shown.append((Text("暂存编号", "Provisional no."), Text(outcome.filing.provisional_number), "strong"))
    link = session.choice.link
    if link is not None:
        label = Text("补给哪一件", "Papers for") if link.supplements else Text("代替哪一件", "In place of")
        shown.append((label, Text(number_words(link.earlier_number)), "body"))
    shown.append((Text("接下来", "What next"), next_words(where, phone), "body"))
    return shown


_CALL = Text("请叫工作人员，好了再点“打印回执”。", "Please call the staff, then touch Print the receipt.")
_PRINTING = Text("正在打印回执…", "Printing the receipt…")
_PRINTING_SLIP = Text("正在打印小票…", "Printing the slip…")
_ON_THE_SLIP = Text("回执打在小票上了，请取走小票。", "The receipt is printed as a slip. Please take it.")
_IN_THE_FOLDER = Text(
    "这里没有打印机，回执存在打印文件夹。", "There is no printer here; the receipt is in the print folder."
)


def paper_words(outcome: Outcome, *, late: bool, slow: bool = False) -> Text:
    """Where the receipt is; `late` when the printer has been silent for too long, `slow` when it is still at it."""
    if late:
        return Text("打印机一直没有回应。", "The printer does not answer.")
    if outcome.paper_failure:
        return PRINTER.failed(outcome.paper_failure)
    if outcome.paper is not None and outcome.paper.to_folder:
        return _IN_THE_FOLDER
    if outcome.paper is not None:
        if outcome.on_slip:
            return _ON_THE_SLIP
        return _printed_at(outcome.paper.where)
    return _on_its_way(outcome, slow=slow)


def _on_its_way(outcome: Outcome, *, slow: bool) -> Text:
    if not outcome.receipt_kind:
        return Text("正在等县中心的回音，马上打回执。", "Waiting for the centre's word, then the receipt prints.")
    if slow:
        return Text("打印机有点慢，还在打，请等一等。", "The printer is slow; it is still printing. One moment.")
    if outcome.on_slip:
        return _PRINTING_SLIP
    return _PRINTING


def _printed_at(where: str) -> Text:
    return Text(f"回执打好了，在打印机 {where}，请取走。", f"The receipt is printed, at {where}. Please take it.")


def reprint_words(now: Reprinting) -> Text:
    """Where the receipt is that is printed once more."""
    if now.failure:
        failed = PRINTER.failed(now.failure)
        if now.failure == "output-full":
            return failed
        return Text(f"{failed.zh}{_CALL.zh}", f"{failed.en} {_CALL.en}")
    if now.under_way:
        return _PRINTING_SLIP if now.on_slip else _PRINTING
    if now.paper is None:
        return Text("")
    if now.paper.to_folder:
        return _IN_THE_FOLDER
    return _ON_THE_SLIP if now.on_slip else _printed_at(now.paper.where)


def paper_detail(outcome: Outcome, *, late: bool, mended: bool) -> Text:
    """Its file in the print folder, or what else there is; `mended` when a printer that failed works again."""
    if outcome.paper_failure and mended:
        return Text("办的事不受影响。现在可以再打一张了。", "Your filing is not affected. You can print again now.")
    if outcome.paper_failure or late:
        return Text(
            "办的事不受影响。记下或拍下上面的编号，也可以再打一张。",
            "Your filing is not affected. Note or photograph the number above, or print again.",
        )
    if outcome.paper is None or not outcome.paper.to_folder:
        return Text("")
    # Staff look for the file; the way to the folder is theirs, not the person's.
    return Text(PurePath(outcome.paper.where).name)


def card_name(session: Session) -> Text:
    """What the person's own card is called."""
    resident = session.identification.resident
    if resident is not None and resident.kind is DocumentKind.SOCIAL:
        return Text("社保卡", "social-security card")
    return Text("身份证", "ID card")


def take_words(session: Session) -> Text:
    """What the person must take along."""
    filing, paper = session.outcome.filing, session.outcome.paper
    things = []
    if session.identification.card_on_reader:
        card = card_name(session)
        things.append(Text(card.zh, f"your {card.en}"))
    if filing is not None:
        originals = (material.name for material in filing.materials)
        things += [Text(f"{name.zh}原件", f"the original of {name.en}") for name in originals]
    if paper is not None and not paper.to_folder:
        things.append(Text("回执", "the receipt"))
    if not things:
        return Text("请带好随身的东西", "Please take your belongings")
    zh, en = "、".join(thing.zh for thing in things), ", ".join(thing.en for thing in things)
    return Text(f"请取走：{zh}", f"Please take: {en}")


def broken(words: Text) -> Text:
    """A level of satisfaction over two lines, for five tiles side by side: broken before 满意, never inside it."""
    for head in ("非常", "基本"):
        if words.zh.startswith(head):
            return Text(f"{head}\n{words.zh.removeprefix(head)}", words.en.replace(" ", "\n", 1))
    return words
