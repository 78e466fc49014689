"""What goes on inside the stand-in for an identity-card reader: the card, the module's state, the faults to come."""

import random
import struct
from dataclasses import dataclass
from enum import StrEnum

from devices.cards import frames
from devices.cards.frames import COMMANDS, Command, FrameDecoder, encode_answer
from devices.simulators.card_text import encode_newest_address, encode_text
from devices.simulators.sample_cards import Card
from kiosk.errors import DeviceFailure


class Field(StrEnum):
    """How far the module has come with what lies in its field."""

    EMPTY = "empty"
    LYING = "lying"
    FOUND = "found"
    SELECTED = "selected"
    READ = "read"


class FaultKind(StrEnum):
    """What can be made to go wrong with an answer; `pulled` takes the card away before the command is carried out."""

    WRONG_CHECKSUM = "wrong-checksum"
    HALF_FRAME = "half-frame"
    SILENCE = "silence"
    GARBAGE = "garbage"
    STATUS = "status"
    PULLED = "pulled"


@dataclass(slots=True)
class Fault:
    """A fault for the next `times` answers to the command named `on` ("" for every command)."""

    kind: FaultKind
    times: int = 1
    on: str = ""
    status: int = frames.READ_FAILED


class ReaderModel:
    """Bytes in, bytes out, as a GA 450 reader would. Not thread-safe."""

    def __init__(self) -> None:
        self.card: Card | None = None
        self.field = Field.EMPTY
        self.faults: list[Fault] = []
        self.reads = 0
        """Readings that were answered."""
        self._text = self._address = b""
        self._decoder = FrameDecoder(frames.SMALLEST_REQUEST)
        self._noise = random.Random(450)  # noqa: S311 - noise, no secret

    def insert(self, card: Card) -> None:
        """Lays a card down in place of what lay there; raises ValueError where its items do not fit a card."""
        self._text = encode_text(card.document)
        self._address = encode_newest_address(card.newest_address)
        self.card = card
        self.field = Field.LYING

    def remove(self) -> None:
        """Takes the card away."""
        self.card = None
        self.field = Field.EMPTY

    def power_off(self) -> None:
        """As its cable brings the power too: a card that lies there is found anew when it has power again."""
        self._decoder = FrameDecoder(frames.SMALLEST_REQUEST)
        if self.card is not None:
            self.field = Field.LYING

    def receive(self, chunk: bytes) -> bytes:
        """Takes what the host sent and gives what the reader answers, perhaps nothing yet."""
        answers = b""
        requests = self._decoder.feed(chunk)
        while True:
            try:
                body = next(requests, None)
            except DeviceFailure:
                answers += encode_answer(frames.CHECKSUM_ERROR)
                requests = self._decoder.feed(b"")
                continue
            if body is None:
                return answers
            answers += self._answer(body)

    def _answer(self, body: bytes) -> bytes:
        command = next((known for known in COMMANDS if bytes([known.code, known.parameter]) == body[:2]), None)
        if command is None:
            return encode_answer(frames.UNKNOWN_COMMAND)
        fault = self._next_fault(command)
        if fault is not None and fault.kind is FaultKind.PULLED:
            self.remove()
        answer = encode_answer(*self._carry_out(command))
        if fault is None:
            return answer
        match fault.kind:
            case FaultKind.WRONG_CHECKSUM:
                return answer[:-1] + bytes([answer[-1] ^ 0x5A])
            case FaultKind.HALF_FRAME:
                return answer[: len(answer) // 2]
            case FaultKind.SILENCE:
                return b""
            case FaultKind.GARBAGE:
                return self._noise.randbytes(300)
            case FaultKind.STATUS:
                return encode_answer(fault.status)
            case FaultKind.PULLED:
                return answer

    def _next_fault(self, command: Command) -> Fault | None:
        for fault in self.faults:
            if fault.on in {"", command.name}:
                fault.times -= 1
                if fault.times <= 0:
                    self.faults.remove(fault)
                return fault
        return None

    def _carry_out(self, command: Command) -> tuple[int, bytes]:
        if command == frames.FIND:
            return self._find()
        if command == frames.SELECT:
            return self._select()
        if command == frames.READ:
            return self._read()
        if command == frames.NEWEST_ADDRESS:
            return self._newest_address()
        if command == frames.SAM_ID:
            return frames.OK, struct.pack("<HHIII", 5, 3, 20260301, 1234567, 4011223344)
        if command == frames.RESET and self.field is not Field.EMPTY:
            self.field = Field.LYING
        return frames.OK, b""

    def _find(self) -> tuple[int, bytes]:
        # A card that was read has to leave the field before it can be found again.
        if self.field in {Field.EMPTY, Field.READ}:
            return frames.NO_CARD, b""
        self.field = Field.FOUND
        return frames.CARD_FOUND, bytes(4)

    def _select(self) -> tuple[int, bytes]:
        if self.field is not Field.FOUND:
            return frames.SELECT_FAILED, b""
        self.field = Field.SELECTED
        return frames.OK, bytes(8)

    def _read(self) -> tuple[int, bytes]:
        if self.card is None or self.field not in {Field.SELECTED, Field.READ}:
            return frames.READ_FAILED, b""
        self.field = Field.READ
        self.reads += 1
        photo = self.card.photo
        return frames.OK, struct.pack(">HH", len(self._text), len(photo)) + self._text + photo

    def _newest_address(self) -> tuple[int, bytes]:
        if self.card is None or self.field not in {Field.SELECTED, Field.READ}:
            return frames.READ_FAILED, b""
        if not self.card.newest_address:
            return frames.NO_SUCH_ITEM, b""
        return frames.OK, self._address
