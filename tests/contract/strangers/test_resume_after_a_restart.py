"""A stock upload server (npm's @tus/server) is resumed by a program that was killed and started again."""

import subprocess
import sys
from pathlib import Path

import pytest

from kiosk.clock import SystemClock
from kiosk.storage import filings, sending
from kiosk.storage.connection import Store
from tests.contract.strangers.conftest import SIZE, StartTus, paper
from tests.scenarios.line.proxy import LineProxy
from tests.unit.storage.samples import KEY, filing

ENOUGH = 150_000
"""Of a million bytes: then the program is killed."""

SLOW = 200_000
NO_CEILING = 0
SENT = filing(materials=(paper(77),))


@pytest.fixture
def store_file(tmp_path: Path) -> Path:
    file = tmp_path / "jiujin.db"
    store = Store.open(file, KEY, clock=SystemClock())
    store.write(lambda connection: filings.save(connection, SENT, "a" * 64)).result()
    store.close()
    return file


def start(store_file: Path, url: str, bytes_per_s: int) -> subprocess.Popen[bytes]:
    module = "tests.contract.strangers.our_client"
    return subprocess.Popen([sys.executable, "-m", module, str(store_file), url, SENT.filing_id, str(bytes_per_s)])


def addresses(store_file: Path) -> int:
    store = Store.open(store_file, KEY, clock=SystemClock())
    try:
        return len(store.read(sending.addresses))
    finally:
        store.close()


def test_after_kill_and_restart_the_rest_alone_is_sent(start_tus: StartTus, store_file: Path) -> None:
    server = start_tus(SENT.filing_id)
    line = LineProxy(server.url)
    try:
        killed = start(store_file, line.url, SLOW)
        server.wait_until(lambda sizes: any(ENOUGH <= size < SIZE for size in sizes))
        killed.kill()
        killed.wait(30)
        assert addresses(store_file) == 1
        again = start(store_file, line.url, NO_CEILING)
        assert again.wait(60) == 0
        assert len(line.seen.bodies("POST")) == 1, "one creation in both lives of the program"
        # What lay in the dead program's socket may have arrived still; what came before the kill was not sent again.
        assert line.seen.bodies("PATCH")[-1] <= SIZE - ENOUGH
    finally:
        line.close()
    assert server.stored() == [SENT.materials[0].pages[0].content]
    assert addresses(store_file) == 0
