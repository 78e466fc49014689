"""What the card reader's state means for the person before it."""

from collections.abc import Set

from PySide6.QtCore import QCoreApplication

from kiosk.domain.text import Text
from kiosk.ports import DeviceSnapshot, DeviceState
from kiosk.services.health import Health
from kiosk.services.identify import CardWords

translate = QCoreApplication.translate

SOCIAL = "social-card"
"""The reader of social-security cards."""
OUT = frozenset({DeviceState.ABSENT, DeviceState.FAILED})


def cards_taken(health: Health) -> str:
    """Which cards can be laid down here now: "id", "social" or "both"; where none can, what usually is."""
    readers = [device for device in health.devices if device.capability == "card"]
    names = {one.name for one in readers if one.state not in OUT} or {one.name for one in readers}
    if SOCIAL not in names:
        return "id"
    return "social" if names == {SOCIAL} else "both"


def lying_card(readers: Set[str]) -> Text:
    """What to call the card that lies on `readers`: a reader of social-security cards takes bank cards, too."""
    return Text("卡", "card") if readers == {SOCIAL} else Text("身份证", "ID card")


def trouble_words(card: CardWords, health: Health) -> str:
    """Why the card that lies there could not be read and what to do, or "" where there is no trouble."""
    if not card.trouble:
        return ""
    taken = cards_taken(health)
    unknown = translate("card_words", "这种卡这里读不了。请放身份证、居住证或永居证。")
    if taken == "both":
        unknown = translate("card_words", "这种卡这里读不了。请放身份证、社保卡、居住证或永居证。")
    elif taken == "social":
        unknown = translate("card_words", "这种卡这里读不了。请放社保卡。")
    words = {
        "card-pulled": translate("card_words", "卡拿得太早了。再放一次，等屏幕变了再拿。"),
        "card-unknown": unknown,
        "card-locked": translate("card_words", "这张卡锁住了，读不了。请换别的证件，解锁要到发卡的地方。"),
        "card-expired": translate("card_words", "这张证过期了，不能用来办事。请换一张有效的，或者到窗口办。"),
        "absent": translate("card_words", "读卡器没有接好，读不了卡。"),
    }
    return words.get(card.trouble) or translate("card_words", "这张卡没有读出来。拿起来，再平平地放一次，等两秒。")


def reader_words(health: Health, *, typing: bool = False) -> str:
    """That no card, or no identity card, can be read here at the moment, or "".

    `typing` says that a number may be typed instead.
    """
    device = health.device("card")
    if typing and not health.fitted("card"):
        return translate("card_words", "这里没有读卡器。照着身份证输姓名和号码就行。")
    if typing and not _works(device):
        return translate("card_words", "读卡器现在不能用。照着身份证输姓名和号码就行。")
    if not health.fitted("card"):
        return translate("card_words", "这里没有读卡器。您可以先看看能办什么，要办请到窗口。")
    if not _works(device):
        return translate("card_words", "读卡器现在不能用。您可以先看看能办什么，要办请到窗口。")
    if cards_taken(health) == "social" and any(
        one.capability == "card" and one.name != SOCIAL for one in health.devices
    ):
        return translate("card_words", "身份证读卡器现在不能用，请放社保卡。")
    return ""


def reads_cards(health: Health) -> bool:
    """Whether any card can be read here now."""
    return health.fitted("card") and _works(health.device("card"))


def _works(device: DeviceSnapshot | None) -> bool:
    return device is None or device.state in (DeviceState.READY, DeviceState.BUSY, DeviceState.STARTING)
