"""A card reader maker's SDT library through ctypes. Only ever loaded in a process of its own (devices.cards.sdt).

Prototypes as the makers' `sdtapi.h` has them; `iIfOpen` 0 stands for a port that SDT_OpenPort opened. The functions
return the module's own status (SW3) or, where the port or the line failed, 01 to 09.
"""

import re
import struct
from ctypes import POINTER, byref, c_char, c_int, c_ubyte, c_uint
from typing import Any

from devices.cards import frames
from devices.cards.frames import Answer
from devices.cards.vendor_library import load
from devices.causes import failure

ROOM = 65536
"""Bytes of every buffer: libraries have been seen to write more than they should, and to say so wrongly."""

_ALREADY_OPEN = 0
_BYTES = POINTER(c_ubyte)
_LENGTH = POINTER(c_uint)
_TEXT_AND_PHOTO = (c_int, _BYTES, _LENGTH, _BYTES, _LENGTH)
PROTOTYPES: dict[str, tuple[Any, ...]] = {
    "SDT_OpenPort": (c_int,),
    "SDT_ClosePort": (c_int,),
    "SDT_GetSAMStatus": (c_int, c_int),
    "SDT_ResetSAM": (c_int, c_int),
    "SDT_GetSAMID": (c_int, _BYTES, c_int),
    "SDT_GetSAMIDToStr": (c_int, POINTER(c_char), c_int),
    "SDT_StartFindIDCard": (c_int, _BYTES, c_int),
    "SDT_SelectIDCard": (c_int, _BYTES, c_int),
    "SDT_ReadBaseMsg": (*_TEXT_AND_PHOTO, c_int),
    "SDT_ReadBaseFPMsg": (*_TEXT_AND_PHOTO, _BYTES, _LENGTH, c_int),
    "SDT_ReadNewAppMsg": (c_int, _BYTES, _LENGTH, c_int),
}
NEEDED = ("SDT_OpenPort", "SDT_ClosePort", "SDT_StartFindIDCard", "SDT_SelectIDCard")
"""Without these there is no reading; and one of the two ways to read is needed besides."""

_SAM_ID = re.compile(rb"(\d{2})\.(\d{2})-(\d{1,10})-(\d{10})-(\d{10})")


class SdtLibrary:
    """The library at `library` on port `port`, 1 to 16 serial, 1001 to 1016 USB; one thread.

    Every method is one command of the module and gives the Answer that a reader on a serial port would give.
    """

    def __init__(self, library: str, port: int) -> None:
        """Loads it; raises DeviceFailure("no-driver") saying what is wrong with the file."""
        self._library = load(library)
        self._port = port
        self._known = {name: self._function(name) for name in PROTOTYPES if hasattr(self._library, name)}
        missing = [name for name in NEEDED if name not in self._known]
        if not {"SDT_ReadBaseMsg", "SDT_ReadBaseFPMsg"} & self._known.keys():
            missing.append("SDT_ReadBaseMsg")
        if missing:
            raise failure("no-driver", f"{library} has no {', '.join(missing)}")

    def open_port(self) -> int:
        """Takes the reader; returns the library's status."""
        return self._ask("SDT_OpenPort", self._port)

    def close_port(self) -> int:
        """Gives it back; returns the library's status."""
        return self._ask("SDT_ClosePort", self._port)

    def status(self) -> Answer:
        """The module's self-test; a library that has no such function is taken at its word that the port is open."""
        if "SDT_GetSAMStatus" not in self._known:
            return Answer(frames.OK)
        return Answer(self._ask("SDT_GetSAMStatus", self._port, _ALREADY_OPEN))

    def reset(self) -> Answer:
        """Resets the module."""
        if "SDT_ResetSAM" not in self._known:
            return Answer(frames.OK)
        return Answer(self._ask("SDT_ResetSAM", self._port, _ALREADY_OPEN))

    def sam_id(self) -> Answer:
        """The 16 bytes of the module's number, from whichever of its two functions there is."""
        room = _room()
        if "SDT_GetSAMID" in self._known:
            return Answer(self._ask("SDT_GetSAMID", self._port, room, _ALREADY_OPEN), bytes(room[:16]))
        if "SDT_GetSAMIDToStr" not in self._known:
            return Answer(frames.UNKNOWN_COMMAND)
        written = (c_char * ROOM)()
        status = self._ask("SDT_GetSAMIDToStr", self._port, written, _ALREADY_OPEN)
        if status != frames.OK:
            return Answer(status)
        parts = _SAM_ID.fullmatch(written.value)
        if parts is None:
            raise failure("bad-data", "SAM id")
        numbers = [int(part) for part in parts.groups()]
        if max(numbers) > 0xFFFFFFFF:
            raise failure("bad-data", "SAM id")
        return Answer(status, struct.pack("<HHIII", *numbers))

    def find(self) -> Answer:
        """Whether a card that was not read yet lies there."""
        return Answer(self._ask("SDT_StartFindIDCard", self._port, _room(), _ALREADY_OPEN))

    def select(self) -> Answer:
        """Selects the card that was found."""
        return Answer(self._ask("SDT_SelectIDCard", self._port, _room(), _ALREADY_OPEN))

    def read(self) -> Answer:
        """Text and photo, laid out as in the module's own answer: two lengths, text, photo."""
        text, photo, text_length, photo_length = _room(), _room(), c_uint(), c_uint()
        into = (self._port, text, byref(text_length), photo, byref(photo_length))
        if "SDT_ReadBaseMsg" in self._known:
            status = self._ask("SDT_ReadBaseMsg", *into, _ALREADY_OPEN)
        else:  # the fingerprints are nobody's business here
            status = self._ask("SDT_ReadBaseFPMsg", *into, _room(), byref(c_uint()), _ALREADY_OPEN)
        if status != frames.OK:
            return Answer(status)
        if text_length.value > ROOM - 1 or photo_length.value > ROOM - 1:
            raise failure("bad-data", f"lengths {text_length.value} and {photo_length.value}")
        lengths = struct.pack(">HH", text_length.value, photo_length.value)
        return Answer(status, lengths + bytes(text[: text_length.value]) + bytes(photo[: photo_length.value]))

    def newest_address(self) -> Answer:
        """The address that was added to the card, or that there is none."""
        if "SDT_ReadNewAppMsg" not in self._known:
            # Asked also whether the card still lies there: it does where it can be read once more.
            status = self.read().status
            return Answer(frames.NO_SUCH_ITEM if status == frames.OK else status)
        content, length = _room(), c_uint()
        status = self._ask("SDT_ReadNewAppMsg", self._port, content, byref(length), _ALREADY_OPEN)
        if length.value > ROOM:
            raise failure("bad-data", f"a newest address of {length.value} bytes")
        return Answer(status, bytes(content[: length.value]) if status == frames.OK else b"")

    def _function(self, name: str) -> Any:
        function = getattr(self._library, name)
        function.argtypes = PROTOTYPES[name]
        function.restype = c_int
        return function

    def _ask(self, name: str, *arguments: object) -> int:
        return int(self._known[name](*arguments))


def _room() -> Any:
    """A buffer of its own for every call, so that nothing of the last card stands in it."""
    return (c_ubyte * ROOM)()
