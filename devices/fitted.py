"""Which devices a terminal has, as the ways to make their drivers."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from kiosk.ports import Cabinet, Camera, IdCardReader, Printer, Scanner, SlipPrinter, Ups


@dataclass(frozen=True, slots=True)
class Fitted:
    """One maker for each device; None, or no entry among the readers, is a device that is not fitted.

    Readers go by the names of their snapshots (`id-card`, `social-card`). A maker opens nothing.
    """

    readers: Mapping[str, Callable[[], IdCardReader]] = field(default_factory=dict)
    scanner: Callable[[], Scanner] | None = None
    camera: Callable[[], Camera] | None = None
    printer: Callable[[], Printer] | None = None
    slip_printer: Callable[[], SlipPrinter] | None = None
    cabinet: Callable[[], Cabinet] | None = None
    ups: Callable[[], Ups] | None = None
