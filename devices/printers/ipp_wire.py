"""IPP messages (RFC 8010) as far as asking how a printer is needs them: made here, taken apart here.

pycups takes none apart that did not come over its own connection, and its calls know no deadline.
"""

import struct
from collections.abc import Iterable
from dataclasses import dataclass, field

Value = int | bool | str | bytes
Attributes = dict[str, list[Value]]

GET_PRINTER_ATTRIBUTES = 0x000B
GET_JOB_ATTRIBUTES = 0x0009
CLIENT_ERROR = 0x0400

_VERSION = b"\x02\x00"
_OPERATION_GROUP, _END = 0x01, 0x03
_LAST_DELIMITER = 0x0F
_INTEGER, _BOOLEAN, _ENUM, _OCTETS, _COLLECTION = 0x21, 0x22, 0x23, 0x30, 0x34
_CHARSET, _LANGUAGE, _KEYWORD, _URI, _NAME = 0x47, 0x48, 0x44, 0x45, 0x42
_CHARACTERS = range(0x40, 0x60)
_COLLECTION_END, _MEMBER_NAME = 0x37, 0x4A
_NUMBER_BYTES = 4


class IppFault(ValueError):
    """What came is no IPP answer. Never says what stood in it."""


@dataclass(frozen=True, slots=True)
class IppAnswer:
    """The status of an answer and the attributes of all its groups, those within collections left out."""

    status: int
    attributes: Attributes = field(default_factory=dict)

    def words(self, name: str) -> list[str]:
        """The values of a keyword, name or text attribute; [] where it is not there."""
        return [value for value in self.attributes.get(name, []) if isinstance(value, str)]

    def number(self, name: str) -> int | None:
        """The value of an integer or enum attribute; None where it is not there."""
        return next((int(value) for value in self.attributes.get(name, []) if isinstance(value, int)), None)

    def numbers(self, name: str) -> list[int]:
        """All values of an integer attribute."""
        return [int(value) for value in self.attributes.get(name, []) if isinstance(value, int)]


def question(operation: int, target: tuple[str, str], wanted: Iterable[str]) -> bytes:
    """A request for attributes; `target` is the name and the value of the uri it is about."""
    parts = [_VERSION, struct.pack(">HI", operation, 1), bytes([_OPERATION_GROUP])]
    parts.append(_attribute(_CHARSET, "attributes-charset", "utf-8"))
    parts.append(_attribute(_LANGUAGE, "attributes-natural-language", "en"))
    parts.append(_attribute(_URI, target[0], target[1]))
    name = "requested-attributes"
    for one in wanted:
        parts.append(_attribute(_KEYWORD, name, one))
        name = ""
    return b"".join((*parts, bytes([_END])))


def _attribute(tag: int, name: str, value: str) -> bytes:
    key, content = name.encode(), value.encode()
    return struct.pack(">BH", tag, len(key)) + key + struct.pack(">H", len(content)) + content


def answer(content: bytes) -> IppAnswer:
    """Takes an answer apart; raises IppFault for anything that is not one, however it is damaged."""
    reader = _Reader(content)
    version, status, _ = struct.unpack(">HHI", reader.take(8))
    if not 0x0100 <= version <= 0x02FF:
        raise IppFault("no version of IPP that is known")
    attributes: Attributes = {}
    values: list[Value] = []
    depth = 0
    while (tag := reader.take(1)[0]) != _END:
        if tag <= _LAST_DELIMITER:
            continue
        name = reader.text(reader.length())
        value = reader.take(reader.length())
        depth += (tag == _COLLECTION) - (tag == _COLLECTION_END)
        if depth < 0:
            raise IppFault("a collection ends that never began")
        if depth or tag in (_COLLECTION_END, _MEMBER_NAME):
            continue
        if name:
            values = attributes.setdefault(name, [])
        decoded = _decoded(tag, value)
        if decoded is not None:
            values.append(decoded)
    return IppAnswer(status, attributes)


def _decoded(tag: int, value: bytes) -> Value | None:
    if tag in (_INTEGER, _ENUM):
        if len(value) != _NUMBER_BYTES:
            raise IppFault("a number of another length than 4")
        return int(struct.unpack(">i", value)[0])
    if tag == _BOOLEAN:
        return value != b"\0"
    if tag == _OCTETS:
        return value
    if tag in _CHARACTERS:
        return value.decode("utf-8", "replace")
    return None  # no-value, unknown, dates, ranges: nothing that is asked for here


class _Reader:
    """Bytes from the front; none may be missing."""

    def __init__(self, content: bytes) -> None:
        self._content = content
        self._at = 0

    def take(self, count: int) -> bytes:
        end = self._at + count
        if end > len(self._content):
            raise IppFault("the answer ends too soon")
        taken = self._content[self._at : end]
        self._at = end
        return taken

    def length(self) -> int:
        return int(struct.unpack(">H", self.take(2))[0])

    def text(self, count: int) -> str:
        return self.take(count).decode("utf-8", "replace")
