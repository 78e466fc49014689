"""The last word: what was cleared, what to take along; then the terminal is free for the next person."""

from PySide6.QtCore import Property, QTimer, Signal, Slot

from kiosk.services.terminal import Terminal
from kiosk.workflow.steps import Signal as Move
from kiosk.workflow.steps import Step
from ui.viewmodels.base import StepModel
from ui.viewmodels.shell import ShellModel

SECOND_MS = 1000


class FarewellModel(StepModel):
    """Goes on by itself after `delays.farewell` seconds; a touch does it at once."""

    changed = Signal()
    leftChanged = Signal()

    def __init__(self, terminal: Terminal, shell: ShellModel) -> None:
        super().__init__(terminal, shell)
        self._left = max(1, round(terminal.settings.delays.farewell))
        self._second = QTimer(self)
        self._second.setInterval(SECOND_MS)
        self._second.timeout.connect(self.tick)
        self._second.start()

    def leave(self) -> None:
        self._second.stop()

    @Property(int, notify=leftChanged)
    def left(self) -> int:
        """Seconds until the terminal is free."""
        return self._left

    @Property(bool, constant=True)
    def village(self) -> bool:
        return self.terminal.visit.mode == "village"

    @Slot()
    def tick(self) -> None:
        """One second has gone."""
        self._left -= 1
        if self._left <= 0:
            self.next()
            return
        self.leftChanged.emit()

    @Slot()
    def next(self) -> None:
        self._second.stop()
        if self.terminal.visit.step is Step.FAREWELL:
            self.terminal.visit.fire(Move.NEXT)
