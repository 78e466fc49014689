"""What stands around every step: overlays, text sizes, keys, the watch for people who have left."""

from pathlib import Path

import pytest
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QFontMetrics, QGuiApplication, QTextLayout
from PySide6.QtTest import QTest

from devices.simulators.sample_cards import SHI_MEIE
from kiosk.config import DelaySettings
from kiosk.errors import EnvironmentFailure
from kiosk.events import CardRead
from kiosk.workflow.steps import Step
from tests.support.scene import Scene
from tests.ui.conftest import OpenScene
from ui.app import require_screen
from ui.fonts import screen_font
from ui.viewmodels.idle import IdleWatch


def test_the_quiet_counts_down_and_a_touch_starts_it_over(qapp: QGuiApplication) -> None:
    watch = IdleWatch(DelaySettings(idle=300.0, countdown=3.0))
    ended: list[bool] = []
    watch.expired.connect(lambda: ended.append(True))
    watch.touched()
    watch.begin_countdown()
    watch.tick()
    assert watch.property("left") == 2
    watch.touched()
    assert watch.property("left") == 0
    assert not ended
    watch.begin_countdown()
    for _ in range(3):
        watch.tick()
    assert ended == [True]


def test_after_the_countdown_the_visit_is_over_and_forgotten(open_scene: OpenScene) -> None:
    scene = open_scene("hall", delays=DelaySettings(idle=60.0, countdown=2.0))
    scene.publish(CardRead(SHI_MEIE.document))
    scene.arrive(Step.HOME)
    watch = scene.app.shell.property("idle")
    watch.begin_countdown()
    scene.hand.wait("the countdown", lambda: scene.app.shell.property("overlay") == "idle")
    watch.tick()
    watch.tick()
    scene.arrive(Step.FAREWELL)
    assert scene.terminal.visit.session.identification.resident is None
    assert not scene.says("史")


def test_the_countdown_goes_away_with_a_touch(hall: Scene) -> None:
    hall.publish(CardRead(SHI_MEIE.document))
    hall.arrive(Step.HOME)
    hall.app.shell.property("idle").begin_countdown()
    hall.hand.wait("the countdown", lambda: hall.app.shell.property("overlay") == "idle")
    hall.hand.tap(hall.place(hall.app.window.contentItem()).topLeft())
    hall.hand.wait("its end", lambda: hall.app.shell.property("overlay") == "")
    assert hall.terminal.visit.step is Step.HOME


@pytest.mark.parametrize("opener", ["help", "text-size"])
def test_an_overlay_veils_the_page(hall: Scene, opener: str) -> None:
    hall.hand.touch("browse")
    hall.arrive(Step.HOME)
    hall.hand.touch(opener)
    hall.hand.wait("the overlay", lambda: hall.app.shell.property("overlay") == opener)
    assert "search" not in hall.hand.names()
    hall.app.shell.closeOverlay()
    hall.hand.wait("the page", lambda: "search" in hall.hand.names())


def test_cancelling_asks_first(hall: Scene) -> None:
    hall.publish(CardRead(SHI_MEIE.document))
    hall.arrive(Step.HOME)
    hall.hand.touch("next")
    hall.hand.wait("the question", lambda: hall.app.shell.property("overlay") == "cancel")
    assert hall.terminal.visit.step is Step.HOME
    hall.app.shell.confirmCancel()
    hall.arrive(Step.FAREWELL)


def test_a_touch_counts_only_when_it_ends_where_it_began(hall: Scene) -> None:
    browse = hall.place(hall.item("browse")).center().toPoint()
    elsewhere = hall.place(hall.item("status-line")).center().toPoint()
    QTest.mousePress(hall.app.window, Qt.MouseButton.LeftButton, pos=browse)
    QTest.mouseRelease(hall.app.window, Qt.MouseButton.LeftButton, pos=elsewhere)
    assert hall.terminal.visit.step is Step.ATTRACT
    QTest.mouseClick(hall.app.window, Qt.MouseButton.LeftButton, pos=browse)
    hall.arrive(Step.HOME)


def test_a_trembling_touch_does_not_reach_the_next_pages_button(hall: Scene) -> None:
    hall.publish(CardRead(SHI_MEIE.document))
    hall.arrive(Step.HOME)
    hall.terminal.choose.open("000511007000")
    hall.arrive(Step.GUIDE)
    middle = hall.place(hall.item("next")).center().toPoint()
    for _ in range(3):
        QTest.mouseClick(hall.app.window, Qt.MouseButton.LeftButton, pos=middle)
    hall.arrive(Step.FORM)
    assert hall.terminal.visit.session.filling.group == 0


def test_the_keys_alone_lead_on_and_show_where_they_are(hall: Scene) -> None:
    for _ in range(40):
        QTest.keyClick(hall.app.window, Qt.Key.Key_Tab)
        focused = hall.app.window.activeFocusItem()
        if focused is not None and focused.objectName() == "browse":
            break
    assert hall.app.window.activeFocusItem().objectName() == "browse"
    assert hall.app.shell.property("keysInUse")
    QTest.keyClick(hall.app.window, Qt.Key.Key_Return)
    hall.arrive(Step.HOME)


def test_rare_characters_have_a_glyph(qapp: QGuiApplication) -> None:
    font = screen_font()
    for character in "𬱖䶮𪚥":
        layout = QTextLayout(character, font)
        layout.beginLayout()
        layout.createLine()
        layout.endLayout()
        glyphs = [number for run in layout.glyphRuns() for number in run.glyphIndexes()]
        assert glyphs
        assert all(glyphs), f"{character} is drawn as a box"
    assert QFontMetrics(font).horizontalAdvance("国") > 0


def test_a_missing_font_is_told_with_its_package() -> None:
    with pytest.raises(EnvironmentFailure, match=r"Noto Sans CJK SC.*fonts-noto-cjk"):
        screen_font(["DejaVu Sans"])
    with pytest.raises(EnvironmentFailure, match=r"BabelStone Han.*fonts-babelstone-han"):
        screen_font(["Noto Sans CJK SC"])


def test_no_word_that_was_typed_reaches_the_keyboards_folder(hall: Scene) -> None:
    hall.hand.touch("browse")
    hall.arrive(Step.HOME)
    hall.hand.touch("search")
    hall.hand.press("yibao")
    places: list[QRectF] = []

    def stands_still() -> bool:
        # The candidates slide into their places while the word is still being looked up.
        places.extend(hall.place(item) for item in hall.items() if item.property("text") == "医保")
        return len(places) > 20 and len({(place.x(), place.y()) for place in places[-20:]}) == 1

    hall.hand.wait("the candidate", stands_still)
    hall.hand.tap(places[-1].center())
    hall.hand.wait("the word", lambda: hall.app.shell.property("step").property("words") == "医保")
    folder = Path(hall.app.shell.property("keyboardFolder"))
    kept = b"".join(file.read_bytes() for file in folder.rglob("*") if file.is_file())
    assert "医".encode("utf-16-le") not in kept
    assert "医".encode() not in kept
    hall.app.close()
    assert not folder.exists()


def test_without_a_screen_it_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("QT_QPA_PLATFORM", "DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(name, raising=False)
    with pytest.raises(EnvironmentFailure, match="no screen here"):
        require_screen()
    monkeypatch.setenv("WAYLAND_DISPLAY", "wayland-0")
    require_screen()
