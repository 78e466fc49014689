"""Which devices a terminal has is what its settings say."""

from dataclasses import replace

import pytest

from kiosk.bootstrap import device_manager
from kiosk.clock import SystemClock
from kiosk.config import DelaySettings, DeviceSettings, Settings
from kiosk.events import EventBus


@pytest.mark.parametrize(
    ("devices", "fitted"),
    [
        (DeviceSettings(card_port="none", scanner="none", printer="none"), []),
        (DeviceSettings(), ["scanner", "printer"]),
        (DeviceSettings(card_port="/dev/ttyUSB0", scanner="test:0", printer="office"), ["card", "scanner", "printer"]),
    ],
)
def test_which_devices_are_there_is_the_settings_word(devices: DeviceSettings, fitted: list[str]) -> None:
    manager = device_manager(replace(Settings(), devices=devices), EventBus(), SystemClock())
    assert [snapshot.capability for snapshot in manager.snapshots()] == fitted


@pytest.mark.parametrize(("wanted", "fitted"), [("none", []), ("", ["social-card"]), ("ACS ACR38U", ["social-card"])])
def test_reader_of_social_security_cards_is_there_unless_it_is_none(wanted: str, fitted: list[str]) -> None:
    devices = DeviceSettings(scanner="none", printer="none", social_reader=wanted)
    manager = device_manager(replace(Settings(), devices=devices), EventBus(), SystemClock())
    assert [snapshot.name for snapshot in manager.snapshots()] == fitted
    assert [snapshot.driver for snapshot in manager.snapshots()] == fitted


def test_vendors_library_takes_the_place_of_the_port() -> None:
    wanted = DeviceSettings(card_port="/dev/ttyUSB0", sdt_library="/opt/reader/libsdtapi.so", sdt_port=1002)
    manager = device_manager(replace(Settings(), devices=wanted), EventBus(), SystemClock())
    reader = manager.snapshots()[0]
    assert (reader.name, reader.driver) == ("id-card", "sdt")


def test_the_card_reader_is_asked_as_often_as_the_settings_say() -> None:
    often = replace(Settings(), delays=DelaySettings(card_poll=0.025))
    assert device_manager(often, EventBus(), SystemClock())._delays.card_poll_s == 0.025
