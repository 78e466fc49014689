"""A process that dies in the middle of saving leaves the whole filing or nothing of it."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from kiosk.storage import filings, outbox
from kiosk.storage.connection import Store
from tests.unit.storage.samples import filing

# The program that dies. Its second filing is cut off where the argument says: after so many steps of the database's
# own machine, before the commit, or after it but without closing.
PROGRAM = """
import os, sys
from pathlib import Path
from kiosk.storage import filings
from kiosk.storage.connection import Store
from tests.unit.storage.samples import KEY, NUMBER, FixedClock, filing

def save(conn, seed):
    filings.save(conn, filing(seed), filings.person_tag(conn, NUMBER))

def cut(conn):
    if where.isdigit():
        conn.set_progress_handler(lambda: os._exit(9), int(where))
    save(conn, 20)
    if where == "before-commit":
        os._exit(9)

where = sys.argv[2]
store = Store.open(Path(sys.argv[1]), KEY, clock=FixedClock())
store.write(lambda conn: save(conn, 1)).result()
store.write(cut).result()
os._exit(9)
"""


def die(path: Path, where: str) -> None:
    done = subprocess.run([sys.executable, "-c", PROGRAM, str(path), where], timeout=60, check=False)
    assert done.returncode == 9


def everything(store: Store) -> list[int]:
    tables = ("filing", "signature", "filing_material", "filing_material_page", "page", "page_chunk", "outbox")
    return [
        store.read(lambda c, table=table: c.execute(f"SELECT count(*) FROM {table}").fetchone()[0]) for table in tables
    ]


@pytest.mark.parametrize("where", ["40", "100", "before-commit"])
def test_a_filing_that_was_cut_off_never_was(path: Path, open_store: Callable[[], Store], where: str) -> None:
    die(path, where)
    store = open_store()
    assert everything(store) == [1, 1, 3, 3, 3, 6, 1]
    assert store.read(lambda c: filings.load(c, filing(1).filing_id)) == filing(1)
    assert [row.filing_id for row in store.read(outbox.all_rows)] == [filing(1).filing_id]
    assert store.check_later().result() == ()


def test_a_filing_that_was_said_to_be_saved_is_there(path: Path, open_store: Callable[[], Store]) -> None:
    die(path, "after-commit")
    store = open_store()
    assert everything(store) == [2, 2, 6, 6, 6, 12, 2]
    for seed in (1, 20):
        kept = filing(seed)
        assert store.read(lambda c, kept=kept: filings.load(c, kept.filing_id)) == kept
    assert store.check_later().result() == ()


FULL_DISK = """
import resource, sys
from pathlib import Path
from kiosk.errors import StoreFailure
from kiosk.storage import filings
from kiosk.storage.connection import Store
from tests.unit.storage.samples import KEY, NUMBER, FixedClock, filing

store = Store.open(Path(sys.argv[1]), KEY, clock=FixedClock())
store.write(lambda conn: filings.save(conn, filing(1), filings.person_tag(conn, NUMBER))).result()
size = Path(sys.argv[1] + "-wal").stat().st_size
resource.setrlimit(resource.RLIMIT_FSIZE, (size + 100_000, resource.RLIM_INFINITY))
try:
    store.write(lambda conn: filings.save(conn, filing(20), filings.person_tag(conn, NUMBER))).result()
except StoreFailure as failure:
    print(failure)
resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
store.write(lambda conn: filings.save(conn, filing(30), filings.person_tag(conn, NUMBER))).result()
store.close()
"""


def test_a_disk_that_stops_taking_bytes_in_mid_commit(path: Path, open_store: Callable[[], Store]) -> None:
    done = subprocess.run(
        [sys.executable, "-c", FULL_DISK, str(path)], timeout=60, check=True, capture_output=True, text=True
    )
    assert done.stdout.startswith(f"{path}: the disk ")
    assert done.stderr == ""
    store = open_store()
    kept = [row.filing_id for row in store.read(outbox.all_rows)]
    assert kept == [filing(1).filing_id, filing(30).filing_id]
    assert everything(store) == [2, 2, 6, 6, 6, 12, 2]
    assert store.check_later().result() == ()
