"""Folders that live as long as their process, and the sweeping of those whose process died before it could."""

import os
import re
import shutil
import tempfile
from pathlib import Path


def own_folder(name: str, base: Path | None = None) -> Path:
    """Makes a folder `name-PID-…` for this process alone, in `base` or among the temporary files.

    First sweeps those of the same name that belong to this user and to a process that is no more. Raises OSError.
    """
    base = base or Path(tempfile.gettempdir())
    _sweep(name, base)
    return Path(tempfile.mkdtemp(prefix=f"{name}-{os.getpid()}-", dir=base))


def _sweep(name: str, base: Path) -> None:
    pattern = re.compile(rf"{re.escape(name)}-([0-9]{{1,9}})-.+", re.ASCII)
    for folder in base.glob(f"{name}-*"):
        named = pattern.fullmatch(folder.name)
        if named and _mine(folder) and not _alive(int(named[1])):
            shutil.rmtree(folder, ignore_errors=True)


def _mine(folder: Path) -> bool:
    try:
        # Of the link, if it is one: anybody may lay a link among the temporary files.
        return folder.lstat().st_uid == os.getuid()
    except FileNotFoundError:
        return False


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
