"""`python -m devices.simulators.cabinet_board`: the board in the cabinet on a pseudo-terminal, in its own process.

Prints one JSON line with the path to open once it is ready, then answers Modbus RTU until it is told to stop (SIGTERM,
or the end of its standard input with `--until-stdin-closes`). Its relays and inputs lie as the settings' defaults have
them. Orders come over the control socket: `{"do": "come"}`, `go`, `{"do": "open-door", "door": "papers"}`,
`close-door`, `{"do": "fault", "kind": "silence", "times": 1, "on": "write"}`, `clear-faults`, `unplug`, `replug`,
`state`.
"""

import sys
from contextlib import closing
from pathlib import Path

from devices.cabinet.base import BoardMap
from devices.simulators.board_model import (
    READ_COILS,
    READ_INPUTS,
    WRITE_COIL,
    BoardFault,
    BoardFaultKind,
    BoardModel,
)
from devices.simulators.control_server import Order
from devices.simulators.pty_stand_in import PtyStandIn
from devices.simulators.serving import end_on_signals, stand_in_parser
from kiosk.config import CabinetMapSettings
from kiosk.errors import JiujinError
from kiosk.ports import Door

_FUNCTIONS = {"": 0, "coils": READ_COILS, "inputs": READ_INPUTS, "write": WRITE_COIL}


class CabinetBoardProcess(PtyStandIn):
    """The stand-in: a board on a port, ordered about over a socket, all on one thread."""

    def __init__(self, control: Path, link: Path, baud: int, unit: int) -> None:
        self._map = BoardMap.of(CabinetMapSettings())
        self._model = BoardModel(unit)
        super().__init__(control, link, baud)

    def _answer(self, content: bytes) -> bytes:
        return self._model.receive(content)

    def _restart(self) -> None:
        self._model.power_up()

    def _obey(self, order: Order) -> Order:
        match order.get("do"):
            case "come" | "go" as moved:
                assert self._map.presence is not None
                self._model.inputs[self._map.presence] = moved == "come"
            case "open-door" | "close-door" as moved:
                self._model.inputs[self._map.contacts[Door(str(order["door"]))]] = moved == "open-door"
            case "fault":
                self._model.faults.append(_fault(order))
            case "clear-faults":
                self._model.faults.clear()
            case "unplug":
                self._unplug()
            case "replug":
                self._plug()
            case "state":
                pass
            case unknown:
                raise ValueError(f"no such order: {unknown}")
        return self._state()

    def _state(self) -> Order:
        model, board = self._model, self._map
        return {
            "plugged": self._plugged,
            "lit": [light.value for light, coil in board.lights.items() if model.coils[coil]],
            "powered": [door.value for door, coil in board.locks.items() if model.coils[coil]],
            "pulses": {door.value: model.pulses[coil] for door, coil in board.locks.items()},
            "open": [door.value for door, at in board.contacts.items() if model.inputs[at]],
            "orders": model.orders,
            "faults": len(model.faults),
        }


def _fault(order: Order) -> BoardFault:
    on, times, code = str(order.get("on", "")), order.get("times", 1), order.get("code", 4)
    if on not in _FUNCTIONS:
        raise ValueError(f"no such function: {on}")
    if not isinstance(times, int) or not isinstance(code, int) or not 0 < code < 256:
        raise ValueError("times and code are numbers")
    return BoardFault(BoardFaultKind(str(order["kind"])), times, _FUNCTIONS[on], code)


def main(arguments: list[str] | None = None) -> int:
    """The command; returns its exit code."""
    parser = stand_in_parser("cabinet_board", "a stand-in for the board in the cabinet")
    parser.add_argument("--link", type=Path, required=True, help="path under which the serial port appears")
    parser.add_argument("--baud", type=int, default=0, help="send no faster than this; 0 for at once")
    parser.add_argument("--unit", type=int, default=1, help="the board's number on the bus, 1 to 247")
    chosen = parser.parse_args(arguments)
    end_on_signals()
    with closing(CabinetBoardProcess(chosen.control, chosen.link, chosen.baud, chosen.unit)) as process:
        return process.announce_and_run({"port": str(chosen.link)}, chosen)


if __name__ == "__main__":
    try:
        sys.exit(main())
    except JiujinError as failure:
        sys.exit(f"cabinet-board: {failure}")
