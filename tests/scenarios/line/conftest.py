"""A terminal's store and engine at one end, a real intake process at the other, a failing line between."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from kiosk.clock import SystemClock
from kiosk.events import EventBus
from kiosk.storage.connection import Store
from sync.reference_intake.desk import Desk
from sync.reference_intake.process import IntakeProcess, spawn_intake
from tests.scenarios.line.proxy import LineProxy
from tests.scenarios.line.terminal import TOKEN, Diary, Terminal
from tests.unit.storage.samples import KEY


@pytest.fixture
def terminal(tmp_path: Path) -> Iterator[Terminal]:
    bus = EventBus()
    store = Store.open(tmp_path / "jiujin.db", KEY, clock=SystemClock())
    made = Terminal(tmp_path, store, bus, Diary(bus))
    yield made
    for engine in made.engines:
        engine.stop()
    for client in made.clients:
        client.close()
    store.close()


@pytest.fixture
def intake(tmp_path: Path) -> Iterator[IntakeProcess]:
    process = spawn_intake(tmp_path / "intake", token=TOKEN)
    yield process
    process.stop()
    # What the intake logged is unexpected by definition.
    assert (tmp_path / "intake" / "intake.log").read_text() == ""


@pytest.fixture
def desk(intake: IntakeProcess) -> Iterator[Desk]:
    opened = Desk(f"sqlite:///{intake.folder / 'intake.db'}")
    yield opened
    opened.close()


@pytest.fixture
def line(intake: IntakeProcess) -> Iterator[LineProxy]:
    proxy = LineProxy(intake.url)
    yield proxy
    proxy.close()
