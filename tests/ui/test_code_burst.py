"""A code reader on the keyboard port: what it types goes into no field and presses no button; what people type does."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtQuick import QQuickItem
from PySide6.QtTest import QTest

from kiosk.config import DelaySettings
from kiosk.events import CodeScanned, Event
from kiosk.workflow.steps import Step
from tests.support.scene import Scene
from tests.ui.conftest import OpenScene
from ui.code_burst import LONGEST, CodeBurst
from ui.player import type_code

FOREIGN = "https://example.org/Pay?id=A-1"
LOADED_S = 0.5
"""The gap in these tests: a busy machine must not tear a code apart that is typed as fast as it can."""


class Reader:
    """A scene with a code reader on it, and what it has read."""

    def __init__(self, scene: Scene) -> None:
        self.scene = scene
        self.codes: list[str] = []
        scene.terminal.bus.subscribe(self._hear)

    def _hear(self, event: Event) -> None:
        if isinstance(event, CodeScanned):
            self.codes.append(event.code)

    def read(self, count: int = 1) -> list[str]:
        self.scene.hand.wait(f"{count} codes", lambda: len(self.codes) >= count)
        return self.codes

    def typed(self, field: str = "search-field") -> str:
        # Also while a notice veils it.
        found = next(item for item in self.scene.items() if item.objectName() == field)
        line = next(item for item in found.childItems() if item.inherits("QQuickTextInput"))
        return str(line.property("text"))

    def type(self, text: str, field: str = "search-field") -> None:
        """As slow as a person who looks at each character."""
        for character in text:
            before = self.typed(field)
            QTest.keyClick(self.scene.app.window, character)
            self.scene.hand.wait(f"{character} in the field", lambda: self.typed(field) != before)  # noqa: B023


@pytest.fixture
def search(open_scene: OpenScene) -> Reader:
    """The cursor stands in the search field."""
    return _search(open_scene("hall", code_reader=True, delays=DelaySettings(code_gap=LOADED_S)))


@pytest.fixture
def quick_search(open_scene: OpenScene) -> Reader:
    """With the gap of a terminal in service."""
    return _search(open_scene("hall", code_reader=True))


def _search(scene: Scene) -> Reader:
    scene.hand.touch("browse")
    scene.arrive(Step.HOME)
    scene.hand.touch("search")
    scene.arrive(Step.FIND)
    scene.hand.touch("search-field")
    scene.hand.wait("the cursor", lambda: bool(scene.item("search-field").property("typing")))
    return Reader(scene)


def test_a_code_is_read_whole_and_leaves_the_field_as_it_was(search: Reader) -> None:
    search.scene.hand.scan_code(FOREIGN)
    assert search.read() == [FOREIGN]
    assert search.typed() == ""
    assert not search.scene.app.shell.property("keysInUse")


def test_what_a_person_types_lands_unchanged(quick_search: Reader) -> None:
    quick_search.type("she Bao-1")
    assert quick_search.typed() == "she Bao-1"
    QTest.keyClick(quick_search.scene.app.window, Qt.Key.Key_Backspace)
    assert quick_search.typed() == "she Bao-"
    assert quick_search.codes == []
    assert quick_search.scene.app.shell.property("keysInUse")


def test_fingers_that_overlap_keep_their_order(search: Reader) -> None:
    window = search.scene.app.window
    for key in ("a", "b", "c"):
        QTest.keyPress(window, key)
    for key in ("b", "a", "c"):
        QTest.keyRelease(window, key)
    search.scene.hand.wait("three letters", lambda: search.typed() == "abc")
    assert search.codes == []


def test_a_key_that_writes_nothing_pushes_what_waits_before_it(search: Reader) -> None:
    window = search.scene.app.window
    QTest.keyClick(window, "a")
    QTest.keyClick(window, "b")
    QTest.keyClick(window, Qt.Key.Key_Backspace)
    assert search.typed() == "a"


def test_a_touch_comes_after_what_was_typed_before_it(search: Reader) -> None:
    QTest.keyClick(search.scene.app.window, "a")
    assert search.typed() == ""
    search.scene.hand.touch("search-field")
    assert search.typed() == "a"


def test_a_person_types_on_around_a_code(search: Reader) -> None:
    search.type("ab")
    search.scene.hand.scan_code(FOREIGN)
    assert search.read() == [FOREIGN]
    search.scene.hand.touch("code-close")
    search.scene.hand.wait("the field", lambda: search.scene.app.shell.property("overlay") == "")
    search.scene.hand.touch("search-field")
    search.type("c")
    assert search.typed() == "abc"


def test_two_codes_in_a_row_are_two(search: Reader) -> None:
    type_code(search.scene.app.window, FOREIGN)
    type_code(search.scene.app.window, "6901234567892")
    assert search.read(2) == [FOREIGN, "6901234567892"]
    assert search.typed() == ""


def test_a_code_without_enter_ends_with_a_pause_and_its_late_enter_presses_nothing(search: Reader) -> None:
    type_code(search.scene.app.window, FOREIGN, suffix="")
    assert search.codes == []
    assert search.read() == [FOREIGN]
    QTest.keyClick(search.scene.app.window, Qt.Key.Key_Return)
    assert search.scene.app.shell.property("overlay") == "code", "the late Enter has pressed the button of the notice"


def test_the_enter_of_a_code_presses_no_button(open_scene: OpenScene) -> None:
    scene = open_scene("hall", code_reader=True, delays=DelaySettings(code_gap=LOADED_S))
    reader = Reader(scene)
    scene.item("browse").forceActiveFocus(Qt.FocusReason.TabFocusReason)
    for suffix in ("\r", "\t"):
        scene.hand.scan_code("690123 4567892", suffix)
    assert reader.read(2) == ["690123 4567892"] * 2
    assert scene.terminal.visit.step is Step.ATTRACT
    focused = scene.app.window.activeFocusItem()
    assert isinstance(focused, QQuickItem)


def test_a_code_during_help_answers_in_its_place(search: Reader) -> None:
    search.scene.hand.touch("help")
    search.scene.hand.wait("the help", lambda: search.scene.app.shell.property("overlay") == "help")
    search.scene.hand.scan_code(FOREIGN)
    search.scene.hand.wait("the notice", lambda: search.scene.app.shell.property("overlay") == "code")
    assert search.scene.says("这个码不是本县办事回执上的码")


def test_a_code_goes_past_the_digit_pad(open_scene: OpenScene) -> None:
    scene = open_scene("village", code_reader=True, delays=DelaySettings(code_gap=LOADED_S))
    reader = Reader(scene)
    scene.enter("field-agent", "10")
    scene.hand.scan_code("6901234567892")
    assert reader.read() == ["6901234567892"]
    scene.hand.touch("code-close")
    scene.hand.wait("the form", lambda: scene.app.shell.property("overlay") == "")
    assert reader.typed("field-agent").replace(" ", "") == "10"


def test_an_endless_code_is_dropped_and_the_next_one_is_read(search: Reader) -> None:
    type_code(search.scene.app.window, "7" * (LONGEST + 500))
    type_code(search.scene.app.window, FOREIGN)
    assert search.read() == [FOREIGN]
    assert search.typed() == ""


class Key(QKeyEvent):
    """A key of the window system at a time of our choosing."""

    def spontaneous(self) -> bool:
        return True


class Listener(QObject):
    """Stands for the window: notes what is handed on."""

    def __init__(self) -> None:
        super().__init__()
        self.heard: list[tuple[str, str, bool]] = []

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent):
            kind = "press" if event.type() == QEvent.Type.KeyPress else "release"
            self.heard.append((kind, event.text(), event.isAutoRepeat()))
        return True


@pytest.fixture
def timed(qapp: object) -> tuple[Listener, list[str], Callable[[str, int], bool]]:
    """A filter with 35 ms, and a hand on the keys: character, time in ms."""
    window, codes = Listener(), list[str]()
    burst = CodeBurst(codes.append, 0.035)

    def key(character: str, at_ms: int, *, repeats: bool = False) -> bool:
        event = Key(
            QEvent.Type.KeyPress, Qt.Key(ord(character.upper())), Qt.KeyboardModifier.NoModifier, character, repeats
        )
        event.setTimestamp(at_ms)
        return burst.eventFilter(window, event)

    return window, codes, key


def test_the_window_systems_times_count_and_not_those_of_a_busy_screen(
    timed: tuple[Listener, list[str], Callable[[str, int], bool]],
) -> None:
    window, codes, key = timed
    # Five keys with a person's pauses, delivered all at once after the screen was busy.
    assert all(key(character, 1000 + 120 * n) for n, character in enumerate("abcdefgh"))
    assert [text for _, text, _ in window.heard] == list("abcdefg")
    assert codes == []


def test_a_key_held_down_repeats_at_once_and_is_no_code(
    timed: tuple[Listener, list[str], Callable[..., bool]],
) -> None:
    window, codes, key = timed
    assert key("a", 1000)
    assert not any(key("a", 1010 + 10 * n, repeats=True) for n in range(20))
    assert window.heard == [("press", "a", False)]
    assert codes == []


def test_five_hasty_characters_are_a_person(timed: tuple[Listener, list[str], Callable[[str, int], bool]]) -> None:
    window, codes, key = timed
    assert all(key(character, 1000 + n) for n, character in enumerate("abcde"))
    assert key("x", 2000)
    assert [text for _, text, _ in window.heard] == list("abcde")
    assert codes == []


def test_a_clock_that_jumps_back_ends_a_code(timed: tuple[Listener, list[str], Callable[[str, int], bool]]) -> None:
    window, codes, key = timed
    assert all(key(character, 5000 + n) for n, character in enumerate("abcdef"))
    assert key("x", 10)
    assert codes == ["abcdef"]
    assert window.heard == []
