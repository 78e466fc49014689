"""A maker's photo library through ctypes. Only ever loaded in a process of its own (devices.cards.photo).

The makers agree on no name. Theirs, as their published headers have them:

    wlt2bmpBuffer(wlt, bmp, room)   1 is success; a whole BMP (ZKTeco, libwltdecode.h of 2016)
    WltToBmp(wlt, bmp)              1 is success; a whole BMP (libtermb for terminals)
    iDR220S_Dewlt(wlt, bmp)         1 is success; a whole BMP (libidr220s_reader)
    unpack(wlt, rows, code)         1 is success, 0 a wrong code; rows without a header, bottom up, red first
                                    (the ministry's own: libwlt2019.so, libwlt-x86-64.so …; exported by C or C++)

`code` is a number that each maker got for itself; its neighbour has the library write the picture into a file as well.
"""

import ctypes
import mmap
import os
import resource
from ctypes import POINTER, c_char, c_int
from typing import Any

from devices.cards.photo import BMP_BYTES, HEIGHT, ROW_BYTES, bmp_of_rows, is_photo_header
from devices.cards.vendor_library import load
from devices.causes import failure
from kiosk.errors import DeviceFailure

ROOM = 65536
"""Bytes of the buffer: libraries have been seen to write more than the picture has."""

_RAW_BYTES = ROW_BYTES * HEIGHT
_SUCCESS = 1
_TAIL = 16
"""So many bytes at the end that are still as they were before the call: they cannot have been meant."""

_BYTES = POINTER(c_char)
_CODED = {"unpack", "_Z6unpackPcS_i"}
PROTOTYPES: dict[str, tuple[Any, ...]] = {
    "wlt2bmpBuffer": (_BYTES, _BYTES, c_int),
    "WltToBmp": (_BYTES, _BYTES),
    "iDR220S_Dewlt": (_BYTES, _BYTES),
    "unpack": (_BYTES, _BYTES, c_int),
    "_Z6unpackPcS_i": (_BYTES, _BYTES, c_int),
}
"""In the order in which they are looked for. Not `wlt2bmp`: makers use that name for functions of different kinds."""


class PhotoLibrary:
    """The library at `library`; `code` is what its `unpack` wants, 0 where nobody said."""

    def __init__(self, library: str, code: int) -> None:
        """Loads it; raises DeviceFailure("no-driver") saying what is wrong with the file."""
        # Some libraries lay the picture down in a file, asked or not. A face is not to stay on this disk.
        resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
        self._library = load(library)
        name = next((name for name in PROTOTYPES if hasattr(self._library, name)), None)
        if name is None:
            raise failure("no-driver", f"{library} has none of {', '.join(PROTOTYPES)}")
        if name in _CODED and code == 0:
            raise failure("photo-undecoded", f"{name} wants its maker's own number")
        self._name = name
        self._last = {"wlt2bmpBuffer": (ROOM,)}.get(name, (code,) if name in _CODED else ())
        self._function = getattr(self._library, name)
        self._function.argtypes = PROTOTYPES[name]
        self._function.restype = c_int

    def decode(self, wlt: bytes) -> bytes:
        """The BMP as the library made it, or made here of its rows; raises DeviceFailure("photo-undecoded")."""
        before = os.urandom(ROOM)
        room = _GuardedRoom()
        room.content[:ROOM] = before
        # A copy with zeros behind it, as some libraries look further than the photo goes.
        photo = (c_char * ROOM).from_buffer_copy(wlt.ljust(ROOM, b"\0"))
        status = int(self._function(photo, room.start, *self._last))
        if status != _SUCCESS:
            raise self._undecoded(f"gave {status}")
        after = room.content[:ROOM]
        length = BMP_BYTES if is_photo_header(after) else _RAW_BYTES
        if length == _RAW_BYTES and self._name not in _CODED:
            raise self._undecoded("gave no BMP of 102 × 126")
        if after[length - _TAIL : length] == before[length - _TAIL : length]:
            raise self._undecoded("gave only a part of the picture")
        return after[:length] if length == BMP_BYTES else bmp_of_rows(after[:length])

    def _undecoded(self, what: str) -> DeviceFailure:
        return failure("photo-undecoded", f"{self._name} {what}")


class _GuardedRoom:
    """`ROOM` bytes, behind which every write ends the process, before it spoils what it does not show."""

    def __init__(self) -> None:
        self.content = mmap.mmap(-1, ROOM + mmap.PAGESIZE)
        self.start = (c_char * ROOM).from_buffer(self.content)
        libc = ctypes.CDLL(None, use_errno=True)
        protect = libc.mprotect
        protect.argtypes = (ctypes.c_void_p, ctypes.c_size_t, c_int)
        if protect(ctypes.addressof(self.start) + ROOM, mmap.PAGESIZE, 0) != 0:
            raise OSError(ctypes.get_errno(), "mprotect")
