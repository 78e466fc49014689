"""What is said about a scanned code that has opened nothing, or nothing yet."""

from dataclasses import dataclass

from PySide6.QtCore import Property, QObject, Signal, Slot

from kiosk.domain.text import Language, Text
from kiosk.services.find_filing import FindFiling, Trouble
from kiosk.services.visit import Visit


@dataclass(frozen=True, slots=True)
class Words:
    """What happened, and what to do now; `{phone}` stands for the service phone."""

    title: Text
    turn: Text


_ASKING = Words(
    Text("正在问县中心……", "Asking the county centre…"),
    Text(
        "这份回执不是在这台机器上办的，要问一下县中心，几秒钟就好。",
        "This receipt was not made on this terminal, so the county centre is asked. It takes a few seconds.",
    ),
)

TROUBLES: dict[Trouble, Words] = {
    Trouble.FOREIGN: Words(
        Text("这个码不是本县办事回执上的码", "This is not the code of a receipt of this county"),
        Text(
            "请扫回执上的方块码。付款码、快递单上的码，这里都用不上。",
            "Please scan the square code on your receipt. Codes for paying or on parcels are of no use here.",
        ),
    ),
    Trouble.MISREAD: Words(
        Text("没有扫清楚", "The code was not read well"),
        Text(
            "把回执放平，再扫一次。折坏、弄脏了扫不出来，就打 {phone}，报回执上的编号。",
            "Lay the receipt flat and scan it again. If it is torn or stained, call {phone} and give the number on it.",
        ),
    ),
    Trouble.SIGN_IN: Words(
        Text("请代办员先登录", "The village agent signs in first"),
        Text("登录以后，再扫一次回执。", "After that, scan the receipt again."),
    ),
    Trouble.NOT_NOW: Words(
        Text("现在正在办事，先不查回执", "Something else is under way"),
        Text(
            "填的都还在。办完，或者结束以后，再扫一次。",
            "What you have filled in is still there. Scan the receipt again when this is done.",
        ),
    ),
    Trouble.CLOSED: Words(
        Text("这台机器现在不能查回执", "Receipts cannot be looked up here now"),
        Text(
            "屏幕上写着为什么。过一会儿再来扫，急的话打 {phone}，报回执上的编号。",
            "The screen says why. Come back in a while, or call {phone} and give the number on the receipt.",
        ),
    ),
    Trouble.UNKNOWN: Words(
        Text("县中心还没有这一件", "The county centre does not have this filing yet"),
        Text(
            "刚办的，可能还在那台机器上等网络，网络一通它自己送，您不用再办。"
            "明天再扫一次；还是没有，就打 {phone}，报回执上的编号。",
            "If it is new, the terminal where it was made may be waiting for the line and sends it by itself. "
            "Scan again tomorrow; if it is still missing, call {phone} and give the number on the receipt.",
        ),
    ),
    Trouble.UNREACHABLE: Words(
        Text("现在问不到县中心", "The county centre cannot be asked now"),
        Text(
            "这份回执不是在这台机器上办的。办的事没有丢，过一会儿再扫一次；急的话打 {phone}，报回执上的编号。",
            "This receipt was not made on this terminal. Nothing is lost: scan it again in a while, or call {phone} "
            "and give the number on the receipt.",
        ),
    ),
}


class CodeNotice(QObject):
    """Shown over the step while `look` says so; reads the session, keeps nothing of it but the words."""

    changed = Signal()

    def __init__(self, find_filing: FindFiling, visit: Visit, phone: str, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._find_filing = find_filing
        self._visit = visit
        self._phone = phone
        self._language = Language.ZH
        self._words: Words | None = None

    def look(self, language: Language) -> bool:
        """Reads the session anew; whether there is something to say."""
        finding = self._visit.session.finding
        words = TROUBLES[Trouble(finding.trouble)] if finding.trouble else _ASKING if finding.asking else None
        if (words, language) != (self._words, self._language):
            # What was said last stays on the screen while it goes away.
            self._words, self._language = words or self._words, language
            self.changed.emit()
        return words is not None

    @Property(str, notify=changed)
    def title(self) -> str:
        return self._words.title.say(self._language) if self._words else ""

    @Property(str, notify=changed)
    def turn(self) -> str:
        """What the person does now."""
        return self._words.turn.say(self._language).format(phone=self._phone) if self._words else ""

    @Property(bool, notify=changed)
    def waiting(self) -> bool:
        """The centre has been asked and has not answered."""
        return self._words is _ASKING

    @Slot()
    def close(self) -> None:
        """Read, or not waited for."""
        self._find_filing.dismiss()
