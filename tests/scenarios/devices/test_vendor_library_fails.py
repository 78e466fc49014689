"""The card reader maker's library hangs or crashes while the terminal runs."""

from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from devices.cards.base import ReaderDelays
from devices.cards.sdt import SdtReader
from devices.cards.serial_id import SerialIdReader
from devices.fitted import Fitted
from devices.manager import DeviceManager
from devices.simulators.control import IdReaderHandle, spawn_id_reader
from devices.simulators.sample_cards import SHI_MEIE, WANG_JIANGUO
from kiosk.clock import SystemClock
from kiosk.events import CardNoticed, CardRead, CardRemoved, CardUnreadable, EventBus
from kiosk.ports import DeviceState
from tests.scenarios.devices.conftest import Terminal
from tests.support.devices import PATIENCE_S, QUICK, Heard
from tests.support.sdt import SdtStandIn, compile_sdt


@pytest.fixture
def sdt_reader(tmp_path: Path) -> Iterator[IdReaderHandle]:
    with spawn_id_reader(tmp_path / "sdt") as stand_in:
        yield stand_in


@pytest.fixture
def sdt(sdt_reader: IdReaderHandle) -> SdtStandIn:
    return compile_sdt(sdt_reader.port.parent)


@pytest.fixture
def other_reader(tmp_path: Path) -> Iterator[IdReaderHandle]:
    with spawn_id_reader(tmp_path / "serial") as stand_in:
        yield stand_in


@pytest.fixture
def delays() -> ReaderDelays:
    """Only a call that hangs takes so long here."""
    return ReaderDelays(answer_s=1.0, poll_s=1.0, select_s=1.0, read_s=1.0, reset_s=1.0)


@pytest.fixture
def vendor(
    sdt_reader: IdReaderHandle, sdt: SdtStandIn, other_reader: IdReaderHandle, delays: ReaderDelays
) -> Iterator[Terminal]:
    """A terminal with a reader behind a library, and a second one on a serial port."""
    bus, clock = EventBus(), SystemClock()
    heard = Heard(bus)
    fitted = Fitted(
        {
            "id-card": lambda: SdtReader(sdt.path, 1001, clock, delays),
            "other": lambda: SerialIdReader(str(other_reader.port), clock),
        }
    )
    manager = DeviceManager(bus, clock, fitted, QUICK)
    manager.start()
    heard.until_health(lambda health: (health.name, health.state) == ("id-card", DeviceState.READY))
    heard.until_health(lambda health: (health.name, health.state) == ("other", DeviceState.READY))
    yield Terminal(sdt_reader.control, heard, manager)
    manager.stop()
    assert processes() == [], "the library's process ends with the terminal's devices"


def processes() -> list[psutil.Process]:
    """What runs of this process's isolated drivers."""
    return [child for child in psutil.Process().children() if "devices.isolation.child" in child.cmdline()]


@pytest.mark.parametrize(("order", "cause"), [("hang", "no-answer"), ("crash", "crashed")])
def test_idle_library_that_fails_is_started_again_and_reads(
    vendor: Terminal, sdt: SdtStandIn, order: str, cause: str
) -> None:
    before = len(vendor.heard.healths)
    sdt.order("SDT_StartFindIDCard", order)
    health = vendor.heard.until_health(lambda health: health.state is DeviceState.FAILED, after=before)
    assert (health.name, health.driver, health.cause) == ("id-card", "sdt", cause)
    assert health.remedy
    failed = len(vendor.heard.healths)
    vendor.heard.until_health(
        lambda health: (health.name, health.state) == ("id-card", DeviceState.READY), after=failed - 1
    )
    vendor.control.insert(SHI_MEIE)
    assert vendor.heard.until(CardRead).document.name == "史美娥"


@pytest.mark.parametrize("delays", [ReaderDelays(read_s=2 * PATIENCE_S)])
def test_no_other_device_waits_for_a_library_that_hangs(
    vendor: Terminal, sdt: SdtStandIn, other_reader: IdReaderHandle
) -> None:
    vendor.control.insert(SHI_MEIE)
    sdt.order("SDT_ReadBaseMsg", "hang")
    assert vendor.heard.until(CardNoticed).reader == "id-card"
    other_reader.control.insert(WANG_JIANGUO)
    read = vendor.heard.until(CardRead)
    assert (read.reader, read.document.name) == ("other", "王建国")
    (hanging,) = processes()
    hanging.kill()
    assert vendor.heard.until(CardUnreadable) == CardUnreadable("crashed", "id-card")
    assert vendor.heard.until(CardRead, 2).document.name == "史美娥"


@pytest.mark.parametrize(("order", "cause"), [("hang", "no-answer"), ("crash", "crashed")])
def test_card_whose_reading_ended_with_the_library_is_read_when_it_is_back(
    vendor: Terminal, sdt: SdtStandIn, order: str, cause: str
) -> None:
    sdt.order("SDT_ReadBaseMsg", order)
    vendor.control.insert(SHI_MEIE)
    assert vendor.heard.until(CardRead).document.name == "史美娥"
    assert [type(event) for event in vendor.heard.events] == [
        CardNoticed,
        CardUnreadable,
        CardRemoved,
        CardNoticed,
        CardRead,
    ]
    assert vendor.heard.until(CardUnreadable).cause == cause
    vendor.control.remove()
    vendor.heard.until(CardRemoved, 2)
    vendor.control.insert(WANG_JIANGUO)
    assert vendor.heard.until(CardRead, 2).document.name == "王建国"
