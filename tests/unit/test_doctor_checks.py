"""The checks of `kiosk doctor`: what keeps one from looking is what it finds."""

import logging

import pytest

from devices.fitted import Fitted
from devices.manager import DeviceManager
from kiosk import bootstrap
from kiosk.clock import SystemClock
from kiosk.config import Settings, with_paths
from kiosk.doctor import checks
from kiosk.doctor.devices import device_health
from kiosk.doctor.findings import Condition
from kiosk.events import EventBus
from kiosk.ports import Clock, DeviceSnapshot, DeviceState
from tests.unit.devices.hanging import IMPATIENT, HangingPrinter

UNREACHABLE = "/" + "x" * 300
"""The system refuses to look at such a name, for root too."""


@pytest.mark.parametrize("check", [checks.store, checks.disk])
def test_a_folder_that_cannot_be_looked_at_is_found_and_nothing_is_raised(check: checks.Check) -> None:
    around = checks.Surroundings(with_paths(Settings(), data=UNREACHABLE), SystemClock(), (), bytes(32))
    (found,) = check(around)
    assert (found.state, found.cause) == (Condition.FAILED, "unreachable")
    assert UNREACHABLE in found.found


def test_a_device_that_is_still_opened_is_told_once_and_not_in_the_log(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, tmp_path_factory: pytest.TempPathFactory
) -> None:
    printer = HangingPrinter()
    printer.opens.set()

    def manager(_settings: Settings, bus: EventBus, clock: Clock) -> DeviceManager:
        return DeviceManager(bus, clock, Fitted(printer=lambda: printer), IMPATIENT)

    monkeypatch.setattr(bootstrap, "device_manager", manager)
    settings = with_paths(Settings(), data=str(tmp_path_factory.mktemp("data")))
    try:
        with caplog.at_level(logging.WARNING):
            (health,) = device_health(settings, within_s=0.0)
        assert health.state is DeviceState.STARTING
        assert caplog.records == []
    finally:
        printer.release()


def test_a_device_in_want_of_a_hand_is_told_with_its_cause_in_words_and_its_own_remedy() -> None:
    rows = (
        DeviceSnapshot("id-card", "card", "serial-id", DeviceState.ABSENT, "absent", "Plug it in.", "/dev/ttyUSB0"),
        DeviceSnapshot(
            "slip-printer", "slip-printer", "escpos", DeviceState.READY, place="h:9100", warnings=("paper-low",)
        ),
    )
    around = checks.Surroundings(Settings(), SystemClock(), rows, bytes(32))
    card, slips = list(checks.devices(around))[:2]
    assert card.found == "absent, serial-id /dev/ttyUSB0: the device is not there"
    assert (card.cause, card.remedy) == ("absent", "Plug it in.")
    assert (slips.state, slips.cause, slips.remedy) == (Condition.ATTENTION, "paper-low", "Have a new roll ready.")
    assert slips.found.endswith("the paper is running low")


@pytest.mark.parametrize("reader", ["id-card", "social-card"])
def test_each_reader_that_is_not_fitted_is_listed_as_such_beside_the_other(reader: str) -> None:
    row = DeviceSnapshot(reader, "card", reader, DeviceState.READY)
    found = list(checks.devices(checks.Surroundings(Settings(), SystemClock(), (row,), bytes(32))))
    assert [one.name for one in found if one.state is not Condition.NOT_FITTED] == [reader]
    names = ("id-card", "social-card", "scanner", "camera", "printer", "slip-printer", "cabinet", "ups")
    assert sorted(one.name for one in found) == sorted(names)
    assert len({one.title for one in found}) == len(names)
