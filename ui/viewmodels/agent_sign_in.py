"""The agent's number and PIN."""

from math import ceil

from PySide6.QtCore import Property, QTimer, Signal, Slot

from kiosk.events import Event, SignInRefused
from kiosk.services.terminal import Terminal
from ui.viewmodels.base import StepModel
from ui.viewmodels.shell import ShellModel

NUMBER_LENGTH = 8
PIN_LENGTH = 8


class AgentSignInModel(StepModel):
    """Two lines and a door. What is typed is kept here only, and dropped when the step is left."""

    changed = Signal()

    def __init__(self, terminal: Terminal, shell: ShellModel) -> None:
        super().__init__(terminal, shell)
        self._number = ""
        self._pin = ""
        self._asking = False
        self._refused = False
        self._wait_s = 0
        self._second = QTimer(self)
        self._second.setInterval(1000)
        self._second.timeout.connect(self._count)

    def hear(self, event: Event) -> None:
        if isinstance(event, SignInRefused):
            self._asking, self._refused, self._pin = False, True, ""
            self._wait_s = ceil(event.wait_s)
            if self._wait_s:
                self._second.start()
            self.changed.emit()

    def leave(self) -> None:
        self._number = self._pin = ""

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
        self._number = "".join(character for character in line if character.isdigit())[:NUMBER_LENGTH]
        self._refused = False
        self.changed.emit()

    @Slot(str)
    def setPin(self, line: str) -> None:
        self._pin = "".join(character for character in line if character.isdigit())[:PIN_LENGTH]
        self._refused = False
        self.changed.emit()

    @Slot()
    def signIn(self) -> None:
        if not (self._number and self._pin) or self._asking or self._wait_s:
            return
        self._asking = True
        self.changed.emit()
        self.terminal.identify.sign_in(self._number, self._pin)

    def _count(self) -> None:
        self._wait_s = max(0, self._wait_s - 1)
        if not self._wait_s:
            self._second.stop()
        self.changed.emit()
