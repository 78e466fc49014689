"""The SANE library of this process: started once, its words told as causes."""

import ctypes
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Lock
from types import ModuleType

from devices.causes import failure

# The sentences of sane_strstatus(), which is all that python-sane hands on of a status.
_CAUSES = {
    "Operation not supported": "unsupported",
    "Operation was canceled": "cancelled",
    "Operation was cancelled": "cancelled",
    "Device busy": "busy",
    "End of file reached": "io",
    "Document feeder jammed": "jammed",
    "Document feeder out of documents": "no-paper",
    "Scanner cover is open": "cover-open",
    "Error during device I/O": "io",
    "Out of memory": "no-memory",
    "Access to resource has been denied": "permission",
}

_INVALID = "Invalid argument"

_lock = Lock()
_started: ModuleType | None = None


def start(config_dir: Path | None) -> ModuleType:
    """The `sane` module, initialised; raises DeviceFailure("no-driver") where it is not installed.

    SANE reads its configuration folder once in a process, so only the first caller's `config_dir` counts.
    """
    global _started  # noqa: PLW0603 - the C library's state is global too
    with _lock:
        if _started is None:
            if config_dir is not None:
                os.environ["SANE_CONFIG_DIR"] = str(config_dir)
            try:
                import sane
            except ImportError as fault:
                raise failure("no-driver", "python-sane") from fault
            _end_a_thread()
            with told_as_failure(sane):
                sane.init()
            _started = sane
        return _started


def _end_a_thread() -> None:
    """Has a thread end in `pthread_exit`, as the readers of many backends do, before the first of those is started.

    Whichever thread of a process ends so first, or is cancelled, has glibc load libgcc_s, under the loader's locks.
    SANE's sanei_thread cancels its reader as soon as the last byte of a page is there, at whatever instruction it is
    (PTHREAD_CANCEL_ASYNCHRONOUS): a reader met while it loads dies with the locks, and the next thread that is made
    or library that is loaded waits for them for ever.
    """
    if sys.platform != "linux":
        return
    c = ctypes.CDLL(None)
    thread = ctypes.c_ulong()
    if c.pthread_create(ctypes.byref(thread), None, ctypes.cast(c.pthread_exit, ctypes.c_void_p), None) == 0:
        c.pthread_join(thread, None)


@contextmanager
def told_as_failure(sane: ModuleType, invalid: str = "unsupported") -> Iterator[None]:
    """Turns what python-sane raises into DeviceFailure; `invalid` is the cause of an argument that SANE refuses.

    For a call into python-sane and nothing else: a mistake of our own within would pass for a broken line.
    """
    try:
        yield
    except sane._sane.error as fault:
        raise failure(_CAUSES.get(str(fault), invalid if str(fault) == _INVALID else "io"), str(fault)) from fault
    except (RuntimeError, AttributeError, TypeError, ValueError) as fault:
        # "Scanner returned no data", and options that went away or changed their kind under our hands.
        raise failure("io", str(fault)) from fault
