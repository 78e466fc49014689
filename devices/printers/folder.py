"""A folder in place of a printer: for demos, and where no CUPS runs."""

import os
import re
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from devices.causes import failure
from devices.ownership import ThreadOwnership
from kiosk.ports import Clock, PrintPhase, PrintPlace, PrintRequest

_UNFIT = re.compile(r"[^\w-]+")
_LONGEST_TITLE = 60
_HALF = "[0-9]" * 8 + "-" + "[0-9]" * 6 + "-*.partial"
"""What a paper is called while it is written."""


class FolderPrinter:
    """`kiosk.ports.Printer` that leaves each paper as a PDF that only the terminal's user can read."""

    driver_name = "folder"

    def __init__(self, folder: Path, clock: Clock) -> None:
        self._folder = folder
        self._clock = clock
        self._owner = ThreadOwnership("the print folder")

    @property
    def place(self) -> str:
        """The folder."""
        return str(self._folder)

    def open(self) -> None:
        """Makes the folder (0700) and wipes half papers that a crash or a power cut left there.

        Raises DeviceFailure("folder") where it cannot be written.
        """
        self._owner.claim()
        try:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as fault:
            self._owner.release()
            raise failure("folder", f"{self._folder}: {fault.strerror}") from fault
        if not os.access(self._folder, os.W_OK | os.X_OK):
            self._owner.release()
            raise failure("folder", str(self._folder))
        for half in self._folder.glob(_HALF):
            # Somebody's receipt: nobody will come for half of it, and nobody else may find it.
            with suppress(OSError):
                half.unlink()

    def close(self) -> None:
        """Lets go of it."""
        self._owner.release()

    def print_pdf(self, request: PrintRequest, told: Callable[[PrintPhase], None]) -> PrintPlace:  # noqa: ARG002
        """Writes the paper once (copies are for paper) and returns its path; half a file is never seen."""
        self._owner.check()
        target = self._free_name(request.title, self._clock.now())
        partial = target.with_suffix(".partial")
        try:
            descriptor = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(descriptor, "wb") as file:
                file.write(request.pdf)
                file.flush()
                os.fsync(file.fileno())
            partial.rename(target)
        except OSError as fault:
            with suppress(OSError):
                partial.unlink()
            raise failure("folder", f"{self._folder}: {fault.strerror}") from fault
        return PrintPlace(str(target), to_folder=True, sheets=0)

    def _free_name(self, title: str, now: datetime) -> Path:
        fit = _UNFIT.sub("-", title).strip("-")[:_LONGEST_TITLE] or "paper"
        stem = f"{now:%Y%m%d-%H%M%S}-{fit}"
        number = 1
        target = self._folder / f"{stem}.pdf"
        while target.exists() or target.with_suffix(".partial").exists():
            number += 1
            target = self._folder / f"{stem}-{number}.pdf"
        return target
