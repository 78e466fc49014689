"""A file on a USB stick: there whole and read back, or not there at all."""

import errno
import os
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from hashlib import file_digest, sha256
from io import BufferedRandom, RawIOBase
from pathlib import Path
from typing import Any, BinaryIO, Final, cast

from kiosk.errors import EnvironmentFailure, InputFailure

_NO_LINKS: Final = frozenset({errno.EPERM, errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOSYS, errno.EMLINK})
"""What file systems without hard links (FAT, exFAT) say when they are asked for one."""

_WORDS: Final = {
    errno.ENOSPC: "is full; make room or take another stick",
    errno.EDQUOT: "is full; make room or take another stick",
    errno.EFBIG: "does not take a file this large; take a stick formatted as exFAT",
    errno.EROFS: "can only be read; move its write lock or take another stick",
    errno.EACCES: "does not let this program write; see who owns the folder",
    errno.EPERM: "does not let this program write; see who owns the folder",
    errno.ENOENT: "is not there; was the stick pulled out?",
    errno.ENOTDIR: "is not there; was the stick pulled out?",
    errno.ENODEV: "is gone; was the stick pulled out?",
    errno.ENXIO: "is gone; was the stick pulled out?",
    errno.EIO: "cannot be written; was the stick pulled out, or is it worn out?",
}


class StickFailure(EnvironmentFailure):
    """The file could not be written; the place is as it was before."""


class _Counted(RawIOBase):
    """Writes through to `file` and keeps the digest of everything that was meant to be there."""

    def __init__(self, file: BufferedRandom) -> None:
        self._file = file
        self.digest = sha256()

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        self.digest.update(data)
        return self._file.write(data)


def refuse_existing(target: Path, *, force: bool) -> None:
    """Raises InputFailure where `target` is there and nobody said to replace it."""
    if target.is_dir():
        raise InputFailure(f"{target}: this is a folder; name a file in it")
    if not force and os.path.lexists(target):
        raise InputFailure(f"{target}: this file is there already; take another name, or --force to replace it")


@contextmanager
def written_whole(target: Path, *, size: int, force: bool = False) -> Iterator[BinaryIO]:
    """What is written to it is at `target` afterwards: on the medium itself, and read back from there.

    `size` is how many bytes it will be. Raises InputFailure where the file is there already and not to be replaced,
    StickFailure where the medium fails; then, and whatever else ends it, no half file is left.
    """
    refuse_existing(target, force=force)
    part = target.with_name(f".{target.name}.{secrets.token_hex(4)}.part")
    try:
        _room_for(target, size)
        descriptor = os.open(part, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w+b") as file:
            counted = _Counted(file)
            yield cast("BinaryIO", counted)
            file.flush()
            os.fsync(file.fileno())
            _read_back(file, counted.digest.digest(), target)
        _rename(part, target, force=force)
        _make_durable(target.parent)
    except OSError as fault:
        raise _failure(target, fault) from fault
    finally:
        # Already renamed, or nobody's any more. A stick that was pulled out has nothing to remove.
        with suppress(OSError):
            part.unlink(missing_ok=True)


def _room_for(target: Path, size: int) -> None:
    free = shutil.disk_usage(target.parent).free
    if free < size:
        raise StickFailure(
            f"{target}: {size / 1e6:.1f} MB are needed and {free / 1e6:.1f} MB are free there;"
            " make room or take another stick"
        )


def _read_back(file: BufferedRandom, wanted: bytes, target: Path) -> None:
    # From the medium and not from memory, as far as the system allows: a worn stick takes everything and keeps nothing.
    os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
    file.seek(0)
    if file_digest(file, "sha256").digest() != wanted:
        raise StickFailure(f"{target}: what was written there reads back as something else; take another stick")


def _rename(part: Path, target: Path, *, force: bool) -> None:
    if force:
        part.replace(target)
        return
    try:
        # Unlike a rename it fails where somebody else has made the file meanwhile.
        os.link(part, target)
    except FileExistsError:
        raise InputFailure(f"{target}: somebody else has just made this file; take another name") from None
    except OSError as fault:
        if fault.errno not in _NO_LINKS:
            raise
        refuse_existing(target, force=False)
        part.rename(target)


def _make_durable(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    except OSError as fault:
        # Some file systems on sticks cannot do that for a folder; the file itself is there.
        if fault.errno not in (errno.EINVAL, errno.ENOTSUP):
            raise
    finally:
        os.close(descriptor)


def _failure(target: Path, fault: OSError) -> StickFailure:
    words = _WORDS.get(fault.errno or 0, f"cannot be written ({fault.strerror or type(fault).__name__})")
    return StickFailure(f"{target}: the place {words}")
