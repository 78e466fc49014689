"""Steps of the catalogue: taken whole, or refused with a reason and nothing changed."""

import zlib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import msgspec
import pytest

from kiosk.catalogue import delta, signing
from kiosk.catalogue.loader import COUNTY
from kiosk.catalogue.search import SearchIndex
from kiosk.catalogue_install import CountyShelf, county_shelf, install_catalogue
from kiosk.config import CatalogueSettings, PathSettings, Settings
from kiosk.domain.catalogue_delta import SealedDelta
from kiosk.domain.matter import Matter
from kiosk.errors import CatalogueRefusal
from kiosk.events import CatalogueChanged, Event, EventBus
from kiosk.storage import catalogue, catalogue_steps
from kiosk.storage.connection import Store
from tests.support.county_steps import ALLOWANCE, County
from tests.unit.storage.samples import KEY, FixedClock

NEW = "000511007999"


@pytest.fixture
def county(tmp_path: Path) -> County:
    return County(tmp_path)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = Store.open(tmp_path / "jiujin.db", KEY, clock=FixedClock())
    install_catalogue(opened, Settings())
    yield opened
    opened.close()


@pytest.fixture
def events() -> list[Event]:
    return []


@pytest.fixture
def shelf(store: Store, county: County, events: list[Event]) -> CountyShelf:
    bus = EventBus()
    bus.subscribe(events.append)
    return CountyShelf(store, bus, (county.public,))


def everything(store: Store) -> list[Any]:
    def read(conn: Any) -> list[Any]:
        tables = ("matter", "search_row", "theme")
        return [conn.execute(f"SELECT * FROM {table} ORDER BY position").fetchall() for table in tables]

    return store.read(read)


def refused(shelf: CountyShelf, sealed: SealedDelta) -> str:
    with pytest.raises(CatalogueRefusal) as refusal:
        shelf.take(sealed)
    return refusal.value.reason


def resealed(county: County, sealed: SealedDelta, **values: Any) -> SealedDelta:
    """The same step, saying something else, signed by the county all the same."""
    said = msgspec.json.decode(zlib.decompress(sealed.packed)) | values
    return signing.sign(zlib.compress(msgspec.json.encode(said)), county.secret)


def test_a_step_changes_adds_and_removes_and_comes_to_what_the_whole_catalogue_would(
    store: Store, county: County, shelf: CountyShelf, events: list[Event], tmp_path: Path
) -> None:
    before = county.file
    gone = next(m.code for m in before.matters if not any(m.code in event.parts for event in before.life_events))
    county.change(ALLOWANCE, title=("尊老金", "Elders' allowance"))
    county.add(NEW, title=("百岁老人慰问", "Centenarians"))
    county.remove(gone)
    county.reorder(lambda matter: matter.code)
    sealed = county.step(before, "2027.1")
    assert len(sealed.packed) < 20_000
    shelf.take(sealed)
    assert events == [CatalogueChanged("2027.1")]
    assert shelf.standing() == ("2027.1", 1)
    changed = store.read(lambda c: catalogue.matter(c, ALLOWANCE))
    assert isinstance(changed, Matter)
    assert changed.title.zh == "尊老金"
    with pytest.raises(KeyError):
        store.read(lambda c: catalogue.matter(c, gone))
    found = SearchIndex.from_rows(store.read(catalogue.index_rows)).search("bslrww", 5)
    assert found[0].code == NEW
    whole = Store.open(tmp_path / "whole.db", KEY, clock=FixedClock())
    install_catalogue(whole, Settings(paths=PathSettings(catalogue=str(county.write(tmp_path)))))
    assert everything(whole) == everything(store)
    whole.close()


def test_a_whole_catalogue_takes_the_place_of_any(store: Store, county: County, shelf: CountyShelf) -> None:
    county.remove(county.file.matters[-1].code)
    shelf.take(county.step(None, "2027.2"))
    assert shelf.standing() == ("2027.2", 1)
    assert store.read(catalogue_steps.versions) == {
        **{matter.code: matter.version for matter in county.file.matters},
        **{event.matter.code: event.matter.version for event in county.file.life_events},
    }


def test_what_is_not_the_countys_word_changes_nothing(
    store: Store, county: County, shelf: CountyShelf, tmp_path: Path
) -> None:
    before, stands = county.file, everything(store)
    county.change(ALLOWANCE)
    sealed = county.step(before, "2027.1")
    (tmp_path / "other").mkdir()
    stranger = County(tmp_path / "other")
    assert refused(shelf, signing.sign(sealed.packed, stranger.secret)) == signing.UNKNOWN_KEY
    assert refused(shelf, replace(sealed, signature=bytes(64))) == signing.UNSIGNED
    assert refused(shelf, replace(sealed, packed=sealed.packed[:-1])) == signing.UNSIGNED
    assert refused(shelf, replace(sealed, packed=sealed.packed + b"\0")) == signing.UNSIGNED
    assert everything(store) == stands
    known = store.read(catalogue_steps.installed)
    assert known is not None
    assert known.refusal == signing.UNSIGNED
    shelf.take(sealed)
    known = store.read(catalogue_steps.installed)
    assert known is not None
    assert known.refusal == ""


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        ({"region": "330226"}, delta.OTHER_REGION),
        ({"base": "2019.1"}, delta.GAP),
        ({"serial": 0}, delta.OLD),
        ({"format": 2}, delta.MALFORMED),
        ({"nonsense": 1}, delta.MALFORMED),
        ({"order": []}, delta.GAP),
        ({"rows": []}, delta.UNSOUND),
        ({"themes": []}, delta.UNSOUND),
        ({"matters": []}, delta.GAP),
    ],
    ids=lambda value: value if isinstance(value, str) else "-".join(value),
)
def test_a_step_that_does_not_fit_is_refused_with_its_reason(
    store: Store, county: County, shelf: CountyShelf, said: dict[str, Any], reason: str
) -> None:
    before, stands = county.file, everything(store)
    county.change(ALLOWANCE)
    assert refused(shelf, resealed(county, county.step(before, "2027.1"), **said)) == reason
    assert everything(store) == stands


def test_a_few_bytes_that_would_be_a_mountain_are_refused(county: County, shelf: CountyShelf) -> None:
    bomb = zlib.compress(b" " * (delta.LARGEST + 1), 9)
    assert refused(shelf, signing.sign(bomb, county.secret)) == delta.MALFORMED


def test_an_older_catalogue_does_not_come_back(county: County, shelf: CountyShelf) -> None:
    first = county.file
    county.change(ALLOWANCE)
    older = county.step(None, "2027.1")
    county.change(ALLOWANCE)
    shelf.take(county.step(first, "2027.2"))
    assert refused(shelf, older) == delta.OLD


def test_a_newer_program_keeps_the_serial(store: Store, county: County, shelf: CountyShelf) -> None:
    first = county.file
    county.change(ALLOWANCE)
    shelf.take(county.step(first, "2027.1"))
    built = delta.build(msgspec.structs.replace(first, version="2027.5"))
    store.write(lambda c: catalogue.install(c, built, [], source="a newer program")).result()
    assert shelf.standing() == ("2027.5", 1)


def test_what_the_centre_published_survives_a_restart(store: Store, county: County, shelf: CountyShelf) -> None:
    first = county.file
    county.change(ALLOWANCE)
    shelf.take(county.step(first, f"{first.version}.1"))
    install_catalogue(store, Settings())
    assert shelf.standing() == (f"{first.version}.1", 1)


def test_a_form_that_changed_under_its_old_version_is_not_published(county: County) -> None:
    before = county.file
    old = next(matter.version for matter in before.matters if matter.code == ALLOWANCE)
    county.change(ALLOWANCE, title=("尊老金", "Elders' allowance"), version=old)
    with pytest.raises(CatalogueRefusal, match="raise its version"):
        county.step(before, "2027.1")


def test_without_keys_or_with_a_catalogue_of_its_own_nobodys_word_is_taken(store: Store, county: County) -> None:
    keys = CatalogueSettings(keys=(str(county.public),))
    assert county_shelf(Settings(), store, EventBus()) is None
    assert county_shelf(Settings(catalogue=keys, paths=PathSettings(catalogue=str(COUNTY))), store, EventBus()) is None
    assert county_shelf(Settings(catalogue=keys), store, EventBus()) is not None


def test_a_key_file_that_is_none_is_told(store: Store, county: County, tmp_path: Path) -> None:
    (tmp_path / "nonsense.pub").write_text("nonsense")
    first = county.file
    county.change(ALLOWANCE)
    sealed = county.step(first, "2027.1")
    for path in (tmp_path / "nonsense.pub", tmp_path / "nowhere.pub"):
        assert refused(CountyShelf(store, EventBus(), (path,)), sealed) == "catalogue.keys"
