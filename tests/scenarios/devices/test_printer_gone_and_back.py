"""The printer is switched off and on, its queue is missing and comes: no restart, and no paper lost in a folder."""

from pathlib import Path

from devices.printers.choice import choose_printer
from devices.printers.cups import CupsPrinter
from devices.simulators.ipp_printer import IppPrinter
from devices.simulators.print_server import CupsServer
from kiosk.events import Printed, PrintFailed
from kiosk.ports import DeviceState
from tests.support.printing import SOON, PrintingTerminal, paper


def test_switched_off_and_on_again() -> None:
    with CupsServer() as server, IppPrinter() as printer:
        queue = server.add_driverless(printer.uri)
        with PrintingTerminal(lambda clock: CupsPrinter(queue, clock, server=server.server, delays=SOON)) as terminal:
            terminal.until(DeviceState.READY)
            printer.stop()
            assert terminal.until(DeviceState.NEEDS_ATTENTION, "offline").remedy
            terminal.manager.print_pdf("one", paper("one"))
            assert terminal.heard.until(PrintFailed) == PrintFailed("one", "offline")
            printer.start()
            terminal.until(DeviceState.READY)
            terminal.manager.print_pdf("two", paper("two"))
            assert terminal.heard.until(Printed).job == "two"


def test_a_named_queue_that_is_away_is_a_printer_that_is_absent_and_comes_back(tmp_path: Path) -> None:
    with CupsServer() as server:
        with PrintingTerminal(lambda clock: choose_printer("hall", tmp_path, clock, server=server.server)) as terminal:
            assert terminal.until(DeviceState.ABSENT, "no-printer").driver == "cups"
            server.stop()
            terminal.until(DeviceState.ABSENT, "no-server")
            terminal.manager.print_pdf("paper", paper("one"))
            assert terminal.heard.until(PrintFailed) == PrintFailed("paper", "no-server")
            server.start()
            server.add_pdf("hall")
            assert terminal.until(DeviceState.READY).place == "hall"
            terminal.manager.print_pdf("paper", paper("two"))
            assert not terminal.heard.until(Printed).place.to_folder
        assert list(tmp_path.iterdir()) == []
