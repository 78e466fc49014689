"""Why no visit may begin, in the words of the first screen and of the strip above the others."""

from dataclasses import dataclass

from kiosk.domain.text import Text
from kiosk.services.store_watch import DAMAGED, FULL
from kiosk.services.terminal import Terminal


@dataclass(frozen=True, slots=True)
class GateWords:
    """`sentence` is the large one, `line` the same in English below the Chinese, `detail` what to do, `later` what the
    matters below are meanwhile, `strip` for a place of rest that is not the first screen."""

    sentence: Text
    line: str
    detail: Text
    later: Text
    strip: Text


POWER = GateWords(
    Text("停电了\n暂时不能办事", "Power cut:\nclosed for now"),
    "Power cut: closed until the power is back",
    Text("来电后自动恢复。办过的事不会丢。", "Opens again when the power is back. What was filed is safe."),
    Text("来电后，又能在这里办这些事", "Here again when the power is back"),
    Text(
        "停电了，暂时不能开始办事，来电后自动恢复。",
        "Power cut: nothing new can be started now. It goes on by itself when the power is back.",
    ),
)


def gate_words(terminal: Terminal) -> GateWords:
    """For the reason that holds now, a power cut where none does."""
    phone = terminal.settings.terminal.service_phone
    match terminal.visit.gate:
        case reason if reason == FULL:
            return _full(phone)
        case reason if reason == DAMAGED:
            return _damaged(phone)
        case _:
            return POWER


def running_words(terminal: Terminal) -> Text | None:
    """For whoever is in the middle of it, where what they give may not be kept; None where it will be."""
    phone = terminal.settings.terminal.service_phone
    if terminal.store_watch.damaged:
        return Text(
            f"这台机器要检修，现在填的可能存不下来。请到窗口办，或打 {phone}。",
            f"This terminal needs repair: what you enter may not be kept. Please use a window, or call {phone}.",
        )
    if terminal.store_watch.full:
        return Text(
            f"机器快存满了，现在填的可能存不下来。请到窗口办，或打 {phone}。",
            f"Storage is nearly full: what you enter may not be kept. Please use a window, or call {phone}.",
        )
    return None


def _full(phone: str) -> GateWords:
    return GateWords(
        Text("机器存满了\n暂时不能办事", "Storage full:\nclosed for now"),
        "Storage full: closed until there is room",
        Text(
            f"请到窗口或别的自助机办，或打 {phone}。以前办过的事不会丢。",
            f"Please use a window or another terminal, or call {phone}. What was filed is safe.",
        ),
        Text("有地方存了，又能在这里办这些事", "Here again when there is room"),
        Text(
            "机器存满了，暂时不能开始办事。请联系运维人员清理磁盘，有地方后自动恢复。",
            "Storage is full: nothing new can be started. Have a technician make room; it goes on by itself.",
        ),
    )


def _damaged(phone: str) -> GateWords:
    return GateWords(
        Text("机器要检修\n暂时不能办事", "Needs repair:\nclosed for now"),
        "Needs repair: closed for now",
        Text(
            f"请到窗口或别的自助机办，或打 {phone}。在这里交过的会逐件核对，有缺的会请您补交。",
            f"Please use a window or another terminal, or call {phone}. What was filed here is being checked;"
            " if a page is missing, you will be asked for it.",
        ),
        Text("修好后，又能在这里办这些事", "Here again after the repair"),
        Text(
            "机器的存储坏了，暂时不能开始办事。请重新启动；还不行请联系运维人员。",
            "The store is damaged: nothing new can be started. Restart the terminal; if that does not help,"
            " call a technician.",
        ),
    )
