"""Taking a paper's pages with the document camera: the live picture, the shutter, and a look at what was taken."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Property, QObject, Signal, Slot

from kiosk.domain.material import MaterialRule, Page, PageDoubt
from kiosk.domain.text import Text
from kiosk.events import CameraSaw, Event
from kiosk.services.terminal import Terminal
from ui.viewmodels.camera_pictures import PROVIDER
from ui.viewmodels.device_words import CAMERA, trouble_words
from ui.viewmodels.page_pictures import source

if TYPE_CHECKING:
    from ui.viewmodels.base import StepModel

_HOW = Text(
    "纸放平，四个角都要露出来，别反光。手拿开，再点“拍下来”。",
    "Lay the paper flat, all four corners in sight. Hands away, then touch Take it.",
)
_DOUBTS = {
    PageDoubt.BLURRED: Text(
        "这一张有点糊。看不清就重拍。", "This one is a little blurred. If you cannot read it, take it again."
    ),
    PageDoubt.GLARE: Text(
        "这一张有反光。字被盖住了就挪一挪，重拍。",
        "There is glare. If it hides words, move the paper and try again.",
    ),
    PageDoubt.CUT_OFF: Text(
        "这一张好像缺了一边。四个角都露出来，重拍一张。",
        "An edge seems to be cut off. Show all four corners and take it again.",
    ),
}
_LOOK = Text("字看得清、四边都在，就用这张。", "If you can read it and nothing is cut off, keep it.")
_WAKING = Text("高拍仪正在打开…", "The camera is starting…")
_TAKING = Text("正在拍，别动纸…", "Taking it. Leave the paper still…")


class CameraModel(QObject):
    """Part of the materials step. While `shown`, the camera's preview is on; frames are kept no longer than that."""

    changed = Signal()
    sightChanged = Signal()

    def __init__(self, terminal: Terminal, step: "StepModel") -> None:
        super().__init__(step)
        self._terminal = terminal
        self._collect = terminal.collect
        self._step = step
        self._pictures = step.shell.camera_pictures
        self._rule_id = ""
        self._index = 0
        self._again = False
        self._waiting = False
        self._taken = False
        self._seen = 0

    # How it is

    @property
    def there(self) -> bool:
        """Whether this terminal has a camera, working or not."""
        return self._terminal.health.device("camera") is not None

    @property
    def works(self) -> bool:
        """Whether it can be used now."""
        return self._terminal.health.usable("camera")

    @property
    def busy(self) -> bool:
        """Whether a page is being taken."""
        collection = self._terminal.visit.session.collection
        return bool(collection.job) and collection.by_camera

    # What happens around it

    def hear(self, event: Event) -> None:
        """Takes the camera's pictures while they are wanted; drops all others."""
        if isinstance(event, CameraSaw) and self._rule_id and not self._taken:
            self._pictures.show(event.picture.content)
            self._seen += 1
            self.sightChanged.emit()

    def refresh(self) -> None:
        """The session or a device changed: the page may have come."""
        collection = self._terminal.visit.session.collection
        if self._waiting and not collection.job:
            self._waiting = False
            self._taken = not collection.failure and self._page() is not None
        if not self.works and self._seen:
            # What was seen last is not what lies there now.
            self._blind()
        self.changed.emit()

    def leave(self) -> None:
        """The step is over; the preview ends with it (`Collect`)."""
        self._rule_id = ""
        self._blind()

    # What is shown

    @Property(bool, notify=changed)
    def fitted(self) -> bool:
        """Whether this terminal has a camera, working or not."""
        return self.there

    @Property(bool, notify=changed)
    def usable(self) -> bool:
        return self.works

    @Property(bool, notify=changed)
    def shown(self) -> bool:
        return bool(self._rule_id)

    @Property(bool, notify=changed)
    def taking(self) -> bool:
        """Whether the shutter was touched and the page is being made."""
        return self.busy

    @Property(bool, notify=changed)
    def taken(self) -> bool:
        """Whether the page is shown that was taken, and not what the camera sees."""
        return self._taken

    @Property(bool, notify=changed)
    def canShoot(self) -> bool:
        return self._can_shoot

    @Property(bool, notify=changed)
    def canGoOn(self) -> bool:
        """Whether the paper has room for one more page."""
        rule = self._rule()
        return rule is not None and len(self._collect.pages(rule.id)) < rule.max_pages

    @Property(str, notify=changed)
    def title(self) -> str:
        """`户口簿，第 2 页`."""
        rule = self._rule()
        if rule is None:
            return ""
        name, number = self._step.say(rule.name), self._index + 1
        return self._step.say(Text(f"{name}，第 {number} 页", f"{name}, page {number}"))

    @Property(str, notify=changed)
    def words(self) -> str:
        """What to do now."""
        if self._taken:
            return self._step.say(_LOOK)
        if self.busy:
            return self._step.say(_TAKING)
        return self._step.say(_HOW)

    @Property(str, notify=changed)
    def doubt(self) -> str:
        """What may be wrong with the page that was taken."""
        page = self._page() if self._taken else None
        return self._step.say(_DOUBTS[page.doubts[0]]) if page is not None and page.doubts else ""

    @Property(str, notify=changed)
    def failure(self) -> str:
        """Why the last touch of the shutter brought no page."""
        collection = self._terminal.visit.session.collection
        if not (collection.failure and collection.by_camera) or self.busy or self._trouble:
            return ""
        return self._step.say(CAMERA.failed(collection.failure))

    @Property(str, notify=changed)
    def trouble(self) -> str:
        """Why the camera cannot be used; empty where it can, or where there is none."""
        return self._trouble

    @Property(str, notify=changed)
    def otherWay(self) -> str:
        """What to do instead, while the camera cannot be used."""
        if not self._trouble:
            return ""
        if self._terminal.health.usable("scanner"):
            return self._step.say(Text("可以用扫描仪：点“扫描”。", "Use the scanner instead: touch Scan."))
        return self._step.say(
            Text(
                "它好了这里会自己变。等不及就带原件到窗口办。",
                "This changes by itself once it works. Or bring the originals to the service window.",
            )
        )

    @Property(str, notify=sightChanged)
    def sight(self) -> str:
        """Where QML finds the live picture; empty before the first one."""
        return f"image://{PROVIDER}/{self._seen}" if self._seen else ""

    @Property(str, notify=sightChanged)
    def waitWords(self) -> str:
        """Said where the live picture will be."""
        return "" if self._seen else self._step.say(_WAKING)

    @Property(str, notify=changed)
    def pageSource(self) -> str:
        """Where QML finds the page that was taken."""
        page = self._page() if self._taken else None
        return source(page) if page is not None else ""

    # What a touch does

    @Slot(str)
    def open(self, rule_id: str) -> None:
        """Looks through the camera, for the next page of this paper."""
        self._aim(rule_id, len(self._collect.pages(rule_id)), again=False)

    @Slot(str, int)
    def openAgain(self, rule_id: str, index: int) -> None:
        """Looks through the camera, to do one page again; the old one stays until the new one is there."""
        self._aim(rule_id, index, again=True)

    @Slot()
    def shoot(self) -> None:
        """Takes the page."""
        rule = self._rule()
        if rule is not None and self._can_shoot and not self._taken:
            # First, as the desk may answer before it returns.
            self._waiting = True
            if not self._collect.capture(rule, self._index if self._again else None):
                self._waiting = False

    @Slot()
    def retake(self) -> None:
        """Once more; the page that was taken stays until the new one is there."""
        self._aim(self._rule_id, self._index, again=True)

    @Slot()
    def more(self) -> None:
        """This one is good; on to the next page."""
        self.open(self._rule_id)

    @Slot()
    def close(self) -> None:
        """Away from the camera, with the pages taken so far."""
        self._rule_id = ""
        self._taken = self._waiting = False
        self._collect.preview(False)
        self._blind()
        self.changed.emit()

    # Inside

    @property
    def _can_shoot(self) -> bool:
        return self.works and not self._terminal.visit.session.collection.job

    @property
    def _trouble(self) -> str:
        if not self.there or self.works:
            return ""
        return self._step.say(trouble_words(CAMERA, self._terminal.health.device("camera")))

    def _aim(self, rule_id: str, index: int, *, again: bool) -> None:
        self._rule_id, self._index, self._again = rule_id, index, again
        self._taken = self._waiting = False
        self._blind()
        self._collect.preview(True)
        self.changed.emit()

    def _blind(self) -> None:
        self._seen = 0
        self._pictures.forget()
        self.sightChanged.emit()

    def _rule(self) -> MaterialRule | None:
        return next((rule for rule in self._collect.rules() if rule.id == self._rule_id), None)

    def _page(self) -> Page | None:
        pages = self._collect.pages(self._rule_id) if self._rule_id else ()
        return pages[self._index] if self._index < len(pages) else None
