"""The drivers that the settings ask for: the one place of this room that names concrete classes.

A driver is imported when it is made: what a terminal does not have costs it no memory.
"""

from collections.abc import Callable
from pathlib import Path

from devices.fitted import Fitted
from kiosk.config import NOT_FITTED, DeviceSettings, Settings
from kiosk.ports import Cabinet, Camera, Clock, IdCardReader, Printer, Scanner, SlipPrinter, Ups

FOLDER = "folder:"
"""How `devices.scanner` names a folder of files in place of a scanner."""


def fit(settings: Settings, clock: Clock) -> Fitted:
    """What this machine is configured to have; nothing is opened, and no vendor library is loaded."""
    wanted = settings.devices

    def scanner() -> Scanner:
        if wanted.scanner.startswith(FOLDER):
            from devices.scanners.folder import FolderScanner

            return FolderScanner(Path(wanted.scanner.removeprefix(FOLDER)), clock)
        from devices.scanners.isolated import IsolatedScanner

        config_dir = Path(wanted.sane_config_dir) if wanted.sane_config_dir else None
        return IsolatedScanner(wanted.scanner, clock, config_dir=config_dir, options=wanted.scanner_options)

    def camera() -> Camera:
        from devices.cameras.isolated import IsolatedCamera

        return IsolatedCamera(wanted.camera, clock)

    def printer() -> Printer:
        from devices.printers.choice import choose_printer

        return choose_printer(wanted.printer, settings.print_folder, clock, server=wanted.cups_server)

    def slip_printer() -> SlipPrinter:
        from devices.printers.escpos import EscposPrinter

        return EscposPrinter(wanted.slip_printer)

    def cabinet() -> Cabinet:
        from devices.cabinet.base import BoardMap
        from devices.cabinet.modbus import ModbusCabinet

        board = BoardMap.of(wanted.cabinet_map)
        return ModbusCabinet(wanted.cabinet, clock, baud=wanted.cabinet_baud, unit=wanted.cabinet_unit, board=board)

    def ups() -> Ups:
        from devices.power.nut import NutUps

        return NutUps(wanted.ups)

    return Fitted(
        readers=_readers(settings.devices, clock),
        scanner=None if wanted.scanner == NOT_FITTED else scanner,
        camera=None if wanted.camera == NOT_FITTED else camera,
        printer=None if wanted.printer == NOT_FITTED else printer,
        slip_printer=None if wanted.slip_printer in {"", NOT_FITTED} else slip_printer,
        cabinet=None if wanted.cabinet in {"", NOT_FITTED} else cabinet,
        ups=None if wanted.ups == NOT_FITTED else ups,
    )


def _readers(wanted: DeviceSettings, clock: Clock) -> dict[str, Callable[[], IdCardReader]]:
    def id_card() -> IdCardReader:
        if wanted.sdt_library:
            from devices.cards.sdt import SdtReader

            return SdtReader(Path(wanted.sdt_library), wanted.sdt_port, clock)
        from devices.cards.serial_id import SerialIdReader

        return SerialIdReader(wanted.card_port, clock, wanted.card_baud)

    def social_card() -> IdCardReader:
        from devices.cards.social_card import SocialCardReader

        return SocialCardReader(wanted.social_reader, clock)

    readers: dict[str, Callable[[], IdCardReader]] = {}
    # Which port is the reader's cannot be found out, so no name is no reader.
    if wanted.sdt_library or wanted.card_port not in {"", NOT_FITTED}:
        readers["id-card"] = id_card
    if wanted.social_reader != NOT_FITTED:
        readers["social-card"] = social_card
    return readers
