"""A serial port that carries GA 450 frames: one command, one answer, before a deadline."""

import logging
import sys
from threading import Event

import serial

from devices.cards.base import ReaderDelays
from devices.cards.frames import Answer, Command, FrameDecoder, encode_command, parse_answer
from devices.causes import failure
from devices.serial_ports import opening_cause
from kiosk.ports import Clock

if sys.platform == "win32":
    _BROKEN: tuple[type[Exception], ...] = (OSError,)
else:
    import termios

    # Flushing a port whose device has gone raises termios.error, which is no OSError.
    _BROKEN = (OSError, termios.error)

_BITS_PER_BYTE = 10
_SLACK = 1.25
"""Readers pause between bytes; a quarter is added to the bare wire time."""

log = logging.getLogger(__name__)


class SerialLine:
    """8N1 on `port` (a device file; a symbolic link is followed anew at each opening). One thread, but `cancel`."""

    def __init__(self, port: str, baud: int, clock: Clock, delays: ReaderDelays) -> None:
        self._port = port
        self._baud = baud
        self._clock = clock
        self._delays = delays
        self._decoder = FrameDecoder()
        self._cancelled = Event()
        self._serial: serial.Serial | None = None

    @property
    def place(self) -> str:
        """The port."""
        return self._port

    @property
    def usable(self) -> bool:
        """Whether the port is open; a line that is disturbed now may be sound a moment later."""
        return self._serial is not None

    def open(self) -> None:
        """Takes the port for itself alone; raises DeviceFailure absent, wrong-address, permission, in-use,
        unsupported or io."""
        self._cancelled.clear()
        try:
            self._serial = serial.Serial(
                self._port,
                self._baud,
                timeout=self._delays.slice_s,
                write_timeout=self._delays.answer_s,
                exclusive=None if sys.platform == "win32" else True,
            )
        except ValueError as fault:
            raise failure("unsupported", f"{self._port} at {self._baud} baud") from fault
        except _BROKEN as fault:
            raise failure(opening_cause(fault, "io"), self._port) from fault

    def close(self) -> None:
        """Gives the port back; never raises."""
        port, self._serial = self._serial, None
        if port is None:
            return
        try:
            port.close()
        except _BROKEN:
            log.info("%s broke while it was being closed", self._port)

    def cancel(self) -> None:
        """Makes the running and every later exchange fail with `stopped`, until `open`; from any thread."""
        self._cancelled.set()

    def exchange(self, command: Command, limit_s: float) -> Answer:
        """Sends `command` and returns its answer.

        Raises DeviceFailure: `no-answer` where nothing came before `limit_s`, `checksum` where half a frame or a
        damaged one did, `garbage` where no frame is among what comes, `absent` where the port broke.
        """
        port = self._serial
        if port is None:
            raise failure("absent", self._port)
        self._decoder.reset()
        try:
            port.reset_input_buffer()  # a late answer to the last command must not be taken for this one's
            port.write(encode_command(command))
            answer = self._hear(port, command, limit_s)
        except serial.SerialTimeoutException as fault:
            raise failure("no-answer", f"{self._port}: {command.name} could not be sent") from fault
        except _BROKEN as fault:
            raise failure("absent", self._port) from fault  # a terminal hangs up when its device goes
        if answer is not None:
            return answer
        if self._decoder.cut_short:
            raise failure("checksum", f"{command.name}: the answer was cut short")
        raise failure("no-answer", f"{self._port}: {command.name}")

    def _hear(self, port: serial.Serial, command: Command, limit_s: float) -> Answer | None:
        heard_at = self._clock.monotonic()
        end = heard_at + limit_s + command.answer_bytes * _BITS_PER_BYTE * _SLACK / self._baud
        quiet = limit_s
        while True:
            if self._cancelled.is_set():
                raise failure("stopped")
            chunk = port.read(self._decoder.wanted)
            for body in self._decoder.feed(chunk):
                return parse_answer(body)
            now = self._clock.monotonic()
            if chunk:
                heard_at, quiet = now, self._delays.gap_s
            if now >= min(end, heard_at + quiet):
                return None
