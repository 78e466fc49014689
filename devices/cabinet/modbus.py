"""The driver of cabinet boards that speak Modbus RTU: relays for lights and locks, inputs for sensors."""

import logging
import struct
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from devices.cabinet.base import BoardDelays, BoardMap, Steady
from devices.causes import failure
from devices.ownership import ThreadOwnership
from devices.serial_ports import opening_cause
from kiosk.errors import DeviceFailure
from kiosk.ports import CabinetState, Clock, Door, Light

if sys.platform == "win32":
    _Unplugged = OSError
else:
    # Asking a port whose device has gone raises termios.error, which is no OSError.
    from termios import error as _Unplugged  # noqa: N812 - it is no error to us, but news

if TYPE_CHECKING:
    from pymodbus.client import ModbusSerialClient
    from pymodbus.pdu import ModbusPDU

log = logging.getLogger(__name__)

DRIVER_NAME = "modbus-rtu"

_EXCEPTIONS = {5: "busy", 6: "busy", 4: "self-test"}
"""Modbus application protocol 1.1b3, 7: acknowledged, busy, device failure; all others mean that the map is wrong."""

_LONGEST_FRAME = 256
"""Modbus over serial line 1.02, 2.5.1."""

_SPAN = 256
"""Inputs further apart than this are asked for one by one."""


class ModbusCabinet:
    """`kiosk.ports.Cabinet` on a board of relays and inputs.

    Every coil is switched off when the board is opened and when it is closed: a lock that stayed powered after a cut
    in the middle of its pulse would burn. A pulse ends at the first `sense` after its time, so no call ever waits for
    it.
    """

    driver_name = DRIVER_NAME

    def __init__(
        self,
        port: str,
        clock: Clock,
        *,
        baud: int = 9600,
        unit: int = 1,
        board: BoardMap | None = None,
        delays: BoardDelays | None = None,
    ) -> None:
        self._port = port
        self._clock = clock
        self._baud = baud
        self._unit = unit
        self._map = board or BoardMap()
        self._delays = delays or BoardDelays()
        self._owner = ThreadOwnership(f"the cabinet board at {port}")
        self._client: ModbusSerialClient | None = None
        self._heard = b""
        self._pulses: dict[Door, float] = {}
        self._forget()

    @property
    def place(self) -> str:
        """The port it hangs on."""
        return self._port

    def open(self) -> None:
        """Opens the port, switches everything off and looks at the sensors once; so only a board that works opens."""
        self._owner.claim()
        self._forget()
        try:
            self._client = self._connect()
            for coil in self._map.coils:
                self._write(coil, on=False)
            self._look()
        except DeviceFailure:
            self.close()
            raise

    def close(self) -> None:
        """All lights and locks off, the port given back; never raises."""
        client, powered = self._client, tuple(self._pulses)
        try:
            if client is not None and client.connected:
                for coil in (*(self._map.locks[door] for door in powered), *self._map.lights.values()):
                    self._write(coil, on=False)
        except DeviceFailure as fault:
            log.info("%s: not switched off: %s", self._port, fault.cause)
        self._client = None
        if client is not None:
            _shut(client)
        self._pulses.clear()
        self._owner.release()

    def sense(self) -> CabinetState:
        """What the sensors say, steadied; ends the pulses whose time is over."""
        self._owner.check()
        self._end_pulses()
        seen = self._look()
        present = self._present.value
        if self._map.presence is not None:
            present = self._present.see(seen[self._map.presence] != self._map.presence_inverted)
        return CabinetState(
            present,
            frozenset(
                door
                for door, at in self._map.contacts.items()
                if self._doors[door].see(seen[at] != self._map.doors_inverted)
            ),
        )

    def light(self, lit: Light | None) -> None:
        """Lights this one alone; one that is not fitted is none."""
        self._owner.check()
        for light, coil in self._map.lights.items():
            if light is not lit:
                self._write(coil, on=False)
        if lit in self._map.lights:
            self._write(self._map.lights[lit], on=True)

    def open_door(self, door: Door) -> None:
        """Powers one door's lock for the map's pulse; raises DeviceFailure("unsupported") where there is none."""
        self._owner.check()
        if door not in self._map.locks:
            raise failure("unsupported", f"no lock for {door.value}")
        # Noted first: a lock of which it is not known whether it was switched on is switched off all the same.
        if self._map.pulse_s:
            self._pulses[door] = self._clock.monotonic() + self._map.pulse_s
        self._write(self._map.locks[door], on=True)

    def _forget(self) -> None:
        self._pulses.clear()
        self._present: Steady[bool | None] = Steady(self._map.presence_samples, None)
        self._doors = {door: Steady(2, False) for door in self._map.contacts}

    def _end_pulses(self) -> None:
        now = self._clock.monotonic()
        for door, end in tuple(self._pulses.items()):
            if now >= end:
                self._write(self._map.locks[door], on=False)
                del self._pulses[door]

    def _look(self) -> dict[int, bool]:
        wanted = self._map.inputs
        if not wanted:
            # A board without sensors still has to be there: reading a coil disturbs nothing.
            if self._map.coils:
                self._ask(lambda client: client.read_coils(self._map.coils[0], count=1, device_id=self._unit))
            return {}
        first, last = min(wanted), max(wanted)
        if last - first < _SPAN:
            bits = self._read(first, last - first + 1)
            return {at: bits[at - first] for at in wanted}
        return {at: self._read(at, 1)[0] for at in wanted}

    def _read(self, first: int, count: int) -> list[bool]:
        answer = self._ask(lambda client: client.read_discrete_inputs(first, count=count, device_id=self._unit))
        bits = [bool(bit) for bit in answer.bits]
        if len(bits) < count:
            raise failure("checksum", f"{len(bits)} inputs instead of {count}")
        return bits

    def _write(self, coil: int, *, on: bool) -> None:
        answer = self._ask(lambda client: client.write_coil(coil, on, device_id=self._unit))
        # The answer repeats the order (1.1b3, 6.5); another order's answer is no answer.
        if answer.address != coil or [bool(bit) for bit in answer.bits[:1]] != [on]:
            raise failure("checksum", f"coil {coil}: the answer is another order's")

    def _ask(self, call: "Callable[[ModbusSerialClient], ModbusPDU]") -> "ModbusPDU":
        from pymodbus.exceptions import ModbusException

        client = self._client
        if client is None or not client.connected:
            raise failure("absent", self._port)
        self._heard = b""
        try:
            answer = call(client)
        except (ModbusException, OSError, IndexError, ValueError, struct.error, _Unplugged) as fault:
            raise self._silence(client) from fault
        if answer.isError():
            code = int(answer.exception_code)
            raise failure(_EXCEPTIONS.get(code, "board-refused"), f"exception code {code}")
        return answer

    def _silence(self, client: "ModbusSerialClient") -> DeviceFailure:
        if not client.connected:
            return failure("absent", self._port)
        if not self._heard:
            return failure("no-answer", self._port)
        from pymodbus.framer import FramerRTU

        body, check = self._heard[:-2], self._heard[-2:]
        sound = len(body) > 1 and FramerRTU.check_CRC(body, int.from_bytes(check, "big"))
        if sound and body[0] != self._unit:
            return failure("wrong-unit", f"unit {body[0]} instead of {self._unit}")
        return failure("checksum", "the board's answer")

    def _connect(self) -> "ModbusSerialClient":
        try:
            from pymodbus.client import ModbusSerialClient
        except ImportError as fault:
            raise failure("no-driver", "pymodbus") from fault
        # It calls every silence an error of its own; ours are told once, by the supervisor.
        logging.getLogger("pymodbus.logging").setLevel(logging.CRITICAL)
        client = ModbusSerialClient(
            self._port,
            baudrate=self._baud,
            timeout=self._delays.answer_s,
            retries=self._delays.tries - 1,
            trace_packet=self._trace,
        )
        # Opened here and not by `connect`, which keeps the reason to itself.
        client.socket = self._open_port(client.inter_byte_timeout)
        return client

    def _open_port(self, gap_s: float) -> Any:
        import serial

        try:
            return serial.Serial(
                self._port,
                self._baud,
                timeout=self._delays.answer_s,
                write_timeout=self._delays.answer_s,
                inter_byte_timeout=gap_s or None,
                exclusive=None if sys.platform == "win32" else True,
            )
        except ValueError as fault:
            raise failure("unsupported", f"{self._port} at {self._baud} baud") from fault
        except (OSError, _Unplugged) as fault:
            raise failure(opening_cause(fault, "absent"), self._port) from fault

    def _trace(self, sending: bool, packet: bytes) -> bytes:
        if not sending and packet:
            self._heard = packet
            if len(packet) > _LONGEST_FRAME:
                from pymodbus.exceptions import ModbusIOException

                # Endless noise: searching all of it for a frame would outlast every deadline.
                raise ModbusIOException("more bytes than a frame has")
        return packet


def _shut(client: "ModbusSerialClient") -> None:
    try:
        client.close()  # type: ignore[no-untyped-call]
    except (OSError, _Unplugged):
        log.info("the board's port broke while it was being closed")
