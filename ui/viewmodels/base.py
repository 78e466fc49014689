"""What every step's view-model is."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from kiosk.domain.text import Language, Text
from kiosk.events import Event
from kiosk.services.terminal import Terminal

if TYPE_CHECKING:
    from ui.viewmodels.shell import ShellModel


STEPS: dict[int, Text] = {
    1: Text("看说明", "read the guide"),
    2: Text("填信息", "fill in"),
    3: Text("交材料", "hand in papers"),
    4: Text("核对", "check"),
    5: Text("签名", "sign"),
}
"""The five steps of a filing, as `Visit.progress` counts them."""

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

    def progress_line(self) -> str:
        """`高龄津贴 · 第 2 步，共 5 步：填信息`; empty without a matter."""
        visit = self.terminal.visit
        if visit.session.choice.matter is None:
            return ""
        number, count = visit.progress, len(STEPS)
        step = STEPS.get(number, Text(""))
        said = Text(f"第 {number} 步，共 {count} 步：{step.zh}", f"step {number} of {count}: {step.en}")
        return f"{self.say(visit.session.choice.matter.title)} · {self.say(said)}"

    @property
    def spoken(self) -> Language:
        """The language on the screen."""
        return self.shell.spoken

    def say(self, text: Text) -> str:
        """`text` in the language on the screen."""
        words = text.say(self.shell.spoken)
        return words.translate(STRAIGHT) if self.shell.spoken is Language.EN else words
