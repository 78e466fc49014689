"""CUPS takes connections and says nothing: the terminal says so, goes on, and prints when CUPS is well again."""

from devices.printers.cups import CupsPrinter
from devices.simulators.ipp_printer import IppPrinter
from devices.simulators.print_server import CupsServer
from devices.simulators.programs import until
from kiosk.events import Printed, PrintFailed
from kiosk.ports import DeviceState
from tests.support.printing import SOON, PrintingTerminal, paper


def test_a_hanging_server_is_told_and_what_it_held_is_never_printed() -> None:
    with CupsServer() as server, IppPrinter() as printer:
        queue = server.add_driverless(printer.uri)
        with PrintingTerminal(lambda clock: CupsPrinter(queue, clock, server=server.server, delays=SOON)) as terminal:
            terminal.until(DeviceState.READY)
            printer.tell(hold=True)
            terminal.manager.print_pdf("old", paper("old"))
            until("the printer at work", lambda: bool(printer.running()))
            server.freeze()
            assert terminal.heard.until(PrintFailed) == PrintFailed("old", "no-server")
            terminal.until(DeviceState.ABSENT, "no-server")
            server.thaw()
            terminal.until(DeviceState.READY)
            assert server.waiting() == []
            printer.tell()
            until("the printer's rest", lambda: not printer.running())
            terminal.manager.print_pdf("new", paper("new"))
            assert terminal.heard.until(Printed).job == "new"
        assert len(printer.printed()) == 1
