"""The number and the PIN on the pad, between one person and the next at the same door."""

from PySide6.QtCore import QObject

from ui.viewmodels.pin_entry import PinEntry


def test_wait_of_one_who_has_left_does_not_keep_the_door_from_the_next(qapp: QObject) -> None:
    asked: list[str] = []
    entry = PinEntry(lambda number, _pin: asked.append(number), qapp)
    for number in ("1042", "7001"):
        entry.setNumber(number)
        entry.setPin("000000")
        entry.signIn()
        entry.refused(320.0)
        entry.drop()
        assert not entry.trouble
        assert not entry.number
    assert asked == ["1042", "7001"]
