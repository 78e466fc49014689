"""A second face of the same application: plays a visit by touching the real scene, as a finger would.

The player finds items by their object name, brings them into sight by dragging, and sends touch events to the window.
It never calls a view-model: what a person cannot do, it cannot do.
"""

import time
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

from PySide6.QtCore import QEventLoop, QPointF, Qt, QTimer
from PySide6.QtGui import QInputDevice, QWindow
from PySide6.QtQuick import QQuickItem, QQuickWindow
from PySide6.QtTest import QTest

POLL_MS = 4
REST_MS = 350
HOLD_MS = 120
"""A finger held still this long before it leaves does not throw the list."""
DRAG_STEPS = 8
FINGER_STEPS = 8
SIGHT_TRIES = 30


class PlayerStuckError(Exception):
    """The scene did not come to what the script waits for; the message says what, and what was on the screen."""


class Player:
    """Touches one window. All times are seconds; every wait has a deadline."""

    def __init__(self, window: QQuickWindow, out: Path | None = None, patience: float = 20.0) -> None:
        self._window = window
        self._out = out
        self._patience = patience
        self._shots = 0
        self._touched = ""
        self._finger = QTest.createTouchDevice(QInputDevice.DeviceType.TouchScreen)
        self.steps: list[str] = []
        self.tapped_at = 0.0

    def wait(self, what: str, met: Callable[[], bool], patience: float | None = None) -> float:
        """Runs the event loop until `met`; returns how long it took, or raises PlayerStuckError naming `what`."""
        started = time.monotonic()
        deadline = started + (patience or self._patience)
        while not met():
            if time.monotonic() > deadline:
                self._picture("stuck")
                raise PlayerStuckError(f"waited in vain for {what}; touchable now: {', '.join(self.names())}")
            self._turn()
        return time.monotonic() - started

    def find(self, name: str) -> QQuickItem | None:
        """The visible, enabled item of that object name, the newest if a leaving screen still has one."""
        found = [item for item in self._items(self._window.contentItem()) if item.objectName() == name]
        return found[-1] if found else None

    def names(self) -> list[str]:
        """The object names a finger could go for now."""
        return sorted({item.objectName() for item in self._items(self._window.contentItem()) if item.objectName()})

    def touch(self, name: str) -> None:
        """Waits for the item, brings it into sight and taps its middle."""
        if name == self._touched:
            # Two touches on one control within a moment count as one, so that trembling hands do nothing twice.
            self._rest()
        self.wait(f"an item {name}", lambda: self._settled(name))
        self._into_sight(name)
        self.wait(f"{name} to hold still", lambda: self._settled(name))
        item = self.find(name)
        if item is None:
            raise PlayerStuckError(f"{name} went away while it was being touched")
        self.tap(self._middle(item))
        self._touched = name

    def tap(self, point: QPointF) -> None:
        """One short touch at `point` of the window."""
        spot = point.toPoint()
        self.tapped_at = time.monotonic()
        QTest.touchEvent(self._window, self._finger).press(0, spot, self._window).commit()
        self._turn()
        QTest.touchEvent(self._window, self._finger).release(0, spot, self._window).commit()
        self._turn()

    def draw(self, name: str, stroke: list[tuple[float, float]]) -> None:
        """One stroke of a finger over the item; points are parts of its width and height."""
        self.wait(f"an item {name}", lambda: self._settled(name))
        self._into_sight(name)
        item = self.find(name)
        assert item is not None
        spots = [item.mapToScene(QPointF(x * item.width(), y * item.height())).toPoint() for x, y in _as_drawn(stroke)]
        QTest.touchEvent(self._window, self._finger).press(0, spots[0], self._window).commit()
        for spot in spots[1:]:
            self._turn()
            QTest.touchEvent(self._window, self._finger).move(0, spot, self._window).commit()
        QTest.touchEvent(self._window, self._finger).release(0, spots[-1], self._window).commit()
        self._turn()

    def keys(self, text: str) -> None:
        """Types on the terminal's own digit pad: each character is a key named `key-…`."""
        for character in text:
            self._touched = ""
            self.touch(f"key-{character}")

    def scan_code(self, code: str, suffix: str = "\r") -> None:
        """Types `code` into the window as a code reader on the keyboard port does."""
        type_code(self._window, code, suffix)
        self._turn()

    def press(self, text: str) -> None:
        """Types on the Qt Virtual Keyboard, one key after the other, by the keys' own labels."""
        for character in text:
            self.wait(f"a key {character}", lambda: self._keyboard_key(character) is not None)  # noqa: B023
            key = self._keyboard_key(character)
            assert key is not None
            self.tap(self._middle(key))

    def shot(self, name: str) -> None:
        """Leaves `screens/NN-name.png` and notes the step."""
        self.steps.append(name)
        self._shots += 1
        self._picture(f"{self._shots:02d}-{name}")

    def _picture(self, name: str) -> None:
        if self._out is None:
            return
        self._rest()
        folder = self._out / "screens"
        folder.mkdir(parents=True, exist_ok=True)
        self._window.grabWindow().save(str(folder / f"{name}.png"))

    def _rest(self) -> None:
        # Lets transitions (at most 200 ms each) end before a picture is taken.
        self._turn(REST_MS)

    def _turn(self, milliseconds: int = POLL_MS) -> None:
        loop = QEventLoop()
        QTimer.singleShot(milliseconds, loop.quit)
        if loop.exec() < 0:
            # Once the application has been told to quit no loop runs any more: waiting would spin.
            raise PlayerStuckError("the application is ending")

    def _items(self, root: QQuickItem) -> list[QQuickItem]:
        found: list[QQuickItem] = []
        for child in root.childItems():
            if child.isVisible() and child.isEnabled():
                found.append(child)
                found.extend(self._items(child))
        return found

    def _settled(self, name: str) -> bool:
        item = self.find(name)
        if item is None:
            return False
        before = self._middle(item)
        self._turn()
        item = self.find(name)
        return item is not None and self._middle(item) == before

    def _middle(self, item: QQuickItem) -> QPointF:
        return item.mapToScene(QPointF(item.width() / 2, item.height() / 2))

    def _viewport(self, item: QQuickItem) -> QQuickItem | None:
        parent: QQuickItem | None = item.parentItem()
        while parent is not None and not parent.inherits("QQuickFlickable"):
            parent = parent.parentItem()
        return parent

    def _into_sight(self, name: str) -> None:
        for _ in range(SIGHT_TRIES):
            item = self.find(name)
            viewport = self._viewport(item) if item is not None else None
            if item is None or viewport is None:
                return
            top = viewport.mapToScene(QPointF(0, 0))
            place = self._middle(item).y() - top.y()
            margin = min(item.height() / 2, viewport.height() / 2)
            if margin <= place <= viewport.height() - margin:
                return
            before = viewport.property("contentY")
            self._drag(viewport, (place - viewport.height() / 2) / viewport.height())
            if viewport.property("contentY") == before:
                # At its end already: nearer it does not come.
                return

    def _drag(self, viewport: QQuickItem, part: float) -> None:
        """Moves the content up by `part` of the viewport's height (down where negative), half of it at most."""
        # Near the edge, where no field catches the finger; held at the end so that the list does not fly on.
        x = viewport.width() * 0.985
        way = max(-0.5, min(0.5, part))
        start, end = (0.85, 0.85 - way) if way > 0 else (0.15, 0.15 - way)
        spots = [
            viewport.mapToScene(QPointF(x, viewport.height() * (start + (end - start) * n / DRAG_STEPS))).toPoint()
            for n in range(DRAG_STEPS + 1)
        ]
        QTest.touchEvent(self._window, self._finger).press(0, spots[0], self._window).commit()
        for spot in (*spots[1:], spots[-1], spots[-1]):
            self._turn()
            QTest.touchEvent(self._window, self._finger).move(0, spot, self._window).commit()
        self._turn(HOLD_MS)
        QTest.touchEvent(self._window, self._finger).release(0, spots[-1], self._window).commit()
        self._turn()
        # A touch on a list that still glides only stops it.
        self.wait("the list to stand still", lambda: not viewport.property("moving"))

    def _keyboard_key(self, label: str) -> QQuickItem | None:
        for item in self._items(self._window.contentItem()):
            if item.property("displayText") == label and item.property("keyType") is not None:
                return item
        return None


def type_code(window: QWindow, code: str, suffix: str = "\r") -> None:
    """Keys as a HID code reader sends them: capitals with Shift around them, no pause, then Enter ("\\r") or Tab.

    They come through the window system's way, as those of a keyboard do.
    """
    for character in code + suffix:
        key = _CODE_KEYS.get(character)
        if key is not None:
            QTest.keyClick(window, key)
        elif character.isupper() or character in _SHIFTED:
            QTest.keyPress(window, Qt.Key.Key_Shift)
            _click(window, character, Qt.KeyboardModifier.ShiftModifier)
            QTest.keyRelease(window, Qt.Key.Key_Shift)
        else:
            _click(window, character, Qt.KeyboardModifier.NoModifier)


def _click(window: QWindow, character: str, modifiers: Qt.KeyboardModifier) -> None:
    # The stubs leave out the variant that takes a character.
    QTest.keyClick(window, character, modifiers)  # type: ignore[call-overload]


_CODE_KEYS = {"\r": Qt.Key.Key_Return, "\t": Qt.Key.Key_Tab}
_SHIFTED = frozenset('~!@#$%^&*()_+{}|:"<>?')


def _as_drawn(stroke: list[tuple[float, float]]) -> list[tuple[float, float]]:
    """The points between the corners that a finger passes, as closely as a touch screen tells them."""
    points = [stroke[0]]
    for (x0, y0), (x1, y1) in pairwise(stroke):
        parts = [step / FINGER_STEPS for step in range(1, FINGER_STEPS + 1)]
        points += [(x0 + (x1 - x0) * part, y0 + (y1 - y0) * part) for part in parts]
    return points
