"""Somebody goes while scanner and print server hang: the session is wiped at once, for the next person."""

import signal
from pathlib import Path

import psutil

from devices.scanners.sane import write_test_backend
from devices.simulators.control import spawn_id_reader
from devices.simulators.ipp_printer import IppPrinter
from devices.simulators.print_server import CupsServer
from devices.simulators.sample_cards import SHI_MEIE, WANG_JIANGUO
from kiosk.config import DeviceSettings
from kiosk.events import PageScanned, ScanFailed, ScanProgress
from kiosk.ports import PrintRequest
from kiosk.workflow.steps import Step
from tests.scenarios.devices.whole_terminal import WholeTerminal
from tests.support.printing import paper

SLOW = {"read_delay": "1", "read_delay_duration": "200000"}
"""SANE's test device waits a fifth of a second before each piece of a page."""


def scanner_process() -> psutil.Process:
    """The process in which the terminal keeps its scanner."""
    (found,) = [
        child
        for child in psutil.Process().children(recursive=True)
        if any("devices.scanners.isolated" in word for word in child.cmdline())
    ]
    return found


def test_the_wipe_waits_for_no_device(tmp_path: Path) -> None:
    with spawn_id_reader(tmp_path) as reader, CupsServer() as server, IppPrinter() as printer:
        devices = DeviceSettings(
            card_port=str(reader.port),
            sane_config_dir=str(write_test_backend(tmp_path / "sane")),
            scanner_options=SLOW,
            printer=server.add_driverless(printer.uri),
            cups_server=server.server,
        )
        with WholeTerminal(tmp_path, devices) as one:
            one.until_ready("id-card", "scanner", "printer")
            reader.control.insert(SHI_MEIE)
            one.until_step(Step.HOME)
            one.to_materials()
            (rule, *_) = one.terminal.collect.missing()
            assert one.terminal.collect.scan(rule)
            one.until("the page under way", lambda: any(isinstance(event, ScanProgress) for event in one.heard))
            scanner = scanner_process()
            scanner.send_signal(signal.SIGSTOP)
            server.freeze()
            before, job = one.session, one.session.collection.job
            one.manager.print_pdf("somebody's", PrintRequest("回执", paper("somebody's").pdf))
            one.leave()
            # No event was heard meanwhile: nothing of the wipe waited for the devices.
            assert one.session is not before
            assert one.session.identification.resident is None
            assert one.session.filling.answers == {}
            assert one.session.collection.pages == {}
            assert one.session.collection.job == ""
            reader.control.remove()
            reader.control.insert(WANG_JIANGUO)
            one.until_step(Step.HOME)
            resident = one.session.identification.resident
            assert resident is not None
            assert resident.number == WANG_JIANGUO.document.number
            # The hanging scanner is given up, and is there for the second person.
            one.until("the end of the first scan", lambda: any(isinstance(e, ScanFailed) for e in one.heard))
            assert next(e for e in one.heard if isinstance(e, ScanFailed)).job == job
            server.thaw()
            one.until_ready("scanner")
            assert not scanner.is_running()
            assert not [event for event in one.heard if isinstance(event, PageScanned)]
            assert one.session.collection.pages == {}


def test_ending_the_terminal_waits_for_no_device_either(tmp_path: Path) -> None:
    with spawn_id_reader(tmp_path) as reader, CupsServer() as server, IppPrinter() as printer:
        devices = DeviceSettings(
            card_port=str(reader.port),
            sane_config_dir=str(write_test_backend(tmp_path / "sane")),
            printer=server.add_driverless(printer.uri),
            cups_server=server.server,
        )
        with WholeTerminal(tmp_path, devices) as one:
            one.until_ready("id-card", "scanner", "printer")
            scanner_process().send_signal(signal.SIGSTOP)
            server.freeze()
            reader.control.fault("silence", times=100_000)
        assert not (tmp_path / "data" / "jiujin.db-wal").exists(), "the store was closed in good order"
        server.thaw()
