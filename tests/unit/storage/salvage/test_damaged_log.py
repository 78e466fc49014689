"""A log whose frames went bad: SQLite drops what lies behind them without a word; here nothing promised is lost."""

import shutil
from pathlib import Path

import pytest

from kiosk.errors import StoreDamaged
from kiosk.storage import filings
from kiosk.storage.connection import Store
from kiosk.storage.salvage.log_frames import FRAME_BYTES, FRAME_HEADER_BYTES, HEADER_BYTES, read_log
from kiosk.storage.salvage.whole import salvage
from kiosk.storage.seal import Seal
from kiosk.storage.set_aside import log_file, salt_file
from tests.support.damaged_store import TERMINAL, Kept, filing, judge, save
from tests.unit.storage.samples import KEY, FixedClock

FIRST = HEADER_BYTES + FRAME_HEADER_BYTES


@pytest.fixture
def cut(tmp_path: Path) -> tuple[Path, Kept]:
    """A store as a power cut leaves it: four filings moved into the file, five more in the log alone."""
    path = tmp_path / "running" / "jiujin.db"
    store = Store.open(path, KEY, clock=FixedClock())
    kept = [save(store, filing(number)) for number in range(1, 5)]
    store.close()
    store = Store.open(path, KEY, clock=FixedClock())
    kept += [save(store, filing(number)) for number in range(5, 10)]
    store.write(lambda c: shutil.copytree(path.parent, tmp_path / "cut")).result()
    store.close()
    return tmp_path / "cut" / path.name, Kept(tuple(kept))


def commits(path: Path) -> list[int]:
    """The numbers of the frames that end a transaction, in the log of the store at `path`."""
    content = log_file(path).read_bytes()
    places = range(HEADER_BYTES, len(content), FRAME_BYTES)
    return [number for number, at in enumerate(places) if content[at + 4 : at + 8] != bytes(4)]


def spoil(path: Path, frame: int, at: int) -> None:
    content = bytearray(log_file(path).read_bytes())
    content[HEADER_BYTES + frame * FRAME_BYTES + at] ^= 1
    log_file(path).write_bytes(content)


def reopened(path: Path) -> list[str]:
    store = Store.open(path, KEY, clock=FixedClock())
    try:
        return [row.brief.filing_id for row in store.read(lambda c: filings.rows(c, 100))]
    finally:
        store.close()


def test_a_log_left_by_a_power_cut_is_no_damage(cut: tuple[Path, Kept]) -> None:
    path, kept = cut
    assert set(reopened(path)) == {one.filing_id for one in kept.filings}


def test_a_torn_last_transaction_never_was_and_is_no_damage(cut: tuple[Path, Kept]) -> None:
    path, kept = cut
    last = commits(path)[-1]
    for frame in range(commits(path)[-2] + 1, last):
        spoil(path, frame, FRAME_HEADER_BYTES + 100)
    assert set(reopened(path)) == {one.filing_id for one in kept.filings[:-1]}


@pytest.mark.parametrize("at", [0, 3, 5, 9, 17, FRAME_HEADER_BYTES + 500])
@pytest.mark.parametrize("where", ["first", "a commit", "in the middle"])
def test_a_bad_frame_costs_no_filing_but_its_own(cut: tuple[Path, Kept], where: str, at: int) -> None:
    path, kept = cut
    ends = commits(path)
    frame = {"first": 0, "a commit": ends[1], "in the middle": ends[1] + 7}[where]
    spoil(path, frame, at)
    with pytest.raises(StoreDamaged):
        reopened(path)
    done = salvage(path, KEY, clock=FixedClock(), terminal_id=TERMINAL)
    assert done is not None
    assert done.log_harmed
    told = judge(path, kept, {one.filing_id for one in kept.filings}, done)
    # The transactions before the bad frame, and those behind it.
    assert told["whole"] >= len(kept.filings) - 2


def test_a_log_without_its_header_is_still_read(cut: tuple[Path, Kept]) -> None:
    path, kept = cut
    content = log_file(path).read_bytes()
    log_file(path).write_bytes(bytes(range(HEADER_BYTES)) + content[HEADER_BYTES:])
    with pytest.raises(StoreDamaged):
        reopened(path)
    done = salvage(path, KEY, clock=FixedClock(), terminal_id=TERMINAL)
    assert done is not None
    assert judge(path, kept, set(), done)["whole"] == len(kept.filings)


def test_a_log_of_garbage_moves_the_numbers_far_on(cut: tuple[Path, Kept]) -> None:
    path, kept = cut
    log_file(path).write_bytes(bytes(range(256)) * 400)
    with pytest.raises(StoreDamaged):
        reopened(path)
    done = salvage(path, KEY, clock=FixedClock(), terminal_id=TERMINAL)
    assert done is not None
    # What was in the log alone is gone for good; judge sees to it that its numbers never come again.
    assert judge(path, Kept(kept.filings[:4]), set(), done)["whole"] == 4


def test_a_log_of_zeros_was_never_written(cut: tuple[Path, Kept]) -> None:
    path, kept = cut
    log_file(path).write_bytes(bytes(100_000))
    assert set(reopened(path)) == {one.filing_id for one in kept.filings[:4]}


def test_the_log_reader_sees_what_sqlite_sees(cut: tuple[Path, Kept]) -> None:
    path, _ = cut
    seal = Seal(KEY, salt_file(path).read_bytes())
    log = read_log(log_file(path), seal.fits)
    assert not log.harmed
    assert not log.lost
    assert (log.size, len(log.newest) > 0) == (commits_size(path), True)


def commits_size(path: Path) -> int:
    content = log_file(path).read_bytes()
    at = HEADER_BYTES + commits(path)[-1] * FRAME_BYTES
    return int.from_bytes(content[at + 4 : at + 8], "big")
