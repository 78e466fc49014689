"""The demo's dock: everything a hand can do is in its window, or can be scrolled to."""

from collections.abc import Iterator, Sequence

import pytest
from PySide6.QtCore import QRectF
from PySide6.QtGui import QGuiApplication
from PySide6.QtQuick import QQuickItem, QQuickWindow

from devices.simulators.sample_cards import SAMPLES
from ui.dock import Dock
from ui.player import Player


class ManyHands:
    """More levers than the stage has, with its longest words."""

    def __init__(self) -> None:
        self._levers = [(f"打印机 {number} 卡纸，拉出来  Clear the jam", number % 2 == 0) for number in range(14)]

    def cards(self) -> Sequence[str]:
        return [card.document.name for card in SAMPLES.values()]

    def lay(self, _card: int) -> None: ...

    def take(self) -> None: ...

    def line(self, up: bool) -> None: ...

    def line_is_up(self) -> bool:
        return True

    def levers(self) -> Sequence[tuple[str, bool]]:
        return self._levers

    def pull(self, _lever: int) -> None: ...


@pytest.fixture
def dock(qapp: QGuiApplication) -> Iterator[QQuickWindow]:
    shown = Dock(ManyHands())
    window = shown.window
    assert isinstance(window, QQuickWindow)
    yield window
    shown.close()


def place(item: QQuickItem) -> QRectF:
    return item.mapRectToScene(QRectF(0, 0, item.width(), item.height()))


def resize(window: QQuickWindow, height: int) -> None:
    """Returns when everything has been laid out anew."""
    window.setHeight(height)
    Player(window, patience=8.0).wait("the new height", lambda: round(window.contentItem().height()) == height)
    window.grabWindow()


def items(window: QQuickWindow) -> list[QQuickItem]:
    found: list[QQuickItem] = []
    waiting = [window.contentItem()]
    while waiting:
        item = waiting.pop(0)
        found.append(item)
        waiting.extend(item.childItems())
    return found


def named(window: QQuickWindow, start: str) -> list[QQuickItem]:
    return [item for item in items(window) if item.objectName().startswith(start)]


def test_all_of_it_fits_its_window_and_no_word_is_cut(dock: QQuickWindow) -> None:
    resize(dock, 1080)
    line = place(named(dock, "dock-line")[0]).top()
    levers = named(dock, "dock-lever-")
    assert len(levers) == 14
    for lever in levers:
        assert place(lever).bottom() <= line
        words = next(item for item in lever.childItems() if item.inherits("QQuickText"))
        assert not words.property("truncated")
        assert words.height() <= lever.height()


def test_on_a_low_screen_it_scrolls_to_the_last_lever(dock: QQuickWindow) -> None:
    resize(dock, 640)
    flick = next(item for item in items(dock) if item.inherits("QQuickFlickable"))
    line, last = named(dock, "dock-line")[0], named(dock, "dock-lever-13")[0]
    assert place(line).bottom() <= 640, "the line stays in sight"
    assert place(last).top() > place(line).top()
    flick.setProperty("contentY", flick.property("contentHeight") - flick.height())
    assert place(last).bottom() <= place(line).top()
