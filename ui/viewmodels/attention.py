"""The fault that takes the whole screen: what happened, whose turn it is, what to do."""

from dataclasses import dataclass

from PySide6.QtCore import Property, QObject, Signal, Slot

from kiosk.domain.text import Language, Text
from kiosk.services.attention import Attention, Notice

_KEPT = Text(
    "您的申报已经保存好，一点没丢，只是回执还没有打出来。",
    "Your filing is saved and nothing is lost; only the receipt is not printed yet.",
)
_STAFF = Text(
    "请叫工作人员，也可以打 {phone}。弄好了点“再打一次”。", "Please call the staff, or {phone}. Then touch Print again."
)
_WAIT = Text("等几分钟，再点“再打一次”。", "Wait a few minutes, then touch Print again.")
_ONCE_MORE = Text(
    "点“再打一次”。还是打不出来，就叫工作人员，也可以打 {phone}。",
    "Touch Print again. If it fails again, please call the staff, or {phone}.",
)
_TAKE_ALONG = Text(
    "不想等，点“先不打了”，把编号记下来或拍下来。回执以后还能在这台机器上打。",
    "Or touch Go on without it, and note or photograph the number. This terminal can print the receipt later.",
)


@dataclass(frozen=True, slots=True)
class Words:
    """What happened, and what to do now."""

    title: Text
    turn: Text


PRINTER: dict[str, Words] = {
    "paper-out": Words(Text("打印机没纸了", "The printer is out of paper"), _STAFF),
    "paper-jam": Words(Text("打印机卡纸了", "Paper is jammed in the printer"), _STAFF),
    "door-open": Words(Text("打印机的门没关好", "A door of the printer is open"), _STAFF),
    "toner-out": Words(Text("打印机没墨了", "The printer is out of toner"), _STAFF),
    "output-full": Words(
        Text("出纸口满了", "The output tray is full"),
        Text("把出纸口里的纸拿走，再点“再打一次”。", "Take the papers out, then touch Print again."),
    ),
    "waste-full": Words(Text("打印机的废粉盒满了", "The printer's waste box is full"), _STAFF),
    "offline": Words(Text("打印机没有开", "The printer is switched off"), _STAFF),
    "no-answer": Words(Text("打印机没有回话", "The printer does not answer"), _STAFF),
    "too-slow": Words(Text("打印机太久没有打出来", "The printer took too long"), _STAFF),
    "not-ready": Words(Text("打印机正在预热", "The printer is warming up"), _WAIT),
    "starting": Words(Text("打印机正在准备", "The printer is getting ready"), _WAIT),
    "busy": Words(Text("打印机正忙着", "The printer is busy"), _WAIT),
    "job-failed": Words(Text("回执没有打成", "The receipt was not printed"), _ONCE_MORE),
    "cancelled": Words(Text("回执没有打成", "The receipt was not printed"), _ONCE_MORE),
    "drawing": Words(Text("回执没有打成", "The receipt was not printed"), _ONCE_MORE),
}
PRINTER_OTHERWISE = Words(Text("打印机现在用不了", "The printer cannot be used now"), _STAFF)
SLIPS: dict[str, Words] = {
    **{cause: PRINTER[cause] for cause in ("job-failed", "cancelled", "drawing")},
    "paper-out": Words(Text("小票纸用完了", "The slip printer is out of paper"), _STAFF),
    "paper-jam": Words(Text("小票打印机卡纸了", "Paper is jammed in the slip printer"), _STAFF),
    "cutter": Words(Text("小票打印机的切刀卡住了", "The slip printer's cutter is stuck"), _STAFF),
    "door-open": Words(Text("小票打印机的盖子没关好", "The slip printer's lid is open"), _STAFF),
    "not-ready": Words(Text("小票打印机太热了", "The slip printer is too hot"), _WAIT),
    "starting": Words(Text("小票打印机正在准备", "The slip printer is getting ready"), _WAIT),
    "busy": Words(Text("小票打印机正忙着", "The slip printer is busy"), _WAIT),
    "offline": Words(Text("小票打印机没有开", "The slip printer is switched off"), _STAFF),
    "no-answer": Words(Text("小票打印机没有回话", "The slip printer does not answer"), _STAFF),
}
SLIPS_OTHERWISE = Words(Text("小票打印机现在用不了", "The slip printer cannot be used now"), _STAFF)
SCANNER: dict[str, Words] = {
    "jammed": Words(
        Text("纸卡在扫描仪里了", "The paper is stuck in the scanner"),
        Text(
            "轻轻把纸往外拉。拉不动就别用力，请叫工作人员，也可以打 {phone}。拿出来了点“再扫一次”。",
            "Pull it out gently. If it does not come, leave it and call the staff, or {phone}. Then touch Scan again.",
        ),
    ),
    "cover-open": Words(
        Text("扫描仪的盖子开着", "The scanner's lid is open"),
        Text("把盖子盖好，再点“再扫一次”。", "Close the lid, then touch Scan again."),
    ),
}
_PAGES_KEPT = Text("前面扫好的都还在。", "What was scanned before is kept.")
_MENDED = Words(
    Text("打印机好了", "The printer works again"),
    Text("点“再打一次”，回执就打出来。", "Touch Print again for the receipt."),
)


def words_of(notice: Notice) -> Words:
    """What a person is told of a fault that is not over; every cause has words."""
    if notice.capability == "scanner":
        return SCANNER[notice.cause]
    if notice.capability == "slip-printer":
        return SLIPS.get(notice.cause, SLIPS_OTHERWISE)
    return PRINTER.get(notice.cause, PRINTER_OTHERWISE)


class AttentionModel(QObject):
    """Shows `kiosk.services.attention` in the language on the screen. Made once, beside the shell."""

    changed = Signal()

    def __init__(self, attention: Attention, phone: str, parent: QObject) -> None:
        super().__init__(parent)
        self._attention = attention
        self._phone = phone
        self._notice: Notice | None = None
        self._spoken = Language.ZH

    def look(self, spoken: Language) -> bool:
        """Looks anew, and tells whether there is something to show."""
        notice = self._attention.notice()
        if (notice, spoken) != (self._notice, self._spoken):
            self._notice, self._spoken = notice, spoken
            self.changed.emit()
        return notice is not None

    @Property(str, notify=changed)
    def title(self) -> str:
        return self._say(self._words.title) if self._words else ""

    @Property(str, notify=changed)
    def kept(self) -> str:
        """What is safe."""
        return self._say(_KEPT if self._printing else _PAGES_KEPT)

    @Property(str, notify=changed)
    def turn(self) -> str:
        """Whose turn it is, and what to do."""
        return self._say(self._words.turn).format(phone=self._phone) if self._words else ""

    @Property(str, notify=changed)
    def otherWay(self) -> str:
        """What else can be done."""
        return self._say(_TAKE_ALONG) if self._printing else ""

    @Property(bool, notify=changed)
    def mended(self) -> bool:
        """Whether the printer works again. A scanner counts as ready with a sheet stuck in it, and is never called so:
        what to do with the sheet has to stay on the screen."""
        return self._mended

    @Property(str, notify=changed)
    def againLabel(self) -> str:
        return self._say(Text("再打一次", "Print again") if self._printing else Text("再扫一次", "Scan again"))

    @Property(str, notify=changed)
    def asideLabel(self) -> str:
        return self._say(Text("先不打了", "Go on without it") if self._printing else Text("先不扫了", "Not now"))

    @Slot()
    def again(self) -> None:
        self._attention.again()

    @Slot()
    def putAside(self) -> None:
        self._attention.put_aside()

    @property
    def _printing(self) -> bool:
        return self._notice is None or self._notice.capability != "scanner"

    @property
    def _mended(self) -> bool:
        return self._notice is not None and self._printing and self._notice.mended

    @property
    def _words(self) -> Words | None:
        if self._notice is None:
            return None
        if self._mended:
            return _MENDED
        return words_of(self._notice)

    def _say(self, text: Text) -> str:
        return text.say(self._spoken)
