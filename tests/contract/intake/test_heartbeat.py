"""Heartbeats: taken strictly, the newest kept, listed for those who keep the fleet."""

import json
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from importlib.metadata import version
from pathlib import Path
from threading import Event
from typing import Any

import msgspec
import pytest

from kiosk.bootstrap import sync_engine
from kiosk.clock import SystemClock
from kiosk.config import IntakeSettings, Settings, TerminalSettings, with_paths
from kiosk.events import EventBus
from kiosk.ports import DeviceSnapshot
from kiosk.storage.connection import Store
from sync import wire
from sync.reference_intake import fleet
from sync.reference_intake.fleet_commands import unwell
from sync.reference_intake.ledger import Ledger
from sync.reference_intake.problems import Refused
from sync.reference_intake.process import IntakeProcess
from sync.reference_intake.tables import open_engine
from tests.contract.intake.conftest import TOKEN, Stranger, problem
from tests.e2e.test_wrong_input import kiosk
from tests.unit.storage.samples import KEY

NOW = datetime(2026, 5, 6, 4, 5, 6, tzinfo=UTC)


def beat(terminal: str = "330225-0042", **more: Any) -> wire.Heartbeat:
    said: dict[str, Any] = {
        "version": "0.1.0",
        "catalogue": "2026-05",
        "at": NOW,
        "devices": (wire.DeviceReport(name="id-card", state="ready"),),
        "queues": wire.QueueReport(waiting=0, refused=0, evaluations=0, bytes_left=0),
        "disk_free": 50_000_000_000,
        "disk_size": 100_000_000_000,
    }
    return wire.Heartbeat(terminal_id=terminal, **(said | more))


def sent(stranger: Stranger, content: Any) -> Any:
    return stranger.send("POST", "/v1/heartbeat", data=msgspec.json.encode(content))


def listed(intake: IntakeProcess, folder: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    monkeypatch.setenv("JIUJIN_INTAKE_DATABASE", intake.database)
    done = kiosk("intake", "terminals", "--data-dir", str(intake.folder), "--json", folder=folder)
    assert done.returncode == 0, done.stderr
    return {row["terminal_id"]: row for row in json.loads(done.stdout)}


def test_the_newest_of_each_terminal_is_kept_and_listed(
    intake: IntakeProcess, stranger: Stranger, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = wire.DeviceReport(name="printer", state="needs-attention", cause="paper-out", warnings=("toner-low",))
    queues = wire.QueueReport(waiting=7, refused=1, evaluations=0, bytes_left=123, oldest_s=90)
    for one in (beat(), beat("330225-0043"), beat(devices=(broken,), queues=queues, skew_s=-400.0, disk_free=1_000)):
        answer = sent(stranger, one)
        assert answer.status_code == 200, answer.text
        assert msgspec.json.decode(answer.content, type=wire.HeartbeatAnswer).received_at.tzinfo is not None
    rows = listed(intake, tmp_path, monkeypatch)
    first, second = rows["330225-0042"], rows["330225-0043"]
    assert first["heartbeat"]["queues"]["waiting"] == 7
    assert first["silent_s"] >= 0
    assert first["unwell"] == [
        "printer needs-attention paper-out",
        "printer toner-low",
        "1 refused",
        "disk 0 MB free",
        "clock -400 s",
    ]
    assert second["unwell"] == []


def test_the_same_heartbeat_again_is_taken_again(stranger: Stranger) -> None:
    assert [sent(stranger, beat()).status_code for _ in range(2)] == [200, 200]


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": "史美娥"},
        {"devices": [{"name": "printer", "state": "on-fire"}]},
        {"devices": [{"name": "打印机", "state": "ready"}]},
        {"devices": [{"name": "printer", "state": "failed", "cause": "the paper of Shi Mei'e is stuck"}]},
        {"disk_free": -1},
        {"at": "2026-05-06T12:00:00"},
    ],
)
def test_what_is_no_code_and_no_number_is_refused(stranger: Stranger, wrong: dict[str, Any]) -> None:
    document = msgspec.to_builtins(beat()) | wrong
    assert problem(sent(stranger, document)) == "invalid"


def test_nobody_speaks_for_another_terminal_or_without_a_token(tmp_path: Path, stranger: Stranger) -> None:
    stranger.session.headers["Authorization"] = "Bearer nobody"
    assert problem(sent(stranger, beat())) == "unknown-token"
    engine = open_engine(f"sqlite:///{tmp_path / 'intake.db'}")
    ledger = Ledger(engine, tmp_path)
    ledger.set_up("11330225MB00000190", {"330225-0042": "one", "330225-0043": "two"})
    with pytest.raises(Refused, match="terminal-mismatch"):
        ledger.heartbeat("330225-0043", beat())
    ledger.heartbeat("330225-0042", beat())
    with engine.begin() as connection:
        heard, never = fleet.every_terminal(connection, datetime.now(UTC) + timedelta(hours=1))
    engine.dispose()
    assert unwell(heard) == ["silent for 60 min"]
    assert (never["terminal_id"], never["heartbeat"], unwell(never)) == ("330225-0043", None, [])


def test_a_terminals_engine_sends_them_on_a_lane_of_its_own(intake: IntakeProcess, tmp_path: Path) -> None:
    settings = with_paths(Settings(terminal=TerminalSettings(id="330225-0077")), data=str(tmp_path))
    delays = replace(settings.delays, heartbeat=0.01)
    settings = replace(settings, intake=IntakeSettings(url=intake.url, token=TOKEN), delays=delays)
    store = Store.open(tmp_path / "store.db", KEY, clock=SystemClock())
    engine = sync_engine(settings, store, EventBus(), SystemClock(), NoDevices())  # type: ignore[arg-type]
    database = open_engine(intake.database)

    def heard() -> dict[str, Any] | None:
        with database.begin() as connection:
            rows = {row["terminal_id"]: row["heartbeat"] for row in fleet.every_terminal(connection)}
        return rows.get("330225-0077")

    engine.start()
    try:
        until = time.monotonic() + 30
        while (told := heard()) is None:
            assert time.monotonic() < until
            Event().wait(0.02)
    finally:
        engine.stop()
        store.close()
        database.dispose()
    assert told["version"] == version("jiujin")
    assert told["queues"]["waiting"] == 0


class NoDevices:
    def snapshots(self) -> tuple[DeviceSnapshot, ...]:
        return ()
