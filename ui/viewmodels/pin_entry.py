"""A number and a PIN, as typed on the digit pad."""

from collections.abc import Callable
from math import ceil

from PySide6.QtCore import Property, QObject, QTimer, Signal, Slot

NUMBER_LENGTH = 8
PIN_LENGTH = 8


class PinEntry(QObject):
    """What is typed is kept here only, until `drop`.

    `ask` is called with number and PIN when both are there, and returns the number of this asking, never 0.
    """

    changed = Signal()

    def __init__(self, ask: Callable[[str, str], int], parent: QObject) -> None:
        super().__init__(parent)
        self._ask = ask
        self._number = ""
        self._pin = ""
        self._asking = 0
        self._refused = False
        self._wait_s = 0
        self._second = QTimer(self)
        self._second.setInterval(1000)
        self._second.timeout.connect(self._count)

    def refused(self, wait_s: float, asking: int) -> None:
        """They do not belong together; the next try is taken after `wait_s` seconds.

        An answer to another `asking` than the last is not for whoever is at the door now.
        """
        if asking != self._asking:
            return
        self._asking, self._refused, self._pin = 0, True, ""
        self._wait_s = ceil(wait_s)
        if self._wait_s:
            self._second.start()
        self.changed.emit()

    def drop(self) -> None:
        """Nobody is at the door any more."""
        self._number = self._pin = ""
        # The wait itself is kept by the gate, which tells it to the next who tries.
        self._asking, self._refused = 0, False
        self._end_wait()

    def retell(self) -> None:
        """The language changed."""
        self.changed.emit()

    @Property(str, notify=changed)
    def number(self) -> str:
        return self._number

    @Property(str, notify=changed)
    def pin(self) -> str:
        return self._pin

    @Property(bool, notify=changed)
    def asking(self) -> bool:
        return bool(self._asking)

    @Property(bool, notify=changed)
    def ready(self) -> bool:
        return bool(self._number and self._pin) and not self._asking and not self._wait_s

    @Property(str, notify=changed)
    def trouble(self) -> str:
        if not self._refused:
            return ""
        if self._wait_s:
            return self.tr("编号或密码不对。等 {0} 秒再试。").format(self._wait_s)
        return self.tr("编号或密码不对，再输一次。")

    @Slot(str)
    def setNumber(self, line: str) -> None:
        number = _digits(line)[:NUMBER_LENGTH]
        if number != self._number:
            # The wait is for one number: another person's own begins at nothing.
            self._end_wait()
        self._number, self._refused = number, False
        self.changed.emit()

    @Slot(str)
    def setPin(self, line: str) -> None:
        self._pin = _digits(line)[:PIN_LENGTH]
        self._refused = False
        self.changed.emit()

    @Slot()
    def signIn(self) -> None:
        if not (self._number and self._pin) or self._asking or self._wait_s:
            return
        self._asking = self._ask(self._number, self._pin)
        self.changed.emit()

    def _end_wait(self) -> None:
        self._wait_s = 0
        self._second.stop()

    def _count(self) -> None:
        self._wait_s = max(0, self._wait_s - 1)
        if not self._wait_s:
            self._second.stop()
        self.changed.emit()


def _digits(line: str) -> str:
    return "".join(character for character in line if character.isdecimal())
