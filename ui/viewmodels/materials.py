"""The papers: what is wanted, what was scanned, and the scan that runs."""

from PySide6.QtCore import Property, QObject, Signal, Slot

from kiosk.domain.material import MaterialRule, Page
from kiosk.domain.text import Text
from kiosk.events import Event
from kiosk.ports import DeviceState
from kiosk.services.terminal import Terminal
from ui.viewmodels.base import StepModel
from ui.viewmodels.camera import CameraModel
from ui.viewmodels.device_words import CAMERA, SCANNER, trouble_words
from ui.viewmodels.material_words import NOT_TAKEN, limits, other_way, standing, too_large
from ui.viewmodels.page_doubts import doubts_of_page, doubts_of_paper
from ui.viewmodels.page_pictures import source
from ui.viewmodels.rows import Row, Rows
from ui.viewmodels.shell import ShellModel

ROLES = (
    *("ruleId", "name", "hint", "optional", "limits", "standing"),
    *("count", "pages", "full", "busy", "wanted", "doubts"),
)


class MaterialsModel(StepModel):
    """Shows `collect`'s rules with their pages; one page can be looked at large."""

    changed = Signal()

    wrong = Signal(str)
    """The first paper still missing, to be brought into sight."""
    scanMoved = Signal()
    lookChanged = Signal()

    def __init__(self, terminal: Terminal, shell: ShellModel) -> None:
        super().__init__(terminal, shell)
        self._collect = terminal.collect
        self._papers = Rows(ROLES, self)
        self._missing: set[str] = set()
        self._look: tuple[str, int] | None = None
        self._part = 0.0
        self._captures = False
        self._camera = CameraModel(terminal, self)
        self._list()

    def hear(self, event: Event) -> None:
        self._camera.hear(event)

    def refresh(self) -> None:
        part = self.terminal.visit.session.collection.progress
        if (part, self._camera.busy) != (self._part, self._captures):
            self._part, self._captures = part, self._camera.busy
            self.scanMoved.emit()
        self._list()
        self._camera.refresh()
        super().refresh()

    def leave(self) -> None:
        self._look = None
        self._camera.leave()
        self._papers.show([])

    # What is shown

    @Property(QObject, constant=True)
    def camera(self) -> CameraModel:
        """The document camera's part of this step."""
        return self._camera

    @Property(bool, notify=changed)
    def cameraLeads(self) -> bool:
        """Whether papers are photographed here, as there is a camera and no scanner."""
        return self._camera_leads

    @Property(QObject, constant=True)
    def papers(self) -> Rows:
        """The papers in the matter's order, with the roles of `ROLES`."""
        return self._papers

    @Property(int, notify=changed)
    def progress(self) -> int:
        return self.terminal.visit.progress

    @Property(str, notify=changed)
    def progressWords(self) -> str:
        return self.progress_line()

    @Property(bool, notify=changed)
    def scanning(self) -> bool:
        return bool(self.terminal.visit.session.collection.job)

    @Property(float, notify=scanMoved)
    def scanPart(self) -> float:
        """0 to 1; below 0 while the scanner warms up and tells nothing."""
        return self._part if self._part > 0 else -1.0

    @Property(str, notify=scanMoved)
    def scanWords(self) -> str:
        if self._camera.busy:
            return self.say(Text("正在拍照…", "Taking the picture…"))
        if self._part <= 0:
            return self.say(Text("扫描仪正在准备…", "The scanner is getting ready…"))
        percent = round(self._part * 100)
        return self.say(Text(f"正在扫描… {percent}%", f"Scanning… {percent}%"))

    @Property(bool, notify=changed)
    def canRepeat(self) -> bool:
        """Whether a page can be done again."""
        return self._camera.works if self._camera_leads else self._ready

    @Property(bool, notify=changed)
    def scannerReady(self) -> bool:
        return self._ready

    @Property(str, notify=changed)
    def scannerTrouble(self) -> str:
        """Why the scanner cannot be used; empty where it can."""
        device = self.terminal.health.device("scanner")
        if self.terminal.health.usable("scanner") or self._camera_leads:
            return ""
        if self._ready and device is not None and device.cause == self.terminal.visit.session.collection.failure:
            # Said at the paper already.
            return ""
        return self.say(trouble_words(SCANNER, device))

    @Property(str, notify=changed)
    def otherWay(self) -> str:
        """What to do instead, while the scanner cannot be used."""
        if self._ready or self._camera_leads:
            return ""
        return self.say(other_way(camera=self._camera.works, complete=not self._collect.missing()))

    @Property(str, notify=changed)
    def failure(self) -> str:
        """Why the last scan brought no page."""
        collection = self.terminal.visit.session.collection
        if not collection.by_camera and not self._ready:
            # Trying again is no use; what is said of the scanner stands above.
            return ""
        if collection.failure == "too-large":
            rule = self._rule(collection.rule_id)
            kept = len(self._collect.pages(collection.rule_id))
            return self.say(too_large(rule.max_bytes if rule else 0, kept))
        if collection.failure in NOT_TAKEN:
            return self.say(NOT_TAKEN[collection.failure])
        words = CAMERA if collection.by_camera else SCANNER
        return self.say(words.failed(collection.failure)) if collection.failure else ""

    @Property(str, notify=changed)
    def failedPaper(self) -> str:
        """The paper whose scan failed."""
        collection = self.terminal.visit.session.collection
        return collection.rule_id if collection.failure else ""

    @Property(bool, notify=changed)
    def complete(self) -> bool:
        return not self._collect.missing()

    @Property(str, notify=changed)
    def missingWords(self) -> str:
        """`还差 1 份要交的材料`; empty when complete."""
        count = len(self._collect.missing())
        if not count:
            return ""
        return self.say(Text(f"还差 {count} 份要交的材料", f"{count} required paper{'' if count == 1 else 's'} to go"))

    # One page, large

    @Property(str, notify=lookChanged)
    def lookSource(self) -> str:
        page = self._looked()
        return source(page) if page else ""

    @Property(str, notify=lookChanged)
    def lookWords(self) -> str:
        rule = self._rule(self._look[0]) if self._look else None
        if rule is None or self._look is None:
            return ""
        name, number, count = self.say(rule.name), self._look[1] + 1, len(self._collect.pages(rule.id))
        return self.say(Text(f"{name}，第 {number} 页，共 {count} 页", f"{name}, page {number} of {count}"))

    @Property(str, notify=lookChanged)
    def lookDoubt(self) -> str:
        """What may be wrong with the page that is looked at; empty where nothing is."""
        page = self._looked()
        return self.say(doubts_of_page(page)) if page else ""

    # What a touch does

    @Slot(str)
    def scan(self, rule_id: str) -> None:
        """One more page of this paper."""
        rule = self._rule(rule_id)
        if rule is not None:
            self._missing.discard(rule_id)
            self._collect.scan(rule)

    @Slot()
    def cancelScan(self) -> None:
        self._collect.cancel()

    @Slot(str, int)
    def look(self, rule_id: str, index: int) -> None:
        """Shows one page large."""
        self._look = (rule_id, index)
        self.lookChanged.emit()

    @Slot()
    def closeLook(self) -> None:
        self._look = None
        self.lookChanged.emit()

    @Slot()
    def scanAgain(self) -> None:
        """Does the page that is looked at once more; the old one stays until the new one is there."""
        look = self._look
        self.closeLook()
        rule = self._rule(look[0]) if look else None
        if look is not None and rule is not None and self._camera_leads:
            self._camera.openAgain(*look)
        elif look is not None and rule is not None:
            self._collect.scan(rule, replaces=look[1])

    @Slot()
    def removePage(self) -> None:
        """Takes the page that is looked at away."""
        look = self._look
        self.closeLook()
        if look is not None:
            self._collect.remove(*look)

    @Slot()
    def next(self) -> None:
        """On to the review, or to the first paper still missing."""
        missing = self._collect.next()
        if missing:
            self._missing = {rule.id for rule in missing}
            self.refresh()
            self.wrong.emit(missing[0].id)

    @Slot()
    def back(self) -> None:
        self.shell.back()

    # Inside

    @property
    def _camera_leads(self) -> bool:
        return self._camera.there and not self.terminal.health.fitted("scanner")

    @property
    def _ready(self) -> bool:
        """Whether a scan can be tried: only the next one shows that a sheet was pulled out, a lid closed."""
        device = self.terminal.health.device("scanner")
        needs_hand = device is not None and device.state is DeviceState.NEEDS_ATTENTION
        return needs_hand or self.terminal.health.usable("scanner")

    def _rule(self, rule_id: str) -> MaterialRule | None:
        return next((rule for rule in self._collect.rules() if rule.id == rule_id), None)

    def _looked(self) -> Page | None:
        pages = self._collect.pages(self._look[0]) if self._look else ()
        return pages[self._look[1]] if self._look and self._look[1] < len(pages) else None

    def _list(self) -> None:
        rules = self._collect.rules()
        self.shell.pictures.show(page for rule in rules for page in self._collect.pages(rule.id))
        self._papers.show([self._row(rule) for rule in rules])

    def _row(self, rule: MaterialRule) -> Row:
        pages = self._collect.pages(rule.id)
        collection = self.terminal.visit.session.collection
        return {
            "ruleId": rule.id,
            "name": self.say(rule.name),
            "hint": self.say(rule.hint),
            "optional": not rule.required,
            "limits": self.say(limits(rule)),
            "standing": self.say(standing(rule, len(pages))),
            "count": len(pages),
            "pages": [source(page) for page in pages],
            "full": len(pages) >= rule.max_pages,
            "doubts": self.say(doubts_of_paper(pages)),
            "busy": bool(collection.job) and collection.rule_id == rule.id,
            "wanted": rule.id in self._missing and not pages,
        }
