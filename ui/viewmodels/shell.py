"""What stands around every step: the bars, the overlays, the language, the watch for people who have left."""

from PySide6.QtCore import Property, QObject, Signal, Slot

from kiosk.domain.text import Text
from kiosk.events import CardNoticed, Event
from kiosk.ports import DeviceState
from kiosk.services.terminal import Terminal
from kiosk.workflow.steps import Signal as Move
from kiosk.workflow.steps import Step
from ui.viewmodels.base import StepModel
from ui.viewmodels.browsing import Browsing
from ui.viewmodels.idle import IdleWatch
from ui.viewmodels.page_pictures import PagePictures
from ui.viewmodels.registry import model_class, screen_file
from ui.viewmodels.settings import ScreenSettings

# Steps where there is nobody yet, or nobody any more.
EMPTY_STEPS = frozenset({Step.ATTRACT, Step.AGENT_SIGN_IN})

BROKEN = frozenset({DeviceState.ABSENT, DeviceState.FAILED, DeviceState.NEEDS_ATTENTION})


class ShellModel(ScreenSettings):
    """The frame that Main.qml shows around the current step.

    `moved` comes after `step` and `screen` have changed together; the old step's model stays alive until the old
    screen is gone.
    """

    moved = Signal()
    told = Signal()
    overlayChanged = Signal()
    keysInUseChanged = Signal()
    forgotten = Signal()

    def __init__(self, terminal: Terminal, keyboard_folder: str = "", parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._terminal = terminal
        self._visit = terminal.visit
        self._keyboard_folder = keyboard_folder
        self._overlay = ""
        self._keys = False
        self.browsing = Browsing()
        self.pictures = PagePictures()
        self._idle = IdleWatch(terminal.settings.delays, self)
        self._at = self._visit.step
        self._step: StepModel = self._make()
        self._idle.expired.connect(self._expire)
        self._idle.leftChanged.connect(self._show_countdown)
        self.languageChanged.connect(self._speak)
        self._visit.on_move(self._move)
        self._visit.on_change(self._tell)
        self._visit.on_end(self._end)

    # What comes from outside

    @Slot(object)
    def hear(self, event: Event) -> None:
        """Takes an event from the bridge: services first, then the step."""
        if isinstance(event, CardNoticed):
            self.touched()
        if self._visit.hear(event):
            self._step.hear(event)

    @Slot()
    def touched(self) -> None:
        """A finger or a key: somebody is there."""
        # Also where there is nobody yet: whoever chose English and walked away must not leave it to the next person.
        self._idle.touched()

    def retell(self) -> None:
        """The words have changed: a new language is in force."""
        self._tell()

    def keys_used(self, used: bool) -> None:
        """Whether the last input came from keys: then the focus is shown."""
        if used != self._keys:
            self._keys = used
            self.keysInUseChanged.emit()

    # What the frame shows

    @Property(str, notify=moved)
    def stepName(self) -> str:
        return self._visit.step.value

    @Property(str, notify=moved)
    def screen(self) -> str:
        return screen_file(self._visit.step)

    @Property(QObject, notify=moved)
    def step(self) -> StepModel:
        return self._step

    @Property(bool, notify=moved)
    def canCancel(self) -> bool:
        return self._visit.can(Move.CANCEL)

    @Property(int, notify=moved)
    def progress(self) -> int:
        """1 to 5 on the road of a filing, 0 beside it."""
        return self._visit.progress

    @Property(str, constant=True)
    def mode(self) -> str:
        return self._visit.mode

    @Property(str, constant=True)
    def keyboardFolder(self) -> str:
        return self._keyboard_folder

    @Property(str, constant=True)
    def phone(self) -> str:
        return self._terminal.settings.terminal.service_phone

    @Property(str, notify=told)
    def title(self) -> str:
        return self.tr("就近办")

    @Property(str, notify=told)
    def place(self) -> str:
        settings = self._terminal.settings.terminal
        return Text(settings.place, settings.place_en).say(self.spoken)

    @Property(bool, notify=told)
    def lineUp(self) -> bool:
        """False only when it is known that the centre does not answer."""
        line = self._terminal.health.line
        return line.up or not line.known

    @Property(str, notify=told)
    def lineWords(self) -> str:
        line = self._terminal.health.line
        if not line.known:
            return self.tr("正在连网")
        return self.tr("网络正常") if line.up else self.tr("网络断开")

    @Property(bool, notify=told)
    def printerUp(self) -> bool:
        device = self._terminal.health.device("printer")
        return self._terminal.health.fitted("printer") and (device is None or device.state not in BROKEN)

    @Property(str, notify=told)
    def printerWords(self) -> str:
        device = self._terminal.health.device("printer")
        if not self._terminal.health.fitted("printer"):
            return self.tr("没有打印机")
        if device is None or device.state is DeviceState.STARTING:
            return self.tr("打印机正在准备")
        return self.tr("打印机不能用") if device.state in BROKEN else self.tr("打印机正常")

    @Property(str, notify=told)
    def agentWords(self) -> str:
        agent = self._visit.agent
        return self.tr("代办员 {0} 号").format(agent.agent_id) if agent else ""

    @Property(str, notify=overlayChanged)
    def overlay(self) -> str:
        """What lies over the step: "", "help", "cancel", "idle" or "text-size"."""
        return self._overlay

    @Property(QObject, constant=True)
    def idle(self) -> IdleWatch:
        return self._idle

    @Property(bool, notify=keysInUseChanged)
    def keysInUse(self) -> bool:
        return self._keys

    # What a touch on the frame does

    @Slot()
    def back(self) -> None:
        if self._overlay:
            self.closeOverlay()
        elif self._visit.can(Move.BACK):
            self._visit.fire(Move.BACK)

    @Slot()
    def cancel(self) -> None:
        """Asks first: what was typed would be gone."""
        if self._visit.can(Move.CANCEL):
            self._set_overlay("cancel")

    @Slot()
    def confirmCancel(self) -> None:
        self._set_overlay("")
        if self._visit.can(Move.CANCEL):
            self._visit.fire(Move.CANCEL)

    @Slot()
    def help(self) -> None:
        self._set_overlay("help")

    @Slot()
    def showTextSize(self) -> None:
        self._set_overlay("text-size")

    @Slot()
    def closeOverlay(self) -> None:
        self._set_overlay("")
        self._idle.touched()

    # Inside

    def _make(self) -> StepModel:
        return model_class(self._visit.step)(self._terminal, self)

    def _move(self) -> None:
        old, left = self._step, self._at
        self._at = self._visit.step
        self._set_overlay("")
        self._step = self._make()
        self._change_hands(left)
        self.moved.emit()
        self.told.emit()
        old.leave()
        old.deleteLater()

    def _change_hands(self, left: Step) -> None:
        if left is Step.OUTLET:
            self.keep()
        if self._at in EMPTY_STEPS:
            self.forget()
            self._idle.rest()
            return
        if self._at is Step.OUTLET:
            self.reset()
        self._idle.touched()

    def _speak(self) -> None:
        self._terminal.receipt.speak(self.spoken)

    def _end(self) -> None:
        self.browsing = Browsing()
        self.pictures.forget()
        self.forgotten.emit()

    def _tell(self) -> None:
        self.told.emit()
        self._step.refresh()

    def _show_countdown(self) -> None:
        if self._visit.step in EMPTY_STEPS:
            return
        if self._idle.counting and self._overlay != "idle":
            self._set_overlay("idle")
        elif not self._idle.counting and self._overlay == "idle":
            self._set_overlay("")

    def _expire(self) -> None:
        self._set_overlay("")
        if self._visit.can(Move.TIMEOUT):
            self._visit.fire(Move.TIMEOUT)
        else:
            # Nobody to say goodbye to; what was typed here goes all the same.
            self._step.leave()
            self._step.refresh()
            self.forget()

    def _set_overlay(self, overlay: str) -> None:
        if overlay != self._overlay:
            self._overlay = overlay
            self.overlayChanged.emit()
