"""An error on the screen goes when its fault goes, without a job and without a restart."""

from devices.printers.cups import CupsPrinter
from devices.simulators.ipp_printer import IppPrinter
from devices.simulators.print_server import CupsServer
from kiosk.events import PrintFailed
from kiosk.ports import DeviceState
from tests.support.printing import SOON, PrintingTerminal, paper


def test_a_cover_that_was_closed_is_an_error_no_more() -> None:
    with CupsServer() as server, IppPrinter() as printer:
        queue = server.add_driverless(printer.uri)
        with PrintingTerminal(lambda clock: CupsPrinter(queue, clock, server=server.server, delays=SOON)) as terminal:
            terminal.until(DeviceState.READY)
            printer.tell("cover-open")
            terminal.manager.print_pdf("paper", paper("one"))
            assert terminal.heard.until(PrintFailed) == PrintFailed("paper", "door-open")
            printer.tell()
            terminal.until(DeviceState.READY)


def test_low_toner_is_a_warning_beside_ready_and_goes_with_a_new_cartridge() -> None:
    with CupsServer() as server, IppPrinter() as printer:
        queue = server.add_driverless(printer.uri)
        with PrintingTerminal(lambda clock: CupsPrinter(queue, clock, server=server.server, delays=SOON)) as terminal:
            terminal.until(DeviceState.READY)
            printer.fill(toner=5)
            low = terminal.heard.until_health(lambda health: health.warnings == ("toner-low",))
            assert low.state is DeviceState.READY
            seen = len(terminal.heard.healths)
            printer.fill(toner=90)
            terminal.heard.until_health(lambda health: health.warnings == (), after=seen)
