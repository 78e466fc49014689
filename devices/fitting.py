"""The drivers that the settings ask for: the one place of this room that names concrete classes."""

from collections.abc import Callable
from pathlib import Path

from devices.cabinet.base import BoardMap
from devices.cabinet.modbus import ModbusCabinet
from devices.cameras.isolated import IsolatedCamera
from devices.cards.sdt import SdtReader
from devices.cards.serial_id import SerialIdReader
from devices.cards.social_card import SocialCardReader
from devices.fitted import Fitted
from devices.power.nut import NutUps
from devices.printers.choice import choose_printer
from devices.printers.escpos import EscposPrinter
from devices.scanners.folder import FOLDER, FolderScanner
from devices.scanners.isolated import IsolatedScanner
from kiosk.config import NOT_FITTED, Settings
from kiosk.ports import Clock, IdCardReader, Printer, Scanner


def fit(settings: Settings, clock: Clock) -> Fitted:
    """What this machine is configured to have; nothing is opened, and no vendor library is loaded."""
    wanted = settings.devices

    def id_card() -> IdCardReader:
        if wanted.sdt_library:
            return SdtReader(Path(wanted.sdt_library), wanted.sdt_port, clock)
        return SerialIdReader(wanted.card_port, clock, wanted.card_baud)

    def scanner() -> Scanner:
        if wanted.scanner.startswith(FOLDER):
            return FolderScanner(Path(wanted.scanner.removeprefix(FOLDER)), clock)
        config_dir = Path(wanted.sane_config_dir) if wanted.sane_config_dir else None
        return IsolatedScanner(wanted.scanner, clock, config_dir=config_dir, options=wanted.scanner_options)

    def camera() -> IsolatedCamera:
        return IsolatedCamera(wanted.camera, clock)

    def printer() -> Printer:
        return choose_printer(wanted.printer, settings.print_folder, clock, server=wanted.cups_server)

    def cabinet() -> ModbusCabinet:
        board = BoardMap.of(wanted.cabinet_map)
        return ModbusCabinet(wanted.cabinet, clock, baud=wanted.cabinet_baud, unit=wanted.cabinet_unit, board=board)

    def social_card() -> SocialCardReader:
        return SocialCardReader(wanted.social_reader, clock)

    readers: dict[str, Callable[[], IdCardReader]] = {}
    # Which port is the reader's cannot be found out, so no name is no reader.
    if wanted.sdt_library or wanted.card_port not in {"", NOT_FITTED}:
        readers["id-card"] = id_card
    if wanted.social_reader != NOT_FITTED:
        readers["social-card"] = social_card
    return Fitted(
        readers=readers,
        scanner=None if wanted.scanner == NOT_FITTED else scanner,
        camera=None if wanted.camera == NOT_FITTED else camera,
        printer=None if wanted.printer == NOT_FITTED else printer,
        slip_printer=None if wanted.slip_printer in {"", NOT_FITTED} else lambda: EscposPrinter(wanted.slip_printer),
        cabinet=None if wanted.cabinet in {"", NOT_FITTED} else cabinet,
        ups=None if wanted.ups == NOT_FITTED else lambda: NutUps(wanted.ups),
    )
