"""Finding a matter: words typed, or a shelf looked through."""

from typing import Any

from PySide6.QtCore import (
    Property,
    QAbstractListModel,
    QByteArray,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    Signal,
    Slot,
)

from kiosk.domain.matter import MatterBrief, Platform
from kiosk.domain.text import Language
from kiosk.events import CatalogueLoaded, Event, MatterMissing, MatterUnread
from kiosk.services.terminal import Terminal
from ui.viewmodels.base import StepModel
from ui.viewmodels.shell import ShellModel

CODE, TITLE, DEPARTMENT, INVESTMENT = range(int(Qt.ItemDataRole.UserRole) + 1, int(Qt.ItemDataRole.UserRole) + 5)
_ROLES = {CODE: "code", TITLE: "title", DEPARTMENT: "department", INVESTMENT: "investment"}
_NO_PARENT = QModelIndex()


class BriefRows(QAbstractListModel):
    """Matters for a list view; words are made only for the rows in sight, so thousands cost nothing."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._briefs: tuple[MatterBrief, ...] = ()
        self._language = Language.ZH

    def show(self, briefs: tuple[MatterBrief, ...], language: Language) -> None:
        self.beginResetModel()
        self._briefs, self._language = briefs, language
        self.endResetModel()

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = _NO_PARENT) -> int:
        return 0 if parent.isValid() else len(self._briefs)

    def data(self, index: QModelIndex | QPersistentModelIndex, role: int = int(Qt.ItemDataRole.DisplayRole)) -> Any:
        brief = self._briefs[index.row()]
        match role:
            case _ if role == CODE:
                return brief.code
            case _ if role == TITLE:
                return brief.title.say(self._language)
            case _ if role == DEPARTMENT:
                return brief.department.say(self._language)
            case _ if role == INVESTMENT:
                return brief.platform is Platform.INVESTMENT
        return None

    def roleNames(self) -> dict[int, QByteArray]:
        return {role: QByteArray(name.encode()) for role, name in _ROLES.items()}


class FindModel(StepModel):
    """The words or the shelf, and what stands on it."""

    changed = Signal()
    lineCleared = Signal()

    def __init__(self, terminal: Terminal, shell: ShellModel) -> None:
        super().__init__(terminal, shell)
        self._place = shell.browsing
        self._typing = self._place.typing
        # Asked for once: coming back from a guide, the list is wanted and not the keyboard.
        self._place.typing = False
        self._rows = BriefRows(self)
        self._trouble = ""
        self._shown = shell.spoken
        self._show()

    def hear(self, event: Event) -> None:
        if isinstance(event, CatalogueLoaded):
            self._show()
        elif isinstance(event, MatterMissing):
            self._trouble = "gone"
            self.changed.emit()
        elif isinstance(event, MatterUnread):
            self._trouble = "unread"
            self.changed.emit()

    def refresh(self) -> None:
        # A list made anew jumps to its top: only for other words, not for every change of the line.
        if self._shown is not self.shell.spoken:
            self._show()

    @Property(QObject, constant=True)
    def rows(self) -> BriefRows:
        return self._rows

    @Property(int, notify=changed)
    def count(self) -> int:
        return self._rows.rowCount()

    @Property(str, notify=lineCleared)
    def line(self) -> str:
        """What stands in the search field when it is not being typed into."""
        return self._place.words

    @Property(str, notify=changed)
    def words(self) -> str:
        return self._place.words

    @Property(str, notify=changed)
    def theme(self) -> str:
        return self._place.theme

    @Property(bool, constant=True)
    def typing(self) -> bool:
        """Whether the keyboard is to be there at once."""
        return self._typing

    @Property(str, notify=changed)
    def trouble(self) -> str:
        """Why the matter touched last did not open: "", "gone" from the catalogue, or "unread" this time."""
        return self._trouble

    @Property(list, notify=changed)
    def themes(self) -> list[dict[str, str]]:
        shelves = self.terminal.choose.shelves.themes
        return [
            {"id": "", "name": self.tr("全部")},
            *({"id": theme.id, "name": self.say(theme.name)} for theme in shelves),
        ]

    @Slot(str)
    def search(self, words: str) -> None:
        """Per keypress; `words` may hold the letters of a pinyin word that is still being chosen."""
        words = words.strip()
        if words != self._place.words:
            self._place.words = words
            self._show()

    @Slot(str)
    def openTheme(self, theme: str) -> None:
        self._place.theme, self._place.words = theme, ""
        self.lineCleared.emit()
        self._show()

    @Slot(str)
    def openMatter(self, code: str) -> None:
        self._trouble = ""
        self.changed.emit()
        self.terminal.choose.open(code)

    def _show(self) -> None:
        choose = self.terminal.choose
        found = choose.search(self._place.words) if self._place.words else choose.by_theme(self._place.theme)
        if self._place.words and self._place.theme:
            found = tuple(brief for brief in found if self._place.theme in brief.themes)
        self._missing = False
        self._shown = self.shell.spoken
        self._rows.show(found, self._shown)
        self.changed.emit()
