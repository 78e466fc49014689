"""A receipt printer as it behaves: takes ESC/POS apart into what stands on the paper, and answers for its state.

Written from the printer makers' command tables and not from our driver: a command it does not know is told.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum

Printed = dict[str, object]
"""A line of text, a picture or a code on the paper."""

_FEED_BYTES = {0x40: 0, 0x32: 0, 0x33: 1, 0x61: 1, 0x45: 1, 0x64: 1, 0x4A: 1, 0x74: 1, 0x52: 1, 0x21: 1, 0x2D: 1}
"""ESC commands and how many bytes follow each."""
_REAL_TIME_EOT = 2
_CLEAR = bytes((0x14, 0x08, 0x01, 0x03, 0x14, 0x01, 0x06, 0x02, 0x08))


class Paper(StrEnum):
    """What its sensors see of the roll."""

    OK = "ok"
    NEAR_END = "near-end"
    OUT = "out"


@dataclass(slots=True)
class SlipPrinterModel:
    """`slips` are those that were cut off, `hanging` is what hangs out uncut, `unknown` each command it did not know.

    `lines_left` runs the roll out in the midst of a slip; `silent` answers nothing.
    """

    paper: Paper = Paper.OK
    cover_open: bool = False
    cutter_stuck: bool = False
    cutter_sticks: bool = False
    offline: bool = False
    silent: bool = False
    lines_left: int | None = None
    slips: list[list[Printed]] = field(default_factory=list)
    hanging: list[Printed] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)
    _waiting: bytearray = field(default_factory=bytearray)
    _text: bytearray = field(default_factory=bytearray)
    _chinese: bool = False
    _align: int = 0
    _bold: bool = False
    _scale: int = 0
    _scale_chinese: int = 0
    _code: bytes = b""
    _code_dot: int = 3
    _answers: bytearray = field(default_factory=bytearray)

    @property
    def stopped(self) -> bool:
        """Nothing is printed now."""
        return self.paper is Paper.OUT or self.cover_open or self.cutter_stuck or self.offline

    def receive(self, content: bytes) -> bytes:
        """Takes bytes; returns what it answers at once."""
        self._waiting += content
        return self.go_on()

    def go_on(self) -> bytes:
        """Prints what waits, as far as it can; returns what it answers."""
        while self._waiting and not self.stopped:
            taken = self._command()
            if not taken:
                break
            del self._waiting[:taken]
        if self.stopped:
            self._real_time()
        answers, self._answers = bytes(self._answers), bytearray()
        return b"" if self.silent else answers

    def feed_new_roll(self) -> None:
        """Somebody put a new roll in: what hung out is torn off."""
        self.paper, self.lines_left = Paper.OK, None
        if self.hanging:
            self.slips.append(self.hanging)
            self.hanging = []

    # What is answered whatever it does.

    def _real_time(self) -> None:
        """Looks through all that waits, within pictures too, as the real ones do."""
        at = 0
        while (at := self._waiting.find(0x10, at)) >= 0:
            if self._waiting[at + 1 : at + 1 + len(_CLEAR)] == _CLEAR:
                del self._waiting[: at + 1 + len(_CLEAR)]
                self._text.clear()
                at = 0
            elif self._waiting[at + 1 : at + 2] == b"\x04" and len(self._waiting) > at + _REAL_TIME_EOT:
                self._answers.append(self._status(self._waiting[at + _REAL_TIME_EOT]))
                del self._waiting[at : at + 1 + _REAL_TIME_EOT]
            else:
                at += 1

    def _status(self, number: int) -> int:
        out, near = self.paper is Paper.OUT, self.paper is not Paper.OK
        bits = {
            1: 0x08 * self.stopped,
            2: 0x04 * self.cover_open | 0x20 * out | 0x40 * self.cutter_stuck,
            3: 0x08 * self.cutter_stuck,
            4: 0x0C * near | 0x60 * out,
        }
        return 0x12 | bits.get(number, 0)

    # The commands, in the order in which they came.

    def _command(self) -> int:
        """How many bytes the next command has; 0 while it is not all there."""
        first = self._waiting[0]
        by_prefix: dict[int, Callable[[], int]] = {0x1B: self._escape, 0x1C: self._file_sep, 0x1D: self._group_sep}
        if first in by_prefix:
            return by_prefix[first]() if len(self._waiting) > 1 else 0
        if first == 0x0A:
            self._new_line()
            return 1
        if first == 0x10:
            return self._real_time_in_turn()
        if self._chinese and first >= 0x81:
            if len(self._waiting) < 2:
                return 0
            self._text += self._waiting[:2]
            return 2
        if first < 0x20 or first >= 0x80:
            self.unknown.append(f"{first:02x}")
        else:
            self._text.append(first)
        return 1

    def _real_time_in_turn(self) -> int:
        if len(self._waiting) < 1 + _REAL_TIME_EOT:
            return 0
        if self._waiting[1] == 0x04:
            self._answers.append(self._status(self._waiting[_REAL_TIME_EOT]))
            return 1 + _REAL_TIME_EOT
        if self._waiting[1] == 0x14:
            if len(self._waiting) < 1 + len(_CLEAR):
                return 0
            self._text.clear()
            return 1 + len(_CLEAR)
        self.unknown.append(f"10 {self._waiting[1]:02x}")
        return 2

    def _escape(self) -> int:
        command = self._waiting[1]
        if command not in _FEED_BYTES:
            self.unknown.append(f"1b {command:02x}")
            return 2
        size = 2 + _FEED_BYTES[command]
        if len(self._waiting) < size:
            return 0
        value = self._waiting[2] if size > 2 else 0
        if command == 0x40:
            self._text.clear()
            self._chinese, self._align, self._bold, self._scale, self._scale_chinese = False, 0, False, 0, 0
        elif command == 0x61:
            self._align = value
        elif command == 0x45:
            self._bold = bool(value & 1)
        elif command == 0x64:
            for _ in range(value):
                self._new_line()
        return size

    def _file_sep(self) -> int:
        command = self._waiting[1]
        if command in (0x26, 0x2E):
            self._chinese = command == 0x26
            return 2
        if command == 0x21:
            if len(self._waiting) < 3:
                return 0
            self._scale_chinese = self._waiting[2] & 0x0C
            return 3
        self.unknown.append(f"1c {command:02x}")
        return 2

    def _group_sep(self) -> int:
        command = self._waiting[1]
        if command == 0x28:
            return self._function()
        if command == 0x76:
            return self._picture()
        if len(self._waiting) < 3:
            return 0
        value = self._waiting[2]
        if command == 0x21:
            self._scale = value
        elif command == 0x56:
            if value in (0x41, 0x42) and len(self._waiting) < 4:
                return 0
            self._cut()
            return 4 if value in (0x41, 0x42) else 3
        elif command == 0x72:
            self._answers.append(0x03 if self.paper is not Paper.OK else 0x00)
        else:
            self.unknown.append(f"1d {command:02x}")
        return 3

    def _function(self) -> int:
        """GS ( k: codes of two dimensions."""
        if len(self._waiting) < 5:
            return 0
        size = 5 + self._waiting[3] + 256 * self._waiting[4]
        if len(self._waiting) < size:
            return 0
        content = bytes(self._waiting[5:size])
        if self._waiting[2] != 0x6B or content[:1] != b"1":
            self.unknown.append(f"1d 28 {self._waiting[2]:02x}")
        elif content[1:2] == b"C":
            self._code_dot = content[2]
        elif content[1:2] == b"P":
            self._code = content[3:]
        elif content[1:2] == b"Q":
            self._put({"code": self._code.decode("utf-8", "replace"), "dot": self._code_dot, "align": self._align})
        return size

    def _picture(self) -> int:
        """GS v 0: a picture, a bit for a dot."""
        if len(self._waiting) < 8:
            return 0
        across = self._waiting[4] + 256 * self._waiting[5]
        down = self._waiting[6] + 256 * self._waiting[7]
        size = 8 + across * down
        if len(self._waiting) < size:
            return 0
        self._put({"picture": bytes(self._waiting[8:size]).hex(), "width": across * 8, "height": down})
        return size

    def _new_line(self) -> None:
        words = self._text.decode("gb18030", "replace")
        self._text.clear()
        double = self._scale == 0x11 and self._scale_chinese == 0x0C
        self._put({"words": words, "scale": 2 if double else 1, "bold": self._bold, "centred": self._align == 1})

    def _put(self, printed: Printed) -> None:
        self.hanging.append(printed)
        if self.lines_left is not None:
            self.lines_left -= 1
            if self.lines_left <= 0:
                self.paper, self.lines_left = Paper.OUT, None

    def _cut(self) -> None:
        if self.cutter_sticks:
            self.cutter_stuck = True
            return
        self.slips.append(self.hanging)
        self.hanging = []
