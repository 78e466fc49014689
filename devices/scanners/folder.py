"""Pages from files in a folder: a person's USB stick, or where an office scanner puts its PDFs."""

import logging
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from stat import S_ISREG
from threading import Event

from devices.causes import failure
from devices.ownership import ThreadOwnership
from kiosk.domain.material import Page
from kiosk.errors import DeviceFailure
from kiosk.ports import Clock, ScanRequest

log = logging.getLogger(__name__)


_ENDINGS = frozenset({".jpg", ".jpeg", ".png", ".tif", ".tiff", ".pdf"})
_MOST_FILES = 2000
"""What lies in a folder beyond so many is not looked at; a person's stick may hold their whole life."""


@dataclass(frozen=True, slots=True)
class FolderDelays:
    """Seconds."""

    settle_s: float = 1.0
    """A file that was written to more recently may not be whole yet."""


@dataclass(frozen=True, slots=True)
class _File:
    """A file as it was seen; written anew it is another one. Its name may be a person's, and reaches no log."""

    name: str
    size: int
    changed_ns: int

    def __repr__(self) -> str:
        return f"_File({self.size} bytes)"


class FolderScanner:
    """`kiosk.ports.Scanner` on a folder: the oldest files that were not taken yet, as many pages as are wanted.

    Nothing is ever written there, and nothing deleted. What was taken, or refused, is not taken again until the folder
    has been away (a stick that is plugged in anew begins anew).
    """

    driver_name = "folder"

    def __init__(self, folder: Path, clock: Clock, *, delays: FolderDelays | None = None) -> None:
        self._folder = folder
        self._clock = clock
        self._delays = delays or FolderDelays()
        self._owner = ThreadOwnership("the folder")
        self._cancelled = Event()
        self._opened = False
        self._taken: set[_File] = set()

    @property
    def place(self) -> str:
        """The folder."""
        return str(self._folder)

    def open(self) -> None:
        """Raises DeviceFailure absent or permission."""
        self._owner.claim()
        try:
            self._listed()
        except DeviceFailure:
            self._owner.release()
            raise
        self._opened = True

    def close(self) -> None:
        """Forgets what was taken; never raises."""
        self._opened = False
        self._taken.clear()
        self._owner.release()

    def check(self) -> None:
        """Raises DeviceFailure("absent") where the folder is gone."""
        self._owner.check()
        if not self._folder.is_dir():
            raise failure("absent", "the folder is gone")

    def scan(self, request: ScanRequest, progress: Callable[[float], None]) -> Iterator[Page | None]:
        """Gives the pages of the oldest files, None for a blank one; `progress` is called with 0 and 1 for each.

        Raises DeviceFailure: absent, no-paper where no file is left, busy where one is still being written, and what a
        bad file is refused with: file-unreadable, picture-too-large, picture-too-small, pdf-locked, too-many-pages,
        too-large. A file that has more pages than are wanted is refused whole.
        """
        self._owner.check()
        if not self._opened:
            raise failure("absent", "not opened")
        self._cancelled.clear()
        given = 0
        for file in self._waiting():
            try:
                for page in self._pages(file, request, request.most_pages - given, progress):
                    given += page is not None
                    yield page
            except DeviceFailure as fault:
                if fault.cause == "too-many-pages" and given:
                    # It belongs to the next touch.
                    return
                if fault.cause not in {"cancelled", "absent"}:
                    self._taken.add(file)
                raise
            self._taken.add(file)
            if given >= request.most_pages:
                return

    def cancel(self) -> None:
        """Ends a running scan after the page it is at; the one call allowed from another thread."""
        self._cancelled.set()

    def _waiting(self) -> list[_File]:
        listed = self._listed()
        self._taken.intersection_update(listed)
        waiting = [file for file in listed if file not in self._taken]
        if not waiting:
            raise failure("no-paper", "no file is left")
        settled_ns = int((self._clock.now().timestamp() - self._delays.settle_s) * 1e9)
        whole = [file for file in waiting if file.changed_ns <= settled_ns]
        if not whole:
            raise failure("busy", "a file is still being written")
        return sorted(whole, key=lambda file: (file.changed_ns, file.name))

    def _listed(self) -> list[_File]:
        found = []
        try:
            with os.scandir(self._folder) as entries:
                for number, entry in enumerate(entries):
                    if number >= _MOST_FILES:
                        break
                    wanted = Path(entry.name).suffix.lower() in _ENDINGS and not entry.name.startswith(".")
                    # A link on a stick could lead anywhere on this machine.
                    if wanted and entry.is_file(follow_symlinks=False):
                        status = entry.stat(follow_symlinks=False)
                        found.append(_File(entry.name, status.st_size, status.st_mtime_ns))
        except PermissionError as fault:
            raise failure("permission", "the folder") from fault
        except OSError as fault:
            raise failure("absent", f"the folder: {os.strerror(fault.errno or 0)}") from fault
        return found

    def _pages(
        self, file: _File, request: ScanRequest, most: int, progress: Callable[[float], None]
    ) -> Iterator[Page | None]:
        # Not at the top: an idle terminal has no room for what works pages up.
        from devices.papers.apart import pictures_apart
        from devices.papers.finding import lies_on_a_table
        from devices.papers.pipeline import make_page

        progress(0.0)
        for picture in pictures_apart(self._content(file), request.rule.resolution_dpi, most):
            if self._cancelled.is_set():
                raise failure("cancelled")
            photographed = picture.dpi is None and lies_on_a_table(picture.pixels)
            page = make_page(picture, request.rule, from_camera=photographed)
            progress(1.0)
            yield page
        if self._cancelled.is_set():
            raise failure("cancelled")

    def _content(self, file: _File) -> bytes:
        from devices.papers.files import MOST_BYTES

        if file.size > MOST_BYTES:
            raise failure("picture-too-large", f"{file.size} bytes")
        try:
            handle = os.open(self._folder / file.name, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
            with os.fdopen(handle, "rb") as opened:
                if not S_ISREG(os.fstat(handle).st_mode):
                    raise failure("file-unreadable", "no file")
                return opened.read(MOST_BYTES + 1)
        except OSError as fault:
            # `check` and the next scan tell whether it was the file or the whole folder.
            cause = "file-unreadable" if self._folder.is_dir() else "absent"
            raise failure(cause, os.strerror(fault.errno or 0)) from fault
