"""A terminal's devices as they run: a reader in its own process, the manager over it, and what was heard."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from devices.cards.serial_id import SerialIdReader
from devices.cards.social_card import SocialCardReader
from devices.fitted import Fitted
from devices.manager import DeviceManager
from devices.simulators.control import SimulatorControl, spawn_id_reader
from devices.simulators.social_control import SocialCardControl, spawn_social_card
from kiosk.clock import SystemClock
from kiosk.events import EventBus
from kiosk.ports import DeviceState
from tests.support.devices import QUICK, Heard
from tests.support.pcscd import PcscService


@dataclass(frozen=True, slots=True)
class Terminal:
    """`control` moves cards and cables, `heard` has what the terminal noticed."""

    control: SimulatorControl
    heard: Heard
    manager: DeviceManager


@pytest.fixture
def terminal(tmp_path: Path) -> Iterator[Terminal]:
    bus, clock = EventBus(), SystemClock()
    heard = Heard(bus)
    with spawn_id_reader(tmp_path) as stand_in:
        manager = DeviceManager(
            bus, clock, Fitted({"id-card": lambda: SerialIdReader(str(stand_in.port), clock)}), QUICK
        )
        manager.start()
        heard.until_health(lambda health: health.state is DeviceState.READY)
        yield Terminal(stand_in.control, heard, manager)
        manager.stop()


@dataclass(frozen=True, slots=True)
class SocialTerminal:
    """A terminal with two PC/SC readers, either of which may hold a social-security card."""

    service: PcscService
    first: SocialCardControl
    second: SocialCardControl
    heard: Heard
    manager: DeviceManager


@pytest.fixture
def social() -> Iterator[SocialTerminal]:
    bus, clock = EventBus(), SystemClock()
    heard = Heard(bus)
    with (
        PcscService("First", "Second") as service,
        spawn_social_card(service.slot("First")) as first,
        spawn_social_card(service.slot("Second")) as second,
    ):
        manager = DeviceManager(bus, clock, Fitted({"social-card": lambda: SocialCardReader("", clock)}), QUICK)
        manager.start()
        heard.until_health(lambda health: health.state is DeviceState.READY)
        yield SocialTerminal(service, first.control, second.control, heard, manager)
        manager.stop()
