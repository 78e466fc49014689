"""What staff are told to do fits the device, and a name that is no such device is told as that."""

from pathlib import Path

import pytest

from devices.cabinet.modbus import ModbusCabinet
from devices.cameras.uvc import UvcCamera
from devices.cards.sdt import SdtReader
from devices.cards.serial_id import SerialIdReader
from devices.causes import CAUSES, failure
from devices.printers.escpos import EscposPrinter
from devices.remedies import REMEDIES, remedy_for
from devices.supervision import Opened
from kiosk.errors import DeviceFailure
from tests.support.devices import HandClock

DRIVERS = {"serial-id", "modbus-rtu", "escpos", "uvc"}


def _driver(name: str, path: Path) -> Opened:
    clock = HandClock()
    drivers: dict[str, Opened] = {
        "serial-id": SerialIdReader(str(path), clock),
        "modbus-rtu": ModbusCabinet(str(path), clock),
        "escpos": EscposPrinter(f"serial://{path}"),
        "uvc": UvcCamera(str(path), clock),
    }
    return drivers[name]


@pytest.mark.parametrize("what", ["file", "folder"])
@pytest.mark.parametrize("name", sorted(DRIVERS))
def test_a_file_or_folder_in_a_devices_place_is_told_as_a_wrong_name(tmp_path: Path, name: str, what: str) -> None:
    path = tmp_path / "port"
    path.write_bytes(b"untouched") if what == "file" else path.mkdir()
    driver = _driver(name, path)
    with pytest.raises(DeviceFailure) as caught:
        driver.open()
    assert (caught.value.cause, caught.value.permanent) == ("wrong-address", True)
    assert "devices." in remedy_for(name, caught.value.cause)
    if what == "file":
        assert path.read_bytes() == b"untouched"


@pytest.mark.parametrize("port", [0, 17, 1017])
def test_a_port_that_no_library_has_is_told_with_those_there_are(port: int) -> None:
    with pytest.raises(DeviceFailure) as caught:
        SdtReader(Path("/nowhere/libsdt.so"), port, HandClock()).open()
    assert caught.value.cause == "wrong-address"
    assert "1001 to 1016" in remedy_for("sdt", caught.value.cause)


def test_every_remedy_is_for_a_cause_of_the_table() -> None:
    assert {cause for told in REMEDIES.values() for cause in told} <= CAUSES.keys()
    assert all(remedy.endswith(".") for told in REMEDIES.values() for remedy in told.values())


def test_a_driver_without_a_word_of_its_own_has_the_tables() -> None:
    assert remedy_for("serial-id", "in-use") == CAUSES["in-use"].remedy == failure("in-use").remedy
    assert remedy_for("a driver of tomorrow", "a cause of tomorrow") == ""
