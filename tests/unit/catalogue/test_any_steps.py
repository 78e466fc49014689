"""However a county's catalogue changes, step by step comes to what the whole one would; a power cut changes nothing."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.catalogue.loader import COUNTY, read_whole
from kiosk.catalogue_install import CountyShelf, install_catalogue
from kiosk.config import Settings
from kiosk.domain.catalogue_delta import SealedDelta
from kiosk.events import EventBus
from kiosk.storage.connection import Store
from tests.support.county_steps import County
from tests.unit.storage.samples import KEY, FixedClock

MOST_MATTERS = 60

CHANGES = st.one_of(
    st.tuples(st.just("retitle"), st.integers(0, MOST_MATTERS), st.text("老人优待证件办理", min_size=1, max_size=8)),
    st.tuples(st.just("add"), st.integers(0, MOST_MATTERS), st.integers(1, 999)),
    st.tuples(st.just("remove"), st.integers(0, MOST_MATTERS), st.none()),
    st.tuples(st.just("reorder"), st.integers(0, 1000), st.none()),
)
PUBLICATIONS = st.lists(st.lists(CHANGES, max_size=6), min_size=1, max_size=4)


class Two:
    """A terminal that is brought along step by step, and one that is given the whole catalogue each time."""

    def __init__(self, folder: Path) -> None:
        self.county = County(folder)
        self.stores = [_installed(folder / name) for name in ("along.db", "whole.db")]
        self.along, self.whole = (CountyShelf(store, EventBus(), (self.county.public,)) for store in self.stores)
        self.published = 0

    def version(self) -> str:
        self.published += 1
        return f"2030.{self.published}"

    def begin(self) -> None:
        """Both start from the county's built-in catalogue."""
        self.county.file = read_whole(COUNTY)
        version = self.version()
        for shelf in (self.along, self.whole):
            shelf.take(self.county.step(None, version))

    def publish(self, changes: list[tuple[str, int, Any]]) -> None:
        before = self.county.file
        for change in changes:
            _apply(self.county, *change)
        version = self.version()
        self.along.take(self.county.step(before, version))
        self.whole.take(self.county.step(None, version))


@pytest.fixture(scope="module")
def two(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Two]:
    made = Two(tmp_path_factory.mktemp("county"))
    yield made
    for store in made.stores:
        store.close()


@given(publications=PUBLICATIONS)
@settings(max_examples=25, deadline=None)
def test_any_steps_come_to_what_the_whole_catalogue_would(two: Two, publications: list[Any]) -> None:
    two.begin()
    for changes in publications:
        two.publish(changes)
        along, whole = (_everything(store) for store in two.stores)
        assert along == whole


_CUT = """
import os, signal, sys
from pathlib import Path
from kiosk.catalogue_install import CountyShelf
from kiosk.domain.catalogue_delta import SealedDelta
from kiosk.events import EventBus
from kiosk.storage import catalogue
from kiosk.storage.connection import Store
from tests.unit.storage.samples import KEY, FixedClock

folder, last = Path(sys.argv[1]), sys.argv[2]
real = getattr(catalogue, last)

def cut(*arguments):
    real(*arguments)
    os.kill(os.getpid(), signal.SIGKILL)

setattr(catalogue, last, cut)
sealed = SealedDelta((folder / "packed").read_bytes(), (folder / "signature").read_bytes(), sys.argv[3])
store = Store.open(folder / "jiujin.db", KEY, clock=FixedClock())
CountyShelf(store, EventBus(), (folder / "county.pub",)).take(sealed)
"""


@pytest.mark.parametrize("last", ["put_matters", "put_rows", "put_themes"])
def test_a_power_cut_while_a_step_is_taken_leaves_the_catalogue_there_was(tmp_path: Path, last: str) -> None:
    county = County(tmp_path)
    store = _installed(tmp_path / "jiujin.db")
    before = _everything(store)
    store.close()
    file = county.file
    for matter in file.matters[:5]:
        county.change(matter.code, title=("改过的事项", "Changed"))
    county.remove(file.matters[-1].code)
    sealed = county.step(file, "2027.1")
    _cut_while_taking(tmp_path, sealed, last)
    opened = Store.open(tmp_path / "jiujin.db", KEY, clock=FixedClock())
    shelf = CountyShelf(opened, EventBus(), (county.public,))
    assert _everything(opened) == before
    assert shelf.standing() == (file.version, 0)
    shelf.take(sealed)
    assert shelf.standing() == ("2027.1", 1)
    assert _everything(opened) != before
    opened.close()


def _cut_while_taking(folder: Path, sealed: SealedDelta, last: str) -> None:
    (folder / "packed").write_bytes(sealed.packed)
    (folder / "signature").write_bytes(sealed.signature)
    arguments = [sys.executable, "-c", _CUT, str(folder), last, sealed.key]
    ended = subprocess.run(arguments, capture_output=True, timeout=60, check=False, cwd=Path.cwd(), env=os.environ)
    assert ended.returncode == -signal.SIGKILL, ended.stderr.decode()


def _installed(path: Path) -> Store:
    store = Store.open(path, KEY, clock=FixedClock())
    install_catalogue(store, Settings())
    return store


def _apply(county: County, what: str, number: int, value: Any) -> None:
    codes = [matter.code for matter in county.file.matters]
    code = codes[number % len(codes)]
    match what:
        case "retitle":
            county.change(code, title=(value, "Changed"))
        case "add" if (new := f"000599{value:06}") not in codes and len(codes) < MOST_MATTERS:
            county.add(new, like=code, title=(f"新事项{value}", f"New {value}"))
        case "remove" if len(codes) > 1:
            county.remove(code)
        case "reorder":
            county.reorder(lambda matter: (hash((number, int(matter.code, 36))), matter.code))


def _everything(store: Store) -> list[Any]:
    def read(conn: Any) -> list[Any]:
        tables = ("matter", "search_row", "theme")
        return [conn.execute(f"SELECT * FROM {table} ORDER BY position").fetchall() for table in tables]

    return store.read(read)
