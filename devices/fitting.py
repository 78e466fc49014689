"""The drivers that the settings ask for: the one place of this room that names concrete classes."""

from pathlib import Path

from devices.cards.serial_id import SerialIdReader
from devices.fitted import Fitted
from devices.printers.choice import choose_printer
from devices.scanners.sane import SaneScanner
from kiosk.config import NOT_FITTED, Settings
from kiosk.ports import Clock, Printer


def fit(settings: Settings, clock: Clock) -> Fitted:
    """What this machine is configured to have; nothing is opened, and no vendor library is loaded."""
    wanted = settings.devices

    def id_card() -> SerialIdReader:
        return SerialIdReader(wanted.card_port, clock, wanted.card_baud)

    def scanner() -> SaneScanner:
        config_dir = Path(wanted.sane_config_dir) if wanted.sane_config_dir else None
        return SaneScanner(wanted.scanner, clock, config_dir=config_dir, options=wanted.scanner_options)

    def printer() -> Printer:
        return choose_printer(wanted.printer, settings.print_folder, clock, server=wanted.cups_server)

    return Fitted(
        # Which port is the reader's cannot be found out, so no name is no reader.
        readers={} if wanted.card_port in {"", NOT_FITTED} else {"id-card": id_card},
        scanner=None if wanted.scanner == NOT_FITTED else scanner,
        printer=None if wanted.printer == NOT_FITTED else printer,
    )
