"""Home: the greeting, the ways to find a matter, and what became of earlier ones."""

from PySide6.QtCore import Property, Signal, Slot

from kiosk.domain.identity import Evidence, IdentityDocument, Sex
from kiosk.domain.text import Language, Text
from kiosk.events import (
    CaseChanged,
    DeliveryChanged,
    Event,
    FilingsFound,
    FilingsUnread,
    MatterMissing,
    MatterUnread,
)
from kiosk.services.terminal import Terminal
from kiosk.workflow.steps import Signal as Move
from ui.viewmodels.base import StepModel
from ui.viewmodels.case_words import is_broken, is_open, is_refused, needs_papers
from ui.viewmodels.shell import ShellModel

# 复姓 that are common enough to be met at a terminal; every other surname has one character.
# fmt: off
DOUBLE_SURNAMES = frozenset(
    (
        "欧阳", "上官", "司马", "诸葛", "司徒", "东方", "皇甫", "尉迟", "公孙",
        "慕容", "令狐", "夏侯", "端木", "长孙", "宇文", "南宫", "西门", "呼延",
        "申屠", "太史", "闻人",
    )
)
# fmt: on


class HomeModel(StepModel):
    """What a person can begin here."""

    changed = Signal()

    def __init__(self, terminal: Terminal, shell: ShellModel) -> None:
        super().__init__(terminal, shell)
        self._open = 0
        self._papers = 0
        self._refused = 0
        self._broken = 0
        self._filings = 0
        self._known = False
        self._unread = False
        self._asked = self._somebody
        self._trouble = ""
        terminal.status.mine()

    def hear(self, event: Event) -> None:
        match event:
            case FilingsFound(rows, outlet=False):
                self._known, self._unread = True, False
                self._filings = len(rows)
                self._papers = sum(needs_papers(row) for row in rows)
                self._refused = sum(is_refused(row) for row in rows)
                self._broken = sum(is_broken(row) for row in rows)
                self._open = sum(is_open(row) for row in rows) - self._papers - self._broken
                self.changed.emit()
            case CaseChanged() | DeliveryChanged():
                self.terminal.status.mine()
            case FilingsUnread(outlet=False):
                self._unread = True
                self.changed.emit()
            case MatterMissing():
                self._trouble = "gone"
                self.changed.emit()
            case MatterUnread():
                self._trouble = "unread"
                self.changed.emit()

    def refresh(self) -> None:
        if self._somebody and not self._asked:
            # A guest has laid a card here.
            self._asked = True
            self.terminal.status.mine()
        super().refresh()

    @Property(str, notify=changed)
    def greeting(self) -> str:
        resident = self.terminal.visit.session.identification.resident
        if resident is None:
            return self.tr("您好。今天想看看什么？")
        if self.terminal.visit.mode == "village":
            return self.tr("给 {0} 办事。今天办什么？").format(resident.name)
        return self.tr("{0}，您好。今天想办什么？").format(self._address(resident))

    @Property(bool, notify=changed)
    def guest(self) -> bool:
        return not self._somebody

    @Property(bool, notify=changed)
    def village(self) -> bool:
        return self.terminal.visit.mode == "village"

    @Property(bool, notify=changed)
    def typed(self) -> bool:
        """Whether nobody has seen a card: said on the screen, as it is on the papers."""
        resident = self.terminal.visit.session.identification.resident
        return resident is not None and resident.evidence is not Evidence.CARD_PRESENT

    @Property(str, notify=changed)
    def filings(self) -> str:
        """The person's filings in one line."""
        if self._unread:
            return self.tr("现在查不到，点这里再查")
        if not self._known:
            return self.tr("正在查……")
        if not self._filings:
            return self.tr("在这台机器上还没有办过")
        parts = []
        if self._broken:
            words = Text(f"{self._broken} 件有缺，没有送出", f"{self._broken} not whole, not sent")
            parts.append(self.say(words))
        if self._refused:
            parts.append(self.tr("{0} 件中心没有收").format(self._refused))
        if self._papers:
            parts.append(self.tr("{0} 件要补材料").format(self._papers))
        if self._open:
            parts.append(self.tr("{0} 件在办").format(self._open))
        return self.tr("，").join(parts) if parts else self.tr("{0} 件都有结果了").format(self._filings)

    @Property(int, notify=changed)
    def unfinished(self) -> int:
        """How many things this person has begun here and not finished."""
        return len(self.terminal.visit.session.draft.drafts)

    @Property(str, notify=changed)
    def trouble(self) -> str:
        """Why the matter touched last did not open: "", "gone" from the catalogue, or "unread" this time."""
        return self._trouble

    @Property(int, notify=changed)
    def matters(self) -> int:
        return self.terminal.health.matters

    @Property(list, notify=changed)
    def lifeEvents(self) -> list[dict[str, str]]:
        return [
            {"code": brief.code, "title": self.say(brief.title), "hint": self.say(brief.department)}
            for brief in self.terminal.choose.shelves.life_events
        ]

    @Property(list, notify=changed)
    def themes(self) -> list[dict[str, str]]:
        return [
            {"id": theme.id, "name": self.say(theme.name), "hint": self.say(theme.hint)}
            for theme in self.terminal.choose.shelves.themes
        ]

    @Slot()
    def search(self) -> None:
        self._find("", typing=True)

    @Slot(str)
    def openTheme(self, theme: str) -> None:
        self._find(theme, typing=False)

    @Slot(str)
    def openMatter(self, code: str) -> None:
        self._trouble = ""
        self.changed.emit()
        self.terminal.choose.open(code)

    @Slot()
    def openFilings(self) -> None:
        self.terminal.visit.fire(Move.CASES)

    @Slot()
    def openDrafts(self) -> None:
        self.terminal.visit.fire(Move.DRAFT)

    @Slot()
    def identify(self) -> None:
        self.terminal.visit.fire(Move.IDENTIFY)

    @property
    def _somebody(self) -> bool:
        return self.terminal.visit.session.identification.resident is not None

    def _find(self, theme: str, *, typing: bool) -> None:
        self.shell.browsing.theme = theme
        self.shell.browsing.words = ""
        self.shell.browsing.typing = typing
        self.terminal.visit.fire(Move.SEARCH)

    def _address(self, resident: IdentityDocument) -> str:
        """史女士, 欧阳先生; the whole name where the card does not say which. In English, the card's Latin name."""
        if self.shell.spoken is Language.EN:
            return resident.name_en or resident.name
        titles = {Sex.MALE: "先生", Sex.FEMALE: "女士"}
        if resident.sex not in titles or not 2 <= len(resident.name) <= 4:
            return resident.name
        surname = resident.name[:2] if resident.name[:2] in DOUBLE_SURNAMES else resident.name[:1]
        return surname + titles[resident.sex]
