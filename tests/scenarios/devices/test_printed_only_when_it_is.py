"""A receipt counts as printed, and its paper as used, when the printer has put it out, and never before."""

from pathlib import Path

from devices.scanners.sane import write_test_backend
from devices.simulators.control import spawn_id_reader
from devices.simulators.ipp_printer import IppPrinter
from devices.simulators.print_server import CupsServer
from devices.simulators.programs import until
from devices.simulators.sample_cards import SHI_MEIE
from kiosk.config import DeviceSettings
from kiosk.domain.consumables import Consumable, Stock
from kiosk.ports import PrintPhase
from kiosk.workflow.steps import Step
from tests.scenarios.devices.whole_terminal import WholeTerminal


def sheets(one: WholeTerminal) -> Stock:
    return next(stock for stock in one.terminal.consumables.stocks if stock.consumable is Consumable.SHEETS)


def test_nothing_is_called_printed_or_counted_while_the_paper_is_on_its_way(tmp_path: Path) -> None:
    with spawn_id_reader(tmp_path) as reader, CupsServer() as server, IppPrinter() as printer:
        devices = DeviceSettings(
            card_port=str(reader.port),
            sane_config_dir=str(write_test_backend(tmp_path / "sane")),
            printer=server.add_driverless(printer.uri),
            cups_server=server.server,
        )
        with WholeTerminal(tmp_path, devices) as one:
            one.until_ready("id-card", "scanner", "printer")
            reader.control.insert(SHI_MEIE)
            one.until_step(Step.HOME)
            one.to_materials()
            one.scan()
            printer.tell(hold=True)
            one.confirm()
            outcome = one.session.outcome
            one.until("the printer at work", lambda: outcome.printing is PrintPhase.PRINTING)
            until("the printer's own word", lambda: bool(printer.running()))
            assert outcome.paper is None
            assert sheets(one).left is None, "nobody has counted, so nobody knows"
            assert one.terminal.consumables.refill(Consumable.SHEETS, 100, "7001")
            one.until("the count", lambda: sheets(one).left is not None)
            assert sheets(one).left == 100, "what is not out yet is not used"
            printer.tell()
            one.until("the paper", lambda: outcome.paper is not None)
            assert outcome.paper is not None
            assert not outcome.paper.to_folder
            assert outcome.paper.sheets == 1
            one.until("its use", lambda: sheets(one).left == 99)
            assert sheets(one).days is None, "no forecast from one day"
            # A paper that could not come out is neither printed nor counted.
            printer.tell("media-empty")
            one.terminal.receipt.again()
            one.until("the failure", lambda: bool(outcome.paper_failure))
            assert outcome.paper_failure == "paper-out"
            assert outcome.paper is None
            printer.tell()
        assert len(printer.printed()) == 1
    assert sheets(one).left == 99
