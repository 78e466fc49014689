"""The dock: a second window of the demo in which a hand lays cards, jams paper, pulls plugs and cuts the line."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Protocol

from PySide6.QtCore import Property, QObject, QUrl, Signal, Slot
from PySide6.QtQml import QQmlApplicationEngine

DOCK = Path(__file__).parent / "qml" / "Dock.qml"


class DockHands(Protocol):
    """What the dock can do around the terminal. Each act may take a second; none is called twice at once."""

    def cards(self) -> Sequence[str]:
        """The names on the cards at hand."""

    def lay(self, card: int) -> None:
        """Lays the card of that index on the reader."""

    def take(self) -> None:
        """Takes the card away."""

    def line(self, up: bool) -> None:
        """Raises or cuts the line to the centre."""

    def line_is_up(self) -> bool:
        """Whether the centre can be reached."""

    def levers(self) -> Sequence[tuple[str, bool]]:
        """What else can be done: the words of each lever as it stands, and whether something is wrong by it."""

    def pull(self, lever: int) -> None:
        """Moves the lever of that index to its other side."""


class DockModel(QObject):
    """What Dock.qml shows. Acts run one after the other on a thread of their own; `changed` tells when one is done."""

    changed = Signal()

    def __init__(self, hands: DockHands) -> None:
        super().__init__()
        self._hands = hands
        self._worker = ThreadPoolExecutor(max_workers=1, thread_name_prefix="dock")
        self._card = -1

    @Property(list, constant=True)
    def cards(self) -> list[str]:
        return list(self._hands.cards())

    @Property(int, notify=changed)
    def card(self) -> int:
        """The index of the card on the reader, -1 for none."""
        return self._card

    @Property(bool, notify=changed)
    def lineUp(self) -> bool:
        return self._hands.line_is_up()

    @Property(list, notify=changed)
    def levers(self) -> list[dict[str, object]]:
        """Each lever's `words`, and whether it is `pulled`."""
        return [{"words": words, "pulled": pulled} for words, pulled in self._hands.levers()]

    @Slot(int)
    def pull(self, lever: int) -> None:
        self._do(lambda: self._hands.pull(lever))

    @Slot(int)
    def lay(self, card: int) -> None:
        self._card = card
        self._do(lambda: self._hands.lay(card))

    @Slot()
    def take(self) -> None:
        self._card = -1
        self._do(self._hands.take)

    @Slot(bool)
    def setLine(self, up: bool) -> None:
        self._do(lambda: self._hands.line(up))

    def close(self) -> None:
        self._worker.shutdown(wait=True, cancel_futures=True)

    def _do(self, act: Callable[[], None]) -> None:
        # Emitted on the worker's thread; Qt queues it to the thread of the dock.
        self._worker.submit(act).add_done_callback(lambda _: self.changed.emit())
        self.changed.emit()


class Dock:
    """The dock's window, beside the terminal's."""

    def __init__(self, hands: DockHands) -> None:
        self._model = DockModel(hands)
        self._engine = QQmlApplicationEngine()
        self._engine.setInitialProperties({"dock": self._model})
        self._engine.load(QUrl.fromLocalFile(str(DOCK)))

    @property
    def window(self) -> QObject:
        """The window that Dock.qml made."""
        return self._engine.rootObjects()[0]

    def place(self, x: int, y: int) -> None:
        """Moves the window's corner."""
        self.window.setProperty("x", x)
        self.window.setProperty("y", y)

    def close(self) -> None:
        self._model.close()
        self._engine.deleteLater()
