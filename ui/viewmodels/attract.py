"""The attract screen: what can be done here, and the card on the reader."""

from PySide6.QtCore import Property, Signal, Slot

from kiosk.domain.text import Language, Text
from kiosk.workflow.steps import Signal as Move
from ui.viewmodels.base import StepModel
from ui.viewmodels.card_words import lying_card, reader_words, reads_cards, trouble_words
from ui.viewmodels.gate_words import gate_words

TAKE_CARD_LINE = "Please take your card"
TAKE_CARD_DETAIL = Text(
    "要办事，拿起来重新放一次。不是您的，请交给工作人员。",
    "To start, lift it and lay it down again. If it is not yours, please hand it to the staff.",
)
NO_CARDS = Text("可以先看看\n要办请到窗口", "Look around here,\nfile at the window")
NO_CARDS_LINE = "Look around here, file at a window"
WELCOME = Text("您好！", "Welcome!")
DOOR_OPEN = Text("取件口的门还开着，拿好东西请关上。", "The pick-up door is open. Take your papers and close it.")
PAPER_LEFT = Text("取件口里还有打好的纸，请拿走。", "A paper still lies behind the pick-up door. Please take it.")


class AttractModel(StepModel):
    """Waits for a card; browsing is open to everybody, unless no visit may begin."""

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
    def closed(self) -> bool:
        """Nothing can be begun now."""
        return bool(self.terminal.visit.gate)

    @Property(str, notify=changed)
    def later(self) -> str:
        """What the matters below are while nothing can be begun."""
        return self.say(gate_words(self.terminal).later)

    @Property(bool, notify=changed)
    def reading(self) -> bool:
        return self.terminal.identify.card.reading and not self.terminal.visit.gate

    @Property(str, notify=changed)
    def trouble(self) -> str:
        return "" if self.terminal.visit.gate else trouble_words(self.terminal.identify.card, self.terminal.health)

    @Property(str, notify=changed)
    def readerTrouble(self) -> str:
        return "" if self.terminal.visit.gate else reader_words(self.terminal.health)

    @Property(str, notify=changed)
    def sentence(self) -> str:
        """The large sentence in place of the invitation, or ""."""
        if self.terminal.visit.gate:
            return self.say(gate_words(self.terminal).sentence)
        if self.terminal.identify.left_card:
            card = lying_card(self.terminal.identify.lying_on)
            return self.say(Text(f"请拿走\n您的{card.zh}", f"Please take\nyour {card.en}"))
        return "" if reads_cards(self.terminal.health) else self.say(NO_CARDS)

    @Property(str, notify=changed)
    def otherSentence(self) -> str:
        """The same in English, below the Chinese."""
        if self.spoken is not Language.ZH:
            return ""
        if self.terminal.visit.gate:
            return gate_words(self.terminal).line
        if self.terminal.identify.left_card:
            return TAKE_CARD_LINE
        return "" if reads_cards(self.terminal.health) else NO_CARDS_LINE

    @Property(str, notify=changed)
    def detail(self) -> str:
        """What to know about `sentence`."""
        if self.terminal.visit.gate:
            return self.say(gate_words(self.terminal).detail)
        return self.say(TAKE_CARD_DETAIL) if self.terminal.identify.left_card else ""

    @Property(str, notify=changed)
    def welcome(self) -> str:
        """A greeting in place of the name, while the presence sensor sees somebody; or ""."""
        return self.say(WELCOME) if self.terminal.cabinet.present else ""

    @Property(str, notify=changed)
    def left(self) -> str:
        """What lies or stands open at the pick-up doors, or ""."""
        reminder = self.terminal.cabinet.reminder
        if reminder.paper_left:
            return self.say(PAPER_LEFT)
        return self.say(DOOR_OPEN) if reminder.door_open else ""

    @Slot(str)
    def openTheme(self, theme: str) -> None:
        """Looks around on one shelf, with the home screen behind it."""
        visit = self.terminal.visit
        if not visit.can(Move.BROWSE):
            return
        browsing = self.shell.browsing
        browsing.theme, browsing.words, browsing.typing = theme, "", False
        visit.fire(Move.BROWSE)
        visit.fire(Move.SEARCH)

    @Slot()
    def browse(self) -> None:
        if self.terminal.visit.can(Move.BROWSE):
            self.terminal.visit.fire(Move.BROWSE)
