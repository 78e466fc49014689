"""The scanner comes back under another name than the one in the settings: the next page is scanned all the same."""

import os
import signal
from pathlib import Path

import psutil

from devices.fitting import fit
from devices.manager import DeviceManager
from devices.scanners.sane import write_test_backend
from kiosk.clock import SystemClock
from kiosk.config import NOT_FITTED, DeviceSettings, Settings
from kiosk.domain.material import MaterialRule
from kiosk.domain.text import Text
from kiosk.events import EventBus, PageScanned, ScanFailed
from kiosk.ports import DeviceState, ScanRequest
from tests.support.devices import QUICK, Heard

REQUEST = ScanRequest(MaterialRule("deed", Text("房产证"), resolution_dpi=75, max_pages=1))


def renumber(sane: Path, devices: int) -> None:
    """So many scanners hang on this machine now: `test:0` and up."""
    settings = sane / "test.conf"
    lines = settings.read_text(encoding="ascii").splitlines()
    others = [line for line in lines if not line.startswith("number_of_devices")]
    settings.write_text("\n".join([f"number_of_devices {devices}", *others]) + "\n", encoding="ascii")


def test_saved_name_that_is_stale_at_scan_time_costs_no_page(tmp_path: Path) -> None:
    sane = write_test_backend(tmp_path / "sane")
    renumber(sane, 2)
    devices = DeviceSettings(card_port=NOT_FITTED, printer=NOT_FITTED, scanner="test:1", sane_config_dir=str(sane))
    bus, clock = EventBus(), SystemClock()
    heard = Heard(bus)
    manager = DeviceManager(bus, clock, fit(Settings(devices=devices), clock), QUICK)
    manager.start()
    try:
        assert heard.until_health(lambda one: one.state is DeviceState.READY).place == "test:1"
        # Its cable is moved to another socket, which ends what spoke to it.
        renumber(sane, 1)
        (process,) = [
            child
            for child in psutil.Process().children(recursive=True)
            if any("devices.scanners.isolated" in word for word in child.cmdline())
        ]
        os.kill(process.pid, signal.SIGKILL)
        os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOWAIT)
        manager.scan("first", REQUEST)
        assert heard.until(PageScanned).job == "first"
        assert not [event for event in heard.events if isinstance(event, ScanFailed)]
        heard.until_health(lambda one: one.state is DeviceState.READY and one.place == "test:0")
    finally:
        manager.stop()
