"""Opens a person's file in a process of its own, where a hostile one finds an end of memory and of time.

PDFium and the picture decoders are large C libraries; what kills them kills that process alone.
"""

import os
import resource
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from threading import Event, Timer
from typing import IO

import numpy as np

from devices.causes import CAUSES, failure
from devices.papers.files import MOST_BYTES, MOST_PAGES, pictures_of
from devices.papers.picture import Picture
from kiosk.errors import DeviceFailure

_HEAD = 16
_NO_DPI = 0
_END, _PAGE, _CAUSE = b"E", b"P", b"C"
_CAUSE_BYTES = 32


@dataclass(frozen=True, slots=True)
class Bounds:
    """What a file may take."""

    memory_mb: int = 1400
    """Of addresses, which is more than it uses: the libraries alone take some hundreds."""
    file_s: float = 60.0
    """From first to last, without the time that the pages take to be worked up."""


def pictures_apart(
    content: bytes, dpi: int, most_pages: int = MOST_PAGES, bounds: Bounds | None = None
) -> Iterator[Picture]:
    """As `pictures_of`, but within `bounds`: DeviceFailure("file-unreadable") where the file goes beyond them."""
    bounds = bounds or Bounds()
    numbers = (dpi, most_pages, bounds.memory_mb, int(bounds.file_s))
    command = [sys.executable, "-m", "devices.papers.apart", *(str(number) for number in numbers)]
    late = Event()
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as process:
        assert process.stdin is not None
        assert process.stdout is not None

        def give_up() -> None:
            late.set()
            process.kill()

        # The limit of processor time ends what computes, this ends what waits.
        timer = Timer(bounds.file_s * 2, give_up)
        timer.start()
        try:
            try:
                process.stdin.write(content)
                process.stdin.close()
            except BrokenPipeError:
                # It has seen enough, and says why below.
                pass
            yield from _received(process.stdout)
        finally:
            timer.cancel()
            process.kill()


def _received(pipe: IO[bytes]) -> Iterator[Picture]:
    while True:
        kind = pipe.read(1)
        if kind == _END:
            return
        if kind == _CAUSE:
            cause = pipe.read(_CAUSE_BYTES).decode("ascii", "replace").strip()
            raise failure(cause if cause in CAUSES else "file-unreadable")
        head = pipe.read(_HEAD)
        if kind != _PAGE or len(head) != _HEAD:
            # It was ended by its bounds, or by the file.
            raise failure("file-unreadable", "its decoder gave up")
        height, width, channels, dpi = (int.from_bytes(head[at : at + 4], "big") for at in range(0, _HEAD, 4))
        pixels = np.empty((height, width) if channels == 1 else (height, width, channels), np.uint8)
        left = memoryview(pixels.reshape(-1).data)
        while left:
            count = pipe.readinto(left)  # type: ignore[attr-defined] # a BufferedReader
            if not count:
                raise failure("file-unreadable", "its decoder gave up")
            left = left[count:]
        yield Picture(pixels, dpi or None)


def main() -> int:
    """The process: a file on its standard input, pages or a cause on its standard output."""
    dpi, most_pages, memory_mb, seconds = (int(argument) for argument in sys.argv[1:5])
    _end_with_the_parent()
    resource.setrlimit(resource.RLIMIT_AS, (memory_mb << 20, memory_mb << 20))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
    # Whatever goes wrong leaves no picture of a person's paper behind.
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    out = sys.stdout.buffer
    try:
        for picture in pictures_of(sys.stdin.buffer.read(MOST_BYTES + 1), dpi, most_pages):
            channels = 1 if picture.pixels.ndim == 2 else 3
            numbers = (picture.height, picture.width, channels, picture.dpi or _NO_DPI)
            out.write(_PAGE + b"".join(number.to_bytes(4, "big") for number in numbers))
            out.write(np.ascontiguousarray(picture.pixels).reshape(-1).data)
        out.write(_END)
    except DeviceFailure as fault:
        out.write(_CAUSE + fault.cause.encode("ascii").ljust(_CAUSE_BYTES))
    out.flush()
    # Not the way out that tidies up: libraries crash there, and nothing is left to tidy.
    os._exit(0)


def _end_with_the_parent() -> None:
    """A terminal that was killed leaves no decoder behind (prctl(2), PR_SET_PDEATHSIG)."""
    if sys.platform == "linux":
        import ctypes

        ctypes.CDLL(None).prctl(1, signal.SIGKILL)


if __name__ == "__main__":
    sys.exit(main())
