"""Loading a maker's shared library, with plain words where the loader speaks in riddles.

Only ever called in a process of its own (devices.isolation): such libraries block, crash, and write past their buffers.
"""

import ctypes
import platform
import struct
import sys
from pathlib import Path

from devices.causes import failure
from kiosk.errors import DeviceFailure

_ELF_CLASSES = {1: 32, 2: 64}
_ELF_MACHINES = {3: "i386", 40: "arm", 62: "x86_64", 183: "aarch64", 258: "loongarch64"}


def load(library: str) -> ctypes.CDLL:
    """The library in a file, or of a name that the loader finds; DeviceFailure("no-driver") says what is wrong."""
    path = Path(library)
    if path.is_file():
        library = str(path.absolute())
        _check_kind(path)
    elif "/" in library:
        raise failure("no-driver", f"{library} is not there")
    try:
        return ctypes.CDLL(library)
    except OSError as fault:
        raise failure("no-driver", str(fault)) from fault


def _check_kind(path: Path) -> None:
    """Says plainly what the loader says in riddles: `wrong ELF class`, `invalid ELF header`."""
    try:
        with path.open("rb") as file:
            head = file.read(20)
    except OSError as fault:
        raise failure("no-driver", f"{path}: {fault.strerror}") from fault
    if len(head) < 20 or head[:4] != b"\x7fELF":
        raise _unfit(path, "no library for this system")
    bits, ours = _ELF_CLASSES.get(head[4], 0), struct.calcsize("P") * 8
    if bits != ours:
        raise _unfit(path, f"a {bits}-bit library, and this system is {ours}-bit")
    machine = _ELF_MACHINES.get(int.from_bytes(head[18:20], sys.byteorder), "another machine")
    if platform.machine() in _ELF_MACHINES.values() and machine != platform.machine():
        raise _unfit(path, f"a library for {machine}, and this is {platform.machine()}")


def _unfit(path: Path, what: str) -> DeviceFailure:
    return failure("no-driver", f"{path}: this is {what}")
