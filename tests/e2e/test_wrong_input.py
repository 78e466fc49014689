"""What a technician can get wrong is said in one line naming the file and the key, with exit code 1."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

KEY = bytes(range(32))


def kiosk(*arguments: str, key: bytes = KEY, folder: Path) -> subprocess.CompletedProcess[str]:
    credentials = folder / "credentials"
    credentials.mkdir(exist_ok=True)
    (credentials / "jiujin-store-key").write_bytes(key)
    environment = os.environ | {"CREDENTIALS_DIRECTORY": str(credentials), "QT_QPA_PLATFORM": "offscreen"}
    command = [sys.executable, "-m", "kiosk.cli", *arguments]
    return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60, check=False)


def one_line(done: subprocess.CompletedProcess[str]) -> str:
    assert done.returncode == 1, done.stdout + done.stderr
    lines = done.stderr.strip().splitlines()
    assert len(lines) == 1, done.stderr
    return lines[0]


def configuration(folder: Path, more: str = "") -> Path:
    file = folder / "terminal.toml"
    file.write_text(f'[paths]\ndata = "{folder / "data"}"\n{more}', encoding="utf-8")
    return file


def test_an_unknown_key_of_the_configuration(tmp_path: Path) -> None:
    file = configuration(tmp_path, "[delays]\nidel = 3\n")
    line = one_line(kiosk("run", "--config", str(file), folder=tmp_path))
    assert str(file) in line
    assert "delays.idel" in line
    assert not (tmp_path / "data").exists()


def test_a_broken_catalogue_file(tmp_path: Path) -> None:
    file = tmp_path / "county.json"
    file.write_text('{"version": "1", "region": "330225", "themes": [], "matters": [{"codes": 1}]}', encoding="utf-8")
    line = one_line(kiosk("catalogue", "check", str(file), folder=tmp_path))
    assert str(file) in line
    assert "codes" in line


@pytest.fixture
def store(tmp_path: Path) -> Path:
    from kiosk.bootstrap import open_store
    from kiosk.clock import SystemClock
    from kiosk.config import Settings, with_paths

    open_store(with_paths(Settings(), data=str(tmp_path / "data")), KEY, SystemClock()).close()
    return tmp_path / "data" / "jiujin.db"


def test_a_store_with_another_key_is_left_as_it_was(tmp_path: Path, store: Path) -> None:
    before = store.read_bytes()
    file = configuration(tmp_path)
    for command in (("run", "--config"), ("outbox", "list", "--config"), ("sync", "status", "--config")):
        line = one_line(kiosk(*command, str(file), key=bytes(32), folder=tmp_path))
        assert str(store) in line
        assert "key" in line
    assert store.read_bytes() == before


def test_a_store_that_is_none(tmp_path: Path) -> None:
    file = configuration(tmp_path)
    line = one_line(kiosk("outbox", "list", "--config", str(file), folder=tmp_path))
    assert "no store here yet" in line


def test_the_outbox_of_a_fresh_store_is_empty_json(tmp_path: Path, store: Path) -> None:
    done = kiosk("outbox", "list", "--json", "--config", str(configuration(tmp_path)), folder=tmp_path)
    assert (done.returncode, done.stdout.strip(), done.stderr) == (0, "[]", "")


def test_wrong_usage_is_exit_code_2(tmp_path: Path) -> None:
    assert kiosk("fly", folder=tmp_path).returncode == 2
    assert kiosk("outbox", "show", folder=tmp_path).returncode == 2


def test_search_by_initials_on_the_command_line(tmp_path: Path) -> None:
    done = kiosk("catalogue", "search", "gljt", folder=tmp_path)
    assert done.returncode == 0
    assert done.stdout.splitlines()[0].endswith("高龄津贴")
