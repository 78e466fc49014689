"""The line to a receipt printer, by its address; every call ends by its deadline."""

import logging
import socket
import termios
from contextlib import suppress
from threading import Event
from time import monotonic
from typing import Any, Protocol

from devices.causes import failure
from devices.printers.escpos_library import Library
from devices.serial_ports import opening_cause
from kiosk.errors import log_fault
from kiosk.slip_address import SlipAddress

log = logging.getLogger(__name__)

_MOST_AT_ONCE = 64
_DRAIN_LOOK_S = 0.005


class Line(Protocol):
    """An open line. Raises DeviceFailure("io") where it broke, within the deadline."""

    def send(self, content: bytes, limit_s: float) -> None:
        """Sends all of it; raises no-answer where the printer takes no more."""

    def receive(self, limit_s: float) -> bytes:
        """What came, b"" where nothing came in time."""

    def close(self) -> None:
        """Never raises."""


def connect(address: SlipAddress, library: Library, limit_s: float) -> Line:
    """Opens the line; raises absent, wrong-address, permission, in-use or no-driver."""
    printers: Any = library.printer
    try:
        match address.kind:
            case "tcp":
                # Not python-escpos's: it leaves the socket open where nobody answers, and knows no IPv6.
                return _TcpLine(socket.create_connection((address.host, address.port), limit_s))
            case "serial":
                device = printers.Serial(address.path, baudrate=address.baud, timeout=limit_s, dsrdtr=False)
                device.open()
                return _SerialLine(device)
            case _:
                ends = address.endpoints
                device = printers.Usb(*address.usb, timeout=round(limit_s * 1000), in_ep=ends[0], out_ep=ends[1])
                device.open()
                return _UsbLine(device, ends)
    except library.not_found as fault:
        why = fault.__context__
        raise failure("absent" if why is None else opening_cause(why, "absent"), address.place) from fault
    except RuntimeError as fault:
        raise failure("no-driver", "pyserial or pyusb") from fault
    except (OSError, ValueError) as fault:
        raise failure("absent", address.place) from fault


class _TcpLine:
    """A socket."""

    def __init__(self, line: socket.socket) -> None:
        self._line = line

    def send(self, content: bytes, limit_s: float) -> None:
        try:
            self._line.settimeout(limit_s)
            self._line.sendall(content)
        except TimeoutError as fault:
            raise failure("no-answer") from fault
        except OSError as fault:
            raise failure("io", type(fault).__name__) from fault

    def receive(self, limit_s: float) -> bytes:
        try:
            self._line.settimeout(max(0.001, limit_s))
            content = self._line.recv(_MOST_AT_ONCE)
        except TimeoutError:
            return b""
        except OSError as fault:
            raise failure("io", type(fault).__name__) from fault
        if not content:
            raise failure("io", "closed by the printer")
        return content

    def close(self) -> None:
        with suppress(OSError):
            self._line.shutdown(socket.SHUT_RDWR)
        self._line.close()


class _SerialLine:
    """python-escpos's serial printer: its port, with our deadlines."""

    def __init__(self, device: Any) -> None:
        # The port is ours alone: python-escpos would wait, even when it is forgotten, until a printer that is gone has
        # taken everything.
        self._port, device._device = device.device, None

    def send(self, content: bytes, limit_s: float) -> None:
        import serial

        try:
            deadline = monotonic() + limit_s
            self._port.write_timeout = limit_s
            self._port.write(content)
            # Gone from here, too: what still waits when the port is closed is lost.
            while self._port.out_waiting and monotonic() < deadline:
                Event().wait(_DRAIN_LOOK_S)
        except serial.SerialTimeoutException as fault:
            raise failure("no-answer") from fault
        except (OSError, termios.error, serial.SerialException) as fault:
            raise failure("io", type(fault).__name__) from fault

    def receive(self, limit_s: float) -> bytes:
        import serial

        try:
            self._port.timeout = max(0.001, limit_s)
            first = bytes(self._port.read(1))
            return first + bytes(self._port.read(min(_MOST_AT_ONCE, self._port.in_waiting))) if first else b""
        except (OSError, TypeError, termios.error, serial.SerialException) as fault:
            raise failure("io", type(fault).__name__) from fault

    def close(self) -> None:
        with suppress(OSError, termios.error):
            # Closing would wait half a minute for a printer that takes no more.
            if self._port.out_waiting:
                self._port.reset_output_buffer()
        with suppress(OSError, termios.error):
            self._port.close()


class _UsbLine:
    """python-escpos's USB printer: its device, with our deadlines."""

    def __init__(self, device: Any, endpoints: tuple[int, int]) -> None:
        self._device = device
        self._in, self._out = endpoints

    def send(self, content: bytes, limit_s: float) -> None:
        import usb.core

        try:
            sent = self._device.device.write(self._out, content, round(limit_s * 1000))
        except usb.core.USBTimeoutError as fault:
            raise failure("no-answer") from fault
        except (OSError, usb.core.USBError) as fault:
            raise failure("io", type(fault).__name__) from fault
        if sent != len(content):
            raise failure("io", "not all was taken")

    def receive(self, limit_s: float) -> bytes:
        import usb.core

        try:
            return bytes(self._device.device.read(self._in, _MOST_AT_ONCE, max(1, round(limit_s * 1000))))
        except usb.core.USBTimeoutError:
            return b""
        except (OSError, usb.core.USBError) as fault:
            raise failure("io", type(fault).__name__) from fault

    def close(self) -> None:
        try:
            self._device.close()
        except Exception as fault:  # noqa: BLE001 - it is gone, whatever python-escpos and pyusb say of it
            log_fault(log, "closing the receipt printer failed", fault, level=logging.INFO)
