"""The drivers by their names, as `kiosk devices --driver` takes them: for one device, by hand, without settings."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from devices.fitting import FOLDER
from devices.remedies import remedy_for
from kiosk.errors import DeviceFailure, EnvironmentFailure
from kiosk.ports import Clock, IdCardReader, Printer, Scanner, SlipPrinter


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a technician said of the device; "" and 0 are what they did not say."""

    device: str = ""
    """A SANE name, a CUPS queue, a folder, an address, a part of a PC/SC reader's name."""
    port: str = ""
    baud: int = 115200
    library: str = ""
    server: str = ""
    """The print server, as `devices.cups_server` takes it."""


def told(fault: DeviceFailure, driver: object) -> EnvironmentFailure:
    """A device's failure as one line: what happened, and what can be done about it with this driver."""
    remedy = remedy_for(str(getattr(driver, "driver_name", "")), fault.cause) or fault.remedy
    return EnvironmentFailure(f"{fault}. {remedy}".rstrip())


def _serial_id(wanted: Wanted, clock: Clock) -> IdCardReader:
    from devices.cards.serial_id import SerialIdReader

    return SerialIdReader(wanted.port, clock, wanted.baud)


def _social_card(wanted: Wanted, clock: Clock) -> IdCardReader:
    from devices.cards.social_card import SocialCardReader

    return SocialCardReader(wanted.device, clock)


def _sdt(wanted: Wanted, clock: Clock) -> IdCardReader:
    from devices.cards.sdt import SdtReader

    return SdtReader(Path(wanted.library), int(wanted.port), clock)


def _sane(wanted: Wanted, clock: Clock) -> Scanner:
    if wanted.device.startswith(FOLDER):
        from devices.scanners.folder import FolderScanner

        return FolderScanner(Path(wanted.device.removeprefix(FOLDER)), clock)
    from devices.scanners.isolated import IsolatedScanner

    return IsolatedScanner(wanted.device, clock)


def _cups(wanted: Wanted, clock: Clock) -> Printer:
    from devices.printers.cups import CupsPrinter

    return CupsPrinter(wanted.device, clock, server=wanted.server)


def _folder(wanted: Wanted, clock: Clock) -> Printer:
    from devices.printers.folder import FolderPrinter

    return FolderPrinter(Path(wanted.device), clock)


def _escpos(wanted: Wanted, clock: Clock) -> SlipPrinter:  # noqa: ARG001 - it keeps no time
    from devices.printers.escpos import EscposPrinter

    return EscposPrinter(wanted.device)


CARD_READERS: Mapping[str, Callable[[Wanted, Clock], IdCardReader]] = {
    "serial-id": _serial_id,
    "social-card": _social_card,
    "sdt": _sdt,
}
SCANNERS: Mapping[str, Callable[[Wanted, Clock], Scanner]] = {"sane": _sane}
PRINTERS: Mapping[str, Callable[[Wanted, Clock], Printer]] = {"cups": _cups, "folder": _folder}
SLIP_PRINTERS: Mapping[str, Callable[[Wanted, Clock], SlipPrinter]] = {"escpos": _escpos}
