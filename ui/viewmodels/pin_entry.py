"""A number and a PIN, as typed on the digit pad."""

from collections.abc import Callable
from math import ceil

from PySide6.QtCore import Property, QObject, QTimer, Signal, Slot

NUMBER_LENGTH = 8
PIN_LENGTH = 8


class PinEntry(QObject):
    """What is typed is kept here only, until `drop`. `ask` is called with number and PIN when both are there."""

    changed = Signal()

    def __init__(self, ask: Callable[[str, str], None], parent: QObject) -> None:
        super().__init__(parent)
        self._ask = ask
        self._number = ""
        self._pin = ""
        self._asking = False
        self._refused = False
        self._wait_s = 0
        self._second = QTimer(self)
        self._second.setInterval(1000)
        self._second.timeout.connect(self._count)

    def refused(self, wait_s: float) -> None:
        """They do not belong together; the next try is taken after `wait_s` seconds."""
        self._asking, self._refused, self._pin = False, True, ""
        self._wait_s = ceil(wait_s)
        if self._wait_s:
            self._second.start()
        self.changed.emit()

    def drop(self) -> None:
        """Nobody is at the door any more."""
        self._number = self._pin = ""
        # The wait itself is kept by the gate, which tells it to the next who tries.
        self._asking = self._refused = False
        self._wait_s = 0
        self._second.stop()

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
        return self._asking

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
        self._number = _digits(line)[:NUMBER_LENGTH]
        self._refused = False
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
        self._asking = True
        self.changed.emit()
        self._ask(self._number, self._pin)

    def _count(self) -> None:
        self._wait_s = max(0, self._wait_s - 1)
        if not self._wait_s:
            self._second.stop()
        self.changed.emit()


def _digits(line: str) -> str:
    return "".join(character for character in line if character.isdecimal())
