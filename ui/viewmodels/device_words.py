"""What a person at the screen is told when a scanner, a camera or a printer does not do its part.

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
        "blank": Text(
            "这一页是空白的，没有留下。把有字的一面朝下放，再扫一次。",
            "This page is blank and was not kept. Lay it with its print facing down and scan again.",
        ),
        "too-large": Text(
            "这一页扫出来太大了，没有留下。放正了再扫一次。",
            "This page came out too large and was not kept. Lay it straight and scan again.",
        ),
        "busy": Text("扫描仪正在忙，等几秒再扫。", "The scanner is busy. Try again in a few seconds."),
        "file-unreadable": Text(
            "这个文件打不开，没有留下。换一个文件，或者扫原件。",
            "This file cannot be opened and was not kept. Take another one, or scan the original.",
        ),
        "picture-too-large": Text(
            "这张图太大了，没有留下。换一张小一点的，或者扫原件。",
            "This picture is too large and was not kept. Take a smaller one, or scan the original.",
        ),
        "picture-too-small": Text(
            "这张图太小，看不清字，没有留下。扫原件吧。",
            "This picture is too small to be read and was not kept. Please scan the original.",
        ),
        "pdf-locked": Text(
            "这个 PDF 设了密码，打不开。去掉密码再来，或者扫原件。",
            "This PDF has a password. Take the password off, or scan the original.",
        ),
        "too-many-pages": Text(
            "这个文件页数太多，没有留下。只留要交的几页，或者扫原件。",
            "This file has too many pages and was not kept. Keep only the pages that are wanted, or scan them.",
        ),
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
        "offline": Text("打印机没有开，或者没有接好。", "The printer is switched off or not connected."),
        "too-slow": Text("打印机太久没有打出来，这张取消了。", "The paper took too long and was cancelled."),
        "cutter": Text("小票打印机的切刀卡住了。", "The cutter of the slip printer is stuck."),
        "output-full": Text(
            "出纸口满了。拿走里面的纸，再打一张。", "The output tray is full. Take the papers out and print again."
        ),
    },
    otherwise=Text("打印机现在用不了。", "The printer cannot be used at the moment."),
)

CAMERA = DeviceWords(
    starting=Text("高拍仪正在准备，等一下就好。", "The document camera is getting ready. One moment."),
    causes={
        "no-paper": Text(
            "没有看到纸，或者这一面是空白的。放好了再拍一次。",
            "No paper was found, or this side is blank. Lay it down and take it again.",
        ),
        "too-large": Text(
            "这份材料太大了，这一页没有留下。删掉一页再拍。",
            "This paper is too large; the page was not kept. Remove one and take it again.",
        ),
    },
    otherwise=Text(
        "这一页没有拍成。再试一次；还不行就点“帮助”叫工作人员。",
        "The page was not taken. Try again, or touch Help to call the staff.",
    ),
)

_CAMERA_AWAY = Text("高拍仪现在用不了。", "The document camera cannot be used at the moment.")
_SCANNER_AWAY = Text("扫描仪现在用不了。", "The scanner cannot be used at the moment.")


def trouble_words(words: DeviceWords, device: DeviceSnapshot | None) -> Text:
    """Why this device cannot be used now."""
    if device is not None and device.state is DeviceState.STARTING:
        return words.starting
    if device is not None and device.cause in words.causes:
        return words.causes[device.cause]
    if words is CAMERA:
        return _CAMERA_AWAY
    return _SCANNER_AWAY if words is SCANNER else words.otherwise
