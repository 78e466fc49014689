"""`kiosk devices read-card --photo FILE`: the picture of a card's photo, written into a file that only its owner reads.

It is shown nowhere and kept nowhere else.
"""

import argparse
import os
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from kiosk.commands.settings import settings_of
from kiosk.errors import DeviceFailure, EnvironmentFailure, InputFailure
from kiosk.ports import Clock


@dataclass(frozen=True, slots=True)
class PhotoWanted:
    """Into which file, by which library, and the number that its `unpack` wants."""

    out: Path
    library: Path
    code: int


def add_photo_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--photo", type=Path, metavar="FILE", help="write the card's photo into a new .bmp")
    parser.add_argument("--photo-library", metavar="FILE", help="a maker's library that decodes photos")
    parser.add_argument("--photo-code", type=int, metavar="N", help="the number that such a library's unpack wants")


def photo_wanted(arguments: argparse.Namespace) -> PhotoWanted | None:
    """What was asked for, None where no photo was; raises InputFailure, before anybody lays a card down."""
    out: Path | None = arguments.photo
    if out is None:
        return None
    fitted = settings_of(arguments).devices
    library = arguments.photo_library or fitted.photo_library
    if not library:
        raise InputFailure(
            "--photo needs a maker's library that decodes photos: name it with --photo-library FILE, or in the "
            "settings (devices.photo_library)"
        )
    if os.path.lexists(out):
        raise InputFailure(f"{out}: this is there already, and is not overwritten; name another file with --photo")
    if not out.parent.is_dir():
        raise InputFailure(f"{out}: there is no folder {out.parent}; make it, or name another file with --photo")
    code = fitted.photo_code if arguments.photo_code is None else arguments.photo_code
    return PhotoWanted(out, Path(library).absolute(), code)


def write_photo(wlt: bytes, wanted: PhotoWanted, clock: Clock) -> None:
    """Raises EnvironmentFailure, one line with what can be done; no file is there then that was not before."""
    from devices.by_hand import told
    from devices.cards.photo import PhotoDecoder

    decoder = PhotoDecoder(wanted.library, wanted.code, clock)
    try:
        picture = decoder.decode(wlt)
    except DeviceFailure as fault:
        raise told(fault, decoder) from fault
    try:
        handle = os.open(wanted.out, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    except OSError as fault:
        raise _unwritten(wanted.out, fault) from fault
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(picture)
    except OSError as fault:
        with suppress(OSError):
            wanted.out.unlink()
        raise _unwritten(wanted.out, fault) from fault


def _unwritten(out: Path, fault: OSError) -> EnvironmentFailure:
    return EnvironmentFailure(f"{out}: the photo cannot be written: {fault.strerror}")
