"""The files of filings on the intake's disk: parts while they grow, final names once their digest is proven.

Several connections may write one part at once: a terminal that resumes meets its own dead connection still draining, in
this worker or in another. The part's own lock (flock(2), which the system lets go of when a worker dies) orders them,
and a chunk is written only where the part ends. So a part is at every moment the beginning of what somebody sent, and
nothing is ever written to a file whose digest is proven.
"""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import file_digest
from pathlib import Path


class Overtaken(Exception):
    """Another connection has written to the part, which now has `offset` bytes."""

    def __init__(self, offset: int) -> None:
        super().__init__(f"at {offset}")
        self.offset = offset


class Part:
    """The part of one upload, open for one connection."""

    def __init__(self, path: Path) -> None:
        self._descriptor = os.open(path, os.O_WRONLY)

    def append(self, chunk: bytes, offset: int, *, wait: bool) -> int:
        """Writes `chunk` at `offset` if the part ends there; the new offset.

        Raises Overtaken if it ends elsewhere, and, where it is not to `wait`, BlockingIOError while somebody else
        writes or proves it.
        """
        fcntl.flock(self._descriptor, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
        try:
            end = os.fstat(self._descriptor).st_size
            if end != offset:
                raise Overtaken(end)
            rest = memoryview(chunk)
            while rest:
                written = os.pwrite(self._descriptor, rest, offset)
                offset, rest = offset + written, rest[written:]
        finally:
            fcntl.flock(self._descriptor, fcntl.LOCK_UN)
        return offset

    def close(self) -> None:
        """Lets go of the part."""
        os.close(self._descriptor)


@dataclass(frozen=True, slots=True)
class MaterialFile:
    """One file of one filing, announced by a manifest."""

    folder: Path
    sha256: str
    size: int

    @property
    def final(self) -> Path:
        return self.folder / self.sha256

    @property
    def part(self) -> Path:
        return self.folder / f"{self.sha256}.part"

    def create(self) -> None:
        """Makes an empty part unless there is a part or the final file already."""
        self.folder.mkdir(parents=True, exist_ok=True)
        with os.scandir(self.folder) as within:
            if next(within, None) is None:
                # Empty: it is new, or whoever made it died before it was durable.
                _make_durable(self.folder.parent)
        if not self.final.exists():
            self.part.open("ab").close()
            if self.final.exists():
                # Somebody else finished the upload between the two looks.
                self.part.unlink(missing_ok=True)

    def offset(self) -> int | None:
        """How many bytes are here; None where no upload was created."""
        for path in (self.final, self.part):
            try:
                return path.stat().st_size
            except FileNotFoundError:
                continue
        return None

    def open(self) -> Part:
        """The part, to be written; raises FileNotFoundError if there is none."""
        return Part(self.part)

    def finish(self) -> bool:
        """Proves the digest of the full part and gives it its final name, durably; False if it is wrong.

        A part that is wrong is emptied, so that the terminal starts it again.
        """
        try:
            with self.part.open("r+b") as part, _locked(part.fileno()):
                # Whoever had the lock before may have proven the part, or emptied it.
                if self.final.exists():
                    _make_durable(self.folder)
                    return True
                if os.fstat(part.fileno()).st_size != self.size:
                    return False
                if file_digest(part, "sha256").hexdigest() != self.sha256:
                    part.truncate(0)
                    return False
                os.fsync(part.fileno())
                self.part.rename(self.final)
                _make_durable(self.folder)
        except FileNotFoundError:
            # It has its final name already; whoever gave it may have died before that was durable.
            if not self.final.exists():
                return False
            _make_durable(self.folder)
        return True


@contextmanager
def _locked(descriptor: int) -> Iterator[None]:
    fcntl.flock(descriptor, fcntl.LOCK_EX)
    try:
        yield
    finally:
        fcntl.flock(descriptor, fcntl.LOCK_UN)


def _make_durable(folder: Path) -> None:
    """What `folder` names is there after a power cut too."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
