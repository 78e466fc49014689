"""A driver that does everything a vendor's library may do; it runs in a process of its own (test_isolation.py)."""

import ctypes
import logging
import os
import resource
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from threading import Event, get_ident, main_thread

from devices.causes import failure
from kiosk.domain.material import Page
from kiosk.ports import ScanRequest

log = logging.getLogger("devices.unruly")


@dataclass(frozen=True, slots=True)
class Shield:
    """What the process says about its own protection."""

    core_limit: int
    dumpable: bool
    arguments: list[str]
    deaf: bool


class UnrulyDriver:
    def __init__(self, secret: str, count: int = 0) -> None:
        if secret == "refused":
            raise failure("no-driver", "libunruly.so")
        if secret == "crash":
            os.kill(os.getpid(), signal.SIGSEGV)
        self._secret = secret
        self._count = count
        self._cancelled = Event()

    def add(self, amount: int) -> int:
        self._count += amount
        return self._count

    def secret(self) -> str:
        return self._secret

    def shield(self) -> Shield:
        return Shield(
            core_limit=resource.getrlimit(resource.RLIMIT_CORE)[0],
            dumpable=bool(ctypes.CDLL(None).prctl(3, 0, 0, 0, 0)),
            arguments=sys.argv,
            deaf=signal.getsignal(signal.SIGINT) == signal.SIG_IGN,
        )

    def thread_is_main(self) -> bool:
        return get_ident() == main_thread().ident

    def echo(self, content: bytes) -> bytes:
        return content

    def large(self, size: int) -> bytes:
        return bytes(size)

    def shout(self) -> int:
        """Writes where a library writes: the standard output and error, and whatever lies beneath Python."""
        print("noise", flush=True)
        ctypes.CDLL(None).puts(b"noise from C")
        ctypes.CDLL(None).fflush(None)
        return os.write(1, b"more noise") + os.write(2, b"complaints")

    def note(self, line: str, other: str) -> None:
        log.info("noted: %s", line)
        logging.getLogger("vendor").error("the card said %s", other)

    def fail(self, cause: str, detail: str) -> None:
        raise failure(cause, detail)

    def break_down(self, quoted: str) -> None:
        raise KeyError(quoted)

    def crash(self) -> None:
        os.kill(os.getpid(), signal.SIGSEGV)

    def leave(self) -> None:
        os._exit(3)

    def hang(self) -> None:
        Event().wait()

    def hang_with_the_lock(self) -> None:
        """As a C extension does that never lets go of the interpreter."""
        ctypes.PyDLL(None).pause()

    def speak_nonsense(self) -> str:
        """Writes over the wire, as a library with a wild pointer to a file does."""
        for descriptor in range(3, 32):
            try:
                os.write(descriptor, b"\0\0\0\x05junk!")
            except OSError:
                continue
        return "never read"

    def start_a_child_and_crash(self) -> None:
        if os.fork() == 0:
            Event().wait()
        self.crash()

    def sleeper(self) -> int:
        return subprocess.Popen(["sleep", "1000"]).pid

    def pages(self, request: ScanRequest, progress: Callable[[float], None]) -> Iterator[Page | None]:
        for number in range(request.most_pages):
            progress(0.5)
            if self._cancelled.is_set():
                self._cancelled.clear()
                raise failure("cancelled")
            yield Page(bytes([number]) * 500_000, "image/jpeg", 10, 14) if number % 3 != 2 else None

    def pages_until_cancelled(self, progress: Callable[[float], None]) -> Iterator[Page | None]:
        yield Page(b"first", "image/jpeg", 10, 14)
        progress(0.1)
        self._cancelled.wait()
        self._cancelled.clear()
        raise failure("cancelled")

    def work(self, progress: Callable[[float], None]) -> int:
        progress(0.5)
        return 42

    def one_page_then_hang(self) -> Iterator[Page | None]:
        yield Page(b"first", "image/jpeg", 10, 14)
        self.hang()

    def one_page_then_crash(self) -> Iterator[Page | None]:
        yield Page(b"first", "image/jpeg", 10, 14)
        self.crash()

    def cancel(self) -> None:
        self._cancelled.set()
