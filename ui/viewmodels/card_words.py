"""What the card reader's state means for the person before it."""

from PySide6.QtCore import QCoreApplication

from kiosk.ports import DeviceState
from kiosk.services.health import Health
from kiosk.services.identify import CardWords

translate = QCoreApplication.translate


def takes_social_cards(health: Health) -> bool:
    """Whether a reader of social-security cards is there and works."""
    out = (DeviceState.ABSENT, DeviceState.FAILED)
    return any(device.name == "social-card" and device.state not in out for device in health.devices)


def trouble_words(card: CardWords, health: Health) -> str:
    """Why the card that lies there could not be read and what to do, or "" where there is no trouble."""
    if not card.trouble:
        return ""
    unknown = translate("card_words", "这种卡这里读不了。请放身份证、居住证或永居证。")
    if takes_social_cards(health):
        unknown = translate("card_words", "这种卡这里读不了。请放身份证、社保卡、居住证或永居证。")
    words = {
        "card-pulled": translate("card_words", "卡拿得太早了。再放一次，等屏幕变了再拿。"),
        "card-unknown": unknown,
        "card-locked": translate("card_words", "这张卡锁住了，读不了。请换别的证件，解锁要到发卡的地方。"),
        "card-expired": translate("card_words", "这张证过期了，不能用来办事。请换一张有效的，或者到窗口办。"),
        "absent": translate("card_words", "读卡器没有接好，读不了卡。"),
    }
    return words.get(card.trouble) or translate("card_words", "这张卡没有读出来。拿起来，再平平地放一次，等两秒。")


def reader_words(health: Health) -> str:
    """That no card can be read here at the moment, or ""."""
    device = health.device("card")
    if not health.fitted("card"):
        return translate("card_words", "这里没有读卡器。您可以先看看能办什么，要办请到窗口。")
    if device is None or device.state in (DeviceState.READY, DeviceState.BUSY, DeviceState.STARTING):
        return ""
    return translate("card_words", "读卡器现在不能用。您可以先看看能办什么，要办请到窗口。")
