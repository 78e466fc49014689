"""The question what shall become of a draft: go on, begin anew, later, or wipe it."""

from collections.abc import Callable

from PySide6.QtCore import Property, Signal, Slot

from kiosk.domain.draft import DraftBrief, DraftStanding
from kiosk.domain.identity import Evidence
from kiosk.domain.moments import moment_words
from kiosk.domain.text import Text
from kiosk.events import DraftsFound, Event, MatterMissing, MatterUnread
from kiosk.services.terminal import Terminal
from kiosk.workflow.steps import Signal as Move
from ui.viewmodels.base import StepModel
from ui.viewmodels.draft_words import promise
from ui.viewmodels.shell import ShellModel


class DraftModel(StepModel):
    """Shows one draft at a time; first that of the matter the person has just chosen, else the newest."""

    changed = Signal()

    def __init__(self, terminal: Terminal, shell: ShellModel) -> None:
        super().__init__(terminal, shell)
        session = terminal.visit.session
        code = session.choice.matter.code if session.choice.matter is not None else ""
        codes = [brief.matter_code for brief in session.draft.drafts]
        self._at = codes.index(code) if code in codes else 0
        self._wiping = False
        self._unopened = False

    def hear(self, event: Event) -> None:
        if isinstance(event, DraftsFound):
            self._at, self._wiping = 0, False
        elif isinstance(event, MatterMissing | MatterUnread):
            self._unopened = True
        self.changed.emit()

    @Property(str, notify=changed)
    def matter(self) -> str:
        brief = self._brief
        return self.say(brief.title) if brief is not None else ""

    @Property(bool, notify=changed)
    def village(self) -> bool:
        return self.terminal.visit.mode == "village"

    @Property(str, notify=changed)
    def saved(self) -> str:
        """When something was given last."""
        brief = self._brief
        return self.say(moment_words(brief.saved_at)) if brief is not None else ""

    @Property(str, notify=changed)
    def extent(self) -> str:
        """`填了 4 项，扫了 1 页`."""
        brief = self._brief
        if brief is None:
            return ""
        answers, pages = brief.answers, brief.pages
        zh = [f"填了 {answers} 项"] * bool(answers) + [f"扫了 {pages} 页"] * bool(pages)
        en = [_counted(answers, "answer")] * bool(answers) + [_counted(pages, "page")] * bool(pages)
        return self.say(Text("，".join(zh) or "还没有填", ", ".join(en) or "nothing yet"))

    @Property(str, notify=changed)
    def writer(self) -> str:
        """That nobody had shown a card when it was begun; "" where somebody had."""
        brief = self._brief
        if brief is None or brief.evidence is Evidence.CARD_PRESENT:
            return ""
        return self.say(Text(f"代办员 {brief.agent_id} 替填的，没有刷卡", f"by agent {brief.agent_id}, without a card"))

    @Property(str, notify=changed)
    def notice(self) -> str:
        """What has changed since, or did not work; or ""."""
        brief = self._brief
        if self.terminal.visit.session.draft.trouble or self._unopened:
            return self.say(Text("这次没有打开。再点一次。", "It did not open this time. Please touch it again."))
        if brief is None or brief.standing is DraftStanding.CURRENT:
            return ""
        if brief.standing is DraftStanding.WITHDRAWN:
            return self.say(
                Text(
                    "这件事现在不在这里办了，请问工作人员。",
                    "This is no longer offered here. Please ask the staff.",
                )
            )
        return self.say(
            Text(
                "这件事的要求后来改过了。您填过的，还能用的都替您留着；改了的地方要再看一遍。",
                "What is asked here has changed since. What still fits is kept; please look at the questions again.",
            )
        )

    @Property(bool, notify=changed)
    def open(self) -> bool:
        """Whether it can be gone on with."""
        brief = self._brief
        return brief is not None and brief.standing is not DraftStanding.WITHDRAWN

    @Property(str, notify=changed)
    def promise(self) -> str:
        return self.say(promise(self.terminal))

    @Property(int, notify=changed)
    def count(self) -> int:
        return len(self.terminal.visit.session.draft.drafts)

    @Property(bool, notify=changed)
    def wiping(self) -> bool:
        """Whether the person is asked once more before the draft is wiped."""
        return self._wiping

    @Slot()
    def goOn(self) -> None:
        self._act(self.terminal.drafts.go_on)

    @Slot()
    def anew(self) -> None:
        brief = self._brief
        if brief is not None and brief.standing is not DraftStanding.WITHDRAWN:
            self._unopened = False
            self.terminal.drafts.anew(brief)
            self.terminal.choose.open(brief.matter_code)

    @Slot()
    def later(self) -> None:
        """Something else first; the draft stays."""
        self.terminal.visit.fire(Move.NEXT)

    @Slot(bool)
    def askToWipe(self, asked: bool) -> None:
        self._wiping = asked
        self.changed.emit()

    @Slot()
    def wipe(self) -> None:
        if self._wiping:
            self._wiping = False
            self._act(self.terminal.drafts.discard)

    @Slot()
    def another(self) -> None:
        """The next of several drafts."""
        self._at, self._unopened = (self._at + 1) % max(len(self.terminal.visit.session.draft.drafts), 1), False
        self.changed.emit()

    @property
    def _brief(self) -> DraftBrief | None:
        drafts = self.terminal.visit.session.draft.drafts
        return drafts[min(self._at, len(drafts) - 1)] if drafts else None

    def _act(self, act: Callable[[DraftBrief], None]) -> None:
        brief = self._brief
        if brief is not None:
            act(brief)


def _counted(count: int, thing: str) -> str:
    return f"{count} {thing}{'' if count == 1 else 's'}"
