"""A printer that takes its time: it is seen to be at work, and the paper counts as printed only at the end."""

from devices.printers.cups import CupsPrinter
from devices.simulators.ipp_printer import IppPrinter
from devices.simulators.print_server import CupsServer
from devices.simulators.programs import until
from kiosk.events import Printed, PrintProgress
from kiosk.ports import DeviceState, PrintPhase
from tests.support.printing import SOON, PrintingTerminal, paper


def test_progress_is_told_while_it_prints_and_printed_only_afterwards() -> None:
    with CupsServer() as server, IppPrinter() as printer:
        queue = server.add_driverless(printer.uri)
        with PrintingTerminal(lambda clock: CupsPrinter(queue, clock, server=server.server, delays=SOON)) as terminal:
            terminal.until(DeviceState.READY)
            printer.tell(hold=True)
            terminal.manager.print_pdf("receipt", paper("slow"))
            assert terminal.heard.until(PrintProgress).phase is PrintPhase.QUEUED
            assert terminal.heard.until(PrintProgress, 2).phase is PrintPhase.PRINTING
            until("the printer at work", lambda: bool(printer.running()))
            terminal.until(DeviceState.BUSY)
            assert not [event for event in terminal.heard.events if isinstance(event, Printed)]
            printer.tell()
            assert terminal.heard.until(Printed).place.sheets == 1
            terminal.until(DeviceState.READY)
