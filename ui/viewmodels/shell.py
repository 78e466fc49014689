"""What stands around every step: the overlays, the watch for people who have left, and the change of steps."""

from PySide6.QtCore import Property, QObject, Signal, Slot

from kiosk.events import CardNoticed, CodeScanned, Event, PresenceChanged
from kiosk.services.terminal import Terminal
from kiosk.workflow.steps import Signal as Move
from kiosk.workflow.steps import Step
from ui.viewmodels.attention import AttentionModel
from ui.viewmodels.bar import BarModel
from ui.viewmodels.base import STRAIGHT, StepModel
from ui.viewmodels.browsing import Browsing
from ui.viewmodels.camera_pictures import CameraPictures
from ui.viewmodels.code_notice import CodeNotice
from ui.viewmodels.draft_words import promise
from ui.viewmodels.idle import IdleWatch
from ui.viewmodels.page_pictures import PagePictures
from ui.viewmodels.registry import model_class, screen_file

# Steps where there is nobody yet, or nobody any more.
EMPTY_STEPS = frozenset({Step.ATTRACT, Step.AGENT_SIGN_IN})


class ShellModel(BarModel):
    """The frame that Main.qml shows around the current step.

    `moved` comes after `step` and `screen` have changed together; the old step's model stays alive until the old
    screen is gone.
    """

    moved = Signal()
    overlayChanged = Signal()
    keysInUseChanged = Signal()
    forgotten = Signal()

    def __init__(self, terminal: Terminal, keyboard_folder: str = "", parent: QObject | None = None) -> None:
        super().__init__(terminal, parent)
        self._keyboard_folder = keyboard_folder
        self._overlay = ""
        self._keys = False
        self.browsing = Browsing()
        self.pictures = PagePictures()
        self.camera_pictures = CameraPictures()
        self._attention = AttentionModel(terminal.attention, terminal.settings.terminal.service_phone, self)
        phone = terminal.settings.terminal.service_phone
        self._code_notice = CodeNotice(terminal.find_filing, terminal.visit, phone, self)
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
        if isinstance(event, CardNoticed | CodeScanned):
            self.touched()
        if isinstance(event, PresenceChanged):
            self._idle.sensed(event.present)
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

    @Property(str, notify=overlayChanged)
    def overlay(self) -> str:
        """What lies over the step: "", "help", "cancel", "idle", "text-size", "attention" or "code"."""
        return self._overlay

    @Property(QObject, constant=True)
    def attention(self) -> AttentionModel:
        """The fault that takes the whole screen, while `overlay` is "attention"."""
        return self._attention

    @Property(QObject, constant=True)
    def idle(self) -> IdleWatch:
        return self._idle

    @Property(QObject, constant=True)
    def codeNotice(self) -> CodeNotice:
        """What is said of a scanned code, while `overlay` is "code"."""
        return self._code_notice

    @Property(bool, constant=True)
    def codeReader(self) -> bool:
        """Whether receipts can be scanned here."""
        return self._terminal.settings.devices.code_reader

    @Property(bool, notify=keysInUseChanged)
    def keysInUse(self) -> bool:
        return self._keys

    # What a touch on the frame does

    @Slot()
    def back(self) -> None:
        if self._overlay == "attention":
            self._attention.putAside()
        elif self._overlay:
            self.closeOverlay()
        elif self._visit.can(Move.BACK):
            self._visit.fire(Move.BACK)

    @Slot()
    def cancel(self) -> None:
        """Asks first: what was typed would be gone."""
        if self._visit.can(Move.CANCEL):
            self._set_overlay("cancel")

    @Property(bool, notify=overlayChanged)
    def unfinished(self) -> bool:
        """Whether something was given that can be kept for the next visit."""
        return self._terminal.drafts.unfinished

    @Property(str, notify=overlayChanged)
    def draftPromise(self) -> str:
        """For how long and for whom it would be kept."""
        return promise(self._terminal).say(self.spoken).translate(STRAIGHT)

    @Slot()
    def confirmCancel(self) -> None:
        """The person ends the visit and wants nothing of it kept."""
        if self._visit.can(Move.CANCEL):
            self._terminal.drafts.give_up()
        self.leaveForLater()

    @Slot()
    def leaveForLater(self) -> None:
        """The person ends the visit; a draft waits for them."""
        self._set_overlay("")
        if self._visit.can(Move.CANCEL):
            self._visit.fire(Move.CANCEL)

    @Slot()
    def help(self) -> None:
        self._set_overlay("help")

    @Slot()
    def openStaff(self) -> None:
        """The staff's door; the visit waits meanwhile."""
        self._terminal.staff.enter()

    @Slot()
    def showTextSize(self) -> None:
        self._set_overlay("text-size")

    @Slot()
    def closeOverlay(self) -> None:
        if self._overlay == "code":
            self._code_notice.close()
        self._set_overlay("")
        self._show_attention()
        self._show_code()
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
        self._show_attention()
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
        self.camera_pictures.forget()
        self.forgotten.emit()

    def _tell(self) -> None:
        self._show_attention()
        self._show_code()
        self.told.emit()
        self._step.refresh()

    def _show_attention(self) -> None:
        # A person who is asked something answers that first; the notice comes after it.
        wanted = self._attention.look(self.spoken)
        if wanted and not self._overlay:
            self._set_overlay("attention")
        elif not wanted and self._overlay == "attention":
            self._set_overlay("")

    def _show_code(self) -> None:
        # Whoever scans something asks for this answer rather than for help; a question of ours comes before it.
        wanted = self._code_notice.look(self.spoken)
        if wanted and self._overlay in {"", "help", "text-size"}:
            self._set_overlay("code")
        elif not wanted and self._overlay == "code":
            self._set_overlay("")

    def _show_countdown(self) -> None:
        if self._visit.step in EMPTY_STEPS:
            return
        if self._idle.counting and self._overlay != "idle":
            self._set_overlay("idle")
        elif not self._idle.counting and self._overlay == "idle":
            self._set_overlay("")
            self._show_attention()

    def _expire(self) -> None:
        self._set_overlay("")
        if self._visit.can(Move.TIMEOUT):
            self._visit.fire(Move.TIMEOUT)
        else:
            # Nobody to say goodbye to; what was typed here goes all the same.
            self._step.leave()
            self._step.refresh()
            self._terminal.find_filing.dismiss()
            self.forget()

    def _set_overlay(self, overlay: str) -> None:
        if overlay != self._overlay:
            self._overlay = overlay
            self.overlayChanged.emit()
