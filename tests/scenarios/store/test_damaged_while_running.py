"""A store that is damaged at the start or while the terminal runs: it salvages, goes on, and tells what is missing."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from kiosk import bootstrap
from kiosk.config import Settings, TerminalSettings, with_paths
from kiosk.errors import StoreDamaged
from kiosk.events import StoreDamageFound
from kiosk.services.store_watch import DAMAGED
from kiosk.storage import filings, health
from kiosk.storage.connection import Store
from kiosk.storage.set_aside import mark_file, set_aside
from tests.support.damaged_store import TERMINAL, Kept, fill, flip, overwrite, scan_page
from tests.support.desk import NotingDesk
from tests.support.devices import Heard
from tests.unit.storage.samples import KEY, FixedClock

PATIENCE_S = 60.0


@pytest.fixture
def data(tmp_path: Path) -> tuple[Path, Kept]:
    path = tmp_path / "data" / bootstrap.STORE_FILE
    return path, fill(path)


@pytest.fixture
def environment(tmp_path: Path, data: tuple[Path, Kept]) -> dict[str, str]:
    """For the program itself: the key as systemd gives it, and settings without devices."""
    keys = tmp_path / "credentials"
    keys.mkdir()
    (keys / "jiujin-store-key").write_bytes(KEY)
    settings = f'[terminal]\nid = "{TERMINAL}"\n[paths]\ndata = "{data[0].parent}"\n'
    settings += '[intake]\nurl = "http://127.0.0.1:9"\n[devices]\nscanner = "none"\nprinter = "none"\n'
    (tmp_path / "terminal.toml").write_text(settings)
    return {**os.environ, "CREDENTIALS_DIRECTORY": str(keys), "QT_QPA_PLATFORM": "offscreen"}


def kiosk(tmp_path: Path, environment: dict[str, str], *words: str) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-m", "kiosk.cli", *words, "--config", str(tmp_path / "terminal.toml")]
    return subprocess.run(command, check=False, capture_output=True, text=True, env=environment, timeout=PATIENCE_S)


def settings_at(path: Path) -> Settings:
    return Settings(terminal=TerminalSettings(id=TERMINAL), paths=with_paths(Settings(), data=str(path.parent)).paths)


@pytest.fixture
def lost(data: tuple[Path, Kept]) -> None:
    overwrite(data[0], scan_page(*data), flip(900))


def test_damage_that_a_read_meets_closes_the_terminal_and_is_salvaged_at_the_next_start(
    data: tuple[Path, Kept],
) -> None:
    path, kept = data
    running = bootstrap.prepare(settings_at(path), KEY, FixedClock(), devices=NotingDesk())
    heard = Heard(running.terminal.bus)
    try:
        overwrite(path, scan_page(path, kept), flip(900))
        with pytest.raises(StoreDamaged):
            running.store.read(lambda c: [filings.load(c, one.filing_id) for one in kept.waiting])
        assert mark_file(path).exists()
        found = heard.until(StoreDamageFound)
        assert found.restart
        running.terminal.visit.hear(found)
        assert running.terminal.visit.gate == DAMAGED
    finally:
        running.close()
    again = bootstrap.prepare(settings_at(path), KEY, FixedClock(), devices=NotingDesk())
    try:
        told = again.store.read(health.salvages)
        assert [missed.detail.split(" ")[0] for missed in told.held] in (["户口簿"], ["照片"])
        assert told.gone == ()
        assert not mark_file(path).exists()
        assert again.store.check_later().result() == ()
        # Found damaged again within hours, it does not start anew for ever.
        heard = Heard(again.terminal.bus)
        again.store.damage.note(StoreDamaged("again"))
        assert not heard.until(StoreDamageFound).restart
    finally:
        again.close()
    assert len(set_aside(path)) == 1


def test_the_commands_tell_and_salvage_by_hand(
    tmp_path: Path, data: tuple[Path, Kept], environment: dict[str, str], lost: None
) -> None:
    path, _ = data
    checked = kiosk(tmp_path, environment, "store", "check", "--json")
    assert checked.returncode == 1
    assert not json.loads(checked.stdout)["sound"]
    refused = kiosk(tmp_path, environment, "outbox", "list")
    assert refused.returncode == 1
    assert "damaged" in refused.stderr
    assert set_aside(path) == [], "only the terminal and the command that says so set a store aside"
    done = kiosk(tmp_path, environment, "store", "salvage", "--json")
    assert json.loads(done.stdout) | {"aside": ""} == {
        "store": str(path),
        "salvaged": True,
        "aside": "",
        "filings": 13,
        "held": 1,
        "gone": 0,
    }
    after = json.loads(kiosk(tmp_path, environment, "store", "check", "--json").stdout)
    assert (after["sound"], len(after["held"]), len(after["aside"])) == (True, 1, 1)
    assert after["held"][0]["number"].startswith(f"ZC-{TERMINAL}-")
    again = kiosk(tmp_path, environment, "store", "salvage")
    assert "sound; nothing was changed" in again.stdout
    findings = json.loads(kiosk(tmp_path, environment, "doctor", "--json").stdout)["checks"]
    told = {one["name"]: one for one in findings}
    assert told["store-salvage"]["cause"] == "filings-missed"
    assert "personal data" in told["store-aside"]["remedy"]


def test_the_program_finds_the_damage_itself_starts_anew_and_goes_on(
    tmp_path: Path, data: tuple[Path, Kept], environment: dict[str, str], lost: None
) -> None:
    path, _ = data
    command = [sys.executable, "-m", "kiosk.cli", "--verbose", "run", "--windowed"]
    command += ["--config", str(tmp_path / "terminal.toml")]
    with subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, text=True) as terminal:
        assert terminal.stderr is not None
        said: list[str] = []
        try:
            for line in terminal.stderr:
                said.append(line)
                if "the damaged store lies in" in line:
                    break
            assert any("it is salvaged at the next start" in line for line in said), said
        finally:
            # The same process all along, as whoever watches over it sees it.
            terminal.send_signal(signal.SIGTERM)
            terminal.communicate(timeout=PATIENCE_S)
    assert len(set_aside(path)) == 1
    store = Store.open(path, KEY, clock=FixedClock())
    try:
        assert len(store.read(lambda c: filings.rows(c, 100))) == 13
    finally:
        store.close()
