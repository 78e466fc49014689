"""A window of the real face over a real core, and the hand that touches it."""

from PySide6.QtCore import QRectF
from PySide6.QtQuick import QQuickItem

from kiosk import bootstrap
from kiosk.events import Event
from kiosk.ports import DeviceSnapshot, DeviceState
from kiosk.services.terminal import Terminal
from kiosk.workflow.steps import Step
from tests.support.desk import NotingDesk
from ui.app import App
from ui.player import Player

AGENT, PIN = "1042", "258036"
SHAPES = {"upright": (1080, 1920), "lying": (1366, 768)}
READY = tuple(
    DeviceSnapshot(name, capability, "test", DeviceState.READY)
    for name, capability in (("reader", "card"), ("scanner", "scanner"), ("printer", "printer"))
)


class Scene:
    """A window with its core, and the hand that touches it."""

    def __init__(self, app: App, running: bootstrap.Running, desk: NotingDesk) -> None:
        self.app = app
        self.running = running
        self.desk = desk
        self.terminal: Terminal = running.terminal
        self.hand = Player(app.window, patience=8.0)

    def publish(self, event: Event) -> None:
        """As a device's thread would; returns when the face has heard it."""
        heard: list[object] = []
        self.app.bridge.arrived.connect(heard.append)
        self.terminal.bus.publish(event)
        self.hand.wait(type(event).__name__, lambda: event in heard)
        self.app.bridge.arrived.disconnect(heard.append)

    @property
    def session_id(self) -> str:
        return self.terminal.visit.session.session_id

    def arrive(self, step: Step) -> None:
        self.hand.wait(f"the step {step.value}", lambda: self.terminal.visit.step is step)

    def item(self, name: str) -> QQuickItem:
        found = self.hand.find(name)
        assert found is not None, f"no {name}; there are {self.hand.names()}"
        return found

    def items(self) -> list[QQuickItem]:
        """Every visible item of the window, parents before children."""
        found: list[QQuickItem] = []
        waiting = [self.app.window.contentItem()]
        while waiting:
            item = waiting.pop(0)
            if item.isVisible():
                found.append(item)
                waiting.extend(item.childItems())
        return found

    def said(self) -> list[str]:
        """All words on the screen."""
        texts = (item.property("text") for item in self.items() if item.inherits("QQuickText"))
        return [str(text) for text in texts if text]

    def says(self, words: str) -> bool:
        return any(words in text for text in self.said())

    @staticmethod
    def place(item: QQuickItem) -> QRectF:
        """Where `item` is in the window."""
        return item.mapRectToScene(QRectF(0, 0, item.width(), item.height()))

    def enter(self, field_name: str, digits: str) -> None:
        """Touches a field and types on the pad that comes up."""
        self.hand.touch(field_name)
        self.hand.keys(digits)
