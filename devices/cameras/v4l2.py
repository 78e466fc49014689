"""The questions that OpenCV does not ask: which nodes are cameras, and which pictures each of them can give.

Numbers and structures are those of the kernel's <linux/videodev2.h>; OpenCV does the streaming.
"""

import errno
import os
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from devices.causes import failure
from kiosk.errors import DeviceFailure

_READ, _WRITE = 2, 1


def _order(number: int, size: int, direction: int = _READ | _WRITE) -> int:
    return direction << 30 | size << 16 | ord("V") << 8 | number


QUERYCAP = _order(0, 104, _READ)
ENUM_FMT = _order(2, 64)
S_FMT = _order(5, 208)
ENUM_FRAMESIZES = _order(74, 44)
ENUM_FRAMEINTERVALS = _order(75, 52)

CAP_VIDEO_CAPTURE, CAP_DEVICE_CAPS = 0x00000001, 0x80000000
BUFFER_CAPTURE = 1
DISCRETE = 1
"""Of a size or an interval: one value, and not a range."""

CAPABILITIES = struct.Struct("16s32s32s3I12x")
FORMAT_NAME = struct.Struct("3I32s4s16x")
FORMAT = struct.Struct("I4xII4s5I168x")
SIZES = struct.Struct("I4s7I8x")
INTERVALS = struct.Struct("I4s9I8x")

COMPRESSED = ("MJPG", "JPEG")
PLAIN = ("YUYV", "UYVY", "NV12", "YU12", "BGR3", "RGB3")
"""What OpenCV turns into colours, best first."""

_MOST_ANSWERS = 200
"""A driver that never comes to the end of its list is cut off there."""

MOST_PIXELS = 20_000_000
MOST_PLAIN_PIXELS = 2_100_000
"""An uncompressed picture larger than this comes once a second, if at all, over USB 2."""
LEAST_PIXELS = 3_000_000
"""An A4 page at about 185 dpi: a mode that is larger must not be given up for a faster one."""
_LARGEST_ASKED = (4096, 3072)
"""Asked of a driver that names no sizes; it takes the nearest one it has."""
LEAST_RATE = 8.0
"""Pictures a second that a preview needs."""


@dataclass(frozen=True, slots=True)
class Mode:
    """One kind of picture a camera gives; `rate` is the most pictures a second, 0 where the driver does not say."""

    fourcc: str
    width: int
    height: int
    rate: float = 0.0

    @property
    def pixels(self) -> int:
        return self.width * self.height

    @property
    def compressed(self) -> bool:
        return self.fourcc in COMPRESSED


def find(name: str, root: Path) -> Path:
    """The node of the camera: `name` itself, or the first one beneath `root` (/dev) that can take pictures.

    Links under v4l/by-id come first, as their names stay when cameras are plugged in another order. Raises
    DeviceFailure absent or permission.
    """
    if name:
        return candidates(name, root)[0]
    unread: DeviceFailure | None = None
    for path in candidates(name, root):
        try:
            with opened(path) as node:
                if node.captures():
                    return path
        except DeviceFailure as fault:
            unread = fault if fault.cause == "permission" else unread
    raise unread or failure("absent", "no camera is plugged in")


def candidates(name: str, root: Path) -> list[Path]:
    """The nodes that may be the camera, without opening any; raises DeviceFailure("absent") where there are none."""
    if name:
        nodes = [Path(name)] if Path(name).exists() else []
    else:
        by_name = sorted((root / "v4l" / "by-id").glob("*"))
        by_number = sorted(root.glob("video[0-9]*"), key=lambda path: (len(path.name), path.name))
        nodes = [*by_name, *by_number]
    if not nodes:
        raise failure("absent", name or "no camera is plugged in")
    return nodes


def choose(modes: list[Mode]) -> Mode:
    """The mode to work in: the largest that is fast enough for a preview, unless a page would suffer.

    Raises DeviceFailure("unsupported") where there is none that OpenCV understands.
    """
    fit = [
        mode
        for mode in modes
        if 0 < mode.pixels <= MOST_PIXELS
        and (mode.compressed or (mode.fourcc in PLAIN and mode.pixels <= MOST_PLAIN_PIXELS))
    ] or [mode for mode in modes if mode.fourcc in PLAIN and 0 < mode.pixels <= MOST_PIXELS]
    if not fit:
        raise failure("unsupported", "the camera has no kind of picture that can be used")
    quick = [mode for mode in fit if mode.rate == 0 or mode.rate >= LEAST_RATE]
    enough = [mode for mode in quick if mode.pixels >= LEAST_PIXELS]
    return max(enough or fit, key=lambda mode: (mode.pixels, _liking(mode.fourcc), mode.rate))


class OpenNode:
    """An open node, asked on the thread that opened it. A context manager; nothing streams."""

    def __init__(self, path: Path) -> None:
        """Raises DeviceFailure absent, permission or in-use."""
        try:
            self._descriptor = os.open(path, os.O_RDWR | os.O_NONBLOCK | os.O_CLOEXEC)
        except OSError as fault:
            raise _told(fault) from fault

    def __enter__(self) -> "OpenNode":
        return self

    def __exit__(self, *_fault: object) -> None:
        os.close(self._descriptor)

    def captures(self) -> bool:
        """Whether this node gives pictures; most cameras have a second one for what they know about them."""
        answer = self._ask(QUERYCAP, CAPABILITIES.size)
        if answer is None:
            return False
        *_, whole, node = CAPABILITIES.unpack(answer)
        return bool((node if whole & CAP_DEVICE_CAPS else whole) & CAP_VIDEO_CAPTURE)

    def modes(self) -> list[Mode]:
        """Everything it can give, as it tells it. Raises DeviceFailure wrong-address (no camera), absent or io."""
        if self._ask(QUERYCAP, CAPABILITIES.size) is None:
            raise failure("wrong-address", "no camera's node")
        return [mode for fourcc in self._fourccs() for mode in self._sizes(fourcc)]

    def take(self, mode: Mode) -> None:
        """Asks for a mode; raises DeviceFailure("in-use") where another program has the camera."""
        question = FORMAT.pack(BUFFER_CAPTURE, mode.width, mode.height, mode.fourcc.encode(), 0, 0, 0, 0, 0)
        self._ask(S_FMT, FORMAT.size, question)

    def _fourccs(self) -> Iterator[str]:
        for index in range(_MOST_ANSWERS):
            answer = self._ask(ENUM_FMT, FORMAT_NAME.size, FORMAT_NAME.pack(index, BUFFER_CAPTURE, 0, b"", b""))
            if answer is None:
                return
            yield FORMAT_NAME.unpack(answer)[4].decode("ascii", "replace")

    def _sizes(self, fourcc: str) -> Iterator[Mode]:
        for index in range(_MOST_ANSWERS):
            answer = self._ask(ENUM_FRAMESIZES, SIZES.size, SIZES.pack(index, fourcc.encode(), *[0] * 7))
            if answer is None:
                if index == 0:
                    yield Mode(fourcc, *_LARGEST_ASKED)
                return
            _, _, kind, width, most_width, _, _, most_height, _ = SIZES.unpack(answer)
            if kind != DISCRETE:
                # A range: smallest, largest and step of the width, then those of the height.
                yield Mode(fourcc, min(most_width, _LARGEST_ASKED[0]), min(most_height, _LARGEST_ASKED[1]))
                return
            # One size: its width, then its height.
            yield Mode(fourcc, width, most_width, self._rate(fourcc, width, most_width))

    def _rate(self, fourcc: str, width: int, height: int) -> float:
        rates = [0.0]
        for index in range(_MOST_ANSWERS):
            question = INTERVALS.pack(index, fourcc.encode(), width, height, *[0] * 7)
            answer = self._ask(ENUM_FRAMEINTERVALS, INTERVALS.size, question)
            if answer is None:
                break
            _, _, _, _, kind, over, under, *_ = INTERVALS.unpack(answer)
            # An interval is a fraction of a second; the first of a range is the shortest.
            rates.append(under / over if over else 0.0)
            if kind != DISCRETE:
                break
        return max(rates)

    def _ask(self, order: int, size: int, question: bytes = b"") -> bytes | None:
        """The answer, None where the driver has none (the end of a list, an order it does not know)."""
        from fcntl import ioctl

        structure = bytearray(question.ljust(size, b"\0"))
        try:
            ioctl(self._descriptor, order, structure)
        except OSError as fault:
            if fault.errno in (errno.EINVAL, errno.ENOTTY):
                return None
            raise _told(fault) from fault
        return bytes(structure)


def opened(path: Path) -> OpenNode:
    """The node at `path`, to be asked within a `with`."""
    return OpenNode(path)


def _liking(fourcc: str) -> int:
    known = COMPRESSED + PLAIN
    return -known.index(fourcc)


def _told(fault: OSError) -> DeviceFailure:
    causes = {
        errno.EACCES: "permission",
        errno.EPERM: "permission",
        errno.EBUSY: "in-use",
        errno.ENOENT: "absent",
        errno.ENODEV: "absent",
        errno.ENXIO: "absent",
        errno.ENOTDIR: "absent",
        errno.EISDIR: "wrong-address",
    }
    return failure(causes.get(fault.errno or 0, "io"), fault.strerror or "")
