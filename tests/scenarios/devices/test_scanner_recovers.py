"""What went wrong with a scan is over when it is over: the next page comes, and no old error stays."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from devices.fitted import Fitted
from devices.manager import DeviceManager
from devices.scanners.folder import FolderScanner
from devices.scanners.sane import SaneScanner, write_test_backend
from kiosk.clock import SystemClock
from kiosk.domain.material import MaterialRule
from kiosk.domain.text import Text
from kiosk.events import EventBus, PageScanned, ScanEnded, ScanFailed
from kiosk.ports import DeviceState, PaperSource, ScanRequest
from tests.contract.devices.test_folder_scanner import put
from tests.support.devices import QUICK, Heard

RULE = MaterialRule("deed", Text("房产证"), resolution_dpi=75, max_pages=20)


@dataclass(frozen=True, slots=True)
class Office:
    """A terminal whose only device is SANE's test scanner; `says` is what that scanner answers to the next reading."""

    manager: DeviceManager
    heard: Heard
    scanner: SaneScanner

    def says(self, status: str) -> None:
        self.scanner._options["read_return_value"] = status


@pytest.fixture(scope="module")
def config_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_test_backend(tmp_path_factory.mktemp("sane"))


@pytest.fixture
def office(config_dir: Path) -> Iterator[Office]:
    bus, clock = EventBus(), SystemClock()
    heard = Heard(bus)
    scanner = SaneScanner("test:0", clock, config_dir=config_dir, options={"read_return_value": "Default"})
    manager = DeviceManager(bus, clock, Fitted(scanner=lambda: scanner), QUICK)
    manager.start()
    heard.until_health(lambda health: health.state is DeviceState.READY)
    yield Office(manager, heard, scanner)
    manager.stop()


@pytest.mark.parametrize(
    ("status", "cause"),
    [
        ("SANE_STATUS_JAMMED", "jammed"),
        ("SANE_STATUS_COVER_OPEN", "cover-open"),
        ("SANE_STATUS_DEVICE_BUSY", "busy"),
        ("SANE_STATUS_NO_DOCS", "no-paper"),
        ("SANE_STATUS_IO_ERROR", "io"),
    ],
)
def test_page_after_a_mishap_comes_and_the_error_is_gone(office: Office, status: str, cause: str) -> None:
    request = ScanRequest(RULE, PaperSource.GLASS)
    office.says(status)
    office.manager.scan("first", request)
    assert office.heard.until(ScanFailed) == ScanFailed("first", cause)
    office.says("Default")
    office.manager.scan("second", request)
    assert office.heard.until(PageScanned).job == "second"
    assert office.heard.until(ScanEnded) == ScanEnded("second", 1)
    before = len(office.heard.healths) - 1
    health = office.heard.until_health(lambda health: health.state is DeviceState.READY, after=before)
    assert (health.cause, health.remedy) == ("", "")


def test_error_is_gone_by_itself_when_nobody_scans(office: Office) -> None:
    office.says("SANE_STATUS_JAMMED")
    before = len(office.heard.healths)
    office.manager.scan("first", ScanRequest(RULE, PaperSource.GLASS))
    office.heard.until_health(lambda health: health.state is DeviceState.NEEDS_ATTENTION, after=before)
    attention = next(
        number
        for number, picture in enumerate(office.heard.healths)
        if any(health.state is DeviceState.NEEDS_ATTENTION for health in picture)
    )
    assert office.heard.healths[attention][0].cause == "jammed"
    well = office.heard.until_health(lambda health: health.state is DeviceState.READY, after=attention)
    assert (well.cause, well.remedy) == ("", "")


def test_pile_in_the_feeder_comes_page_by_page_to_its_end(office: Office) -> None:
    office.manager.scan("pile", ScanRequest(RULE, PaperSource.ANY, 20))
    ended = office.heard.until(ScanEnded)
    assert (ended.job, ended.pages, ended.blanks) == ("pile", 10, 0)
    assert sum(isinstance(event, PageScanned) for event in office.heard.events) == 10


def test_stick_that_is_pulled_and_back_is_used_again_without_a_restart(tmp_path: Path) -> None:
    folder = tmp_path / "stick"
    folder.mkdir()
    put(folder, "page.png")
    bus, clock = EventBus(), SystemClock()
    heard = Heard(bus)
    manager = DeviceManager(bus, clock, Fitted(scanner=lambda: FolderScanner(folder, clock)), QUICK)
    manager.start()
    heard.until_health(lambda health: health.state is DeviceState.READY)
    for round_ in (1, 2):
        manager.scan(f"{round_}", ScanRequest(RULE))
        assert heard.until(ScanEnded, round_) == ScanEnded(f"{round_}", 1)
        before = len(heard.healths)
        away = folder.rename(tmp_path / "away")
        health = heard.until_health(lambda health: health.state is DeviceState.ABSENT, after=before)
        assert health.cause == "absent"
        assert health.place == str(folder)
        before = len(heard.healths)
        away.rename(folder)
        heard.until_health(lambda health: health.state is DeviceState.READY, after=before)
    manager.stop()
