"""The driver of everything SANE knows: flatbeds, feeders, network scanners."""

import logging
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from threading import Event
from types import ModuleType
from typing import Any

from devices.causes import failure
from devices.ownership import ThreadOwnership
from devices.scanners import sane_library
from devices.scanners.base import A4_MM, ScannerDelays, jpeg_page
from kiosk.domain.material import ColourMode, Page
from kiosk.errors import DeviceFailure, log_fault
from kiosk.ports import Clock, ScanRequest

log = logging.getLogger(__name__)

_MODES = {
    ColourMode.COLOUR: ("Color", "24bit Color", "Color - 16 Million Colors"),
    ColourMode.GREY: ("Gray", "Grayscale", "True Gray"),
    ColourMode.LINEART: ("Lineart", "Black & White", "Binary", "Gray"),
}
"""Backends name the same mode differently; the first one that a device has is taken."""


_TEST_BACKEND = """\
number_of_devices 1
mode Color
test-picture "Grid"
geometry_max 300.0
resolution_max 1200.0
"""
"""Debian's defaults give a black page of 200 mm at most."""


def write_test_backend(directory: Path) -> Path:
    """Writes a SANE configuration folder with SANE's own test device as the only one; returns it."""
    directory.mkdir(parents=True, exist_ok=True)
    (directory / "dll.conf").write_text("test\n", encoding="ascii")
    (directory / "test.conf").write_text(_TEST_BACKEND, encoding="ascii")
    return directory


class SaneScanner:
    """`kiosk.ports.Scanner` on python-sane.

    `name` is SANE's device name, "" for the first device there is. `options` are set on the device after mode,
    resolution and area, for what a certain scanner needs (`{"source": "Flatbed"}`); texts are turned into the option's
    own type.
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
    ) -> None:
        self._clock = clock
        self._name = name
        self._config_dir = config_dir
        self._options = dict(options or {})
        self._delays = delays or ScannerDelays()
        self._owner = ThreadOwnership("the scanner")
        self._cancelled = Event()
        self._sane: ModuleType | None = None
        self._device: Any = None  # python-sane has no types

    def open(self) -> None:
        """Finds the device and opens it; raises DeviceFailure absent, busy, permission, no-driver or io."""
        self._owner.claim()
        try:
            self._sane = sane_library.start(self._config_dir)
            name = self._name or self._first(self._sane)
            with sane_library.told_as_failure(self._sane, invalid="absent"):
                self._device = self._sane.open(name)
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

    def scan(self, request: ScanRequest, progress: Callable[[float], None]) -> Iterator[Page]:
        """Scans one page by the request's rule and makes it small enough; `progress` is called with 0 to 1.

        Raises DeviceFailure: cancelled, busy, jammed, no-paper, cover-open, io, no-memory, too-large, unsupported.
        """
        self._owner.check()
        if self._device is None or self._sane is None:
            raise failure("absent", "not opened")
        self._cancelled.clear()
        progress(0.0)
        self._set_up(request)
        teller = self._teller(progress)
        with sane_library.told_as_failure(self._sane):
            self._device.start()
            image = self._device.snap(progress=teller)
        if self._cancelled.is_set():
            raise failure("cancelled")
        page = jpeg_page(image, request.rule)
        progress(1.0)
        yield page

    def cancel(self) -> None:
        """Ends a running scan within one line of the page; the one call allowed from another thread."""
        self._cancelled.set()

    def _first(self, sane: ModuleType) -> str:
        with sane_library.told_as_failure(sane):
            devices = sane.get_devices()
        if not devices:
            raise failure("absent", "SANE finds no scanner")
        return str(devices[0][0])

    def _set_up(self, request: ScanRequest) -> None:
        rule = request.rule
        self._choose("mode", _MODES[rule.colour])
        self._set("resolution", float(rule.resolution_dpi))
        for option, wanted in (("tl_x", 0.0), ("tl_y", 0.0), ("br_x", A4_MM[0]), ("br_y", A4_MM[1])):
            self._set(option, wanted)
        for option, wanted_value in self._options.items():
            self._force(option.replace("-", "_"), wanted_value)

    def _choose(self, option: str, wanted: tuple[str, ...]) -> None:
        known = self._device.opt.get(option)
        if known is None or not (known.is_active() and known.is_settable()):
            return
        offered = known.constraint if isinstance(known.constraint, list) else []
        value = next((value for value in wanted if value in offered), None)
        if value is not None:
            self._put(option, value)

    def _set(self, option: str, wanted: float) -> None:
        """Sets a number, or the nearest one that the device offers."""
        known = self._device.opt.get(option)
        if known is None or not (known.is_active() and known.is_settable()):
            return
        value = wanted
        if isinstance(known.constraint, list) and known.constraint:
            value = min(known.constraint, key=lambda offered: abs(offered - wanted))
        elif isinstance(known.constraint, tuple):
            value = min(max(wanted, known.constraint[0]), known.constraint[1])
        self._put(option, int(value) if known.type == self._int_type() else float(value))

    def _force(self, option: str, wanted: object) -> None:
        """Sets an option that staff asked for; raises DeviceFailure("unsupported") where the device has it not."""
        known = self._device.opt.get(option)
        if known is None or not (known.is_active() and known.is_settable()):
            raise failure("unsupported", f"option {option}")
        try:
            value = self._typed(known.type, wanted)
        except ValueError as fault:
            raise failure("unsupported", f"option {option} = {wanted}") from fault
        self._put(option, value)

    def _put(self, option: str, value: object) -> None:
        assert self._sane is not None
        with sane_library.told_as_failure(self._sane):
            setattr(self._device, option, value)

    def _typed(self, kind: int, wanted: object) -> object:
        # A configuration file gives texts, and python-sane takes only the option's own type.
        types = self._sane._sane if self._sane is not None else None
        if types is None or kind == types.TYPE_STRING:
            return str(wanted)
        if kind == types.TYPE_BOOL:
            return str(wanted).lower() in {"true", "yes", "1"}
        return int(str(wanted)) if kind == types.TYPE_INT else float(str(wanted))

    def _int_type(self) -> int:
        return int(self._sane._sane.TYPE_INT) if self._sane is not None else 0

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
