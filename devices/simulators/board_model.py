"""What a board of relays and inputs does: coils, discrete inputs, and how it can be made to fail.

Frames by pymodbus' own codec; the state and the answers are the board's.
"""

from collections import deque
from dataclasses import dataclass, field
from enum import StrEnum

from pymodbus.exceptions import ModbusException
from pymodbus.framer import FramerRTU
from pymodbus.pdu import DecodePDU, ExceptionResponse, ModbusPDU
from pymodbus.pdu.bit_message import ReadCoilsResponse, ReadDiscreteInputsResponse, WriteSingleCoilResponse

READ_COILS, READ_INPUTS, WRITE_COIL = 1, 2, 5
ILLEGAL_FUNCTION, ILLEGAL_ADDRESS, ILLEGAL_VALUE = 1, 2, 3
_LONGEST_FRAME = 256
_NOISE = b"\x55\xaa" * 2048


class BoardFaultKind(StrEnum):
    """How an answer is spoiled."""

    SILENCE = "silence"
    WRONG_CHECKSUM = "wrong-checksum"
    HALF_FRAME = "half-frame"
    GARBAGE = "garbage"
    NOISE = "noise"
    WRONG_UNIT = "wrong-unit"
    OTHER_ANSWER = "other-answer"
    EXCEPTION = "exception"


@dataclass(slots=True)
class BoardFault:
    """Spoils the next `times` answers to the function code `on` (0 for any); `code` is an exception's."""

    kind: BoardFaultKind
    times: int = 1
    on: int = 0
    code: int = 4


@dataclass(slots=True)
class BoardModel:
    """A board of `size` coils and inputs that answers as `unit`."""

    unit: int = 1
    size: int = 8
    inputs: list[bool] = field(default_factory=list)
    coils: list[bool] = field(default_factory=list)
    pulses: list[int] = field(default_factory=list)
    """How often each coil was switched on and then off again."""
    orders: int = 0
    """How many questions and orders were answered."""
    faults: deque[BoardFault] = field(default_factory=deque)
    _framer: FramerRTU = field(init=False, repr=False)
    _heard: bytes = field(init=False, repr=False, default=b"")

    def __post_init__(self) -> None:
        self.inputs = [False] * self.size
        self.pulses = [0] * self.size
        self.power_up()
        self._framer = FramerRTU(DecodePDU(is_server=True))

    def power_up(self) -> None:
        """All relays have fallen off."""
        self.coils = [False] * self.size
        self._heard = b""

    def receive(self, content: bytes) -> bytes:
        """Takes what came over the wire; returns what the board answers, b"" for nothing."""
        self._heard = (self._heard + content)[-2 * _LONGEST_FRAME :]
        try:
            used, request = self._framer.handleFrame(self._heard, 0, 0)
        except (ModbusException, IndexError):
            self._heard = b""
            return b""
        self._heard = self._heard[used:]
        if request is None or request.dev_id != self.unit:
            return b""
        fault = self._fault(request.function_code)
        if fault is not None and fault.kind is BoardFaultKind.EXCEPTION:
            return self._framed(ExceptionResponse(request.function_code, fault.code))
        if fault is not None and fault.kind is BoardFaultKind.SILENCE:
            return b""
        self.orders += 1
        return self._spoiled(self._answer(request), fault)

    def _answer(self, request: ModbusPDU) -> ModbusPDU:
        code, first, count = request.function_code, request.address, request.count
        if code in (READ_COILS, READ_INPUTS):
            if count < 1 or first + count > self.size:
                return ExceptionResponse(code, ILLEGAL_ADDRESS)
            kind, bits = (
                (ReadCoilsResponse, self.coils) if code == READ_COILS else (ReadDiscreteInputsResponse, self.inputs)
            )
            return kind(bits=bits[first : first + count])
        if code == WRITE_COIL:
            if first >= self.size:
                return ExceptionResponse(code, ILLEGAL_ADDRESS)
            on = bool(request.bits[0])
            if self.coils[first] and not on:
                self.pulses[first] += 1
            self.coils[first] = on
            return WriteSingleCoilResponse(address=first, bits=[on])
        return ExceptionResponse(code, ILLEGAL_FUNCTION)

    def _framed(self, answer: ModbusPDU, unit: int = 0) -> bytes:
        answer.dev_id = unit or self.unit
        return self._framer.buildFrame(answer)

    def _spoiled(self, answer: ModbusPDU, fault: BoardFault | None) -> bytes:
        frame = self._framed(answer)
        match fault.kind if fault is not None else None:
            case BoardFaultKind.WRONG_CHECKSUM:
                return frame[:-1] + bytes([frame[-1] ^ 0xFF])
            case BoardFaultKind.HALF_FRAME:
                return frame[: len(frame) // 2]
            case BoardFaultKind.GARBAGE:
                return bytes(byte ^ 0x5A for byte in frame)
            case BoardFaultKind.NOISE:
                return _NOISE
            case BoardFaultKind.WRONG_UNIT:
                return self._framed(answer, self.unit % 247 + 1)
            case BoardFaultKind.OTHER_ANSWER:
                return self._framed(WriteSingleCoilResponse(address=self.size - 1, bits=[True]))
            case _:
                return frame

    def _fault(self, code: int) -> BoardFault | None:
        fault = next((one for one in self.faults if one.on in (0, code)), None)
        if fault is not None:
            fault.times -= 1
            if fault.times <= 0:
                self.faults.remove(fault)
        return fault
