"""GA 450 frames: what a second-generation identity-card reader and its host say to each other.

Request and answer alike: preamble AA AA AA 96 69, a big-endian length that counts everything after itself, the body,
and one checksum byte, the XOR of all bytes from the length on. The body of a request is command, parameter, data; that
of an answer is 00 00, the status SW3, data.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import reduce
from operator import xor

from devices.cards.base import Status
from devices.causes import failure
from kiosk.errors import DeviceFailure

PREAMBLE = b"\xaa\xaa\xaa\x96\x69"
LARGEST_LENGTH = 2321 - len(PREAMBLE) - 2
"""The largest answer of the standard is the one with two fingerprints, 2,321 bytes."""

SMALLEST_REQUEST = 3
SMALLEST_ANSWER = 4
MOST_NOISE = 8192
"""So many bytes without one frame are a wrong baud rate or another device, not a disturbance."""


@dataclass(frozen=True, slots=True)
class Command:
    """A command byte with its parameter; `answer_bytes` is the longest frame that answers it."""

    name: str
    code: int
    parameter: int
    answer_bytes: int


RESET = Command("reset", 0x10, 0xFF, 11)
STATUS = Command("status", 0x11, 0xFF, 11)
SAM_ID = Command("sam-id", 0x12, 0xFF, 27)
FIND = Command("find", 0x20, 0x01, 15)
SELECT = Command("select", 0x20, 0x02, 19)
READ = Command("read", 0x30, 0x01, 1295)
NEWEST_ADDRESS = Command("newest-address", 0x30, 0x03, 81)
COMMANDS = (RESET, STATUS, SAM_ID, FIND, SELECT, READ, NEWEST_ADDRESS)

OK = 0x90
NO_SUCH_ITEM = 0x91
CARD_FOUND = 0x9F
CHECKSUM_ERROR = 0x10
UNKNOWN_COMMAND = 0x24
READ_FAILED = 0x41
SELF_TEST_FAILED = 0x60
NO_CARD = 0x80
SELECT_FAILED = 0x81


STATUSES: dict[int, Status] = {
    OK: Status("ok", ""),
    NO_SUCH_ITEM: Status("no such item on the card", ""),
    CARD_FOUND: Status("card found", ""),
    CHECKSUM_ERROR: Status("the reader got a wrong checksum", "checksum"),
    0x11: Status("the reader got a wrong length", "checksum"),
    0x21: Status("command error", "refused"),
    0x23: Status("command not permitted", "refused"),
    UNKNOWN_COMMAND: Status("unknown command", "refused"),
    0x31: Status("the card rejects the reader's module", "read-failed"),
    0x32: Status("the reader's module rejects the card", "read-failed"),
    0x33: Status("verification failed", "read-failed"),
    0x37: Status("fingerprint verification failed", "read-failed"),
    0x3F: Status("wrong length of information", "read-failed"),
    0x40: Status("unknown kind of card", "card-unknown"),
    READ_FAILED: Status("reading failed", "read-failed"),
    0x47: Status("random number failed", "read-failed"),
    SELF_TEST_FAILED: Status("self-test failed", "self-test"),
    0x66: Status("the module is not authorised", "not-authorised"),
    NO_CARD: Status("no card found", "card-pulled"),
    SELECT_FAILED: Status("selecting the card failed", "card-pulled"),
}
"""By SW3."""


@dataclass(frozen=True, slots=True)
class Answer:
    """One whole answer with a right checksum. The data are a person's, so they stay out of the repr."""

    status: int
    data: bytes = field(default=b"", repr=False)

    def refusal(self, command: Command) -> DeviceFailure:
        """The failure that this status means after `command`."""
        known = STATUSES.get(self.status, Status("unknown status", "refused"))
        return failure(known.cause or "refused", f"{command.name}: {known.meaning}, SW3 {self.status:02X}")


def checksum(content: bytes) -> int:
    """XOR of all bytes, from the length's first to the last of the data."""
    return reduce(xor, content, 0)


def encode(body: bytes) -> bytes:
    """A body as a frame."""
    counted = (len(body) + 1).to_bytes(2, "big") + body
    return PREAMBLE + counted + bytes([checksum(counted)])


def encode_command(command: Command, data: bytes = b"") -> bytes:
    """A request, ready for the wire."""
    return encode(bytes([command.code, command.parameter]) + data)


def encode_answer(status: int, data: bytes = b"") -> bytes:
    """An answer, as the reader sends it."""
    return encode(bytes([0, 0, status]) + data)


def parse_answer(body: bytes) -> Answer:
    """The answer in a frame's body; raises DeviceFailure("garbage") where it is not one."""
    if len(body) < 3 or body[:2] != b"\0\0":
        raise failure("garbage", "an answer without its two zero bytes")
    return Answer(body[2], body[3:])


class FrameDecoder:
    """Takes bytes as they come and gives the bodies of whole frames.

    Noise before a preamble is skipped. A frame with an impossible length is noise too: the search goes on inside it,
    so that a frame behind it is not lost. A wrong checksum raises DeviceFailure("checksum") and drops that frame; more
    than `MOST_NOISE` bytes without a frame raise DeviceFailure("garbage"). After either the decoder can be fed on.
    Never holds more than one frame and one chunk.
    """

    def __init__(self, smallest: int = SMALLEST_ANSWER) -> None:
        self._smallest = smallest
        self._held = bytearray()
        self._noise = 0

    @property
    def wanted(self) -> int:
        """How many more bytes the next frame needs at least; never 0."""
        head = len(PREAMBLE) + 2
        if len(self._held) < head:
            return head + self._smallest - len(self._held)
        return max(1, head + self._length() - len(self._held))

    @property
    def cut_short(self) -> bool:
        """Whether the beginning of a frame, or noise, came without an end."""
        return bool(self._held) or self._noise > 0

    def reset(self) -> None:
        """Forgets everything that came so far."""
        self._held.clear()
        self._noise = 0

    def feed(self, chunk: bytes) -> Iterator[bytes]:
        """Adds what came and yields every body that is whole; raises as the class says."""
        self._held += chunk
        while (body := self._next()) is not None:
            yield body

    def _length(self) -> int:
        start = len(PREAMBLE)
        return int.from_bytes(self._held[start : start + 2], "big")

    def _next(self) -> bytes | None:
        while self._align() and len(self._held) >= len(PREAMBLE) + 2:
            length = self._length()
            if not self._smallest <= length <= LARGEST_LENGTH:
                self._skip(1)
                continue
            end = len(PREAMBLE) + 2 + length
            if len(self._held) < end:
                return None
            counted = bytes(self._held[len(PREAMBLE) : end])
            del self._held[:end]
            self._noise = 0
            if checksum(counted) != 0:  # a right checksum XORs the whole to nothing
                raise failure("checksum")
            return counted[2:-1]
        return None

    def _align(self) -> bool:
        """Drops noise until a preamble, or the beginning of one, stands first."""
        found = self._held.find(PREAMBLE)
        if found >= 0:
            self._skip(found)
            return True
        keep = next(n for n in range(len(PREAMBLE) - 1, -1, -1) if self._held.endswith(PREAMBLE[:n]))
        self._skip(len(self._held) - keep)
        return False

    def _skip(self, count: int) -> None:
        del self._held[:count]
        self._noise += count
        if self._noise > MOST_NOISE:
            self.reset()
            raise failure("garbage")
