"""What every step's view-model is."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from kiosk.domain.text import Language, Text
from kiosk.events import Event
from kiosk.services.terminal import Terminal

if TYPE_CHECKING:
    from ui.viewmodels.shell import ShellModel


# The screen's font draws the curly ones as wide as a Chinese character, which tears English words apart.
STRAIGHT = str.maketrans("‘’“”", "''\"\"")


class StepModel(QObject):
    """What one screen shows and what a touch on it does; made when its step is entered, gone when it is left.

    Lives on the GUI thread. Properties notify by `changed` unless a model has a finer signal for what changes often;
    every model declares `changed` itself, as a property of PySide cannot notify by a signal of a base class.
    A service call may move the visit and so end this model: nothing may follow such a call.
    """

    changed: Signal

    def __init__(self, terminal: Terminal, shell: "ShellModel") -> None:
        super().__init__(shell)
        self.terminal = terminal
        self.shell = shell

    def hear(self, event: Event) -> None:
        """An event from outside, after the services have heard it."""

    def refresh(self) -> None:
        """The session, the health of the terminal or the language changed: what is shown is read anew."""
        self.changed.emit()

    def leave(self) -> None:
        """The visit has moved on; what this model holds of a person goes."""

    @property
    def spoken(self) -> Language:
        """The language on the screen."""
        return self.shell.spoken

    def say(self, text: Text) -> str:
        """`text` in the language on the screen."""
        words = text.say(self.shell.spoken)
        return words.translate(STRAIGHT) if self.shell.spoken is Language.EN else words
