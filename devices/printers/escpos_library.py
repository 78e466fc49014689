"""python-escpos, loaded when a receipt printer is opened and not before: it takes 20 MB and a fifth of a second."""

import logging
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from types import ModuleType
from typing import Any

from devices.causes import failure


@dataclass(frozen=True, slots=True)
class Library:
    """What of python-escpos is used here; it has types for little of it."""

    printer: ModuleType
    not_found: type[Exception]

    def composed(self, work: Callable[[Any], None]) -> bytes:
        """The bytes that a call of the library would have sent."""
        paper: Any = self.printer.Dummy()
        work(paper)
        return bytes(paper.output)


def load() -> Library:
    """The library; raises DeviceFailure no-driver where it is not installed."""
    root = logging.getLogger()
    handlers = list(root.handlers)
    try:
        from escpos import capabilities, exceptions, printer
    except ImportError as fault:
        raise failure("no-driver", "python-escpos") from fault
    # Importing it sets up the log of the whole process and leaves a folder in /tmp.
    for handler in list(root.handlers):
        if handler not in handlers:
            root.removeHandler(handler)
    logging.getLogger("escpos").setLevel(logging.WARNING)
    shutil.rmtree(capabilities.pickle_dir, ignore_errors=True)
    return Library(printer, exceptions.DeviceNotFoundError)
