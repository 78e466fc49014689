"""The agent's number and PIN."""

from PySide6.QtCore import Property, QObject, Signal

from kiosk.events import Event, SignInRefused
from kiosk.services.terminal import Terminal
from ui.viewmodels.base import StepModel
from ui.viewmodels.pin_entry import PinEntry
from ui.viewmodels.shell import ShellModel


class AgentSignInModel(StepModel):
    """Two lines and a door. What is typed is dropped when the step is left."""

    changed = Signal()

    def __init__(self, terminal: Terminal, shell: ShellModel) -> None:
        super().__init__(terminal, shell)
        self._entry = PinEntry(terminal.identify.sign_in, self)

    def hear(self, event: Event) -> None:
        if isinstance(event, SignInRefused):
            self._entry.refused(event.wait_s, event.asking)

    def refresh(self) -> None:
        self._entry.retell()
        super().refresh()

    def leave(self) -> None:
        self._entry.drop()

    @Property(QObject, constant=True)
    def entry(self) -> PinEntry:
        return self._entry
