"""The mains fail and come back, and the server that tells of it does not always."""

import time
from collections.abc import Iterator
from dataclasses import replace

import pytest

from devices.fitted import Fitted
from devices.manager import DeviceManager
from devices.power.base import UpsLimits
from devices.power.nut import NutUps
from devices.simulators.ups import MAINS, NutServer
from kiosk.clock import SystemClock
from kiosk.events import EventBus, PowerChanged
from kiosk.ports import DeviceSnapshot, DeviceState, Power
from tests.support.devices import QUICK, Heard

BATTERY = "ups.status: OB DISCHRG\nbattery.charge: 90\nbattery.runtime: 900\n"
EMPTY = "ups.status: OB LB\nbattery.charge: 8\n"


@pytest.fixture
def nut() -> Iterator[NutServer]:
    with NutServer() as server:
        yield server


@pytest.fixture
def bus() -> EventBus:
    return EventBus()


@pytest.fixture
def heard(bus: EventBus) -> Heard:
    return Heard(bus)


@pytest.fixture
def manager(nut: NutServer, bus: EventBus, heard: Heard) -> Iterator[DeviceManager]:
    limits = UpsLimits(answer_s=1.0)
    delays = replace(QUICK, power_s=0.05)
    made = DeviceManager(bus, SystemClock(), Fitted(ups=lambda: NutUps(nut.name, limits)), delays)
    made.start()
    heard.until_health(ready)
    yield made
    made.stop()


def ready(health: DeviceSnapshot) -> bool:
    return health.state is DeviceState.READY


def test_each_change_is_told_once(manager: DeviceManager, nut: NutServer, heard: Heard) -> None:
    nut.tell(BATTERY)
    assert heard.until(PowerChanged) == PowerChanged(Power.BATTERY)
    nut.tell(EMPTY)
    assert heard.until(PowerChanged, 2) == PowerChanged(Power.LOW)
    nut.tell(MAINS)
    assert heard.until(PowerChanged, 3) == PowerChanged(Power.MAINS)
    assert len(heard.events) == 3


def test_a_server_that_goes_leaves_the_last_word_in_force(manager: DeviceManager, nut: NutServer, heard: Heard) -> None:
    nut.tell(BATTERY)
    heard.until(PowerChanged)
    before = len(heard.healths)
    nut.stop_server()
    health = heard.until_health(lambda one: one.state is DeviceState.ABSENT, after=before)
    assert (health.cause, health.place) == ("no-upsd", nut.name)
    before = len(heard.healths)
    nut.start_server()
    heard.until_health(ready, after=before)
    nut.tell(MAINS)
    assert heard.until(PowerChanged, 2) == PowerChanged(Power.MAINS), "the mains are news, so battery was in force"


def test_stale_data_is_a_matter_for_staff_and_no_news(manager: DeviceManager, nut: NutServer, heard: Heard) -> None:
    before = len(heard.healths)
    nut.freeze_driver()
    health = heard.until_health(lambda one: one.cause == "ups-silent", after=before)
    assert health.state is DeviceState.NEEDS_ATTENTION
    before = len(heard.healths)
    nut.thaw_driver()
    heard.until_health(ready, after=before)
    assert heard.events == []


def test_a_terminal_that_starts_in_a_power_cut_knows_it_at_once(nut: NutServer, bus: EventBus, heard: Heard) -> None:
    nut.tell(BATTERY)
    ups = NutUps(nut.name)
    end = time.monotonic() + 15
    ups.open()
    while ups.power() is not Power.BATTERY:
        assert time.monotonic() < end
    ups.close()
    manager = DeviceManager(bus, SystemClock(), Fitted(ups=lambda: NutUps(nut.name)), replace(QUICK, power_s=3600.0))
    manager.start()
    assert heard.until(PowerChanged) == PowerChanged(Power.BATTERY)
    manager.stop()
