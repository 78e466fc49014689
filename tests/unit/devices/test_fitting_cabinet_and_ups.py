"""Which cabinet and which UPS a terminal gets from its settings."""

from dataclasses import replace

import pytest

from devices.cabinet.base import BoardMap, Steady
from devices.fitting import fit
from kiosk.clock import SystemClock
from kiosk.config import CabinetMapSettings, DeviceSettings, Settings
from kiosk.ports import Door, Light


def test_neither_is_there_unless_it_is_named() -> None:
    fitted = fit(Settings(), SystemClock())
    assert (fitted.cabinet, fitted.ups) == (None, None)


def test_both_hang_where_the_settings_say() -> None:
    settings = replace(Settings(), devices=DeviceSettings(cabinet="/dev/ttyS9", ups="kiosk@[::1]:3493"))
    fitted = fit(settings, SystemClock())
    assert fitted.cabinet is not None
    assert fitted.ups is not None
    cabinet, ups = fitted.cabinet(), fitted.ups()
    assert getattr(cabinet, "place", "") == "/dev/ttyS9"
    assert getattr(ups, "place", "") == "kiosk@[::1]:3493"


def test_the_map_leaves_out_what_is_not_fitted() -> None:
    board = BoardMap.of(CabinetMapSettings(light_scanner=-1, lock_slips=-1, door_slips=-1, presence=-1, pulse=0.0))
    assert board.lights == {Light.READER: 0, Light.PRINTER: 2}
    assert board.locks == {Door.PAPERS: 3}
    assert board.contacts == {Door.PAPERS: 1}
    assert board.presence is None
    assert board.coils == (0, 2, 3)
    assert board.inputs == (1,)


@pytest.mark.parametrize(("seen", "value"), [("110111", True), ("110110", False), ("111001", True), ("000", False)])
def test_a_flickering_sensor_counts_once_it_is_steady(seen: str, value: bool) -> None:
    sensor = Steady(3, value=False)
    for look in seen:
        sensor.see(look == "1")
    assert sensor.value is value
