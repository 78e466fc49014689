"""The named queue; without a name CUPS where there is one, and the print folder where there is none."""

import logging
from collections.abc import Callable
from pathlib import Path

from devices.printers.cups import CupsPrinter
from devices.printers.folder import FolderPrinter
from devices.supervision import Cancellable, Checked, Placed, Supplied, Warned
from kiosk.errors import DeviceFailure
from kiosk.ports import Clock, Printer, PrintPhase, PrintPlace, PrintRequest, Supply

log = logging.getLogger(__name__)

RETRY_S = 10.0
"""How long the second printer is used before the first is looked for again: CUPS may start after the terminal."""


class FallbackPrinter:
    """`kiosk.ports.Printer` that uses `first` where it opens and `second` otherwise, and tells in each place which."""

    driver_name = "cups-or-folder"

    def __init__(self, first: Printer, second: Printer, clock: Clock, retry_s: float = RETRY_S) -> None:
        self._first = first
        self._second = second
        self._clock = clock
        self._retry_s = retry_s
        self._active: Printer | None = None
        self._next_look = 0.0

    def open(self) -> None:
        """Opens one of the two; raises the second's DeviceFailure where neither opens."""
        self._next_look = self._clock.monotonic() + self._retry_s
        try:
            self._first.open()
            self._active = self._first
        except DeviceFailure as fault:
            log.info("printing into the folder: %s", fault.cause)
            self._second.open()
            self._active = self._second

    @property
    def place(self) -> str:
        """The place of the one in use."""
        active: object = self._active
        return active.place if isinstance(active, Placed) else ""

    @property
    def warnings(self) -> tuple[str, ...]:
        """What is running low in the one in use."""
        active: object = self._active
        return active.warnings if isinstance(active, Warned) else ()

    @property
    def supplies(self) -> tuple[Supply, ...]:
        """How full the supplies of the one in use are."""
        active: object = self._active
        return active.supplies if isinstance(active, Supplied) else ()

    def close(self) -> None:
        """Lets go of the one in use."""
        if self._active is not None:
            self._active.close()
        self._active = None

    def check(self) -> None:
        """Raises the DeviceFailure that a print would raise now, as far as the one in use can tell."""
        active = self._choose()
        if isinstance(active, Checked):
            active.check()

    def cancel(self) -> None:
        """Ends the watching of a job; the one call allowed from another thread."""
        active: object = self._active
        if isinstance(active, Cancellable):
            active.cancel()

    def print_pdf(self, request: PrintRequest, told: Callable[[PrintPhase], None]) -> PrintPlace:
        """Prints on the one in use; raises as it does."""
        return self._choose().print_pdf(request, told)

    def _choose(self) -> Printer:
        now = self._clock.monotonic()
        if self._active is None or (self._active is self._second and now >= self._next_look):
            self.close()
            self.open()
        return self._active or self._second


def choose_printer(name: str, folder: Path, clock: Clock, *, server: str = "") -> Printer:
    """The printer that the settings name.

    A `name` is that queue of CUPS and nothing else: papers that somebody waits for at it must not vanish into a folder.
    "" is the server's default queue or its only one, and the folder where there is neither.
    """
    queue = CupsPrinter(name, clock, server=server)
    return queue if name else FallbackPrinter(queue, FolderPrinter(folder, clock), clock)
