"""The driver of everything SANE knows: flatbeds, feeders, network scanners."""

import logging
import re
import select
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from threading import Event
from types import ModuleType
from typing import TYPE_CHECKING, Any

from devices.causes import failure
from devices.ownership import ThreadOwnership
from devices.scanners import sane_library
from devices.scanners.base import ScannerDelays
from devices.scanners.sane_options import SaneOptions
from kiosk.domain.material import Page
from kiosk.errors import DeviceFailure, log_fault
from kiosk.ports import Clock, PaperSource, ScanRequest

if TYPE_CHECKING:
    from devices.papers.picture import Picture

log = logging.getLogger(__name__)

USB_ROOT = Path("/dev/bus/usb")
_USB_NAME = re.compile(r":libusb:([0-9]{3}):([0-9]{3})$")
_MOST_SHEETS = 200
"""A feeder that never runs empty is broken."""
_STRIP_ROWS = 256
_CANCEL_MS = 50

_TEST_BACKEND = """\
number_of_devices 1
mode Color
test-picture "Grid"
geometry_max 300.0
resolution_max 1200.0
select-fd true
"""
"""Debian's defaults give a black page of 200 mm at most."""


def write_test_backend(directory: Path) -> Path:
    """Writes a SANE configuration folder with SANE's own test device as the only one; returns it."""
    directory.mkdir(parents=True, exist_ok=True)
    (directory / "dll.conf").write_text("test\n", encoding="ascii")
    (directory / "test.conf").write_text(_TEST_BACKEND, encoding="ascii")
    return directory


def check_plugged_in(name: str, usb_root: Path = USB_ROOT) -> None:
    """Raises DeviceFailure("absent") where SANE's name stands for a USB address that nothing hangs at any more.

    Costs one look into a folder that the kernel keeps in memory. Of other names nothing can be told so cheaply.
    """
    address = _USB_NAME.search(name)
    if address is not None and not (usb_root / address[1] / address[2]).exists():
        raise failure("absent", "its USB address is empty")


class SaneScanner:
    """`kiosk.ports.Scanner` on python-sane.

    `name` is SANE's device name, "" for the first device there is. A USB scanner that was plugged in anew has another
    name: where the saved one is gone, the only device of the same backend (and of the same maker and model, once these
    are known) takes its place. `options` are set on the device after source, mode, resolution and area, for what a
    certain scanner needs (`{"source": "ADF Duplex"}`); texts are turned into the option's own type.
    """

    driver_name = "sane"

    def __init__(
        self,
        name: str,
        clock: Clock,
        *,
        config_dir: Path | None = None,
        options: Mapping[str, object] | None = None,
        delays: ScannerDelays | None = None,
        usb_root: Path = USB_ROOT,
    ) -> None:
        self._clock = clock
        self._name = name
        self._config_dir = config_dir
        self._options = dict(options or {})
        self._delays = delays or ScannerDelays()
        self._usb_root = usb_root
        self._owner = ThreadOwnership("the scanner")
        self._cancelled = Event()
        self._sane: ModuleType | None = None
        self._device: Any = None  # python-sane has no types
        self._place = ""
        self._made: tuple[str, str] | None = None

    @property
    def place(self) -> str:
        """SANE's name of the device that was opened last, "" before."""
        return self._place

    def open(self) -> None:
        """Finds the device and opens it; raises DeviceFailure absent, busy, permission, no-driver or io."""
        self._owner.claim()
        try:
            self._sane = sane_library.start(self._config_dir)
            self._device, self._place = self._found(self._sane)
        except DeviceFailure:
            self._owner.release()
            raise

    def close(self) -> None:
        """Gives the device back; never raises."""
        device, self._device = self._device, None
        if device is not None and self._sane is not None:
            try:
                with sane_library.told_as_failure(self._sane):
                    device.close()
            except DeviceFailure as fault:
                log.info("closing the scanner: %s", fault)
        self._owner.release()

    def check(self) -> None:
        """Raises DeviceFailure("absent") where a USB scanner was unplugged; asks the device nothing."""
        self._owner.check()
        check_plugged_in(self._place, self._usb_root)

    def scan(self, request: ScanRequest, progress: Callable[[float], None]) -> Iterator[Page | None]:
        """Gives page after page, None for a blank one; `progress` is called with 0 to 1 for each of them.

        The glass gives one page. The feeder gives all it has, `most_pages` at the most; that it is empty then is no
        failure. Raises DeviceFailure: cancelled, busy, jammed, no-paper, cover-open, io, no-memory, too-large,
        unsupported, absent.
        """
        self._owner.check()
        if self._device is None or self._sane is None:
            raise failure("absent", "not opened")
        self.check()
        self._cancelled.clear()
        progress(0.0)
        options = SaneOptions(self._sane, self._device, self._options)
        sources = options.sources(request.source)
        for source in sources:
            dpi = options.set_up(request.rule, source)
            try:
                if source is PaperSource.GLASS:
                    yield self._page(request, dpi, progress, feeding=False)
                else:
                    yield from self._fed(request, dpi, progress)
                return
            except DeviceFailure as fault:
                # Only an empty feeder sends on to the glass, and only `_fed` before its first page says no-paper.
                if fault.cause != "no-paper" or source is sources[-1]:
                    raise

    def cancel(self) -> None:
        """Ends a running scan within one line of the page; the one call allowed from another thread."""
        self._cancelled.set()

    def _found(self, sane: ModuleType) -> tuple[Any, str]:
        """The device, opened, and the name by which it was."""
        if self._name:
            name = self._place or self._name
            try:
                check_plugged_in(name, self._usb_root)
                return self._opened(sane, name), name
            except DeviceFailure as fault:
                if fault.cause != "absent":
                    raise
        with sane_library.told_as_failure(sane):
            devices = [tuple(str(part) for part in device[:3]) for device in sane.get_devices()]
        if self._name:
            backend = self._name.partition(":")[0]
            devices = [one for one in devices if one[0].partition(":")[0] == backend]
            devices = [one for one in devices if self._made is None or one[1:] == self._made]
            if len(devices) > 1:
                # Which of them it was, nobody knows.
                raise failure("absent", "several scanners could be the one that is gone")
        if not devices:
            raise failure("absent", "SANE finds no such scanner")
        name, *made = devices[0]
        device = self._opened(sane, name)
        self._made = made[0], made[1]
        return device, name

    @staticmethod
    def _opened(sane: ModuleType, name: str) -> Any:  # python-sane has no types
        with sane_library.told_as_failure(sane, invalid="absent"):
            return sane.open(name)

    def _fed(self, request: ScanRequest, dpi: int, progress: Callable[[float], None]) -> Iterator[Page | None]:
        given = 0
        try:
            for sheet in range(_MOST_SHEETS):
                try:
                    page = self._page(request, dpi, progress, feeding=True)
                except DeviceFailure as fault:
                    if sheet and fault.cause == "no-paper":
                        return
                    raise
                given += page is not None
                yield page
                if given >= request.most_pages:
                    return
                progress(0.0)
        finally:
            # Between the pages of a feeder the scan goes on for SANE, until it is told otherwise.
            if self._device is not None and self._sane is not None:
                with sane_library.told_as_failure(self._sane):
                    self._device.cancel()

    def _page(self, request: ScanRequest, dpi: int, progress: Callable[[float], None], *, feeding: bool) -> Page | None:
        # Not at the top: an idle terminal has no room for what works pages up.
        from devices.papers.pipeline import make_page

        if self._cancelled.is_set():
            raise failure("cancelled")
        page = make_page(self._picture(dpi, progress, feeding=feeding), request.rule)
        progress(1.0)
        return page

    def _picture(self, dpi: int, progress: Callable[[float], None], *, feeding: bool) -> "Picture":
        """Reads one page from the device; the bytes that python-sane gives become the picture without a copy."""
        import numpy as np

        from devices.papers.picture import Picture

        assert self._sane is not None
        teller = self._teller(progress)
        with sane_library.told_as_failure(self._sane):
            self._device.start()
            self._await_first_line()
            # Not SaneDev.snap, which copies the page twice; nor multi_scan, which takes every fault for an exception
            # of its own and cancels from a destructor.
            content, width, height, samples, _ = self._device.dev.snap(feeding, False, teller)
        if self._cancelled.is_set():
            raise failure("cancelled")
        if not (width and height and samples in {1, 3} and len(content) == width * height * samples):
            raise failure("io", "the scanner gave no whole page")
        pixels = np.frombuffer(content, np.uint8).reshape((height, width) if samples == 1 else (height, width, 3))
        if samples == 3:
            for start in range(0, height, _STRIP_ROWS):
                strip = pixels[start : start + _STRIP_ROWS]
                strip[:] = strip[:, :, ::-1].copy()
        return Picture(pixels, dpi)

    def _await_first_line(self) -> None:
        """Waits until there is something to read, where the driver offers a file descriptor that says so.

        From the lamp's warming up to the first line nobody could cancel otherwise, as nothing is told meanwhile. And
        SANE's test backend ends its reader thread at whatever instruction it is (see `sane_library`): one that is
        still asking for memory dies with the lock of its heap and is waited for without end. Once it has written
        something, it asks for none any more. Raises DeviceFailure("cancelled").
        """
        assert self._sane is not None
        try:
            descriptor = self._device.dev.fileno()
        except self._sane._sane.error:
            return  # most drivers have none
        poll = select.poll()
        poll.register(descriptor, select.POLLIN)
        end = self._clock.monotonic() + self._delays.first_line_s
        while not poll.poll(_CANCEL_MS):
            if self._cancelled.is_set():
                self._device.cancel()
                raise failure("cancelled")
            if self._clock.monotonic() >= end:
                return  # reading tells what is the matter, and has deadlines of its own

    def _teller(self, progress: Callable[[float], None]) -> Callable[[int, int], None]:
        device = self._device
        told = self._clock.monotonic()

        def tell(line: int, lines: int) -> None:
            # python-sane crashes the process when this callback raises, and reads on when the device is cancelled
            # from a second thread between two lines; so it is cancelled here, and what `progress` raises is ours.
            nonlocal told
            if self._cancelled.is_set():
                device.cancel()
                return
            now = self._clock.monotonic()
            if lines > 0 and now - told >= self._delays.progress_s:
                told = now
                try:
                    progress(min(1.0, line / lines))
                except Exception as fault:  # noqa: BLE001 - see above
                    log_fault(log, "telling the progress of a scan failed", fault)

        return tell
