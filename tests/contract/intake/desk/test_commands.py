"""`kiosk intake official …`, `readings` and the page's address, as a technician meets them."""

import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
import requests

from sync.reference_intake.cli import main
from sync.reference_intake.process import spawn_intake
from tests.contract.intake.conftest import TOKEN, Stranger
from tests.support.browser import Browser
from tests.unit.storage.samples import filing

PASSWORD = "a password said to stdin"


def test_an_account_is_made_used_shut_and_its_looks_are_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    intake = spawn_intake(tmp_path, token=TOKEN, desk_port=0)
    where = ["--data-dir", str(tmp_path)]
    stranger = Stranger(intake.url)
    number = stranger.deliver(1)
    stranger.session.close()
    monkeypatch.setattr("sys.stdin", io.StringIO(PASSWORD + "\n"))
    assert main(["official", "add", "li.na", "--password-stdin", *where]) == 0
    monkeypatch.setattr("sys.stdin", io.StringIO("short\n"))
    assert main(["official", "add", "nobody", "--password-stdin", *where]) == 1
    said = capsys.readouterr()
    assert PASSWORD not in said.out + said.err
    assert "10 to 200 characters" in said.err
    with Browser(intake.desk) as browser:
        assert browser.sign_in("li.na", PASSWORD).status_code == 303
        browser.page(f"/cases/{filing(1).filing_id}")
        assert main(["readings", "--case", number, "--json", *where]) == 0
        (look,) = json.loads(capsys.readouterr().out)
        assert (look["official"], look["what"], look["case_number"]) == ("li.na", "case", number)
        assert main(["official", "disable", "li.na", *where]) == 0
        assert browser.get("/").headers["Location"] == "/sign-in"
        assert browser.sign_in("li.na", PASSWORD).status_code == 403
    assert main(["official", "list", *where]) == 0
    assert "disabled" in capsys.readouterr().out
    assert main(["official", "disable", "never-was", *where]) == 1
    assert main(["readings", "--case", "never-was", *where]) == 1
    intake.stop()
    assert (tmp_path / "intake.log").read_text() == ""


def test_without_a_desk_there_is_no_page_at_either_door(tmp_path: Path) -> None:
    intake = spawn_intake(tmp_path, token=TOKEN)
    assert intake.desk == ""
    assert requests.get(intake.url + "/sign-in", timeout=20).status_code == 404
    intake.stop()


@pytest.mark.parametrize("host", ["127.0.0.1", "::1"])
def test_the_page_answers_at_the_address_it_was_given(tmp_path: Path, host: str) -> None:
    command = [sys.executable, "-m", "sync.reference_intake", "serve", "--data-dir", str(tmp_path), "--port", "0"]
    command += ["--json", "--until-stdin-closes", "--desk-host", host]
    environment = os.environ | {"JIUJIN_INTAKE_TOKEN": TOKEN}
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment) as process:
        assert process.stdout is not None
        ready = json.loads(process.stdout.readline())
        assert ready["desk"] != ready["url"]
        assert requests.get(ready["desk"] + "/sign-in", timeout=20).status_code == 200
        assert requests.get(ready["url"] + "/v1/health", timeout=20).status_code == 200
        assert process.stdin is not None
        process.stdin.close()
        assert process.wait(20) == 0


def test_one_port_cannot_be_both_doors(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    same = ["--port", "8040", "--desk-port", "8040", "--token", TOKEN]
    assert main(["serve", "--data-dir", str(tmp_path), *same]) == 1
    assert "different ports" in capsys.readouterr().err
