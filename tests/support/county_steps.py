"""A county that changes its catalogue, and publishes what has changed."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec

from kiosk.catalogue import delta, signing
from kiosk.catalogue.files import CatalogueFile, MatterFile
from kiosk.catalogue.loader import COUNTY, read_whole
from kiosk.domain.catalogue_delta import SealedDelta

ALLOWANCE = "000511007000"


class County:
    """Its catalogue as it stands, and its key."""

    def __init__(self, folder: Path) -> None:
        secret, public = signing.new_key()
        self.secret = secret
        self.public = folder / "county.pub"
        self.public.write_bytes(public)
        self.file = read_whole(COUNTY)
        self.serial = 0

    def change(self, code: str, **values: Any) -> None:
        """Sets these keys of a matter and raises its version."""
        self.file = msgspec.structs.replace(
            self.file,
            matters=tuple(
                msgspec.structs.replace(matter, **{"version": matter.version + 1, **values})
                if matter.code == code
                else matter
                for matter in self.file.matters
            ),
        )

    def add(self, code: str, like: str = ALLOWANCE, **values: Any) -> None:
        """A new matter, otherwise like another."""
        model = next(matter for matter in self.file.matters if matter.code == like)
        made = msgspec.structs.replace(model, **{"code": code, "version": 1, **values})
        self.file = msgspec.structs.replace(self.file, matters=(*self.file.matters, made))

    def remove(self, code: str) -> None:
        """That matter is no longer offered, by itself or in a life event."""
        self.file = msgspec.structs.replace(
            self.file,
            matters=tuple(matter for matter in self.file.matters if matter.code != code),
            life_events=tuple(event for event in self.file.life_events if code not in event.parts),
        )

    def reorder(self, key: Callable[[MatterFile], Any]) -> None:
        """Puts the matters into another order."""
        self.file = msgspec.structs.replace(self.file, matters=tuple(sorted(self.file.matters, key=key)))

    def step(self, before: CatalogueFile | None, version: str) -> SealedDelta:
        """The next thing that is published: from `before` to how the catalogue stands now, signed."""
        self.file = msgspec.structs.replace(self.file, version=version)
        self.serial += 1
        built = None if before is None else delta.build(before)
        return signing.sign(delta.make(self.serial, self.file, built), self.secret)

    def write(self, folder: Path) -> Path:
        """The catalogue as one file, as an official would hand it in."""
        path = folder / f"{self.file.version}.json"
        path.write_text(json.dumps(msgspec.to_builtins(self.file), ensure_ascii=False), encoding="utf-8")
        return path
