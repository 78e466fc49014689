"""CUPS where there is one and the folder where there is none: what is told is told of the one in use."""

from pathlib import Path

from devices.causes import failure
from devices.printers.choice import FallbackPrinter
from devices.printers.folder import FolderPrinter
from devices.supervision import Supplied, Warned
from kiosk.clock import SystemClock
from kiosk.ports import Supply


class Office(FolderPrinter):
    """A printer of sheets that can be away, and knows its toner."""

    away = False
    warnings = ("toner-low",)
    supplies = (Supply("Black", "toner", 5),)

    def open(self) -> None:
        if self.away:
            raise failure("no-server")
        super().open()


def both(tmp_path: Path) -> tuple[FallbackPrinter, Office]:
    clock = SystemClock()
    office = Office(tmp_path / "office", clock)
    return FallbackPrinter(office, FolderPrinter(tmp_path / "folder", clock), clock), office


def test_warnings_supplies_and_place_are_those_of_the_printer_in_use(tmp_path: Path) -> None:
    printer, _ = both(tmp_path)
    assert isinstance(printer, Warned)
    assert isinstance(printer, Supplied)
    assert (printer.place, printer.warnings, printer.supplies) == ("", (), ())
    printer.open()
    assert (printer.place, printer.warnings) == (str(tmp_path / "office"), ("toner-low",))
    assert printer.supplies == Office.supplies
    printer.close()


def test_the_folder_knows_its_place_and_nothing_runs_low(tmp_path: Path) -> None:
    printer, office = both(tmp_path)
    office.away = True
    printer.open()
    assert (printer.place, printer.warnings, printer.supplies) == (str(tmp_path / "folder"), (), ())
    printer.close()
