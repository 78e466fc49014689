"""What signals do to this process. For the main thread, before it starts any other."""

import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from threading import current_thread, main_thread
from types import FrameType


def outlive_broken_pipes() -> None:
    """From now on a write to a line that was cut is an error in this thread and in all that it starts, never the end.

    Python ignores SIGPIPE already, but SANE's backends set it back to its default, which is to end the process, after
    every page (sanei_thread.c): the next connection to be cut would take the terminal down. A blocked signal is safe
    from that, and threads inherit what is blocked.
    """
    if hasattr(signal, "pthread_sigmask"):
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGPIPE})


@contextmanager
def orderly_end() -> Iterator[None]:
    """Lets SIGTERM unwind the command, as Ctrl-C does, so that what it opened is closed."""
    if current_thread() is not main_thread():
        yield
        return
    before = signal.signal(signal.SIGTERM, _end)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def _end(number: int, _frame: FrameType | None) -> None:
    sys.exit(128 + number)
