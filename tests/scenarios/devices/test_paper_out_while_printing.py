"""The paper runs out in the midst of a receipt; somebody refills the tray an hour later."""

from pathlib import Path

from devices.printers.cups import CupsPrinter
from devices.simulators.ipp_printer import IppPrinter
from devices.simulators.print_server import CupsServer
from devices.simulators.programs import until
from kiosk.events import Printed, PrintFailed
from kiosk.ports import DeviceState
from tests.support.printing import SOON, PrintingTerminal, paper, words_on


def test_the_person_is_told_and_the_refill_prints_only_what_is_asked_for_again() -> None:
    with CupsServer() as server, IppPrinter() as printer:
        queue = server.add_driverless(printer.uri)
        with PrintingTerminal(lambda clock: CupsPrinter(queue, clock, server=server.server, delays=SOON)) as terminal:
            terminal.until(DeviceState.READY)
            printer.tell("media-empty")
            terminal.manager.print_pdf("first", paper("the first person's"))
            assert terminal.heard.until(PrintFailed) == PrintFailed("first", "paper-out")
            assert server.waiting() == []
            assert server.kept() == [], "nothing of the paper is left behind"
            printer.tell()
            until("the printer's rest", lambda: not printer.running())
            terminal.until(DeviceState.READY)
            terminal.manager.print_pdf("second", paper("the second person's"))
            assert terminal.heard.until(Printed).job == "second"
        assert [words_on(Path(str(one["file"]))) for one in printer.printed()] == [["the second person's"]]
