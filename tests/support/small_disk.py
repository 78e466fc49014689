"""A disk that is full when the test says so: a real one in memory where it may be mounted, and one that holds anywhere.

What fills up is met by a program of its own: the second kind is a library that stands before the C library's writing
(`small_disk.c`), because nobody who is not root can be given a small disk.
"""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from errno import ENOSPC
from pathlib import Path
from typing import Final

SOURCE: Final = Path(__file__).with_suffix(".c")
ROOT: Final = Path(__file__).parents[2]
PLENTY: Final = 1 << 40
FILLER: Final = "filler"
TMPFS_MB: Final = 64


@dataclass(frozen=True, slots=True)
class SmallDisk:
    """`folder` is on it; `environment` is for the programs that write there and say by `Room` how much fits."""

    folder: Path
    environment: dict[str, str]

    def run(self, program: str, *arguments: str) -> str:
        """Runs the program with the folder as its first argument; its standard output. Fails where it fails."""
        command = [sys.executable, "-c", program, str(self.folder), *arguments]
        done = subprocess.run(
            command,
            cwd=ROOT,
            timeout=120,
            check=False,
            capture_output=True,
            text=True,
            env={**os.environ, **self.environment, "QT_QPA_PLATFORM": "offscreen"},
        )
        assert done.returncode == 0, done.stderr[-4000:]
        return done.stdout


class Room:
    """In the program itself: how much room is left on its small disk."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        told = os.environ.get("SMALL_DISK_ROOM")
        self._told = Path(told) if told else None

    def leave(self, size: int) -> None:
        """From now on so many bytes fit, on a real disk in whole blocks."""
        if self._told is not None:
            new = self._told.with_suffix(".new")
            new.write_text(f"{size}\n")
            new.replace(self._told)
            return
        filler = self._folder / FILLER
        filler.unlink(missing_ok=True)
        if size >= PLENTY:
            return
        with filler.open("wb") as file:
            while not self._filled(file.fileno(), size):
                pass

    def _filled(self, filler: int, size: int) -> bool:
        free = os.statvfs(self._folder)
        try:
            os.posix_fallocate(filler, 0, max(1, free.f_bavail * free.f_frsize - size))
        except OSError as fault:
            if fault.errno != ENOSPC:
                raise
            return False  # the store wrote at this moment; there is less to fill now
        return True

    def plenty(self) -> None:
        self.leave(PLENTY)


def may_mount() -> bool:
    """Whether this machine lets the tests mount a disk in memory."""
    if os.geteuid() != 0:
        return False
    probe = subprocess.run(
        ["unshare", "-m", "mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", "/mnt"], check=False, capture_output=True
    )
    return probe.returncode == 0


@contextmanager
def mounted(folder: Path) -> Iterator[SmallDisk]:
    """A real disk in memory."""
    folder.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={TMPFS_MB}m", "tmpfs", str(folder)], check=True)
    try:
        yield SmallDisk(folder, {})
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)


@contextmanager
def before_the_c_library(folder: Path) -> Iterator[SmallDisk]:
    """A folder of which the library says how much fits; a missing gcc fails loudly."""
    folder.mkdir()
    library, room = folder.with_name("small_disk.so"), folder.with_name("room")
    command = ["gcc", "-shared", "-fPIC", "-O1", "-Wall", "-Wextra", "-Werror", "-o", str(library), str(SOURCE), "-ldl"]
    subprocess.run(command, check=True)
    room.write_text(f"{PLENTY}\n")
    yield SmallDisk(folder, {"LD_PRELOAD": str(library), "SMALL_DISK": str(folder), "SMALL_DISK_ROOM": str(room)})
