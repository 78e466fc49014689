"""Code readers act as keyboards: what they type is told from what fingers type by its haste, and goes into no field.

The first characters come before anybody knows whose they are. So every key that may begin a code is held back for the
gap of a code reader, at most 35 ms, and handed on unchanged when no haste follows: in its order, with its modifiers
and its release. Keys that no code begins with (arrows, Backspace, Ctrl with a letter, a held-down key that repeats) are
never held back; they only push what waits before them.

Only what the window system sends is looked at: the on-screen keyboard, and this filter itself, send keys to the window
without it (`QEvent.spontaneous`).
"""

import time
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum, auto

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QKeyEvent

Publish = Callable[[str], None]

SHORTEST = 6
"""Fewer characters in haste are a person who drums on the keys."""

LONGEST = 4096
"""No code is longer (QR holds 4,296 characters of the alphanumeric mode, PDF417 1,850); what goes on is dropped."""

SUFFIX_S = 0.3
"""How long after a code its Enter or Tab may still come; it must press no button."""

_KEYS = frozenset({QEvent.Type.KeyPress, QEvent.Type.KeyRelease})
_TOUCHES = frozenset({QEvent.Type.MouseButtonPress, QEvent.Type.TouchBegin})
_ENDS = frozenset({Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Tab})
_SHIFTS = frozenset({Qt.Key.Key_Shift, Qt.Key.Key_CapsLock})
_COMMANDS = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.MetaModifier


class _Phase(Enum):
    PERSON = auto()
    """Keys belong to people; those held back are not yet told apart."""
    CODE = auto()
    """What comes belongs to a code."""
    FLOOD = auto()
    """Too much came; all of it is dropped until there is a pause."""


@dataclass(frozen=True, slots=True)
class _Key:
    """One key event, as plain values: Qt's own ends with its delivery."""

    kind: QEvent.Type
    key: int
    modifiers: Qt.KeyboardModifier
    text: str
    scan_code: int
    virtual_key: int
    native_modifiers: int
    repeats: bool
    count: int
    at_ms: int

    @classmethod
    def of(cls, event: QKeyEvent) -> "_Key":
        return cls(
            event.type(),
            event.key(),
            event.modifiers(),
            event.text(),
            event.nativeScanCode(),
            event.nativeVirtualKey(),
            event.nativeModifiers(),
            event.isAutoRepeat(),
            event.count(),
            event.timestamp(),
        )

    def event(self) -> QKeyEvent:
        event = QKeyEvent(
            self.kind,
            self.key,
            self.modifiers,
            self.scan_code,
            self.virtual_key,
            self.native_modifiers,
            self.text,
            self.repeats,
            self.count,
        )
        event.setTimestamp(self.at_ms)
        return event

    @property
    def pressed(self) -> bool:
        return self.kind == QEvent.Type.KeyPress

    @property
    def writes(self) -> bool:
        """Whether it may be a character of a code."""
        return len(self.text) == 1 and self.text.isprintable() and not (self.modifiers & _COMMANDS)


class CodeBurst(QObject):
    """An event filter for a window, on its thread; `publish` is called with every whole code.

    `gap_s` is the longest pause between two keys of one code. It is measured by the window system's own times, so that
    a screen that is slow to draw does not tear a code apart.
    """

    def __init__(self, publish: Publish, gap_s: float) -> None:
        super().__init__()
        self._publish = publish
        self._gap_ms = gap_s * 1000
        self._phase = _Phase.PERSON
        self._held: list[_Key] = []
        self._code: list[str] = []
        self._swallowed: set[int] = set()
        self._last_ms = 0
        self._suffix_until = 0.0
        self._window: QObject | None = None
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setTimerType(Qt.TimerType.PreciseTimer)
        # While the loop was busy keys may have come that are only now being read: after a pause they are heard first.
        self._last_look = QTimer(self)
        self._last_look.setSingleShot(True)
        self._pause.timeout.connect(self._last_look.start)
        self._last_look.timeout.connect(self._paused)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        if kind in _KEYS and event.spontaneous() and isinstance(event, QKeyEvent):
            key = _Key.of(event)
            return self._pressed(watched, key) if key.pressed else self._released(key)
        if kind in _TOUCHES and self._held:
            # What was typed belongs to where the cursor stood before the touch.
            self._hand_on()
        return False

    def _pressed(self, window: QObject, key: _Key) -> bool:
        self._window = window
        if self._phase is not _Phase.PERSON:
            return self._pressed_in_code(window, key)
        if self._held and not self._hasty(key):
            # The pause was there, but the loop was too busy to notice.
            self._hand_on()
        if key.key in _ENDS and not self._held and time.monotonic() < self._suffix_until:
            self._swallowed.add(key.key)
            return True
        if key.repeats or not (key.writes or key.key in _SHIFTS):
            self._hand_on()
            return False
        self._swallowed.discard(key.key)
        self._held.append(key)
        self._wait(key)
        if sum(held.pressed and held.writes for held in self._held) >= SHORTEST:
            self._begin()
        return True

    def _pressed_in_code(self, window: QObject, key: _Key) -> bool:
        if not self._hasty(key):
            self._end()
            return self._pressed(window, key)
        if key.key in _ENDS:
            self._swallowed.add(key.key)
            self._end()
            return True
        if not (key.writes or key.key in _SHIFTS):
            # A person at the keyboard; arrows and the like write nothing.
            return False
        self._swallowed.add(key.key)
        self._wait(key)
        if key.writes and self._phase is _Phase.CODE:
            self._code.append(key.text)
            if len(self._code) > LONGEST:
                self._phase = _Phase.FLOOD
                self._code.clear()
        return True

    def _released(self, key: _Key) -> bool:
        if key.key in self._swallowed:
            self._swallowed.discard(key.key)
            return True
        if self._held:
            # Its press waits here, or it must not overtake others.
            self._held.append(key)
            return True
        return False

    def _begin(self) -> None:
        """All that is held was the beginning of a code."""
        self._phase = _Phase.CODE
        self._code = [held.text for held in self._held if held.pressed and held.writes]
        for held in self._held:
            if held.pressed:
                self._swallowed.add(held.key)
            else:
                self._swallowed.discard(held.key)
        self._held.clear()

    def _end(self) -> None:
        code, flood = "".join(self._code).strip(), self._phase is _Phase.FLOOD
        self._pause.stop()
        self._phase = _Phase.PERSON
        self._code.clear()
        self._suffix_until = time.monotonic() + SUFFIX_S
        if code and not flood:
            self._publish(code)

    def _hasty(self, key: _Key) -> bool:
        return 0 <= key.at_ms - self._last_ms <= self._gap_ms

    def _wait(self, key: _Key) -> None:
        self._last_ms = key.at_ms
        self._pause.start(int(self._gap_ms) + 1)

    def _paused(self) -> None:
        if self._pause.isActive():
            return
        if self._phase is _Phase.PERSON:
            self._hand_on()
        else:
            self._end()

    def _hand_on(self) -> None:
        """Gives everything held to the window, as it came."""
        self._pause.stop()
        held, self._held = self._held, []
        for key in held:
            assert self._window is not None
            QCoreApplication.sendEvent(self._window, key.event())
