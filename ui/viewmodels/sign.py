"""The signature, and the moment in which the filing is saved."""

from PySide6.QtCore import Property, Signal, Slot

from kiosk.domain.text import Text
from kiosk.services.terminal import Terminal
from ui.viewmodels.base import StepModel
from ui.viewmodels.ink import Ink, picture
from ui.viewmodels.shell import ShellModel

Drawn = list[list[dict[str, float]]]


class SignModel(StepModel):
    """Takes strokes from the pad; `confirm` draws their picture and hands both to `submit`."""

    changed = Signal()

    wrong = Signal()
    """The person wants to confirm without having signed."""
    inkChanged = Signal()
    cleared = Signal()

    def __init__(self, terminal: Terminal, shell: ShellModel) -> None:
        super().__init__(terminal, shell)
        self._ink = Ink()
        self._size = (1.0, 1.0)
        self._reminded = False

    def leave(self) -> None:
        self._ink.clear()
        self.cleared.emit()

    @Property(int, notify=changed)
    def progress(self) -> int:
        return self.terminal.visit.progress

    @Property(str, notify=changed)
    def progressWords(self) -> str:
        return self.progress_line()

    @Property(str, notify=changed)
    def whoWords(self) -> str:
        """Whose name goes here; for an agent's filing, who may sign."""
        session = self.terminal.visit.session
        resident = session.identification.resident
        name = resident.name if resident else ""
        if session.identification.authority is not None:
            return self.say(Text(f"请 {name} 本人签，或由代办员代签。", f"{name} signs, or the agent on their behalf."))
        return self.say(Text(f"用手指写上您的名字：{name}", f"Write your name with a finger: {name}"))

    @Property(bool, notify=inkChanged)
    def signed(self) -> bool:
        return self._ink.enough

    @Property(bool, notify=inkChanged)
    def empty(self) -> bool:
        return not self._ink.strokes

    @Property(str, notify=inkChanged)
    def reminder(self) -> str:
        """What is missing, once the person wanted to confirm without it."""
        if self._ink.enough or not self._reminded:
            return ""
        return self.say(Text("还没有签名。在框里写上名字。", "Not signed yet. Write your name in the box."))

    @Property(bool, notify=changed)
    def saving(self) -> bool:
        return self._saving

    @Property(bool, notify=changed)
    def failed(self) -> bool:
        return bool(self.terminal.visit.session.outcome.saving_failure)

    @Property(str, notify=changed)
    def failureWords(self) -> str:
        if not self.terminal.visit.session.outcome.saving_failure:
            return ""
        return self.say(Text("没有保存成。", "It was not saved."))

    @Property(str, notify=changed)
    def failureDetail(self) -> str:
        """What to do about it; the reason itself is for the staff's log."""
        if not self.terminal.visit.session.outcome.saving_failure:
            return ""
        phone = self.terminal.settings.terminal.service_phone
        if self.terminal.store_watch.full:
            return self.say(
                Text(
                    f"机器存满了，这件事没有交上。可以过一会再点“再试一次”，或到窗口办，或打 {phone}。",
                    f"Storage is full and nothing was submitted. Try again in a while, use a window, or call {phone}.",
                )
            )
        if self.terminal.store_watch.damaged:
            return self.say(
                Text(
                    f"机器坏了，这件事没有交上。请到窗口或别的自助机办，或打 {phone}。",
                    f"This terminal is broken and nothing was submitted. Use a window or another terminal, or call"
                    f" {phone}.",
                )
            )
        return self.say(
            Text(
                f"填的、扫的、签的都还在。再点一次“再试一次”；还不行请打 {phone} 或找工作人员。",
                f"Everything you filled in, scanned and signed is still here. Try again; or call {phone}.",
            )
        )

    def strokes(self) -> Drawn:
        """What is on the pad, to be drawn anew when it changes its size."""
        return [[{"x": x, "y": y} for x, y, _ in stroke] for stroke in self._ink.strokes]

    @Slot(result="QVariantList")
    def drawn(self) -> Drawn:
        """`strokes`, for QML."""
        return self.strokes()

    # What a finger does

    @Slot(float, float)
    def sized(self, width: float, height: float) -> None:
        """How large the pad is; what was written on a pad of another size grows or shrinks with it."""
        if self._ink.strokes and (width, height) != self._size:
            self._ink.scale(min(width / self._size[0], height / self._size[1]))
        self._size = (width, height)

    @Slot(float, float)
    def penDown(self, x: float, y: float) -> None:
        self._ink.down(x, y, self._moment())
        self.inkChanged.emit()

    @Slot(float, float)
    def penMove(self, x: float, y: float) -> None:
        self._ink.move(x, y, self._moment())

    @Slot()
    def penUp(self) -> None:
        self._ink.up()
        self.inkChanged.emit()

    @Slot()
    def clear(self) -> None:
        """An empty pad, to sign anew."""
        self._ink.clear()
        self.cleared.emit()
        self.inkChanged.emit()

    @Slot()
    def next(self) -> None:
        """Confirms: from here on it is saved, or said that it was not."""
        if self._saving:
            return
        if not self._ink.enough:
            self._reminded = True
            self.inkChanged.emit()
            self.wrong.emit()
            return
        strokes = self._ink.strokes
        self.terminal.submit.confirm(strokes, picture(strokes, *self._size))

    @Slot()
    def back(self) -> None:
        if not self._saving:
            self.shell.back()

    def _moment(self) -> int:
        return round(self.terminal.clock.monotonic() * 1000)

    @property
    def _saving(self) -> bool:
        return bool(self.terminal.visit.session.outcome.saving_id)
