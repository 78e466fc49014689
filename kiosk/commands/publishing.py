"""`kiosk catalogue key|publish|published`: what the county does where it keeps its catalogue."""

import argparse
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kiosk.errors import InputFailure

if TYPE_CHECKING:
    from kiosk.catalogue.files import CatalogueFile
    from kiosk.domain.catalogue_delta import SealedDelta

STEPS_FROM = 10
"""From so many versions before it there is a step to the newest; who is further behind gets all of it."""


def add(acts: Any) -> None:
    """Adds the three to `kiosk catalogue`."""
    key = acts.add_parser("key", help="make the key that the county signs with")
    key.add_argument("file", type=Path, help="the private key; the public one is written beside it as FILE.pub")
    key.set_defaults(run=new_key)
    publish = acts.add_parser("publish", help="sign a catalogue and hand it to the intake, for every terminal to take")
    publish.add_argument("file", type=Path, help="catalogue file or folder")
    publish.add_argument("--key", type=Path, required=True, help="the county's private key")
    publish.set_defaults(run=publish_file)
    listing = acts.add_parser("published", help="every version that the intake hands out")
    listing.set_defaults(run=list_published)
    for part in (publish, listing):
        part.add_argument("--database", metavar="URL", required=True, help="the intake's, as for kiosk intake serve")


def new_key(arguments: argparse.Namespace) -> int:
    from kiosk.catalogue.signing import new_key as make

    secret, public = make()
    _write_new(arguments.file, secret, 0o600)
    beside = arguments.file.with_name(arguments.file.name + ".pub")
    _write_new(beside, public, 0o644)
    print(f"{arguments.file}: keep it offline; {beside}: name it in catalogue.keys of every terminal")
    return 0


def publish_file(arguments: argparse.Namespace) -> int:
    from kiosk.catalogue.loader import load_file, read_whole
    from sync.reference_intake import catalogue as shelf
    from sync.reference_intake.tables import open_engine

    built, file = load_file(arguments.file), read_whole(arguments.file)
    secret = _read(arguments.key)
    engine = open_engine(arguments.database)
    try:
        with engine.begin() as connection:
            before = shelf.published(connection)[:STEPS_FROM]
            serial = shelf.newest(connection) + 1
        steps = _steps(serial, file, [row.packed for row in before], secret)
        with engine.begin() as connection:
            shelf.publish(connection, serial, file.version, steps)
    finally:
        engine.dispose()
    print(
        f"{file.version} is published as number {serial}: {len(built.matters)} matters,"
        f" steps from {len(steps) - 1} versions before it"
    )
    return 0


def _steps(serial: int, file: "CatalogueFile", before: list[bytes], secret: bytes) -> "list[tuple[str, SealedDelta]]":
    from kiosk.catalogue import delta
    from kiosk.catalogue.signing import sign

    older = [delta.build(delta.whole(packed)) for packed in before]
    if any(one.version == file.version for one in older):
        raise InputFailure(f"{file.version} is published already; a catalogue that has changed needs another version")
    made = [("", delta.make(serial, file)), *((one.version, delta.make(serial, file, one)) for one in older)]
    return [(base, sign(packed, secret)) for base, packed in made]


def list_published(arguments: argparse.Namespace) -> int:
    from sync.reference_intake import catalogue as shelf
    from sync.reference_intake.tables import open_engine

    engine = open_engine(arguments.database)
    try:
        with engine.begin() as connection:
            for row in shelf.published(connection):
                print(f"{row.serial}  {row.version}  {row.published_at}  {len(row.packed)} bytes")
    finally:
        engine.dispose()
    return 0


def _write_new(path: Path, content: bytes, mode: int) -> None:
    try:
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), "wb") as file:
            file.write(content)
    except OSError as error:
        raise InputFailure(f"{path}: cannot be written ({error.strerror})") from error


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise InputFailure(f"{path}: cannot be read ({error.strerror})") from error
