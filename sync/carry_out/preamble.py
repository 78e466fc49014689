"""How both carried files begin: what they are, which version, a header anybody may read, and its checksum.

    magic (16) | version (2) | length of the header (4) | header (JSON) | SHA-256 of all that (32)

Numbers are big-endian. The checksum tells a damaged header from a foreign one and proves nothing: the preamble is
proven by what is sealed behind it, which is bound to every byte of it.
"""

from hashlib import sha256
from typing import BinaryIO, Final, TypeVar

import msgspec

from sync import wire
from sync.carry_out.refusals import DAMAGED, NEWER, NOT_ONE, TRUNCATED, CarryOutRefusal

VERSION: Final = 1
FILINGS: Final = b"JIUJIN-CARRYOUT\n"
ANSWERS: Final = b"JIUJIN-ANSWERS-\n"

LONGEST_HEADER: Final = 4096
_FIXED: Final = 16 + 2 + 4
_CHECKSUM: Final = 32

Header = TypeVar("Header", bound=wire.Sent)


def encode(magic: bytes, header: wire.Sent) -> bytes:
    """The preamble of a file of this kind."""
    said = wire.canonical(header)
    start = magic + VERSION.to_bytes(2, "big") + len(said).to_bytes(4, "big") + said
    return start + sha256(start).digest()


def read(file: BinaryIO, magic: bytes, kind: type[Header]) -> tuple[Header, bytes]:
    """The header and the whole preamble as it stands; leaves `file` right behind it. Raises CarryOutRefusal."""
    fixed = file.read(_FIXED)
    if not fixed or fixed[: len(magic)] != magic[: len(fixed)]:
        raise CarryOutRefusal(NOT_ONE)
    if len(fixed) < _FIXED:
        raise CarryOutRefusal(TRUNCATED)
    version = int.from_bytes(fixed[16:18], "big")
    if version > VERSION:
        raise CarryOutRefusal(NEWER, f"its version is {version}, this program knows {VERSION}")
    length = int.from_bytes(fixed[18:22], "big")
    if version < VERSION or length > LONGEST_HEADER:
        raise CarryOutRefusal(DAMAGED)
    rest = file.read(length + _CHECKSUM)
    if len(rest) < length + _CHECKSUM:
        raise CarryOutRefusal(TRUNCATED)
    said = rest[:length]
    if sha256(fixed + said).digest() != rest[length:]:
        raise CarryOutRefusal(DAMAGED)
    try:
        return msgspec.json.decode(said, type=kind), fixed + rest
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        # Its checksum is right, so somebody meant it; this version has no such header.
        raise CarryOutRefusal(DAMAGED) from None
