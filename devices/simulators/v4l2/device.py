"""The kernel's side of a V4L2 camera: formats, buffers and a stream, for programs that preload.c connects."""

import errno
import mmap
import os
import socket
import struct
import time
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass

from devices.cameras.v4l2 import (
    BUFFER_CAPTURE,
    CAP_DEVICE_CAPS,
    CAP_VIDEO_CAPTURE,
    CAPABILITIES,
    DISCRETE,
    ENUM_FMT,
    ENUM_FRAMEINTERVALS,
    ENUM_FRAMESIZES,
    FORMAT,
    FORMAT_NAME,
    INTERVALS,
    QUERYCAP,
    S_FMT,
    SIZES,
    Mode,
)

_G_FMT, _TRY_FMT = 0xC0D05604, 0xC0D05640
_REQBUFS, _QUERYBUF, _QBUF = 0xC0145608, 0xC0585609, 0xC058560F
_STREAMON, _STREAMOFF = 0x40045612, 0x40045613
_G_PARM, _S_PARM = 0xC0CC5615, 0xC0CC5616
_ENUMINPUT, _G_INPUT, _S_INPUT = 0xC050561A, 0x80045626, 0xC0045627

_CAP_STREAMING, _CAP_META_CAPTURE = 0x04000000, 0x00800000
_MOST_BUFFERS = 8
_PAGE = 4096

_ORDER = struct.Struct("=I")
_STATUS = struct.Struct("=i")
_INPUT = struct.Struct("I32s44x")
_BUFFERS = struct.Struct("5I")
_BUFFER = struct.Struct("5I4xqq16xIIQIIi4x")
_PARAMETERS = struct.Struct("7I176x")
_QUEUED, _DONE, _MONOTONIC = 0x2, 0x4, 0x2000


class Refused(Exception):
    """An ioctl's errno."""

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.number = number


@dataclass(frozen=True, slots=True)
class CameraKind:
    """What a camera calls itself and can do; `metadata` is its second node, which gives no pictures."""

    card: str
    modes: tuple[Mode, ...]
    metadata: bool = False


class Handle:
    """One opened descriptor of the node."""

    def __init__(self, kind: CameraKind, busy: Callable[["Handle"], bool]) -> None:
        """`busy` says whether another handle has the stream."""
        self._kind = kind
        self._busy = busy
        self.mode = min(kind.modes, key=lambda mode: mode.pixels) if kind.modes else Mode("MJPG", 0, 0)
        self.streams = False
        self.sequence = 0
        self._memory: mmap.mmap | None = None
        self._shared = -1
        self._length = 0
        self._count = 0
        self._queued: deque[int] = deque()

    @property
    def holds_buffers(self) -> bool:
        return self._count > 0

    def close(self) -> None:
        """Gives the buffers back; a program that has them mapped keeps its view of them."""
        self.streams = False
        self._count = 0
        self._queued.clear()
        if self._memory is not None:
            self._memory.close()
            os.close(self._shared)
            self._memory = None

    def answer(self, packet: bytes) -> tuple[bytes, int]:
        """The answer to one ioctl, and a descriptor that goes with it or -1."""
        (order,) = _ORDER.unpack_from(packet)
        structure = packet[_ORDER.size :]
        try:
            if self._kind.metadata and order != QUERYCAP:
                raise Refused(errno.ENOTTY)
            answer = self._orders()[order](structure)
        except KeyError:
            return _STATUS.pack(errno.ENOTTY), -1
        except Refused as refusal:
            return _STATUS.pack(refusal.number), -1
        descriptor = self._shared if order == _REQBUFS and self._count else -1
        return _STATUS.pack(0) + answer, descriptor

    def fill(self, picture: bytes) -> bytes | None:
        """Puts a picture into the next waiting buffer; the v4l2_buffer to tell, None where no buffer waits."""
        if not self._queued or self._memory is None:
            return None
        index = self._queued.popleft()
        start = index * self._length
        used = min(len(picture), self._length)
        self._memory[start : start + used] = picture[:used]
        self.sequence += 1
        return self._buffer(index, used, _DONE | _MONOTONIC)

    def _orders(self) -> dict[int, Callable[[bytes], bytes]]:
        return {
            QUERYCAP: self._capabilities,
            _ENUMINPUT: self._input,
            _G_INPUT: lambda _: struct.pack("I", 0),
            _S_INPUT: lambda structure: structure,
            ENUM_FMT: self._format_name,
            ENUM_FRAMESIZES: self._size,
            ENUM_FRAMEINTERVALS: self._interval,
            _G_FMT: lambda _: self._format(self.mode),
            _TRY_FMT: lambda structure: self._format(self._nearest(structure)),
            S_FMT: self._set_format,
            _G_PARM: self._parameters,
            _S_PARM: self._parameters,
            _REQBUFS: self._request_buffers,
            _QUERYBUF: lambda structure: self._buffer(self._index(structure), 0, _MONOTONIC),
            _QBUF: self._queue,
            _STREAMON: self._start,
            _STREAMOFF: self._stop,
        }

    def _capabilities(self, _structure: bytes) -> bytes:
        node = _CAP_STREAMING | (_CAP_META_CAPTURE if self._kind.metadata else CAP_VIDEO_CAPTURE)
        whole = _CAP_STREAMING | CAP_VIDEO_CAPTURE | _CAP_META_CAPTURE | CAP_DEVICE_CAPS
        return CAPABILITIES.pack(b"uvcvideo", self._kind.card.encode(), b"usb-stand-in", 0x060100, whole, node)

    @staticmethod
    def _input(structure: bytes) -> bytes:
        (index,) = struct.unpack_from("I", structure)
        if index:
            raise Refused(errno.EINVAL)
        return _INPUT.pack(0, b"Camera 1")

    def _format_name(self, structure: bytes) -> bytes:
        index = FORMAT_NAME.unpack(structure)[0]
        fourccs = list(dict.fromkeys(mode.fourcc for mode in self._kind.modes))
        if index >= len(fourccs):
            raise Refused(errno.EINVAL)
        return FORMAT_NAME.pack(index, BUFFER_CAPTURE, 0, fourccs[index].encode(), fourccs[index].encode())

    def _size(self, structure: bytes) -> bytes:
        index, fourcc, *_ = SIZES.unpack(structure)
        modes = [mode for mode in self._kind.modes if mode.fourcc.encode() == fourcc]
        if index >= len(modes):
            raise Refused(errno.EINVAL)
        return SIZES.pack(index, fourcc, DISCRETE, modes[index].width, modes[index].height, 0, 0, 0, 0)

    def _interval(self, structure: bytes) -> bytes:
        index, fourcc, width, height, *_ = INTERVALS.unpack(structure)
        for mode in self._kind.modes:
            if index == 0 and (mode.fourcc.encode(), mode.width, mode.height) == (fourcc, width, height):
                return INTERVALS.pack(index, fourcc, width, height, DISCRETE, 1000, round(mode.rate * 1000), 0, 0, 0, 0)
        raise Refused(errno.EINVAL)

    def _nearest(self, structure: bytes) -> Mode:
        _, width, height, fourcc, *_ = FORMAT.unpack(structure)
        modes = [mode for mode in self._kind.modes if mode.fourcc.encode() == fourcc] or list(self._kind.modes[:1])
        return min(modes, key=lambda mode: abs(mode.width - width) + abs(mode.height - height))

    def _format(self, mode: Mode) -> bytes:
        line = 0 if mode.compressed else 2 * mode.width
        size = 2 * mode.pixels
        return FORMAT.pack(BUFFER_CAPTURE, mode.width, mode.height, mode.fourcc.encode(), 1, line, size, 8, 0)

    def _set_format(self, structure: bytes) -> bytes:
        if self.holds_buffers or self._busy(self):
            raise Refused(errno.EBUSY)
        self.mode = self._nearest(structure)
        return self._format(self.mode)

    def _parameters(self, _structure: bytes) -> bytes:
        return _PARAMETERS.pack(BUFFER_CAPTURE, 0x1000, 0, 1000, round(self.mode.rate * 1000), 0, 0)

    def _request_buffers(self, structure: bytes) -> bytes:
        count, kind, memory, _, _ = _BUFFERS.unpack(structure)
        if self.streams or self._busy(self):
            raise Refused(errno.EBUSY)
        self.close()
        if count:
            self._count = min(count, _MOST_BUFFERS)
            self._length = -(-2 * self.mode.pixels // _PAGE) * _PAGE
            self._shared = os.memfd_create("buffers", os.MFD_CLOEXEC)
            os.ftruncate(self._shared, self._count * self._length)
            self._memory = mmap.mmap(self._shared, self._count * self._length)
        return _BUFFERS.pack(self._count, kind, memory, 1, 0)

    def _index(self, structure: bytes) -> int:
        index = int(_BUFFER.unpack(structure)[0])
        if index >= self._count:
            raise Refused(errno.EINVAL)
        return index

    def _queue(self, structure: bytes) -> bytes:
        index = self._index(structure)
        if index in self._queued:
            raise Refused(errno.EINVAL)
        self._queued.append(index)
        return self._buffer(index, 0, _QUEUED | _MONOTONIC)

    def _start(self, structure: bytes) -> bytes:
        if not self.holds_buffers:
            raise Refused(errno.EINVAL)
        self.streams, self.sequence = True, 0
        return structure

    def _stop(self, structure: bytes) -> bytes:
        self.streams = False
        self._queued.clear()
        return structure

    def _buffer(self, index: int, used: int, flags: int) -> bytes:
        seconds, nanoseconds = divmod(time.monotonic_ns(), 1_000_000_000)
        return _BUFFER.pack(
            *(index, BUFFER_CAPTURE, used, flags, 1, seconds, nanoseconds // 1000, self.sequence, 1),
            *(index * self._length, self._length, 0, 0),
        )


class Connection:
    """A program that has the node open: its orders, and the stream of its filled buffers."""

    def __init__(self, orders: socket.socket, handle: Handle) -> None:
        self.orders = orders
        self.handle = handle
        self._stream, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with suppress(OSError):
            socket.send_fds(orders, [_STATUS.pack(0)], [theirs.fileno()])
        theirs.close()

    def obey(self) -> bool:
        """Answers one ioctl; False where the program has closed the node."""
        try:
            packet = self.orders.recv(_PAGE + _ORDER.size)
            if not packet:
                return False
            answer, descriptor = self.handle.answer(packet)
            socket.send_fds(self.orders, [answer], [descriptor] if descriptor >= 0 else [])
        except (OSError, struct.error):
            return False
        return True

    def show(self, picture: bytes) -> None:
        """The camera has taken a picture; it is lost where no buffer waits."""
        told = self.handle.fill(picture)
        if told is not None:
            with suppress(OSError):
                self._stream.send(told, socket.MSG_DONTWAIT)

    def close(self) -> None:
        """The cable is pulled, or the program has closed the node."""
        self.handle.close()
        self.orders.close()
        self._stream.close()
