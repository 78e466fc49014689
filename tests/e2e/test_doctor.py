"""`kiosk doctor` in a process of its own."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from kiosk import bootstrap, status_socket
from kiosk.config import DeviceSettings, PathSettings, Settings
from kiosk.ports import DeviceState
from tests.unit.documents.reading import by_pdftotext

KEY = bytes(range(32))


def doctor(*arguments: str, folder: Path, key: bytes = KEY) -> subprocess.CompletedProcess[str]:
    (folder / "jiujin-store-key").write_bytes(key)
    environment = os.environ | {"CREDENTIALS_DIRECTORY": str(folder), "TMPDIR": str(folder)}
    command = [sys.executable, "-m", "kiosk.cli", "doctor", *arguments]
    return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=90, check=False)


def checks(done: subprocess.CompletedProcess[str]) -> dict[str, dict[str, str]]:
    return {row["name"]: row for row in json.loads(done.stdout)["checks"]}


def configuration(folder: Path, more: str = "") -> str:
    file = folder / "terminal.toml"
    devices = '[devices]\nscanner = "none"\nprinter = "none"\n'
    file.write_text(f'[paths]\ndata = "{folder / "data"}"\n{devices}{more}', encoding="utf-8")
    return str(file)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    devices = DeviceSettings(card_port=str(tmp_path / "ttyUSB9"), scanner="none", printer="none")
    return Settings(paths=PathSettings(data=str(tmp_path / "data")), devices=devices)


def test_the_demo_lists_every_device_with_state_cause_and_remedy(tmp_path: Path) -> None:
    report = tmp_path / "readiness.pdf"
    done = doctor("--demo", "--json", "--report", str(report), folder=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    rows = checks(done)
    for name in ("id-card", "social-card", "scanner", "camera", "printer", "slip-printer", "cabinet", "ups"):
        assert rows[name]["state"] in {"ok", "attention"}, rows[name]
    for name in ("store", "line", "disk", "fonts", "catalogue"):
        assert rows[name]["state"] == "ok", rows[name]
    for row in rows.values():
        assert set(row) == {"name", "title", "title_en", "state", "found", "cause", "remedy"}
        assert (row["cause"] != "") == (row["remedy"] != "") == (row["state"] in {"attention", "failed"})
    assert json.loads(done.stdout)["ready"] is True
    text = by_pdftotext(report.read_bytes())
    for words in ("终端就绪报告", "Readinessreport", "可以对外服务", "身份证读卡器", "330225-0042"):
        assert words in text
    assert list(tmp_path.glob("jiujin-demo*")) == []


def test_what_is_wrong_is_told_and_the_exit_code_is_1(tmp_path: Path) -> None:
    config = configuration(tmp_path, f'card_port = "{tmp_path / "ttyUSB9"}"\n[intake]\nurl = "http://127.0.0.1:1"\n')
    report = tmp_path / "readiness.pdf"
    done = doctor("--config", config, "--json", "--report", str(report), folder=tmp_path)
    assert (done.returncode, done.stderr) == (1, "")
    rows = checks(done)
    assert (rows["id-card"]["state"], rows["id-card"]["cause"]) == ("failed", "absent")
    assert rows["scanner"]["state"] == rows["ups"]["state"] == "not-fitted"
    assert (rows["line"]["state"], rows["line"]["cause"]) == ("failed", "line.unreachable")
    assert rows["store"]["state"] == "attention"
    assert not (tmp_path / "data").exists(), "looking makes nothing"
    assert "还不能对外服务" in by_pdftotext(report.read_bytes())


def test_store_with_another_key(tmp_path: Path, settings: Settings) -> None:
    from kiosk.clock import SystemClock

    bootstrap.open_store(settings, KEY, SystemClock()).close()
    rows = checks(doctor("--config", configuration(tmp_path), "--json", folder=tmp_path, key=bytes(32)))
    assert rows["store"]["state"] == "failed"
    assert "key" in rows["store"]["found"]


def test_running_terminal_is_asked_for_its_devices(tmp_path: Path, settings: Settings) -> None:
    running = bootstrap.prepare(settings, KEY)
    running.start()
    try:
        assert running._starter is not None
        running._starter.join(60)
        socket = settings.data_dir / status_socket.NAME
        assert socket.stat().st_mode & 0o777 == 0o600
        # These settings name no reader at all: what is told of one can only come from the terminal.
        rows = checks(doctor("--config", configuration(tmp_path), "--json", folder=tmp_path))
        assert rows["id-card"]["cause"] == "absent"
        assert "serial-id" in rows["id-card"]["found"]
        told = status_socket.ask(settings.data_dir)
        assert told is not None
        assert told[0].state is DeviceState.ABSENT
    finally:
        running.close()
    assert not socket.exists()
    assert status_socket.ask(settings.data_dir) is None


def test_report_that_cannot_be_written_is_told_with_its_option(tmp_path: Path) -> None:
    file = tmp_path / "nowhere" / "readiness.pdf"
    done = doctor("--config", configuration(tmp_path), "--report", str(file), folder=tmp_path)
    assert (done.returncode, done.stdout) == (1, "")
    (line,) = done.stderr.splitlines()
    assert line.startswith(f"kiosk: {file}: ")
    assert "--report" in line
