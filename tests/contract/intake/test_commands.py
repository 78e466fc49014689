"""`kiosk intake …` as a person or a script meets it."""

import json
import socket
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import psutil
import pytest

from kiosk.errors import EnvironmentFailure
from sync.reference_intake.cli import main
from sync.reference_intake.process import spawn_intake
from sync.reference_intake.server import _listen
from tests.contract.intake.conftest import TOKEN, Stranger
from tests.unit.storage.samples import filing


def test_cases_show_and_decide(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    intake = spawn_intake(tmp_path / "in take", token=TOKEN)
    stranger = Stranger(intake.url)
    number = stranger.deliver(1)
    stranger.session.close()
    where = ["--data-dir", str(intake.folder)]
    assert main(["decide", number, "supplement-required", "--note", "缺照片", *where]) == 0
    assert "需要补材料" in capsys.readouterr().out
    assert main(["cases", "--json", *where]) == 0
    (case,) = json.loads(capsys.readouterr().out)
    assert (case["case_number"], case["status"]) == (number, "supplement-required")
    assert main(["show", filing(1).filing_id, "--json", *where]) == 0
    shown = capsys.readouterr().out
    (signature,) = json.loads(shown)["files"]
    assert signature["size"] == len(filing(1).signature.png)
    assert filing(1).parties.resident.number not in shown
    assert main(["show", number, *where]) == 0
    assert "缺照片" in capsys.readouterr().out
    assert main(["cases", *where]) == 0
    assert number in capsys.readouterr().out
    intake.stop()
    intake.stop()
    assert intake.process.returncode == 0


@pytest.mark.parametrize(
    ("command", "said"),
    [
        (["show", "nothing"], "there is no case or filing nothing"),
        (["decide", "nothing", "accepted"], "there is no case nothing"),
    ],
)
def test_what_is_not_there_is_one_line_and_exit_1(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], command: list[str], said: str
) -> None:
    missing = ["--data-dir", str(tmp_path / "nowhere")]
    assert main([*command, *missing]) == 1
    assert capsys.readouterr().err == f"kiosk intake: there is no intake at {tmp_path}/nowhere/intake.db\n"
    assert not (tmp_path / "nowhere").exists()
    spawn_intake(tmp_path / "here").stop()
    assert main([*command, "--data-dir", str(tmp_path / "here")]) == 1
    assert capsys.readouterr().err == f"kiosk intake: {said}\n"


def test_wrong_usage_is_2_and_no_token_is_1(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("JIUJIN_INTAKE_TOKEN", raising=False)
    with pytest.raises(SystemExit) as usage:
        main(["decide", "x", "heavenly"])
    assert usage.value.code == 2
    capsys.readouterr()
    assert main(["serve", "--port", "0", "--data-dir", str(tmp_path)]) == 1
    assert "no terminal could log in" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("nothing", "the database URL cannot be opened: Could not parse"),
        ("postgresql+missing://u:secret@h/d", "the database postgresql+missing://u:***@h/d cannot be opened"),
        ("postgresql://u:secret@127.0.0.1:1/d", "u:***@127.0.0.1:1/d cannot be opened: connection failed"),
        ("sqlite:////nowhere/at/all.db", "cannot be opened: unable to open database file"),
    ],
)
def test_a_database_that_cannot_be_had_is_one_line(capsys: pytest.CaptureFixture[str], url: str, said: str) -> None:
    assert main(["cases", "--database", url]) == 1
    (line,) = capsys.readouterr().err.splitlines()
    assert said in line
    assert "secret" not in line


def test_small_answers_are_not_held_back() -> None:
    """Without this, Nagle's delay adds 40 ms to every step of every filing."""
    with _listen(("127.0.0.1", 0)) as listener:
        assert listener.proto == socket.IPPROTO_TCP


def test_a_taken_port_is_told(tmp_path: Path) -> None:
    first = spawn_intake(tmp_path / "first")
    port = int(first.url.rpartition(":")[2])
    with pytest.raises(EnvironmentFailure, match=r"intake\.log says why"):
        spawn_intake(tmp_path / "second", port)
    first.stop()
    assert "in use" in (tmp_path / "second" / "intake.log").read_text()


def test_the_ready_file_says_where_and_who(tmp_path: Path) -> None:
    ready = tmp_path / "ready.json"
    command = [sys.executable, "-m", "sync.reference_intake", "serve", "--data-dir", str(tmp_path)]
    command += ["--port", "0", "--token", "t", "--ready-file", str(ready), "--until-stdin-closes"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stdin is not None
        line, page = process.stdout.readline().decode(), process.stdout.readline().decode()
        told = json.loads(ready.read_text())
        url, desk = line.removeprefix("listening on ").strip(), page.removeprefix("the officials' page is at ").strip()
        assert told == {"url": url, "desk": desk, "pid": process.pid}
        assert told["url"].startswith("http://127.0.0.1:")
        process.stdin.close()
        assert process.wait(20) == 0


def test_an_intake_dies_with_its_parent(tmp_path: Path) -> None:
    script = (
        "import os, sys, pathlib\n"
        "from sync.reference_intake.process import spawn_intake\n"
        f"intake = spawn_intake(pathlib.Path({str(tmp_path)!r}))\n"
        "print(intake.process.pid, flush=True)\n"
        "os.kill(os.getpid(), 9)\n"
    )
    parent = subprocess.run([sys.executable, "-c", script], capture_output=True, check=False)
    intake = int(parent.stdout)
    with suppress(psutil.NoSuchProcess):
        psutil.Process(intake).wait(20)
    assert not psutil.pid_exists(intake) or psutil.Process(intake).status() == psutil.STATUS_ZOMBIE
