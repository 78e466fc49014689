"""The SANE library of this process: started once, its words told as causes."""

import os
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
            with told_as_failure(sane):
                sane.init()
            _started = sane
        return _started


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
