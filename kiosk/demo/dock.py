"""The hands of the dock on the demo's stage."""

from collections.abc import Sequence

from devices.simulators.sample_cards import SAMPLES
from kiosk.demo.stage import Stage


class StageDock:
    """`ui.dock.DockHands` over the stand-ins of a stage."""

    def __init__(self, stage: Stage) -> None:
        self._stage = stage
        self._cards = tuple(SAMPLES.values())

    def cards(self) -> Sequence[str]:
        return [card.document.name for card in self._cards]

    def lay(self, card: int) -> None:
        self.take()
        self._stage.reader.control.insert(self._cards[card])

    def take(self) -> None:
        self._stage.reader.control.remove()

    def line(self, up: bool) -> None:
        if up:
            self._stage.raise_line()
        else:
            self._stage.cut_line()

    def line_is_up(self) -> bool:
        return self._stage.intake is not None
