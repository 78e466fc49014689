"""The guide of one matter: what a person should know before starting."""

from PySide6.QtCore import Property, Signal, Slot

from kiosk.domain.matter import LimitUnit, Matter, Platform
from kiosk.services.terminal import Terminal
from kiosk.workflow.steps import Signal as Move
from ui.viewmodels.base import StepModel
from ui.viewmodels.device_words import SCANNER, trouble_words
from ui.viewmodels.shell import ShellModel


class GuideModel(StepModel):
    """Facts of the chosen matter in plain words; starting needs to know who is there."""

    changed = Signal()

    def __init__(self, terminal: Terminal, shell: ShellModel) -> None:
        super().__init__(terminal, shell)
        matter = terminal.visit.session.choice.matter
        if matter is None:
            raise ValueError("the guide was entered without a matter")
        self._matter: Matter = matter
        self._parts = terminal.visit.session.choice.parts

    @Property(str, notify=changed)
    def title(self) -> str:
        return self.say(self._matter.title)

    @Property(str, notify=changed)
    def summary(self) -> str:
        return self.say(self._matter.guide.summary)

    @Property(str, notify=changed)
    def condition(self) -> str:
        return self.say(self._matter.guide.condition)

    @Property(str, notify=changed)
    def result(self) -> str:
        return self.say(self._matter.guide.result)

    @Property(str, notify=changed)
    def basis(self) -> str:
        return self.say(self._matter.guide.legal_basis)

    @Property(list, notify=changed)
    def steps(self) -> list[str]:
        return [self.say(step) for step in self._matter.guide.steps]

    @Property(list, notify=changed)
    def parts(self) -> list[str]:
        """The matters that a life event bundles."""
        return [self.say(part) for part in self._parts]

    @Property(list, notify=changed)
    def materials(self) -> list[dict[str, str | bool]]:
        return [
            {
                "name": self.say(rule.name),
                "hint": self.say(rule.hint),
                "needed": rule.required and rule.when is None,
                "sometimes": rule.when is not None,
            }
            for rule in self._matter.materials
        ]

    @Property(str, notify=changed)
    def duration(self) -> str:
        limit = self._matter.time_limit
        if limit.unit is LimitUnit.AT_ONCE:
            return self.tr("当场办好")
        words = self.tr("{0} 个工作日") if limit.unit is LimitUnit.WORKING_DAYS else self.tr("{0} 天")
        promised = words.format(limit.promised)
        if limit.legal > limit.promised:
            return self.tr("{0}（法定 {1}）").format(promised, words.format(limit.legal))
        return promised

    @Property(str, notify=changed)
    def cost(self) -> str:
        fee = self._matter.fee
        note = self.say(fee.note)
        if fee.fen == 0:
            return note or self.tr("不收费")
        yuan = f"{fee.fen / 100:.2f}".removesuffix(".00")
        return self.tr("{0} 元").format(yuan) + (self.tr("。") + note if note else "")

    @Property(bool, notify=changed)
    def free(self) -> bool:
        return self._matter.fee.fen == 0

    @Property(bool, notify=changed)
    def atOnce(self) -> bool:
        return self._matter.time_limit.unit is LimitUnit.AT_ONCE

    @Property(str, notify=changed)
    def visits(self) -> str:
        if self._matter.visits == 0:
            return self.tr("在这里办就行，不用再跑")
        return self.tr("还要到窗口 {0} 次").format(self._matter.visits)

    @Property(str, notify=changed)
    def department(self) -> str:
        return self.say(self._matter.department)

    @Property(bool, notify=changed)
    def investment(self) -> bool:
        return self._matter.platform is Platform.INVESTMENT

    @Property(str, notify=changed)
    def destination(self) -> str:
        """The platform the filing goes to."""
        if self._matter.platform is Platform.INVESTMENT:
            return self.tr("投资项目在线审批监管平台")
        return self.tr("政务服务统一受理平台")

    @Property(str, notify=changed)
    def scannerTrouble(self) -> str:
        """Why papers that have to be scanned cannot be scanned now; empty where they can, or there are none."""
        needed = any(rule.required and rule.when is None for rule in self._matter.materials)
        health = self.terminal.health
        if not needed or health.usable("scanner"):
            return ""
        return self.say(trouble_words(SCANNER, health.device("scanner")))

    @Property(bool, notify=changed)
    def guest(self) -> bool:
        return self.terminal.visit.session.identification.resident is None

    @Property(int, notify=changed)
    def pages(self) -> int:
        """How many questions pages the form begins with."""
        return len(self._matter.form.asked({}))

    @Slot()
    def start(self) -> None:
        visit = self.terminal.visit
        visit.fire(Move.IDENTIFY if visit.session.identification.resident is None else Move.NEXT)
