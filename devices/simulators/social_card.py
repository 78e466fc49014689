"""`python -m devices.simulators.social_card`: a social-security card in a slot of vpcd, in its own process.

vsmartcard's vpcd puts virtual readers into a real pcscd and waits on one TCP port for each of their slots; a card is
in the slot as long as it is connected there. Messages both ways are a big-endian u16 length and so many bytes; a single
byte to the card is power off (0), power on (1), reset (2), or a request for the ATR (4), the only one that is answered.

Prints one JSON line when it is ready. Orders come over the control socket: `{"do": "insert", "card": "shi-meie" or {…},
"manner": {"p1_zero": true}}`, `insert-token` (a token of another trade), `remove`, `{"do": "fault", "kind": "pulled",
"times": 1, "on": "read-by-tag"}`, `clear-faults`, `state`.
"""

import socket
import sys
import time
from collections import deque
from contextlib import closing, suppress
from pathlib import Path
from selectors import EVENT_READ

from devices.simulators.control_server import Order
from devices.simulators.sample_cards import Card, card_from_json
from devices.simulators.serving import Serving, end_on_signals, stand_in_parser
from devices.simulators.social_model import (
    AS_THE_STANDARD,
    COMMANDS,
    CardFault,
    CardFaultKind,
    Manner,
    SocialCardModel,
)
from devices.simulators.social_samples import SOCIAL_SAMPLES
from kiosk.errors import InputFailure, JiujinError

DEFAULT_PORT = 35963
"""Where vpcd waits as Debian configures it; the second slot is one further."""

_POWER = frozenset({0, 1, 2})
_ATR = 4
_HAND_S = 0.5
"""No hand changes cards faster; pcscd looks every 0.4 s, and would not see an exchange between two looks."""
_AGAIN_S = 0.1
"""Between two tries to get into the slot while pcscd is away."""


class SocialCardProcess(Serving):
    """The stand-in: a card, in the slot or out of it, ordered about over a socket, all on one thread."""

    def __init__(self, control: Path, host: str, port: int, delay_s: float) -> None:
        self._address = (host, port)
        self._delay_s = delay_s
        self._model: SocialCardModel | None = None
        self._wire: socket.socket | None = None
        self._heard = b""
        self._out_until = 0.0
        self._due: deque[tuple[float, bytes]] = deque()
        self._kept: list[bytes] = []
        self._faults: list[CardFault] = []
        super().__init__(control)

    def insert(self, card: Card | None, manner: Manner = AS_THE_STANDARD) -> None:
        """Puts a card, or a token of another trade, into the slot in place of what was there."""
        model = SocialCardModel(card, manner)
        self._remove()
        self._model = model

    def _pump(self) -> float | None:
        """Connects and sends what is due; returns for how long nothing has to be done."""
        now = time.monotonic()
        if self._model is not None and self._wire is None:
            if now < self._out_until:
                return self._out_until - now
            if not self._connect():
                return _AGAIN_S
        while self._due and self._due[0][0] <= now:
            self._send(self._due.popleft()[1])
        return max(0.0, self._due[0][0] - now) if self._due else None

    def _connect(self) -> bool:
        try:
            wire = socket.create_connection(self._address, timeout=1.0)
        except OSError:
            return False
        self._wire = wire
        self._heard = b""
        self._selector.register(wire, EVENT_READ, self._hear)
        return True

    def _unplug(self) -> None:
        self._disconnect()

    def _disconnect(self) -> None:
        self._due.clear()
        self._kept.clear()
        wire, self._wire = self._wire, None
        if wire is not None:
            self._selector.unregister(wire)
            wire.close()

    def _remove(self) -> None:
        if self._wire is not None:
            self._out_until = time.monotonic() + _HAND_S
        self._model = None
        self._disconnect()

    def _hear(self) -> None:
        chunk = b""
        with suppress(OSError):
            chunk = self._receive()
        if not chunk:
            self._disconnect()  # pcscd is gone; the card is still in the slot when it is back
            return
        self._heard += chunk
        while len(self._heard) >= 2:
            length = int.from_bytes(self._heard[:2], "big")
            if len(self._heard) < 2 + length or self._model is None:
                return
            message, self._heard = self._heard[2 : 2 + length], self._heard[2 + length :]
            self._answer(self._model, message)

    def _receive(self) -> bytes:
        if self._wire is None:
            return b""
        chunk = self._wire.recv(4096)
        # vpcd writes length and message apart, and Linux keeps the second back until the first was acknowledged.
        self._wire.setsockopt(socket.IPPROTO_TCP, socket.TCP_QUICKACK, 1)
        return chunk

    def _answer(self, model: SocialCardModel, message: bytes) -> None:
        if len(message) == 1 and message[0] in _POWER:
            model.reset()
        elif message == bytes([_ATR]):
            self._send(model.atr)
        elif len(message) > 1:
            model.faults = self._faults
            fault = model.next_fault(message)
            if fault is not None and fault.kind is CardFaultKind.PULLED:
                self._remove()
                return
            answer = model.answer(message, fault)
            if fault is not None and fault.kind is CardFaultKind.SILENCE:
                self._kept.append(answer)
            else:
                self._due.append((time.monotonic() + self._delay_s, answer))

    def _send(self, message: bytes) -> None:
        if self._wire is None:
            return
        try:
            self._wire.sendall(len(message).to_bytes(2, "big") + message)
        except OSError:
            self._disconnect()

    def _obey(self, order: Order) -> Order:
        match order.get("do"):
            case "insert":
                self.insert(_card(order["card"]), _manner(order.get("manner")))
            case "insert-token":
                self.insert(None, _manner(order.get("manner")))
            case "remove":
                self._remove()
            case "fault":
                self._faults.append(_fault(order))
            case "clear-faults":
                self._faults.clear()
                for answer in self._kept:
                    self._send(answer)
                self._kept.clear()
            case "delay":
                self._delay_s = _seconds(order["seconds"])
            case "state":
                pass
            case unknown:
                raise ValueError(f"no such order: {unknown}")
        return {
            "inserted": self._model is not None,
            "connected": self._wire is not None,
            "reads": self._model.reads if self._model is not None else 0,
            "faults": len(self._faults),
            "kept": len(self._kept),
        }


def _card(said: object) -> Card:
    if isinstance(said, str):
        return SOCIAL_SAMPLES[said]
    if isinstance(said, dict):
        return card_from_json(said)
    raise ValueError("a card is a sample's name or an object")


def _manner(said: object) -> Manner:
    if said is None:
        return AS_THE_STANDARD
    if not isinstance(said, dict) or not all(isinstance(value, bool) for value in said.values()):
        raise ValueError("a manner is an object of true and false")
    try:
        return Manner(**said)
    except TypeError as fault:
        raise ValueError(f"no such manner: {', '.join(said)}") from fault


def _fault(order: Order) -> CardFault:
    on = str(order.get("on", ""))
    if on and on not in COMMANDS:
        raise ValueError(f"no such command: {on}")
    times, status = order.get("times", 1), order.get("status", 0x6F00)
    if not isinstance(times, int) or not isinstance(status, int):
        raise ValueError("times and status are numbers")
    return CardFault(CardFaultKind(str(order["kind"])), times, on, status)


def _seconds(said: object) -> float:
    if not isinstance(said, int | float) or said < 0:
        raise ValueError("seconds are a number")
    return float(said)


def _vpcd(address: str) -> tuple[str, int]:
    host, _, port = address.rpartition(":")
    if not port.isdecimal() or not 0 < int(port) < 65536:
        raise InputFailure(f"{address}: vpcd's address is HOST:PORT")
    return host or "127.0.0.1", int(port)


def main(arguments: list[str] | None = None) -> int:
    """The command; returns its exit code."""
    parser = stand_in_parser("social_card", "a social-security card in a slot of vpcd")
    parser.add_argument("--vpcd", default=f"127.0.0.1:{DEFAULT_PORT}", help="where vpcd waits (default: %(default)s)")
    parser.add_argument("--insert", choices=sorted(SOCIAL_SAMPLES), help="this card is in the slot from the beginning")
    parser.add_argument("--delay", type=float, default=0.0, help="seconds before each answer")
    chosen = parser.parse_args(arguments)
    end_on_signals()
    host, port = _vpcd(chosen.vpcd)
    with closing(SocialCardProcess(chosen.control, host, port, chosen.delay)) as process:
        if chosen.insert:
            process.insert(SOCIAL_SAMPLES[chosen.insert])
        return process.announce_and_run({"vpcd": f"{host}:{port}"}, chosen)


if __name__ == "__main__":
    try:
        sys.exit(main())
    except JiujinError as failure:
        sys.exit(f"social-card: {failure}")
