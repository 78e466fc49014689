"""The driver of receipt printers that speak ESC/POS: over TCP, a serial port or USB."""

from contextlib import suppress
from dataclasses import dataclass
from time import monotonic

from devices.causes import failure
from devices.ownership import ThreadOwnership
from devices.printers.escpos_library import Library, load
from devices.printers.escpos_line import Line, connect
from devices.printers.escpos_roll import ROLLS
from devices.printers.escpos_slip import PAPER_SENSED, Encoded, encode
from devices.printers.escpos_status import CLEAR, SlipStatus
from kiosk.errors import DeviceFailure
from kiosk.ports import PrintPlace, Slip
from kiosk.slip_address import SlipAddress


@dataclass(frozen=True, slots=True)
class SlipDelays:
    """Seconds."""

    connect_s: float = 3.0
    answer_s: float = 1.0
    """A printer that does not say how it is for so long counts as gone."""
    send_s: float = 15.0
    """So long it may take the bytes of one slip: at 9600 baud a drawn line takes two seconds."""
    print_s: float = 30.0
    """So long it may take to print what it has taken."""
    look_s: float = 0.25
    """Between two looks while it prints."""


class EscposPrinter:
    """`kiosk.ports.SlipPrinter`; for `address` see `SlipAddress`. A printer that answers counts a slip as printed only
    when it says so; one that is set to `status=no` is believed when it has taken the bytes."""

    driver_name = "escpos"

    def __init__(self, address: str, *, delays: SlipDelays | None = None) -> None:
        self._written = address
        self._delays = delays or SlipDelays()
        self._owner = ThreadOwnership("the receipt printer")
        self._library: Library | None = None
        self._address: SlipAddress | None = None
        self._line: Line | None = None
        self._near_end = False

    @property
    def place(self) -> str:
        """Its address, as far as it could be read."""
        return self._address.place if self._address is not None else ""

    @property
    def warnings(self) -> tuple[str, ...]:
        """`paper-low` while the sensor sees the end of the roll."""
        return ("paper-low",) if self._near_end else ()

    def open(self) -> None:
        """Opens the line and asks how it is.

        Raises DeviceFailure: wrong-address, no-driver, absent, permission, no-answer, or the printer's own cause.
        """
        self._owner.claim()
        try:
            self._address = _read(self._written)
            self._library = load()
            self._connect()
            self._ask()
        except DeviceFailure:
            self.close()
            raise

    def close(self) -> None:
        """Gives the line back."""
        self._hang_up()
        self._owner.release()

    def check(self) -> None:
        """Raises the DeviceFailure that a slip would raise now; a printer that answers nothing is never unwell."""
        self._owner.check()
        cause = self._ask().cause
        if cause:
            raise failure(cause)

    def print_slip(self, slip: Slip) -> PrintPlace:
        """Prints and cuts. Raises before anything is printed where the printer can tell; what goes wrong later makes it
        forget the rest, so that a refill does not print half a slip."""
        self._owner.check()
        address, library = self._address, self._library
        if address is None or library is None:
            raise failure("absent", "not opened")
        status = self._ask()
        if status.cause:
            raise failure(status.cause)
        made = encode(slip, ROLLS[address.width_mm], library, native_code=address.native_code)
        line = self._open_line()
        try:
            self._print(line, made)
        except BaseException:
            # Ctrl-C at the command line is one of them.
            self._forget(line)
            raise
        return PrintPlace(address.place, to_folder=False, sheets=0, roll_mm=made.roll_mm)

    def _print(self, line: Line, made: Encoded) -> None:
        assert self._address is not None
        if not self._address.answers:
            line.send(made.content, self._delays.send_s)
            return
        status = SlipStatus(self._delays.answer_s)
        try:
            line.send(made.content + PAPER_SENSED, self._delays.send_s)
        except DeviceFailure as fault:
            # One that stops takes no more bytes; it still says why.
            if fault.cause == "no-answer":
                self._judge(status, line)
            raise
        deadline = monotonic() + self._delays.print_s
        while not status.printed:
            if monotonic() >= deadline:
                raise failure("too-slow")
            status.listen(line, self._delays.look_s)
            if not status.printed:
                self._judge(status, line)
        # What went wrong at the very end, the cutter above all, is told only now.
        self._judge(status, line)

    def _judge(self, status: SlipStatus, line: Line) -> None:
        status.ask(line)
        self._near_end = status.near_end
        # The last of the roll may have carried the slip to its end.
        if status.cause and not (status.printed and status.cause == "paper-out"):
            raise failure(status.cause)

    def _ask(self) -> SlipStatus:
        """How it is now; a line that the printer closed since is opened again, once."""
        status = SlipStatus(self._delays.answer_s)
        if self._address is None or not self._address.answers:
            self._open_line()
            return status
        try:
            status.ask(self._open_line())
        except DeviceFailure as fault:
            self._hang_up()
            if fault.cause != "io":
                raise
            status.ask(self._open_line())
        self._near_end = status.near_end
        return status

    def _forget(self, line: Line) -> None:
        with suppress(DeviceFailure):
            line.send(CLEAR, self._delays.answer_s)
        self._hang_up()

    def _open_line(self) -> Line:
        if self._line is None:
            self._connect()
        assert self._line is not None
        return self._line

    def _connect(self) -> None:
        if self._address is None or self._library is None:
            raise failure("absent", "not opened")
        self._line = connect(self._address, self._library, self._delays.connect_s)

    def _hang_up(self) -> None:
        if self._line is not None:
            self._line.close()
        self._line = None


def _read(address: str) -> SlipAddress:
    try:
        return SlipAddress.read(address)
    except ValueError as fault:
        raise failure("wrong-address") from fault
