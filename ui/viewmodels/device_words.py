"""What a person at the screen is told when a scanner or a printer does not do its part.

The causes are those of `kiosk.errors.DeviceFailure`. What only staff can mend is said as such: nobody is asked to open
a cover that is locked.
"""

from dataclasses import dataclass

from kiosk.domain.text import Text
from kiosk.ports import DeviceSnapshot, DeviceState


@dataclass(frozen=True, slots=True)
class DeviceWords:
    """Sentences of one capability: while it starts, by cause, and for every other cause."""

    starting: Text
    causes: dict[str, Text]
    otherwise: Text

    def failed(self, cause: str) -> Text:
        """Why it did not work this time."""
        return self.causes.get(cause, self.otherwise)


SCANNER = DeviceWords(
    starting=Text("扫描仪正在准备，等一下就好。", "The scanner is getting ready. One moment."),
    causes={
        "no-paper": Text(
            "没有看到纸。把纸放平、盖好，再扫一次。", "No paper was found. Lay it flat, close the lid, and scan again."
        ),
        "jammed": Text(
            "纸卡住了。轻轻把纸拉出来，再扫一次。", "The paper is stuck. Pull it out gently and scan again."
        ),
        "cover-open": Text("扫描仪的盖子开着。盖好再扫。", "The lid is open. Close it and scan again."),
        "too-large": Text(
            "这一页扫出来太大了，没有留下。放正了再扫一次。",
            "This page came out too large and was not kept. Lay it straight and scan again.",
        ),
        "busy": Text("扫描仪正在忙，等几秒再扫。", "The scanner is busy. Try again in a few seconds."),
    },
    otherwise=Text(
        "这一页没有扫成。再试一次；还不行就点“帮助”叫工作人员。",
        "The page was not scanned. Try again, or touch Help to call the staff.",
    ),
)

PRINTER = DeviceWords(
    starting=Text("打印机正在准备。", "The printer is getting ready."),
    causes={
        "paper-out": Text("打印机没纸了。", "The printer is out of paper."),
        "toner-out": Text("打印机没墨了。", "The printer is out of toner."),
        "door-open": Text("打印机的门没关好。", "A door of the printer is open."),
        "paper-jam": Text("打印机卡纸了。", "Paper is jammed in the printer."),
        "output-full": Text(
            "出纸口满了。拿走里面的纸，再打一张。", "The output tray is full. Take the papers out and print again."
        ),
    },
    otherwise=Text("打印机现在用不了。", "The printer cannot be used at the moment."),
)

_SCANNER_AWAY = Text("扫描仪现在用不了。", "The scanner cannot be used at the moment.")


def trouble_words(words: DeviceWords, device: DeviceSnapshot | None) -> Text:
    """Why this device cannot be used now."""
    if device is not None and device.state is DeviceState.STARTING:
        return words.starting
    if device is not None and device.cause in words.causes:
        return words.causes[device.cause]
    return _SCANNER_AWAY if words is SCANNER else words.otherwise
