"""What the terminal and a driver's process say to each other: MessagePack messages over a socket, each with its length.

    terminal → child: Begin, then any number of Call; CancelCall while one runs
    child → terminal: Ended for Begin; for every Call any number of Told, Item and Logged, then Ended or Failed

Values travel inside a message as MessagePack of their own, and whoever takes them out says of which type they have to
be. Nothing but plain values is ever made from what a process says: it may have been damaged by its driver.
"""

import socket
import struct
import time
from typing import cast

from msgspec import DecodeError, Raw, Struct, ValidationError, field, msgpack

LARGEST_MESSAGE = 256 * 1024 * 1024
"""Bytes; an A4 page of 600 dpi in colour is 104 MB before it is compressed."""

_LENGTH = struct.Struct(">I")


class Begin(Struct, tag="begin", frozen=True):
    """The first message: what the driver is made with. Everybody may read the arguments of a process, so not there."""

    configuration: dict[str, Raw]


class Call(Struct, tag="call", frozen=True):
    """One call of one of the driver's methods; `streamed` where it is a generator whose items are wanted."""

    method: str
    arguments: list[Raw]
    streamed: bool


class CancelCall(Struct, tag="cancel", frozen=True):
    """The driver's own `cancel`, from a second thread."""


class Told(Struct, tag="told", frozen=True):
    """How far the running call is."""

    part: float


class Item(Struct, tag="item", frozen=True):
    """One item of a generator."""

    value: Raw = field(name="v")


class Logged(Struct, tag="logged", frozen=True):
    """A record for the terminal's log."""

    logger: str
    level: int
    line: str


class Ended(Struct, tag="ended", frozen=True):
    """The call went well; `value` is what it returned, nil at a generator's end."""

    value: Raw = field(name="v")


class Failed(Struct, tag="failed", frozen=True):
    """The call raised DeviceFailure; what else it may raise is told as the cause `bug`."""

    cause: str
    message: str
    remedy: str
    permanent: bool


ToChild = Begin | Call | CancelCall
FromChild = Told | Item | Logged | Ended | Failed


class WireBroken(Exception):
    """The other side hung up, or what it says is no message."""


def pack(value: object) -> Raw:
    """A value as it travels inside a message; it is encoded together with it, so that a page is copied only once."""
    return cast("Raw", value)


class Wire:
    """One end of the socket. One thread receives, one thread at a time sends.

    The socket's own timeout bounds how long a message may take to come, once it has begun, and how long the other side
    may leave one unread; both raise TimeoutError.
    """

    def __init__(self, end: socket.socket) -> None:
        self._end = end

    def send(self, message: ToChild | FromChild) -> None:
        """Sends one message; raises WireBroken or TimeoutError."""
        content = msgpack.encode(message)
        if len(content) > LARGEST_MESSAGE:
            raise WireBroken("a message is too large")
        try:
            if len(content) < 65536:
                self._end.sendall(_LENGTH.pack(len(content)) + content)
            else:  # rather two system calls than one more copy of a page
                self._end.sendall(_LENGTH.pack(len(content)))
                self._end.sendall(content)
        except TimeoutError:
            raise
        except OSError as fault:
            raise WireBroken("the other side hung up") from fault

    def receive(self) -> bytearray:
        """Waits for one message; raises WireBroken or TimeoutError."""
        (length,) = _LENGTH.unpack(self._exactly(_LENGTH.size))
        if length > LARGEST_MESSAGE:
            raise WireBroken("a message is too large")
        return self._exactly(length)

    def _exactly(self, length: int) -> bytearray:
        content = bytearray(length)
        view = memoryview(content)
        limit_s = self._end.gettimeout()
        until = None if limit_s is None else time.monotonic() + limit_s
        got = 0
        while got < length:
            if until is not None and time.monotonic() > until:
                raise TimeoutError
            try:
                count = self._end.recv_into(view[got:])
            except TimeoutError:
                raise
            except OSError as fault:
                raise WireBroken("the other side hung up") from fault
            if count == 0:
                raise WireBroken("the other side hung up")
            got += count
        return content


_to_child: msgpack.Decoder[ToChild] = msgpack.Decoder(ToChild)
_from_child: msgpack.Decoder[FromChild] = msgpack.Decoder(FromChild)


def for_child(content: bytearray) -> ToChild:
    """The message of the terminal; raises WireBroken where it is none."""
    try:
        return _to_child.decode(content)
    except (DecodeError, ValidationError) as fault:
        raise WireBroken("no message") from fault


def from_child(content: bytearray) -> FromChild:
    """The message of a child; raises WireBroken where it is none."""
    try:
        return _from_child.decode(content)
    except (DecodeError, ValidationError) as fault:
        raise WireBroken("no message") from fault
