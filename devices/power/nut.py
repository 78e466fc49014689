"""The driver of every UPS that NUT (Network UPS Tools) serves: asks `upsd` over the network protocol of RFC 9271."""

import re
import socket
from time import monotonic
from typing import Any

from devices.causes import failure
from devices.ownership import ThreadOwnership
from devices.power.base import UpsLimits
from kiosk.errors import DeviceFailure
from kiosk.ports import Power

DRIVER_NAME = "nut"

_NAME = re.compile(r"(?P<ups>[^@\s]+)@(?P<host>\[[^\]\s]+\]|[^:\s]+)(?::(?P<port>[0-9]{1,5}))?", re.ASCII)
_PORT = 3493
_LONGEST_ANSWER = 65536
"""Large UPSes tell some two hundred variables."""

_REFUSALS = {
    "ERR DATA-STALE": "ups-silent",
    "ERR DRIVER-NOT-CONNECTED": "ups-silent",
    "ERR UNKNOWN-UPS": "no-ups",
    "ERR ACCESS-DENIED": "permission",
}


class NutUps:
    """`kiosk.ports.Ups` on a UPS that is named as NUT's own programs name it: `NAME@HOST[:PORT]`.

    `ups.status` is a set of words (RFC 9271, 5.1): OB is on battery, OL on the line, LB a battery that is about to end,
    FSD a shutdown that the server has ordered. LB counts on battery alone: after a long cut the line is back before the
    battery is full.
    """

    driver_name = DRIVER_NAME

    def __init__(self, name: str, limits: UpsLimits | None = None) -> None:
        """Raises ValueError for a name of another shape."""
        found = _NAME.fullmatch(name)
        if found is None:
            raise ValueError(f"not NAME@HOST[:PORT]: {name}")
        self._name = name
        self._ups = found["ups"]
        self._host = found["host"].strip("[]")
        self._port = int(found["port"] or _PORT)
        self._limits = limits or UpsLimits()
        self._owner = ThreadOwnership(f"the UPS {name}")
        self._client: Any = None
        self._line: _Line | None = None

    @property
    def place(self) -> str:
        """How NUT names it."""
        return self._name

    def open(self) -> None:
        """Connects to the server and asks once; so only a UPS that is there opens."""
        self._owner.claim()
        try:
            self.power()
        except DeviceFailure:
            self.close()
            raise

    def close(self) -> None:
        """Hangs up; never raises."""
        self._hang_up()
        self._owner.release()

    def power(self) -> Power:
        """How it is fed now.

        Raises DeviceFailure: `no-upsd` where the server does not answer in time, `no-ups` where it knows no such UPS,
        `ups-silent` where it has no fresh word from it, `ups-unclear` where that word makes no sense.
        """
        self._owner.check()
        told = self._ask()
        status = set(told.get("ups.status", "").upper().split())
        if "FSD" in status:
            return Power.LOW
        if "OB" in status:
            return Power.LOW if "LB" in status or self._ends_soon(told) else Power.BATTERY
        if status & {"OL", "BYPASS"}:
            return Power.MAINS
        # OFF, WAIT or nothing at all: whatever was known last is a better guess.
        raise failure("ups-unclear", "no power source in ups.status")

    def _ends_soon(self, told: dict[str, str]) -> bool:
        charge, runtime = _number(told.get("battery.charge")), _number(told.get("battery.runtime"))
        limits = self._limits
        # Some drivers say -1 for what they do not know, which must not shut the terminal down.
        return (charge is not None and 0 <= charge <= limits.low_charge_percent) or (
            runtime is not None and 0 <= runtime <= limits.low_runtime_s
        )

    def _ask(self) -> dict[str, str]:
        try:
            from PyNUTClient.PyNUT import PyNUTError
        except ImportError as fault:
            raise failure("no-driver", "pynutclient") from fault
        until = monotonic() + self._limits.answer_s
        try:
            client = self._connected(until)
            told = client.GetUPSVars(self._ups)
        except PyNUTError as fault:
            words = str(fault).strip()
            if words not in _REFUSALS:
                # What was heard is no answer at all, and its rest may still come.
                self._hang_up()
            raise failure(_REFUSALS.get(words, "ups-unclear"), self._name) from fault
        except OSError as fault:
            self._hang_up()
            raise failure("no-upsd", self._name) from fault
        except (IndexError, ValueError) as fault:
            self._hang_up()
            raise failure("ups-unclear", self._name) from fault
        return {key.decode("ascii", "replace"): value.decode("utf-8", "replace") for key, value in told.items()}

    def _connected(self, until: float) -> Any:
        from PyNUTClient.PyNUT import PyNUTClient

        if self._client is None or self._line is None:
            client = PyNUTClient(self._host, self._port, timeout=self._limits.answer_s)
            bare = client._PyNUTClient__srv_handler
            self._line = _Line(bare)
            # It reads on for ever from a connection that was closed, and sets no end to what it reads.
            client._PyNUTClient__srv_handler = self._line
            self._client = client
        self._line.begin(until)
        return self._client

    def _hang_up(self) -> None:
        client, line = self._client, self._line
        self._client = self._line = None
        if client is not None and line is not None:
            line.close()


class _Line:
    """A connection on which one whole question has a deadline and an answer a longest length."""

    def __init__(self, bare: socket.socket) -> None:
        self._bare = bare
        self._until = 0.0
        self._left = 0

    def begin(self, until: float) -> None:
        """A new question, to be answered before `until` (monotonic)."""
        self._until = until
        self._left = _LONGEST_ANSWER

    def send(self, content: bytes) -> int:
        """All of it, as its caller takes for granted."""
        self._wait()
        self._bare.sendall(content)
        return len(content)

    def recv(self, size: int) -> bytes:
        """At least one byte; raises OSError where none comes any more, or far too many did."""
        self._wait()
        chunk = self._bare.recv(min(size, self._left))
        self._left -= len(chunk)
        if not chunk:
            raise ConnectionResetError("the server hung up")
        return chunk

    def close(self) -> None:
        """Says goodbye and hangs up; never raises."""
        try:
            self._bare.settimeout(0.2)
            self._bare.sendall(b"LOGOUT\n")
        except OSError:
            pass  # it hung up first
        finally:
            self._bare.close()

    def _wait(self) -> None:
        left = self._until - monotonic()
        if left <= 0 or self._left <= 0:
            raise TimeoutError("the server did not come to an end")
        self._bare.settimeout(left)


def _number(words: str | None) -> float | None:
    try:
        return float(words) if words is not None else None
    except ValueError:
        return None
