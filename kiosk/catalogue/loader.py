"""Reads catalogue files into the domain's values, or says in one line which file, matter and key is wrong."""

import re
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple, TypeVar

import msgspec

from kiosk.catalogue.building import MisfitError, SharedParts, build_life_event, build_matter, build_theme
from kiosk.catalogue.checker import faults
from kiosk.catalogue.files import CatalogueFile, LifeEventFile, MatterFile
from kiosk.domain.matter import Catalogue, LifeEvent, Matter
from kiosk.errors import CatalogueFailure

COUNTY = Path(__file__).parent / "county"

HEAD_FILE = "catalogue.json"

Shape = TypeVar("Shape", CatalogueFile, MatterFile, LifeEventFile)

_AT = re.compile(r"^(?P<what>.*) - at `\$\.?(?P<key>[^`]*)`$", re.DOTALL)
_DOTTED = re.compile(r"[0-9]+(\.[0-9]+)*", re.ASCII)
_LISTED = re.compile(r"^(?P<list>matters|life_events)\[(?P<index>\d+)\]\.?(?P<rest>.*)$")


@cache
def load_builtin() -> Catalogue:
    """The county's own catalogue; read once, then the same object for everybody."""
    return load_file(COUNTY)


def source_digest(path: Path) -> str:
    """The SHA-256 (hex) of a catalogue's file or files, by which an edit shows whatever its version says.

    Raises CatalogueFailure naming a file that cannot be read.
    """
    files = [path / HEAD_FILE, *_json_files(path / "matters"), *_json_files(path / "life-events")]
    whole = sha256()
    for file in files if path.is_dir() else [path]:
        content = _read(file)
        whole.update(f"{file.name} {len(content)}\n".encode() + content)
    return whole.hexdigest()


def builtin_version() -> str:
    """The version of the built-in catalogue without reading its matters; a start-up compares it with the store's."""
    return _decode(COUNTY / HEAD_FILE, CatalogueFile).version


def newer(version: str, than: str) -> bool:
    """Whether one dotted version comes after another; never, where either is no such version.

    A catalogue that came from elsewhere under a name of its own is not replaced by a built-in one.
    """
    if not _DOTTED.fullmatch(than) or not _DOTTED.fullmatch(version):
        return False
    return [int(part) for part in version.split(".")] > [int(part) for part in than.split(".")]


def load_file(path: Path) -> Catalogue:
    """The catalogue in a folder or in one file, in the shape of `kiosk.catalogue.files`.

    Raises CatalogueFailure with one line naming the file, the matter and the key.
    """
    head_path = path / HEAD_FILE if path.is_dir() else path
    head = _decode(head_path, CatalogueFile)
    matters = [_Sourced(head_path, item) for item in head.matters]
    events = [_Sourced(head_path, item) for item in head.life_events]
    if path.is_dir():
        matters += [_Sourced(file, _decode(file, MatterFile)) for file in _json_files(path / "matters")]
        events += [_Sourced(file, _decode(file, LifeEventFile)) for file in _json_files(path / "life-events")]
    shared = _shared(head, head_path)
    built = tuple(_build(source, shared) for source in matters)
    built_events = tuple(_build(source, shared) for source in events)
    catalogue = Catalogue(
        version=head.version,
        region=head.region,
        themes=tuple(build_theme(theme) for theme in head.themes),
        matters=tuple(item for item in built if isinstance(item, Matter)),
        life_events=tuple(item for item in built_events if isinstance(item, LifeEvent)),
    )
    for fault in faults(catalogue):
        where = [*matters, *events][fault.position].path if fault.position >= 0 else head_path
        raise CatalogueFailure(f"{where}: {fault.line}")
    return catalogue


def read_whole(path: Path) -> CatalogueFile:
    """What `load_file` reads, as one file with everything in it, not yet built. Raises CatalogueFailure."""
    head = _decode(path / HEAD_FILE if path.is_dir() else path, CatalogueFile)
    if not path.is_dir():
        return head
    return msgspec.structs.replace(
        head,
        matters=(*head.matters, *(_decode(file, MatterFile) for file in _json_files(path / "matters"))),
        life_events=(*head.life_events, *(_decode(file, LifeEventFile) for file in _json_files(path / "life-events"))),
    )


class _Sourced(NamedTuple):
    """One decoded item and the file it came from, so that a later fault can name the file."""

    path: Path
    item: MatterFile | LifeEventFile


def _json_files(folder: Path) -> list[Path]:
    return sorted(folder.glob("*.json"))


def _shared(head: CatalogueFile, path: Path) -> SharedParts:
    try:
        return SharedParts(head.shared)
    except MisfitError as misfit:
        raise CatalogueFailure(f"{path}: {misfit}") from misfit


def _build(source: _Sourced, shared: SharedParts) -> Matter | LifeEvent:
    item = source.item
    title = item.title[0] if isinstance(item, MatterFile) else item.matter.title[0]
    try:
        if isinstance(item, MatterFile):
            return build_matter(item, shared)
        return build_life_event(item, shared)
    except MisfitError as misfit:
        raise CatalogueFailure(f"{source.path}: {title}: {misfit}") from misfit


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise CatalogueFailure(f"{path}: cannot be read ({error.strerror})") from error


def _decode(path: Path, shape: type[Shape]) -> Shape:
    raw = _read(path)
    try:
        return msgspec.json.decode(raw, type=shape)
    except msgspec.ValidationError as error:
        raise CatalogueFailure(f"{path}: {_wrong_key(str(error), raw)}") from error
    except msgspec.DecodeError as error:
        raise CatalogueFailure(f"{path}: not JSON: {error}") from error
    except UnicodeDecodeError as error:
        raise CatalogueFailure(f"{path}: not UTF-8 text (byte {error.start})") from error


def _wrong_key(message: str, raw: bytes) -> str:
    """msgspec's words put in our order: the matter's title, the key, what is wrong with it."""
    match = _AT.match(message)
    what, key = (match["what"], match["key"]) if match else (message, "")
    document = msgspec.json.decode(raw)
    if listed := _LISTED.match(key):
        document = document[listed["list"]][int(listed["index"])]
        key = listed["rest"]
    title = _title(document)
    return ": ".join(part for part in (title, key, what) if part)


def _title(document: object) -> str:
    """The Chinese title of a matter or life event in an undecodable document, or its code, or nothing."""
    if not isinstance(document, dict):
        return ""
    inner = document.get("matter", document)
    if not isinstance(inner, dict):
        return ""
    title = inner.get("title")
    if isinstance(title, list) and title and isinstance(title[0], str):
        return title[0]
    code = inner.get("code")
    return code if isinstance(code, str) else ""
