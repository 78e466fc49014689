"""Damage at every kind of place of a store: what was not touched comes over, what was is told, nothing is silent."""

import random
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kiosk.errors import StoreDamaged
from kiosk.storage.cipher import PAGE_SIZE, open_read_only
from kiosk.storage.connection import Store
from kiosk.storage.salvage.whole import Salvaged, salvage
from kiosk.storage.set_aside import salt_file
from tests.support.damaged_store import (
    TERMINAL,
    Kept,
    copy,
    fill,
    flip,
    judge,
    overwrite,
    pages_of,
    touched,
    zero,
)
from tests.unit.storage.samples import KEY, FixedClock

FILINGS = 12


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Kept]:
    path = tmp_path_factory.mktemp("whole") / "store" / "jiujin.db"
    return path, fill(path)


def saved(path: Path) -> Salvaged:
    done = salvage(path, KEY, clock=FixedClock(), terminal_id=TERMINAL)
    assert done is not None
    assert done.aside.exists()
    assert done.aside.stat().st_mode & 0o777 == 0o600
    return done


def damaged(whole: tuple[Path, Kept], folder: Path, pages: set[int], how: Callable[[bytes], bytes]) -> Counter[str]:
    template, kept = whole
    path = copy(template, folder)
    for page in pages:
        overwrite(path, page, how)
    before = path.read_bytes()
    done = saved(path)
    assert done.aside.read_bytes() == before, "the damaged store is no longer what it was"
    assert done.pages_lost == len(pages)
    return judge(path, kept, touched(template, kept, pages), done)


@pytest.mark.parametrize("part", range(4))
def test_any_single_page_may_be_lost(whole: tuple[Path, Kept], tmp_path: Path, part: int) -> None:
    count = pages_of(whole[0])
    # Every page that a tree begins with, and of the scans behind them each eighth.
    chosen = [page for page in range(1, count + 1) if page <= 60 or page % 8 == 0]
    for page in chosen[part::4]:
        told = damaged(whole, tmp_path / "store", {page}, flip(page * 37 % PAGE_SIZE))
        assert told["whole"] + told["held"] + told["gone"] >= FILINGS - 4  # of those delivered papers may be missing


@pytest.mark.parametrize("name", ["sqlite_schema", "pointer map", "filing", "outbox", "page_chunk", "secret"])
def test_the_page_a_tree_begins_with_may_be_lost(whole: tuple[Path, Kept], tmp_path: Path, name: str) -> None:
    roots = {"sqlite_schema": 1, "pointer map": 2}
    connection = open_read_only(whole[0], KEY)
    roots |= dict(connection.execute("SELECT name, rootpage FROM sqlite_schema WHERE rootpage > 0").fetchall())
    connection.close()
    told = damaged(whole, tmp_path / "store", {roots[name]}, zero)
    assert (told["whole"], told["held"], told["gone"]) == (FILINGS, 0, 0)


def test_both_witnesses_of_where_a_page_belongs_may_be_lost(whole: tuple[Path, Kept], tmp_path: Path) -> None:
    # The schema, the pointer map and the roots of every table at once: what is left says itself what it is.
    told = damaged(whole, tmp_path / "store", {1, 2, 7, 8, 9}, zero)
    assert told["gone"] == 0
    assert told["whole"] == FILINGS


@given(data=st.data())
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_is_lost_together_nothing_goes_without_a_word(
    whole: tuple[Path, Kept], tmp_path: Path, data: st.DataObject
) -> None:
    count = pages_of(whole[0])
    pages = data.draw(st.sets(st.integers(1, count), min_size=1, max_size=12), label="pages")
    how = data.draw(st.one_of(st.just(zero), st.integers(0, PAGE_SIZE - 1).map(flip)), label="how")
    told = damaged(whole, tmp_path / "store", pages, how)
    assert told["whole"] >= FILINGS - told["touched"]


@pytest.mark.parametrize("left", [1, 2, 3, 30, 93, -3, -1])
def test_a_store_cut_off_at_a_page(whole: tuple[Path, Kept], tmp_path: Path, left: int) -> None:
    template, kept = whole
    path, count = copy(template, tmp_path / "store"), pages_of(template)
    left = left % count
    with path.open("rb+") as file:
        file.truncate(left * PAGE_SIZE)
    told = judge(path, kept, touched(template, kept, set(range(left + 1, count + 1))), saved(path))
    assert told["whole"] >= FILINGS - told["touched"]


@pytest.mark.parametrize("there", [True, False])
def test_a_store_of_which_not_a_byte_is_left(whole: tuple[Path, Kept], tmp_path: Path, *, there: bool) -> None:
    template, kept = whole
    path = copy(template, tmp_path / "store")
    path.write_bytes(b"")
    if not there:
        path.unlink()
    with pytest.raises(StoreDamaged):
        Store.open(path, KEY, clock=FixedClock())
    done = saved(path)
    assert done.carried.untold
    judge(path, kept, {one.filing_id for one in kept.filings}, done)


def test_without_the_copy_of_the_salt_the_rest_still_proves_itself(whole: tuple[Path, Kept], tmp_path: Path) -> None:
    template, kept = whole
    path = copy(template, tmp_path / "store")
    salt_file(path).unlink()
    chance = random.Random(4)
    overwrite(path, 40, lambda _: chance.randbytes(PAGE_SIZE))
    told = judge(path, kept, touched(template, kept, {40}), saved(path))
    assert told["whole"] >= FILINGS - told["touched"]


def test_a_sound_store_is_left_as_it_is(whole: tuple[Path, Kept], tmp_path: Path) -> None:
    path = copy(whole[0], tmp_path / "store")
    before = {file.name: file.read_bytes() for file in path.parent.iterdir()}
    assert salvage(path, KEY, clock=FixedClock(), terminal_id=TERMINAL) is None
    assert {name: (path.parent / name).read_bytes() for name in before} == before
