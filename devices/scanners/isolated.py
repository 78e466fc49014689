"""SANE in a process of its own: a backend that hangs or crashes takes no more with it than its page."""

import logging
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from devices.causes import failure
from devices.isolation.host import IsolatedDriver, IsolationDelays
from devices.ownership import ThreadOwnership
from devices.scanners.sane import USB_ROOT, SaneScanner, check_plugged_in
from kiosk.clock import SystemClock
from kiosk.domain.material import Page
from kiosk.errors import DeviceFailure
from kiosk.ports import Clock, ScanRequest

log = logging.getLogger(__name__)

OptionValue = str | int | float | bool


@dataclass(frozen=True, slots=True)
class IsolatedScannerDelays:
    """Seconds after which the process counts as hanging."""

    open_s: float = 30.0
    """Looking for network scanners takes many seconds."""
    silence_s: float = 60.0
    """From one sign of life of a scan to the next: a cold lamp warms up for half a minute before the first line."""
    line_s: float = 15.0
    """The same in the midst of a page: a carriage pauses while the line to the terminal is full, but not for long."""
    close_s: float = 3.0
    isolation: IsolationDelays = IsolationDelays(cancel_s=10.0)
    """A cancelled scan ends when the carriage is home again."""


class IsolatedScanner:
    """`kiosk.ports.Scanner`: a SaneScanner, which works the pages up too, behind the wire of devices.isolation.

    The arguments are SaneScanner's. Raises what that raises, `no-answer` where its process had to be killed, and
    `crashed`; `open` makes a new process after either. SANE's libraries are loaded in that process alone.
    """

    driver_name = "sane"

    def __init__(
        self,
        name: str,
        clock: Clock,
        *,
        config_dir: Path | None = None,
        options: Mapping[str, OptionValue] | None = None,
        delays: IsolatedScannerDelays | None = None,
        usb_root: Path = USB_ROOT,
    ) -> None:
        self._name = name
        self._config_dir = config_dir
        self._options = dict(options or {})
        self._delays = delays or IsolatedScannerDelays()
        self._owner = ThreadOwnership("the scanner")
        self._driver = IsolatedDriver("devices.scanners.isolated:SaneProcess", clock, self._delays.isolation)
        self._place = name
        self._usb_root = usb_root

    @property
    def place(self) -> str:
        """SANE's name of the device, "" before it is known."""
        return self._place

    @property
    def limit_s(self) -> float:
        """How long a scan may go on without a sign of life: by then its process has been killed."""
        return self._delays.silence_s + self._delays.isolation.cancel_s

    @property
    def pid(self) -> int | None:
        """The number of the process, None while there is none."""
        return self._driver.pid

    def open(self) -> None:
        """Starts the process and has it open the device; raises DeviceFailure."""
        self._owner.claim()
        try:
            self._begin()
        except DeviceFailure:
            self._owner.release()
            raise

    def close(self) -> None:
        """Has the device given back and ends the process; never raises."""
        if self._driver.running:
            try:
                self._driver.call(type(None), "close", limit_s=self._delays.close_s)
            except DeviceFailure as fault:
                log.info("closing the scanner: %s", fault)
        self._driver.stop()
        self._owner.release()

    def check(self) -> None:
        """Raises DeviceFailure("absent") where a USB scanner was unplugged; asks neither device nor process."""
        self._owner.check()
        check_plugged_in(self._place, self._usb_root)

    def scan(self, request: ScanRequest, progress: Callable[[float], None]) -> Iterator[Page | None]:
        """Gives the pages as they come, and None for a blank one; raises DeviceFailure, after the pages before it."""
        self._owner.check()
        if not self._driver.running:
            raise failure("absent", "not opened")
        if not self._driver.alive:
            log.warning("the scanner's process ended while nothing was scanned; it is started again")
            self._begin()
        among_lines = False

        def heard(part: float) -> None:
            nonlocal among_lines
            among_lines = 0.0 < part < 1.0
            progress(part)

        def silence_s() -> float:
            return self._delays.line_s if among_lines else self._delays.silence_s

        yield from self._driver.stream(Page | None, "scan", request, silence_s=silence_s, progress=heard)

    def cancel(self) -> None:
        """Ends a running scan, with its process if need be; the one call allowed from another thread."""
        self._driver.cancel()

    def _begin(self) -> None:
        config_dir = str(self._config_dir) if self._config_dir is not None else ""
        self._driver.start(name=self._name, config_dir=config_dir, options=self._options)
        try:
            self._place = self._driver.call(str, "open_there", limit_s=self._delays.open_s) or self._name
        except DeviceFailure:
            self._driver.stop()
            raise


class SaneProcess(SaneScanner):
    """The scanner as its own process makes it, from plain values."""

    def __init__(self, name: str, config_dir: str, options: dict[str, OptionValue]) -> None:
        super().__init__(name, SystemClock(), config_dir=Path(config_dir) if config_dir else None, options=options)

    def open_there(self) -> str:
        """Opens the device and says where it is, "" where that is not known."""
        self.open()
        return str(getattr(self, "place", ""))
