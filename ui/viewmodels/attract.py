"""The attract screen: what can be done here, and the card on the reader."""

from PySide6.QtCore import Property, Signal, Slot

from kiosk.workflow.steps import Signal as Move
from ui.viewmodels.base import StepModel
from ui.viewmodels.card_words import reader_words, trouble_words


class AttractModel(StepModel):
    """Waits for a card; browsing is open to everybody."""

    changed = Signal()

    @Property(int, notify=changed)
    def matters(self) -> int:
        """How many matters the catalogue has; 0 until it is loaded."""
        return self.terminal.health.matters

    @Property(list, notify=changed)
    def themes(self) -> list[dict[str, str]]:
        shelves = self.terminal.choose.shelves.themes
        return [{"id": theme.id, "name": self.say(theme.name)} for theme in shelves]

    @Property(bool, notify=changed)
    def reading(self) -> bool:
        return self.terminal.identify.card.reading

    @Property(str, notify=changed)
    def trouble(self) -> str:
        return trouble_words(self.terminal.identify.card)

    @Property(str, notify=changed)
    def readerTrouble(self) -> str:
        return reader_words(self.terminal.health)

    @Slot(str)
    def openTheme(self, theme: str) -> None:
        """Looks around on one shelf, with the home screen behind it."""
        visit = self.terminal.visit
        browsing = self.shell.browsing
        browsing.theme, browsing.words, browsing.typing = theme, "", False
        visit.fire(Move.BROWSE)
        visit.fire(Move.SEARCH)

    @Slot()
    def browse(self) -> None:
        self.terminal.visit.fire(Move.BROWSE)
