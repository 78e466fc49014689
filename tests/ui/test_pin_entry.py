"""The number and the PIN on the pad, between one person and the next at the same door."""

from PySide6.QtCore import QObject

from ui.viewmodels.pin_entry import PinEntry


class Door:
    """Notes who asked; the number of the asking is how many there were."""

    def __init__(self, parent: QObject) -> None:
        self.asked: list[str] = []
        self.entry = PinEntry(self._ask, parent)

    def _ask(self, number: str, _pin: str) -> int:
        self.asked.append(number)
        return len(self.asked)

    def knock(self, number: str) -> None:
        self.entry.setNumber(number)
        self.entry.setPin("000000")
        self.entry.signIn()


def test_wait_of_one_who_has_left_does_not_keep_the_door_from_the_next(qapp: QObject) -> None:
    door = Door(qapp)
    for number in ("1042", "7001"):
        door.knock(number)
        door.entry.refused(320.0, len(door.asked))
        assert door.entry.trouble
        door.entry.drop()
        assert not door.entry.trouble
        assert not door.entry.number
    assert door.asked == ["1042", "7001"]


def test_refusal_of_one_who_has_left_is_not_told_to_the_next_and_takes_no_pin_away(qapp: QObject) -> None:
    door = Door(qapp)
    door.knock("1042")
    door.entry.drop()
    door.entry.setNumber("7001")
    door.entry.setPin("147369")
    door.entry.refused(320.0, 1)
    assert not door.entry.trouble
    assert door.entry.pin == "147369"
    door.entry.signIn()
    assert door.entry.asking
    door.entry.refused(320.0, 1)
    assert door.entry.asking, "the answer to this asking is still to come"


def test_wait_for_one_number_does_not_keep_another_from_trying(qapp: QObject) -> None:
    door = Door(qapp)
    door.knock("1042")
    door.entry.refused(320.0, 1)
    door.entry.setPin("111111")
    assert not door.entry.ready
    door.knock("7001")
    assert door.asked == ["1042", "7001"]
