"""What a technician can get wrong is said in one line naming the file and the key, with exit code 1."""

import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import pytest

KEY = bytes(range(32))


def kiosk(
    *arguments: str, key: bytes = KEY, platform: str = "offscreen", said: str = "", folder: Path
) -> subprocess.CompletedProcess[str]:
    credentials = folder / "credentials"
    credentials.mkdir(exist_ok=True)
    (credentials / "jiujin-store-key").write_bytes(key)
    environment = os.environ | {"CREDENTIALS_DIRECTORY": str(credentials), "QT_QPA_PLATFORM": platform}
    command = [sys.executable, "-m", "kiosk.cli", *arguments]
    return subprocess.run(command, env=environment, input=said, capture_output=True, text=True, timeout=60, check=False)


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
    assert kiosk("demo", "--headless", "--out", "", folder=tmp_path).returncode == 2


def test_a_command_lines_own_help_and_ends(tmp_path: Path) -> None:
    for command, word in (("intake", "serve"), ("simulate", "id-reader")):
        for option in ("--help", "-h"):
            done = kiosk(command, option, folder=tmp_path)
            assert (done.returncode, done.stderr) == (0, "")
            assert word in done.stdout
        assert command in kiosk("--help", folder=tmp_path).stdout
    assert "--control" in kiosk("simulate", "id-reader", "--help", folder=tmp_path).stdout
    for wrong in ((), ("--control", "x"), ("teapot",)):
        done = kiosk("simulate", *wrong, folder=tmp_path)
        assert done.returncode == 2
        assert "usage: kiosk simulate NAME" in done.stderr


@pytest.mark.parametrize("port", ["99999", "-1", "http"])
def test_a_port_that_is_none(tmp_path: Path, port: str) -> None:
    done = kiosk("intake", "serve", f"--port={port}", folder=tmp_path)
    assert done.returncode == 2
    assert "--port" in done.stderr


def test_a_data_folder_that_cannot_be_made(tmp_path: Path) -> None:
    (tmp_path / "data").touch()
    line = one_line(kiosk("run", "--config", str(configuration(tmp_path)), folder=tmp_path))
    assert str(tmp_path / "data") in line


def test_a_broken_configured_catalogue_stops_the_start(tmp_path: Path) -> None:
    file = tmp_path / "county.json"
    file.write_text("{", encoding="utf-8")
    config = configuration(tmp_path, f'catalogue = "{file}"\n')
    assert str(file) in one_line(kiosk("run", "--config", str(config), folder=tmp_path))
    assert not (tmp_path / "data").exists()


def test_out_that_is_a_file(tmp_path: Path) -> None:
    (tmp_path / "out").touch()
    for out in (tmp_path / "out", tmp_path / "out" / "deeper"):
        line = one_line(kiosk("demo", "--headless", "--out", str(out), folder=tmp_path))
        assert str(tmp_path / "out") in line
        assert "Not a directory" in line or "File exists" in line


def test_no_screen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(name, raising=False)
    config = configuration(tmp_path)
    for command in (("demo",), ("run", "--config", str(config))):
        line = one_line(kiosk(*command, platform="", folder=tmp_path))
        assert "no screen here" in line
        assert "--headless" in line


def test_trying_again_what_is_not_there(tmp_path: Path, store: Path) -> None:
    config = str(configuration(tmp_path))
    line = one_line(kiosk("outbox", "retry", "018f-nobody", "--config", config, folder=tmp_path))
    assert "018f-nobody" in line


def test_a_line_that_is_down_is_told_in_one_line(tmp_path: Path, store: Path) -> None:
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        config = configuration(tmp_path, f'[intake]\nurl = "http://127.0.0.1:{nobody.getsockname()[1]}"\n')
        done = kiosk("sync", "once", "--config", str(config), folder=tmp_path)
    assert one_line(done).startswith("kiosk: ")
    assert "pending: 0" in done.stdout


@pytest.mark.parametrize(
    ("pin", "code"), [("25803", 1), ("258036", 0), ("25803614", 0), ("258036142", 1), ("25803x", 1)]
)
def test_a_pin_is_as_long_as_the_screen_takes(tmp_path: Path, pin: str, code: int) -> None:
    done = kiosk("agent-pin", said=pin + "\n", folder=tmp_path)
    assert done.returncode == code
    assert done.stdout.startswith('pin = "scrypt$') == (code == 0)


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_a_demo_that_is_ended_leaves_nothing_behind(tmp_path: Path, number: signal.Signals, code: int) -> None:
    environment = os.environ | {
        "QT_QPA_PLATFORM": "offscreen",
        "TMPDIR": str(tmp_path),
        "XDG_RUNTIME_DIR": str(tmp_path),
    }
    command = [sys.executable, "-m", "kiosk.cli", "demo", "--no-dock", "--mode", "village"]
    with subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, text=True) as demo:
        assert demo.stderr is not None
        # It says how to sign in when everything beneath the window is up.
        assert "Sign in as agent" in demo.stderr.readline()
        demo.send_signal(number)
        _, said = demo.communicate(timeout=60)
    assert (demo.returncode, said) == (code, "")
    assert list(tmp_path.glob("jiujin-*")) == []


def test_a_headless_visit_that_is_ended_leaves_nothing_behind(tmp_path: Path) -> None:
    environment = os.environ | {"TMPDIR": str(tmp_path), "XDG_RUNTIME_DIR": str(tmp_path)}
    out = tmp_path / "out"
    command = [sys.executable, "-m", "kiosk.cli", "demo", "--headless", "--out", str(out)]
    with subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, text=True) as demo:
        # The first picture is taken in the midst of the visit.
        deadline = time.monotonic() + 60
        while demo.poll() is None and not list(out.glob("screens/*.png")) and time.monotonic() < deadline:
            with suppress(subprocess.TimeoutExpired):
                demo.wait(0.02)
        demo.terminate()
        _, said = demo.communicate(timeout=60)
    assert (demo.returncode, said) == (143, "")
    assert list(tmp_path.glob("jiujin-*")) == []


def test_a_search_without_a_hit_says_so(tmp_path: Path) -> None:
    assert "qqqqzz" in one_line(kiosk("catalogue", "search", "qqqqzz", folder=tmp_path))


def test_search_by_initials_on_the_command_line(tmp_path: Path) -> None:
    done = kiosk("catalogue", "search", "gljt", folder=tmp_path)
    assert done.returncode == 0
    assert done.stdout.splitlines()[0].endswith("高龄津贴")
