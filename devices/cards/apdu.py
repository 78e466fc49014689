"""Commands to a social-security card, its answers, and how a long answer is fetched (ISO/IEC 7816-4, LD/T 32).

A command is four header bytes and, where it carries data, their length and the data; or the length of the answer that
is wanted (Le, 0 for 256). Never both: a card with the protocol T=0 takes one of them at a time, and gives the answer to
the other by GET RESPONSE. An answer is its data and two status bytes.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

from devices.cards.base import Status
from devices.causes import failure
from kiosk.errors import DeviceFailure

APPLICATION = bytes.fromhex("7378312E73682EC9E7BBE1B1A3D5CF")
"""The name of the application of LD/T 32: `sx1.sh.社会保障` in GBK."""

OK = 0x9000
FILE_NOT_FOUND = 0x6A82
RECORD_NOT_FOUND = 0x6A83
WRONG_LENGTH = 0x6700
WRONG_PARAMETERS = 0x6A86

MOST_ANSWERS = 16
"""So many GET RESPONSEs at most fetch one answer; a record of LD/T 32 never needs more than one."""
MOST_BYTES = 1024
ANY_LENGTH = 256


STATUSES: dict[int, Status] = {
    OK: Status("ok", ""),
    0x6281: Status("part of the data may be damaged", "bad-data"),
    0x6282: Status("the record ended too soon", "bad-data"),
    0x6283: Status("the file is locked", "card-locked"),
    0x6400: Status("execution error", "read-failed"),
    0x6581: Status("memory failure", "read-failed"),
    WRONG_LENGTH: Status("wrong length", "read-failed"),
    0x6900: Status("not allowed", "read-failed"),
    0x6981: Status("not that kind of file", "read-failed"),
    0x6982: Status("security status not satisfied", "card-unknown"),
    0x6985: Status("conditions of use not satisfied", "card-unknown"),
    0x6A81: Status("function not supported", "read-failed"),
    FILE_NOT_FOUND: Status("no such file or application", "card-unknown"),
    RECORD_NOT_FOUND: Status("no such record", "read-failed"),
    WRONG_PARAMETERS: Status("wrong P1 P2", "read-failed"),
    0x6A88: Status("no such data", "read-failed"),
    0x6B00: Status("wrong P1 P2", "read-failed"),
    0x6D00: Status("unknown instruction", "card-unknown"),
    0x6E00: Status("unknown class", "card-unknown"),
    0x6F00: Status("the card gave no diagnosis", "read-failed"),
    0x9303: Status("the application is locked for ever", "card-locked"),
}
"""By the two status bytes."""


@dataclass(frozen=True, slots=True)
class Command:
    """One command; `wanted` is Le where it carries no data, None where it wants none."""

    name: str
    header: bytes
    data: bytes = b""
    wanted: int | None = None

    def encoded(self, wanted: int | None = None) -> bytes:
        """The bytes for the card, with another Le where one is given."""
        length = self.wanted if wanted is None else wanted
        if self.data:
            return self.header + bytes([len(self.data)]) + self.data
        return self.header if length is None else self.header + bytes([length % ANY_LENGTH])


@dataclass(frozen=True, slots=True)
class Answer:
    """A whole answer. The data are a person's, so they stay out of the repr."""

    status: int
    data: bytes = field(default=b"", repr=False)

    @property
    def ok(self) -> bool:
        return self.status == OK

    def refusal(self, command: Command) -> DeviceFailure:
        """The failure that this status means after `command`."""
        known = STATUSES.get(self.status, Status("unknown status", "read-failed"))
        return failure(known.cause or "read-failed", f"{command.name}: {known.meaning}, SW {self.status:04X}")


def select_application() -> Command:
    """SELECT by name."""
    return Command("select-application", bytes.fromhex("00A40400"), APPLICATION)


def select_file(file: int, p1: int = 2) -> Command:
    """SELECT of a file of the application; `p1` is 2, or 0 for cards that know only that."""
    return Command("select-file", bytes([0x00, 0xA4, p1, 0x00]), file.to_bytes(2, "big"))


def read_by_tag(tag: int, wanted: int) -> Command:
    """READ RECORD, the record named by its tag."""
    return Command("read-by-tag", bytes([0x00, 0xB2, tag, 0x00]), wanted=wanted)


def read_by_number(number: int, wanted: int = ANY_LENGTH) -> Command:
    """READ RECORD, the record named by its place in the file, from 1."""
    return Command("read-by-number", bytes([0x00, 0xB2, number, 0x04]), wanted=wanted)


def parse_answer(answer: bytes) -> Answer:
    """Status and data; raises DeviceFailure("bad-data") where it has no status."""
    if len(answer) < 2:
        raise failure("bad-data", "an answer without a status")
    return Answer(int.from_bytes(answer[-2:], "big"), answer[:-2])


def exchange(transmit: Callable[[bytes], bytes], command: Command) -> Answer:
    """Sends `command` and follows what the card says until the answer is whole.

    6Cxx has the command sent again with that Le, once; 61xx has xx more bytes fetched by GET RESPONSE, at most
    `MOST_ANSWERS` times and `MOST_BYTES` bytes. Raises DeviceFailure: `bad-data` where the card does not come to an
    end, `read-failed` where it keeps the rest back, and what `transmit` raises. Any other status is the caller's to
    judge.
    """
    answer = parse_answer(transmit(command.encoded()))
    if answer.status >> 8 == 0x6C and not command.data:
        answer = parse_answer(transmit(command.encoded(answer.status & 0xFF)))
    data = answer.data
    for _ in range(MOST_ANSWERS):
        if answer.status >> 8 != 0x61:
            return Answer(answer.status, data)
        answer = _rest(transmit, answer.status & 0xFF)
        if not answer.ok and answer.status >> 8 != 0x61:
            raise failure("read-failed", f"{command.name}: the rest did not come, SW {answer.status:04X}")
        data += answer.data
        if len(data) > MOST_BYTES:
            break
    raise failure("bad-data", f"{command.name}: an answer without an end")


def _rest(transmit: Callable[[bytes], bytes], length: int) -> Answer:
    fetch = Command("get-response", bytes.fromhex("00C00000"), wanted=length)
    answer = parse_answer(transmit(fetch.encoded()))
    if answer.status >> 8 == 0x6C:
        answer = parse_answer(transmit(fetch.encoded(answer.status & 0xFF)))
    return answer
