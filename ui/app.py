"""The face: one window on one terminal."""

import os
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import (
    QCoreApplication,
    QEvent,
    QLoggingCategory,
    QObject,
    QSize,
    Qt,
    QTimer,
    QTranslator,
    QUrl,
)
from PySide6.QtGui import QGuiApplication, QWindow
from PySide6.QtQml import QQmlApplicationEngine
from PySide6.QtQuick import QQuickWindow

from kiosk.errors import EnvironmentFailure
from kiosk.events import CodeScanned, Event, RestartWanted, ShutDownWanted
from kiosk.leftovers import own_folder
from kiosk.services.terminal import Terminal
from ui.bridge import Bridge
from ui.code_burst import CodeBurst
from ui.dock import Dock, DockHands
from ui.ending import Ending
from ui.fonts import screen_font
from ui.viewmodels import camera_pictures
from ui.viewmodels.page_pictures import PROVIDER
from ui.viewmodels.shell import ShellModel

HERE = Path(__file__).parent
QML = HERE / "qml"
ENGLISH = HERE / "i18n" / "jiujin_en.qm"

SIZES = {"hall": (1080, 1920), "village": (1366, 768)}

_RELEASES = frozenset({QEvent.Type.MouseButtonRelease, QEvent.Type.TouchEnd, QEvent.Type.Wheel})


class App:
    """A built window and what must stay alive with it. Lives on the thread that built it, the GUI thread."""

    def __init__(self, application: QGuiApplication, terminal: Terminal, keyboard_folder: str) -> None:
        self.application = application
        self.terminal = terminal
        self.shell = ShellModel(terminal, keyboard_folder)
        self.bridge = Bridge(terminal.bus)
        self.bridge.arrived.connect(self.shell.hear)
        self.bridge.arrived.connect(self._end_if_wanted)
        self.engine = QQmlApplicationEngine()
        self.window: QQuickWindow
        self._keyboard_folder = keyboard_folder
        self._closed = False
        self._watch = _InputWatch(self.shell)
        self._codes = CodeBurst(self._scanned, terminal.settings.delays.code_gap)
        self._translator = QTranslator()
        self.shell.languageChanged.connect(self._translate)
        self.shell.forgotten.connect(self._forget)

    def load(self, size: tuple[int, int], visible: bool) -> None:
        """Makes the window; raises EnvironmentFailure where its files are broken."""
        if not self._translator.load(str(ENGLISH)):
            raise EnvironmentFailure(f"{ENGLISH} is missing or broken: run packaging/dev.sh setup")
        self.engine.addImportPath(str(QML))
        self.engine.addImageProvider(PROVIDER, self.shell.pictures)
        self.engine.addImageProvider(camera_pictures.PROVIDER, self.shell.camera_pictures)
        self.engine.setInitialProperties({"shell": self.shell, "width": size[0], "height": size[1]})
        self.engine.load(QUrl.fromLocalFile(str(QML / "Main.qml")))
        roots = self.engine.rootObjects()
        if not roots or not isinstance(roots[0], QQuickWindow):
            raise EnvironmentFailure(f"{QML / 'Main.qml'} cannot be shown; the lines above say why")
        self.window = roots[0]
        self.window.installEventFilter(self._watch)
        if self.terminal.settings.devices.code_reader:
            # Installed last, it sees every key first: a code counts as no use of the keys.
            self.window.installEventFilter(self._codes)
        if visible:
            self.window.show()

    def after_first_frame(self, call: Callable[[], None]) -> None:
        """Calls `call` once, on the GUI thread, when the first frame is on the screen."""
        waiting = [call]

        def swapped() -> None:
            # A second frame may have been queued before the first was answered.
            if waiting:
                QObject.disconnect(connection)
                waiting.pop()()

        # Queued, as a frame may be swapped on the render thread.
        connection = self.window.frameSwapped.connect(swapped, Qt.ConnectionType.QueuedConnection)

    def close(self) -> None:
        """Takes the window down and every trace of the keyboard with it. A second call does nothing."""
        if self._closed:
            return
        self._closed = True
        self.bridge.close()
        self.window.close()
        self.application.removeTranslator(self._translator)
        # Now and on this thread: a timer that Python's collector took down on another would be Qt's to complain of.
        for ended in (self.engine, self.shell, self.bridge, self._watch, self._codes):
            ended.deleteLater()
            QCoreApplication.sendPostedEvents(ended, QEvent.Type.DeferredDelete)
        shutil.rmtree(self._keyboard_folder, ignore_errors=True)

    def _translate(self) -> None:
        if self.shell.spoken == "en":
            self.application.installTranslator(self._translator)
        else:
            self.application.removeTranslator(self._translator)
        self.engine.retranslate()
        self.shell.retell()

    def _scanned(self, code: str) -> None:
        self.terminal.bus.publish(CodeScanned(code))

    @staticmethod
    def _end_if_wanted(event: Event) -> None:
        # As if the window had been closed: whoever runs the loop closes the rest, and the exit code is 0.
        if isinstance(event, ShutDownWanted | RestartWanted):
            QCoreApplication.quit()

    def _forget(self) -> None:
        self.application.clipboard().clear()


class _InputWatch(QObject):
    """Sees every touch and key of the window before its items do; only looks."""

    def __init__(self, shell: ShellModel) -> None:
        super().__init__()
        self._shell = shell

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        if kind in _RELEASES:
            self._shell.keys_used(False)
            # After the touch has done what it does: touching 结束 in the countdown must not first close the countdown.
            QTimer.singleShot(0, self._shell.touched)
        elif kind == QEvent.Type.KeyPress:
            self._shell.keys_used(True)
            QTimer.singleShot(0, self._shell.touched)
        return False


def prepare_environment() -> str:
    """Sets what Qt reads at its start, and returns the folder that the keyboard may write to while we run.

    Must come before the first QGuiApplication. The keyboard would keep learned words under the user's configuration;
    a folder of this process's own goes with the process.
    """
    runtime = os.environ.get("XDG_RUNTIME_DIR")
    folder = own_folder("jiujin-keyboard", Path(runtime) if runtime else None)
    # The Pinyin engine says so, as a warning, when it has to make this itself.
    (folder / "qtvirtualkeyboard" / "pinyin").mkdir(parents=True)
    os.environ.setdefault("QT_QUICK_BACKEND", "software")
    os.environ["QT_IM_MODULE"] = "qtvirtualkeyboard"
    os.environ["QT_VIRTUALKEYBOARD_DESKTOP_DISABLE"] = "1"
    os.environ["XDG_CONFIG_HOME"] = str(folder)
    return str(folder)


def require_screen() -> None:
    """Raises EnvironmentFailure where there is no screen to draw on: Qt itself would abort the whole process."""
    told = any(os.environ.get(name) for name in ("QT_QPA_PLATFORM", "DISPLAY", "WAYLAND_DISPLAY"))
    if sys.platform == "linux" and not told:
        raise EnvironmentFailure(
            "no screen here: neither DISPLAY nor WAYLAND_DISPLAY is set; `bash packaging/dev.sh demo` makes a screen,"
            " `kiosk demo --headless --out DIR` needs none"
        )


def build(terminal: Terminal, *, size: tuple[int, int] | None = None, visible: bool = True) -> App:
    """Makes the face of `terminal`; `size` in pixels, the mode's own shape where None.

    Raises EnvironmentFailure where a screen, a font or a file of the interface is missing.
    """
    running = QGuiApplication.instance()
    if running is None:
        require_screen()
    folder = prepare_environment()
    try:
        return _build(running, terminal, folder, size or SIZES[terminal.visit.mode], visible)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise


def _build(
    running: QCoreApplication | None, terminal: Terminal, folder: str, size: tuple[int, int], visible: bool
) -> App:
    application = running if isinstance(running, QGuiApplication) else QGuiApplication(sys.argv[:1])
    application.setApplicationName("jiujin")
    application.setFont(screen_font())
    # Both are Qt's own business: its keyboard overrides a property of its own list, and announces a folder.
    QLoggingCategory.setFilterRules(
        "qt.qml.propertyCache.append.warning=false\nqt.virtualkeyboard.pinyin.warning=false"
    )
    app = App(application, terminal, folder)
    app.load(size, visible)
    return app


def run(
    terminal: Terminal,
    *,
    size: tuple[int, int] | None = None,
    full_screen: bool = False,
    on_ready: Callable[[], None] | None = None,
    hands: DockHands | None = None,
) -> int:
    """Shows the terminal until its window is closed or a signal ends it; returns the exit code, 128 + the signal's.

    `on_ready` is called after the first frame. With `hands` the demo's dock opens beside the window.
    """
    # Around building and closing too: a second Ctrl-C must not leave half of it behind.
    with Ending() as ending:
        app = build(terminal, size=size, visible=False)
        dock = None
        try:
            ending.attach()
            if on_ready is not None:
                app.after_first_frame(on_ready)
            _show(app, full_screen)
            if hands is not None:
                # Closing the terminal ends the demo, closing the dock does not.
                app.application.setQuitOnLastWindowClosed(False)
                app.window.visibleChanged.connect(lambda shown: None if shown else app.application.quit())
                dock = Dock(hands)
                dock.place(app.window.width(), 0)
            code = app.application.exec()
        finally:
            if dock is not None:
                dock.close()
            app.close()
        return 128 + ending.signal if ending.signal else code


def _show(app: App, full_screen: bool) -> None:
    if full_screen:
        app.window.setVisibility(QWindow.Visibility.FullScreen)
        return
    screen = app.application.primaryScreen().availableSize()
    fitted = QSize(app.window.width(), app.window.height())
    if fitted.width() > screen.width() or fitted.height() > screen.height():
        # A drawing board taller than the desk: the same shape, smaller; Theme.unit follows.
        fitted.scale(screen, Qt.AspectRatioMode.KeepAspectRatio)
        app.window.resize(fitted)
    app.window.setPosition(0, 0)
    app.window.show()
