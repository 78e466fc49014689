"""The driver of card readers that come with their maker's SDT library, which runs in a process of its own.

Such libraries block, crash, and write past their buffers. Here only numbers and checked bytes arrive from them, and the
reader behind is asked as one on a serial port is (devices.cards.sam).
"""

import logging
from pathlib import Path
from threading import Event

from devices.cards import frames
from devices.cards.base import ReaderDelays
from devices.cards.frames import Answer, Command
from devices.cards.sam import SamReader
from devices.causes import failure
from devices.isolation.host import IsolatedDriver, IsolationDelays
from kiosk.errors import DeviceFailure
from kiosk.ports import Clock

log = logging.getLogger(__name__)

SDT_DELAYS = ReaderDelays(answer_s=1.5, poll_s=1.5, select_s=2.0, read_s=4.0, reset_s=4.0)
"""After so long a call that has not come back never will. Sound libraries give up by themselves before."""

PORTS = frozenset({*range(1, 17), *range(1001, 1017)})
"""1 to 16 are serial, 1001 to 1016 USB."""

_OPEN_S = 5.0
_CLOSE_S = 1.0
_ISOLATION = IsolationDelays(cancel_s=1.0)

_OF_THE_LINE = {0x01: "absent", 0x02: "no-answer", 0x03: "checksum", 0x05: "absent", 0x09: "io"}
"""What a library returns where it did not come as far as the module's own status."""


class SdtLine:
    """`devices.cards.sam.SamLine` through a library. One thread, but `cancel`."""

    def __init__(self, library: Path, port: int, clock: Clock) -> None:
        self._path = library
        self._port = port
        self._driver = IsolatedDriver("devices.cards.sdt_library:SdtLibrary", clock, _ISOLATION)
        self._cancelled = Event()
        self._lost: DeviceFailure | None = None
        self._reset_next = self._was_reset = False

    @property
    def place(self) -> str:
        """The library's file and its port."""
        return f"{self._path.name}:{self._port}"

    @property
    def pid(self) -> int | None:
        """The number of the library's process, None while there is none."""
        return self._driver.pid

    @property
    def usable(self) -> bool:
        """Whether the library's process lives."""
        return self._driver.running and not self._cancelled.is_set()

    def open(self) -> None:
        """Loads the library in a new process and opens the port.

        Raises DeviceFailure: no-driver (missing, of another architecture, without the functions), wrong-address (no
        such port), absent, no-answer, crashed.
        """
        if self._port not in PORTS:
            raise failure("wrong-address", f"there is no port {self._port}: 1 to 16 serial, 1001 to 1016 USB")
        self._cancelled.clear()
        self._lost = None
        self._driver.start(library=str(self._path), port=self._port)
        status = self._driver.call(int, "open_port", limit_s=_OPEN_S)
        if status != frames.OK:
            self._driver.stop()
            raise failure("absent", f"{self.place}: SDT_OpenPort gave {status:02X}")
        # A card whose reading ended with the library counts as read in the module. It is let go once; one that makes
        # the library crash again then has to be taken away.
        self._was_reset, self._reset_next = self._reset_next, False
        if self._was_reset:
            self.exchange(frames.RESET, SDT_DELAYS.reset_s)

    def close(self) -> None:
        """Gives the port back and ends the process; never raises."""
        if self._driver.running:
            try:
                self._driver.call(int, "close_port", limit_s=_CLOSE_S)
            except DeviceFailure as fault:
                log.info("closing %s: %s", self.place, fault.cause)
        self._driver.stop()

    def cancel(self) -> None:
        """Makes the running and every later exchange fail with `stopped`, until `open`; from any thread."""
        # No call of a library can be ended from outside, and killing it in the midst of a transfer upsets some
        # readers: so the running call gets a moment to end by itself.
        self._cancelled.set()
        self._driver.cancel()

    def exchange(self, command: Command, limit_s: float) -> Answer:
        """Carries out one command; raises DeviceFailure, `no-answer` or `crashed` where the process had to go."""
        if self._cancelled.is_set():
            raise failure("stopped")
        if self._lost is not None:
            raise failure(self._lost.cause, self.place)
        try:
            answer = self._driver.call(Answer, command.name.replace("-", "_"), limit_s=limit_s)
        except DeviceFailure as fault:
            if self._driver.running:
                raise
            if self._cancelled.is_set():
                raise failure("stopped") from fault
            self._lost = fault
            # The newest address is asked for after the card was read: nothing of it is missing.
            self._reset_next = not self._was_reset and command != frames.NEWEST_ADDRESS
            raise
        if answer.status in _OF_THE_LINE:
            raise failure(_OF_THE_LINE[answer.status], f"{self.place}: {command.name}, {answer.status:02X}")
        return answer


class SdtReader(SamReader):
    """A reader behind the SDT library at `library`, a .so or .dll of this machine's architecture."""

    driver_name = "sdt"

    def __init__(self, library: Path, port: int, clock: Clock, delays: ReaderDelays | None = None) -> None:
        self._sdt = SdtLine(library, port, clock)
        super().__init__(self._sdt, delays or SDT_DELAYS)

    @property
    def pid(self) -> int | None:
        """The number of the library's process, None while there is none."""
        return self._sdt.pid
