"""The cabinet's board loses its cable, falls silent or refuses: what it was told is done when it is back."""

import logging
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from threading import Event

import pytest

from devices.cabinet.base import BoardMap
from devices.cabinet.modbus import ModbusCabinet
from devices.cards.serial_id import SerialIdReader
from devices.fitted import Fitted
from devices.manager import DeviceManager
from devices.simulators.cabinet_control import CabinetControl, spawn_cabinet_board
from devices.simulators.control import SimulatorControl, spawn_id_reader
from devices.simulators.sample_cards import SHI_MEIE
from kiosk.clock import SystemClock
from kiosk.config import CabinetMapSettings
from kiosk.events import CardRead, DoorsChanged, EventBus, PresenceChanged
from kiosk.ports import DeviceSnapshot, DeviceState, Door, Light
from tests.support.devices import PATIENCE_S, QUICK, Heard


@dataclass(frozen=True, slots=True)
class Cabinet:
    """A terminal with a card reader and a cabinet; `board` and `reader` move what is outside of it."""

    board: CabinetControl
    reader: SimulatorControl
    heard: Heard
    manager: DeviceManager

    @property
    def health(self) -> DeviceSnapshot:
        return next(one for one in self.manager.snapshots() if one.capability == "cabinet")

    def until(self, met: Callable[[], bool]) -> None:
        end = time.monotonic() + PATIENCE_S
        while not met():
            assert time.monotonic() < end, f"it did not come to that: {self.health}, {self.board.state()}"
            Event().wait(0.01)

    def until_it_is(self, state: DeviceState) -> None:
        self.until(lambda: self.health.state is state)


@pytest.fixture
def cabinet(tmp_path: Path) -> Iterator[Cabinet]:
    bus, clock = EventBus(), SystemClock()
    heard = Heard(bus)
    board = BoardMap.of(CabinetMapSettings(pulse=0.05))
    with spawn_cabinet_board(tmp_path) as stand_in, spawn_id_reader(tmp_path) as reader:
        fitted = Fitted(
            {"id-card": lambda: SerialIdReader(str(reader.port), clock)},
            cabinet=lambda: ModbusCabinet(str(stand_in.port), clock, board=board),
        )
        manager = DeviceManager(bus, clock, fitted, replace(QUICK, sense_s=0.01, attention_s=0.5))
        manager.start()
        made = Cabinet(stand_in.control, reader.control, heard, manager)
        made.until(lambda: all(one.state is DeviceState.READY for one in manager.snapshots()))
        heard.until(PresenceChanged)
        yield made
        manager.stop()


def test_the_light_burns_again_when_the_board_is_back(cabinet: Cabinet) -> None:
    cabinet.manager.light(Light.READER)
    cabinet.until(lambda: cabinet.board.state()["lit"] == ["reader"])
    cabinet.board.unplug()
    cabinet.until_it_is(DeviceState.ABSENT)
    assert cabinet.health.remedy
    cabinet.board.replug()
    cabinet.until_it_is(DeviceState.READY)
    cabinet.until(lambda: cabinet.board.state()["lit"] == ["reader"])


def test_what_was_told_meanwhile_is_done_when_it_is_back(cabinet: Cabinet, caplog: pytest.LogCaptureFixture) -> None:
    cabinet.manager.light(Light.READER)
    cabinet.board.unplug()
    cabinet.until_it_is(DeviceState.ABSENT)
    with caplog.at_level(logging.WARNING):
        cabinet.manager.light(Light.PRINTER)
        cabinet.manager.open_door(Door.PAPERS)
        cabinet.until(lambda: "open-door papers: absent" in caplog.text)
    cabinet.board.replug()
    cabinet.until(lambda: cabinet.board.state()["lit"] == ["printer"])
    cabinet.until(lambda: cabinet.board.state()["pulses"] != {"papers": 0, "slips": 0})
    cabinet.until(lambda: cabinet.board.state()["powered"] == [])
    assert cabinet.board.state()["pulses"] == {"papers": 1, "slips": 0}, "this door, once"
    assert cabinet.board.state()["lit"] == ["printer"]
    assert cabinet.health.state is DeviceState.READY


def test_people_and_doors_are_told_once_each_and_nobody_is_gone_with_the_board(cabinet: Cabinet) -> None:
    assert cabinet.heard.until(PresenceChanged) == PresenceChanged(False)
    cabinet.board.come()
    assert cabinet.heard.until(PresenceChanged, 2) == PresenceChanged(True)
    cabinet.board.open_door(Door.PAPERS)
    assert cabinet.heard.until(DoorsChanged) == DoorsChanged(frozenset({Door.PAPERS}))
    cabinet.board.go()
    assert cabinet.heard.until(PresenceChanged, 3) == PresenceChanged(False)
    cabinet.board.unplug()
    cabinet.until_it_is(DeviceState.ABSENT)
    assert cabinet.heard.until(PresenceChanged, 4) == PresenceChanged(True)
    assert cabinet.heard.until(DoorsChanged, 2) == DoorsChanged(frozenset())
    cabinet.board.replug()
    assert cabinet.heard.until(PresenceChanged, 5) == PresenceChanged(False)
    assert cabinet.heard.until(DoorsChanged, 3) == DoorsChanged(frozenset({Door.PAPERS}))


def test_a_silent_board_delays_no_card(cabinet: Cabinet) -> None:
    cabinet.board.spoil("silence", times=100_000)
    cabinet.until_it_is(DeviceState.FAILED)
    assert cabinet.health.cause == "no-answer"
    for count in (1, 2, 3):
        cabinet.manager.light(Light.READER)
        cabinet.reader.insert(SHI_MEIE)
        assert cabinet.heard.until(CardRead, count).document.name == "史美娥"
        cabinet.reader.remove()
        cabinet.until(lambda: cabinet.reader.state()["field"] == "empty")
    cabinet.board.clear_faults()
    cabinet.until_it_is(DeviceState.READY)
    cabinet.until(lambda: cabinet.board.state()["lit"] == ["reader"])


def test_an_order_that_the_board_refuses_is_told_although_its_sensors_are_well(
    cabinet: Cabinet, caplog: pytest.LogCaptureFixture
) -> None:
    cabinet.board.spoil("exception", on="write", code=2)
    before = len(cabinet.heard.healths)
    with caplog.at_level(logging.WARNING):
        cabinet.manager.open_door(Door.SLIPS)
        refused = cabinet.heard.until_health(lambda one: one.cause == "board-refused", after=before)
    assert refused.state is DeviceState.NEEDS_ATTENTION
    assert "open-door slips: board-refused" in caplog.text
    looks = int(str(cabinet.board.state()["orders"])) + 5
    cabinet.until(lambda: int(str(cabinet.board.state()["orders"])) > looks)
    assert cabinet.health.cause == "board-refused", "five good looks at the sensors do not mend a lock"
    cabinet.manager.light(Light.PRINTER)
    cabinet.until_it_is(DeviceState.READY)


def test_stopping_leaves_nothing_burning(cabinet: Cabinet) -> None:
    cabinet.manager.light(Light.SCANNER)
    cabinet.until(lambda: cabinet.board.state()["lit"] == ["scanner"])
    cabinet.manager.stop()
    assert cabinet.board.state()["lit"] == []
