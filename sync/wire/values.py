"""What messages are made of: the roots that every message has, and the values that occur in several."""

from datetime import datetime
from typing import Annotated, TypeAlias

import msgspec
from msgspec import Meta, Struct

FilingId: TypeAlias = Annotated[
    str,
    Meta(
        pattern="^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$",
        max_length=36,
        description="UUIDv7, made by the terminal",
    ),
]
Digest: TypeAlias = Annotated[str, Meta(pattern="^[0-9a-f]{64}$", max_length=64, description="SHA-256, lower-case hex")]
MatterCode: TypeAlias = Annotated[
    str, Meta(pattern="^[0-9A-Za-z]{12}$", max_length=12, description="基本编码 (GB/T 39554)")
]
CaseNumber: TypeAlias = Annotated[
    str,
    Meta(
        pattern="^[0-9A-Za-z]{31}[0-9]{12}$",
        max_length=43,
        description="办件编号: 实施编码 (31) + YYYYMMDD + four digits",
    ),
]
QueryCode: TypeAlias = Annotated[str, Meta(pattern="^[0-9]{6}$", max_length=6, description="查询密码")]
Moment: TypeAlias = Annotated[datetime, Meta(tz=True)]
Short: TypeAlias = Annotated[str, Meta(max_length=200)]
Name: TypeAlias = Annotated[str, Meta(min_length=1, max_length=200)]
Sentence: TypeAlias = Annotated[str, Meta(max_length=2000)]
MediaType: TypeAlias = Annotated[str, Meta(pattern="^[a-z]+/[a-z0-9.+-]+$", max_length=100)]
Bytes: TypeAlias = Annotated[int, Meta(ge=1, le=1 << 40)]


class Message(Struct, frozen=True, kw_only=True):
    """The root of all messages."""

    def __repr__(self) -> str:
        # Messages carry people's data and query codes: none must reach a log or a crash dump by being printed.
        return f"{type(self).__name__}(…)"


class Sent(Message, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The root of what a terminal sends."""


class Told(Message, frozen=True, kw_only=True):
    """The root of what the intake answers; unknown members are passed over."""


def number(header: str) -> int | None:
    """The number of bytes in a tus header, None where it is none.

    Python's `int` raises on thousands of digits; more than 20 are in no 64 bits.
    """
    return int(header) if header.isascii() and header.isdigit() and len(header) <= 20 else None


def canonical(message: Struct) -> bytes:
    """One and the same bytes for equal messages, whatever order their maps were built in."""
    return msgspec.json.encode(message, order="deterministic")
