"""What changes from one catalogue to the next: how it is made of two of them, and how it is read and found sound.

It is a catalogue file (`kiosk.catalogue.files`) with whole matters, never parts of one. `order` names everything the
catalogue has afterwards, with its version, so that a terminal sees by itself whether it comes to what was published.
"""

import zlib
from collections.abc import Mapping
from typing import Final

import msgspec

from kiosk.catalogue.building import MisfitError, SharedParts, build_life_event, build_matter, build_theme
from kiosk.catalogue.checker import faults
from kiosk.catalogue.files import CatalogueFile
from kiosk.catalogue.rows import prepare
from kiosk.domain.catalogue_delta import CatalogueDelta
from kiosk.domain.matter import Catalogue, LifeEvent, Matter
from kiosk.errors import CatalogueRefusal

FORMAT: Final = 1
LARGEST: Final = 64_000_000
"""Bytes of a step, unpacked; ten times a whole county's catalogue. A few packed bytes could be any number of them."""

MALFORMED: Final = "catalogue.malformed"
OTHER_REGION: Final = "catalogue.other-region"
OLD: Final = "catalogue.old"
GAP: Final = "catalogue.gap"
UNSOUND: Final = "catalogue.unsound"


class DeltaFile(CatalogueFile, frozen=True, kw_only=True):
    """A catalogue file with what has changed only, and what else a terminal must know; see `CatalogueDelta`.

    `order` is (code, version) of all matters, then of all life events.
    """

    format: int
    serial: int
    base: str
    order: tuple[tuple[str, int], ...]
    rows: tuple[tuple[str, str, str], ...]


def make(serial: int, after: CatalogueFile, before: Catalogue | None = None) -> bytes:
    """The step from `before` to the whole catalogue `after`, packed; from nothing where there is no `before`.

    Slow: the search rows are made here, so that no terminal needs a dictionary of readings. Raises CatalogueRefusal
    where a matter has changed without another version, by which drafts and filings tell its forms apart.
    """
    built = build(after)
    known = {} if before is None else {item.code: item for item in _items(before)}
    items = _items(built)
    changed = {item.code for item in items if known.get(item.code) != item}
    for item in items:
        old = known.get(item.code)
        if old is not None and item.code in changed and _matter(old).version >= _matter(item).version:
            raise CatalogueRefusal(UNSOUND, f"{_matter(item).title.zh} ({item.code}) has changed; raise its version")
    file = DeltaFile(
        version=after.version,
        region=after.region,
        themes=after.themes,
        shared=after.shared,
        matters=tuple(item for item in after.matters if item.code in changed),
        life_events=tuple(item for item in after.life_events if item.matter.code in changed),
        format=FORMAT,
        serial=serial,
        base="" if before is None else before.version,
        order=tuple((item.code, _matter(item).version) for item in items),
        rows=tuple(prepare(item) for item in items if item.code in changed),
    )
    return zlib.compress(msgspec.json.encode(file), 9)


def whole(packed: bytes) -> CatalogueFile:
    """The catalogue file that a step from nothing carries. Raises CatalogueRefusal."""
    file = _decode(packed)
    return CatalogueFile(file.version, file.region, file.themes, file.shared, file.matters, file.life_events)


def build(file: CatalogueFile) -> Catalogue:
    """The catalogue in a whole file, its rules not yet looked at. Raises CatalogueRefusal."""
    try:
        shared = SharedParts(file.shared)
        return Catalogue(
            file.version,
            file.region,
            tuple(build_theme(theme) for theme in file.themes),
            tuple(build_matter(item, shared) for item in file.matters),
            tuple(build_life_event(item, shared) for item in file.life_events),
        )
    except MisfitError as misfit:
        raise CatalogueRefusal(UNSOUND, str(misfit)) from misfit


def read(packed: bytes, *, region: str, serial: int, installed: str, known: Mapping[str, int]) -> CatalogueDelta:
    """The step, if it can be taken from `installed` of `region`, which has `known` (code → version).

    `serial` is that of the step taken last, 0 for none. Raises CatalogueRefusal with a reason of this file.
    """
    file = _decode(packed)
    if file.region != region:
        raise CatalogueRefusal(OTHER_REGION, f"it is the catalogue of {file.region}, not of {region}")
    if file.serial <= serial:
        raise CatalogueRefusal(OLD, f"it is number {file.serial}, and {serial} has been taken")
    if file.base not in ("", installed):
        raise CatalogueRefusal(GAP, f"it changes {file.base}, and {installed} is installed")
    built = build(file)
    _require_outcome(file, built, known)
    return CatalogueDelta(
        file.serial,
        file.base,
        file.version,
        file.region,
        built.themes,
        _items(built),
        file.rows,
        tuple(code for code, _ in file.order),
    )


def _decode(packed: bytes) -> DeltaFile:
    try:
        unpacking = zlib.decompressobj()
        payload = unpacking.decompress(packed, LARGEST)
        if unpacking.unconsumed_tail or not unpacking.eof:
            raise CatalogueRefusal(MALFORMED, "it is cut off, or larger than any catalogue")
        file = msgspec.json.decode(payload, type=DeltaFile)
    except (zlib.error, msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise CatalogueRefusal(MALFORMED, f"it cannot be read: {str(error)[:200]}") from error
    if file.format != FORMAT:
        raise CatalogueRefusal(MALFORMED, f"it has format {file.format}, this program knows {FORMAT}")
    return file


def _require_outcome(file: DeltaFile, built: Catalogue, known: Mapping[str, int]) -> None:
    """That it comes to what the county has published, and keeps the rules of any catalogue."""
    order = dict(file.order)
    carried = {item.code: _matter(item).version for item in _items(built)}
    if len(order) != len(file.order) or len(carried) != len(built.matters) + len(built.life_events):
        raise CatalogueRefusal(UNSOUND, "a code stands twice in it")
    kept = {code: version for code, version in known.items() if file.base and code in order}
    if kept | carried != order:
        raise CatalogueRefusal(GAP, "what it comes to is not what it says")
    if sorted(code for code, _, _ in file.rows) != sorted(carried):
        raise CatalogueRefusal(UNSOUND, "its search rows are of other matters")
    for fault in faults(built, order):
        raise CatalogueRefusal(UNSOUND, fault.line)


def _matter(item: Matter | LifeEvent) -> Matter:
    return item.matter if isinstance(item, LifeEvent) else item


def _items(catalogue: Catalogue) -> tuple[Matter | LifeEvent, ...]:
    return (*catalogue.matters, *catalogue.life_events)
