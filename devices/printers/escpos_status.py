"""How a receipt printer is: DLE EOT, which it answers at once whatever it is doing (Epson's ESC/POS, all makers')."""

from time import monotonic

from devices.causes import failure
from devices.printers.escpos_line import Line

# DLE EOT n, and what the bits of its answer mean, worst first.
_PAPER, _OFFLINE, _ERROR, _PRINTER = 4, 2, 3, 1
_BITS: tuple[tuple[int, int, str], ...] = (
    (_OFFLINE, 0x04, "door-open"),
    (_PAPER, 0x60, "paper-out"),
    (_OFFLINE, 0x20, "paper-out"),
    (_ERROR, 0x08, "cutter"),
    (_ERROR, 0x40, "not-ready"),
    (_ERROR, 0x20, "self-test"),
    (_OFFLINE, 0x40, "job-failed"),
    (_PRINTER, 0x08, "offline"),
)
_NEAR_END = 0x0C
_FIXED, _FIXED_AS = 0x93, 0x12
"""Bits 0, 1, 4 and 7 of every real-time answer: 0, 1, 1, 0. Nothing else that a printer sends has them so."""
_IN_SEQUENCE, _IN_SEQUENCE_AS = 0x90, 0x00
"""Bits 4 and 7 of an answer to GS r."""
CLEAR = b"\x10\x14\x08\x01\x03\x14\x01\x06\x02\x08"
"""DLE DC4 8: forget all that is not printed yet, at once."""


class SlipStatus:
    """Asks over a line. `cause` and `near_end` are as the last question found them."""

    def __init__(self, limit_s: float) -> None:
        self._limit_s = limit_s
        self.cause = ""
        self.near_end = False
        self.printed = False
        """An answer in sequence came: all that was sent before it is printed."""

    def ask(self, line: Line) -> None:
        """Raises DeviceFailure no-answer within `limit_s`, or what the line raises."""
        told: dict[int, int] = {}
        deadline = monotonic() + self._limit_s
        for number in (_PRINTER, _OFFLINE, _ERROR, _PAPER):
            told[number] = self._one(line, number, deadline)
        self.cause = next((cause for number, bits, cause in _BITS if told[number] & bits), "")
        self.near_end = bool(told[_PAPER] & _NEAR_END)

    def listen(self, line: Line, limit_s: float) -> None:
        """Takes what comes unasked, for at most so long."""
        self._sort(line.receive(limit_s))

    def _one(self, line: Line, number: int, deadline: float) -> int:
        line.send(bytes([0x10, 0x04, number]), max(0.001, deadline - monotonic()))
        while (left := deadline - monotonic()) > 0:
            answers = self._sort(line.receive(left))
            if answers:
                return answers[-1]
        raise failure("no-answer")

    def _sort(self, content: bytes) -> list[int]:
        self.printed = self.printed or any(byte & _IN_SEQUENCE == _IN_SEQUENCE_AS for byte in content)
        return [byte for byte in content if byte & _FIXED == _FIXED_AS]
