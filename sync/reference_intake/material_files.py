"""The files of filings on the intake's disk: parts while they grow, final names once their digest is proven."""

import os
from dataclasses import dataclass
from hashlib import file_digest
from pathlib import Path


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
        if not self.final.exists():
            self.part.open("ab").close()

    def offset(self) -> int | None:
        """How many bytes are here; None where no upload was created."""
        for path in (self.final, self.part):
            try:
                return path.stat().st_size
            except FileNotFoundError:
                continue
        return None

    def open_at(self, offset: int) -> int:
        """A descriptor to write the part from `offset`.

        No lock guards a part. A terminal that resumes may meet its own dead connection still draining here; both
        write the same bytes at the same places, and what is wrong is found by `finish`, whoever wrote it.
        """
        descriptor = os.open(self.part, os.O_WRONLY)
        os.lseek(descriptor, offset, os.SEEK_SET)
        return descriptor

    def finish(self) -> bool:
        """Proves the digest of the full part and gives it its final name, durably; False if it is wrong.

        A part that is wrong is emptied, so that the terminal starts it again.
        """
        if self.final.exists():
            return True
        with self.part.open("r+b") as part:
            if file_digest(part, "sha256").hexdigest() != self.sha256:
                part.truncate(0)
                return False
            os.fsync(part.fileno())
        self.part.rename(self.final)
        folder = os.open(self.folder, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
        return True
