"""What goes on inside the stand-in for a social-security card: its files, its manners, the faults to come."""

import random
from dataclasses import dataclass
from enum import StrEnum

from devices.cards import apdu, social_fields
from devices.simulators.sample_cards import Card
from devices.simulators.social_records import encode_record, encode_values

ATR_T0 = bytes.fromhex("3B6D0000008144866636903990B0C0D0E0F0")
ATR_T1 = bytes.fromhex("3B8A014A69756A696E2D54312D")
_T1_CHECKED = 1
"""The check byte of a T=1 ATR is the XOR of all from the second on."""

COMMANDS = ("select-application", "select-file", "read-by-tag", "read-by-number", "get-response")
_SELECT, _READ, _GET_RESPONSE = 0xA4, 0xB2, 0xC0


@dataclass(frozen=True, slots=True)
class Manner:
    """How a card does what the standard leaves open, or gets wrong."""

    t1: bool = False
    """Answers at once, whatever Le; otherwise it speaks T=0, with 61xx and 6Cxx."""
    p1_zero: bool = False
    """Selects files with P1=00 alone."""
    by_number: bool = False
    """Knows its records by number alone."""
    whole_only: bool = False
    """Takes Le=00 alone for a record, and calls any other a wrong length."""


AS_THE_STANDARD = Manner()


class CardFaultKind(StrEnum):
    """What can be made to go wrong with an answer.

    `pulled` takes the card away instead of answering, `silence` keeps the answer until the faults are cleared,
    `endless` says for ever that there is more.
    """

    PULLED = "pulled"
    SILENCE = "silence"
    STATUS = "status"
    GARBAGE = "garbage"
    CUT = "cut"
    DAMAGED = "damaged"
    NO_STATUS = "no-status"
    ENDLESS = "endless"


@dataclass(slots=True)
class CardFault:
    """A fault for the next `times` answers to the command named `on` ("" for every command)."""

    kind: CardFaultKind
    times: int = 1
    on: str = ""
    status: int = 0x6F00


class SocialCardModel:
    """APDUs in, answers out, as a card of LD/T 32 would. A card without `card` is a token of some other trade."""

    def __init__(self, card: Card | None, manner: Manner) -> None:
        self._manner = manner
        self._values = encode_values(card.document) if card is not None else {}
        self._selected = False
        self._file: tuple[int, ...] = ()
        self._waiting = b""
        self.faults: list[CardFault] = []
        self.reads = 0
        """Files that were selected, so two for each reading."""
        self._noise = random.Random(32)  # noqa: S311 - noise, no secret

    @property
    def atr(self) -> bytes:
        if not self._manner.t1:
            return ATR_T0
        check = 0
        for byte in ATR_T1[_T1_CHECKED:]:
            check ^= byte
        return ATR_T1 + bytes([check])

    def reset(self) -> None:
        """Power off, on, or a reset: nothing is selected any more."""
        self._selected, self._file, self._waiting = False, (), b""

    def next_fault(self, command: bytes) -> CardFault | None:
        """The fault for this command, used up by one."""
        name = _name(command)
        for fault in self.faults:
            if fault.on in {"", name}:
                fault.times -= 1
                if fault.times <= 0:
                    self.faults.remove(fault)
                return fault
        return None

    def answer(self, command: bytes, fault: CardFault | None = None) -> bytes:
        """What the card answers, spoiled as the fault says; `pulled` and `silence` are the process's to carry out."""
        answer = self._carry_out(command)
        if fault is None:
            return answer
        match fault.kind:
            case CardFaultKind.STATUS:
                return fault.status.to_bytes(2, "big")
            case CardFaultKind.GARBAGE:
                return self._noise.randbytes(60) + b"\x90\0"
            case CardFaultKind.CUT:
                return answer[: len(answer) // 2] + b"\x90\0"
            case CardFaultKind.DAMAGED:
                return bytes(byte ^ 0xA5 for byte in answer[:-2]) + answer[-2:]
            case CardFaultKind.NO_STATUS:
                return b"\x90"
            case CardFaultKind.ENDLESS:
                return bytes(16) + b"\x61\x10"
            case CardFaultKind.PULLED | CardFaultKind.SILENCE:
                return answer

    def _carry_out(self, command: bytes) -> bytes:
        name, p1 = _name(command), command[2] if len(command) > 2 else 0
        if name == "get-response":
            waiting, self._waiting = self._waiting, b""
            return waiting + b"\x90\0" if waiting else b"\x69\x85"
        self._waiting = b""
        if name == "select-application":
            return self._select_application(command[5:])
        if not self._selected:
            return b"\x69\x85" if name else b"\x6d\0"
        if name == "select-file":
            return self._select_file(p1, command[5:7])
        if name == "read-by-tag":
            return b"\x6a\x83" if self._manner.by_number else self._record(p1, command)
        if name == "read-by-number":
            return self._record(self._file[p1 - 1], command) if 0 < p1 <= len(self._file) else b"\x6a\x83"
        return b"\x6d\0"

    def _select_application(self, name: bytes) -> bytes:
        self._file = ()
        self._selected = bool(self._values) and name == apdu.APPLICATION
        if not self._selected:
            return b"\x6a\x82"
        return self._give(bytes([0x6F, len(name) + 2, 0x84, len(name)]) + name)

    def _select_file(self, p1: int, file: bytes) -> bytes:
        if p1 != (0 if self._manner.p1_zero else 2):
            return b"\x6a\x86"
        tags = social_fields.FILES.get(int.from_bytes(file, "big"))
        if tags is None:
            return b"\x6a\x82"
        self._file = tuple(tags)
        self.reads += 1
        return b"\x90\0"

    def _record(self, tag: int, command: bytes) -> bytes:
        if tag not in self._file:
            return b"\x6a\x83"
        record = encode_record(tag, self._values[tag])
        wanted = command[4] if len(command) > 4 else 0
        if self._manner.whole_only and wanted:
            return b"\x67\0"
        if not self._manner.t1 and not self._manner.whole_only and wanted != len(record):
            return bytes([0x6C, len(record)])
        return record + b"\x90\0"

    def _give(self, data: bytes) -> bytes:
        """Data that follow a command which carried data itself: T=0 has them fetched."""
        if self._manner.t1:
            return data + b"\x90\0"
        self._waiting = data
        return bytes([0x61, len(data)])


def _name(command: bytes) -> str:
    if len(command) < 4 or command[0] != 0:
        return ""
    if command[1] == _SELECT:
        return "select-application" if command[2] == 4 else "select-file"
    if command[1] == _READ:
        return "read-by-number" if command[3] == 4 else "read-by-tag"
    return "get-response" if command[1] == _GET_RESPONSE else ""
