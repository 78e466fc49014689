"""`kiosk sync` and `kiosk doctor` tell what the centre takes, and how this clock stands to its own."""

import argparse
import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from kiosk.bootstrap import open_store
from kiosk.clock import SystemClock
from kiosk.commands import outbox as outbox_commands
from kiosk.commands import sync as sync_commands
from kiosk.commands.settings import settings_of
from kiosk.config import IntakeSettings, Settings
from kiosk.doctor import checks
from kiosk.doctor.findings import Condition
from kiosk.storage import filings
from tests.scenarios.line.limited_intake import LimitedIntake, limited_intake
from tests.scenarios.line.terminal import TOKEN
from tests.unit.storage.samples import KEY, filing

SENT = filing()


@pytest.fixture
def intake(tmp_path: Path) -> Iterator[LimitedIntake]:
    with limited_intake(tmp_path / "intake") as serving:
        yield serving


@pytest.fixture
def configuration(tmp_path: Path, intake: LimitedIntake, monkeypatch: pytest.MonkeyPatch) -> Path:
    credentials = tmp_path / "credentials"
    credentials.mkdir()
    (credentials / "jiujin-store-key").write_bytes(KEY)
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(credentials))
    file = tmp_path / "terminal.toml"
    words = f'[paths]\ndata = "{tmp_path / "data"}"\n[intake]\nurl = "{intake.url}"\ntoken = "{TOKEN}"\n'
    file.write_text(words, encoding="utf-8")
    store = open_store(settings_of(argparse.Namespace(config=file)), KEY, SystemClock())
    store.write(lambda connection: filings.save(connection, SENT, "a" * 64)).result()
    store.close()
    return file


def run(commands: Any, configuration: Path, capsys: pytest.CaptureFixture[str], *words: str) -> Any:
    parser = argparse.ArgumentParser()
    commands.add(parser.add_subparsers())
    arguments = parser.parse_args([*words, "--config", str(configuration), "--json"])
    assert arguments.run(arguments) == 0
    return json.loads(capsys.readouterr().out)


def test_what_is_left_and_what_the_centre_said(
    configuration: Path, intake: LimitedIntake, capsys: pytest.CaptureFixture[str]
) -> None:
    before = run(sync_commands, configuration, capsys, "sync", "status")
    assert (before["pending"], before["pages_left"], before["centre"]) == (1, 3, None)
    (row,) = run(outbox_commands, configuration, capsys, "outbox", "list")
    assert (row["pages_sent"], row["bytes_left"]) == ("0/3", before["bytes_left"])
    intake.limit(file_bytes=1_234_567)
    run(sync_commands, configuration, capsys, "sync", "once")
    after = run(sync_commands, configuration, capsys, "sync", "status")
    assert (after["delivered"], after["pages_left"], after["bytes_left"]) == (1, 0, 0)
    assert after["centre"]["limits"]["file_bytes"] == 1_234_567
    assert abs(after["centre"]["clock_ahead_s"]) <= after["centre"]["clock_within_s"] + 0.01


class SlowClock(SystemClock):
    """Three minutes behind."""

    def now(self) -> datetime:
        return super().now() - timedelta(minutes=3)


def test_the_doctor_finds_a_clock_that_is_off_beyond_the_setting(intake: LimitedIntake) -> None:
    settings = replace(Settings(), intake=IntakeSettings(intake.url, TOKEN))
    (right,) = checks.line(checks.Surroundings(settings, SystemClock(), (), KEY))
    (slow,) = checks.line(checks.Surroundings(settings, SlowClock(), (), KEY))
    assert right.state is Condition.OK
    assert (slow.state, slow.cause) == (Condition.ATTENTION, "clock-skew")
    lenient = replace(settings, delays=replace(settings.delays, clock_warning=240.0))
    (passed,) = checks.line(checks.Surroundings(lenient, SlowClock(), (), KEY))
    assert passed.state is Condition.OK
