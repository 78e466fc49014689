"""Who is it about: the card on the reader, or a typed number with the agent's word."""

from PySide6.QtCore import Property, Signal, Slot

from kiosk.domain.problem import Problem
from kiosk.domain.resident import AuthorityKind
from kiosk.domain.wording import problem_text
from kiosk.services.identify import NUMBER
from kiosk.services.terminal import Terminal
from ui.viewmodels import entry
from ui.viewmodels.base import StepModel
from ui.viewmodels.card_words import reader_words, reads_cards, trouble_words
from ui.viewmodels.shell import ShellModel


class IdentifyModel(StepModel):
    """Hall: the card alone. Village: also name and number, typed by the agent, who says what the leave to file is."""

    changed = Signal()

    def __init__(self, terminal: Terminal, shell: ShellModel) -> None:
        super().__init__(terminal, shell)
        self._typing = False
        self._name = ""
        self._number = ""
        self._authority = ""
        self._problems: dict[str, Problem] = {}
        self._unsaid = False

    def leave(self) -> None:
        self._name = self._number = ""

    @Property(bool, constant=True)
    def village(self) -> bool:
        return self.terminal.visit.mode == "village"

    @Property(bool, notify=changed)
    def reading(self) -> bool:
        return self.terminal.identify.card.reading

    @Property(str, notify=changed)
    def trouble(self) -> str:
        return trouble_words(self.terminal.identify.card, self.terminal.health)

    @Property(str, notify=changed)
    def readerTrouble(self) -> str:
        return reader_words(self.terminal.health, typing=self.terminal.visit.mode == "village")

    @Property(bool, notify=changed)
    def reads(self) -> bool:
        """Whether a card can be read here now."""
        return reads_cards(self.terminal.health)

    @Property(bool, notify=changed)
    def typing(self) -> bool:
        """Whether name and number are being typed instead of a card being laid down."""
        return self._typing

    @Property(str, notify=changed)
    def name(self) -> str:
        return self._name

    @Property(str, notify=changed)
    def number(self) -> str:
        return entry.shown(NUMBER, self._number)

    @Property(str, notify=changed)
    def authority(self) -> str:
        return self._authority

    @Property(str, notify=changed)
    def nameProblem(self) -> str:
        return self._words("name")

    @Property(str, notify=changed)
    def numberProblem(self) -> str:
        return self._words("number")

    @Property(str, notify=changed)
    def authorityProblem(self) -> str:
        return self.tr("选一下凭什么给他办。") if self._unsaid else ""

    @Slot(bool)
    def setTyping(self, typing: bool) -> None:
        self._typing = typing
        self.changed.emit()

    @Slot(str)
    def setName(self, name: str) -> None:
        self._name = name
        self._problems.pop("name", None)
        self.changed.emit()

    @Slot(str)
    def setNumber(self, line: str) -> None:
        self._number = entry.taken(NUMBER, line, self._number)
        self._problems.pop("number", None)
        self.changed.emit()

    @Slot(str)
    def setAuthority(self, authority: str) -> None:
        self._authority = AuthorityKind(authority).value
        self._unsaid = False
        self.changed.emit()

    @Slot()
    def accept(self) -> None:
        """Checks what was typed; goes on, or says at each field what is wrong."""
        self._unsaid = not self._authority
        if self._unsaid:
            self.changed.emit()
            return
        self._problems = self.terminal.identify.type_resident(self._name, self._number, AuthorityKind(self._authority))
        if self._problems:
            self.changed.emit()

    def _words(self, field: str) -> str:
        problem = self._problems.get(field)
        return "" if problem is None else self.say(problem_text(problem))
