"""`python -m devices.simulators.id_reader`: an identity-card reader on a pseudo-terminal, in its own process.

Prints one JSON line with the path to open once it is ready, then answers GA 450 frames until it is told to stop
(SIGTERM, or the end of its standard input with `--until-stdin-closes`). Orders come over the control socket:
`{"do": "insert", "card": "shi-meie" or {…}}`, `remove`, `{"do": "fault", "kind": "wrong-checksum", "times": 1,
"on": "read"}`, `clear-faults`, `unplug`, `replug`, `state`.
"""

import sys
from contextlib import closing
from pathlib import Path

from devices.cards.frames import COMMANDS, READ_FAILED
from devices.simulators.control_server import Order
from devices.simulators.pty_stand_in import PtyStandIn
from devices.simulators.reader_model import Fault, FaultKind, ReaderModel
from devices.simulators.sample_cards import SAMPLES, Card, card_from_json
from devices.simulators.serving import end_on_signals, stand_in_parser
from kiosk.errors import JiujinError


class IdReaderProcess(PtyStandIn):
    """The stand-in: a model on a port, ordered about over a socket, all on one thread."""

    def __init__(self, control: Path, link: Path, baud: int) -> None:
        self._model = ReaderModel()
        super().__init__(control, link, baud)

    def _answer(self, content: bytes) -> bytes:
        return self._model.receive(content)

    def _restart(self) -> None:
        self._model.power_off()

    def _obey(self, order: Order) -> Order:
        match order.get("do"):
            case "insert":
                self._model.insert(_card(order["card"]))
            case "remove":
                self._model.remove()
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
        return {
            "plugged": self._plugged,
            "field": self._model.field.value,
            "reads": self._model.reads,
            "faults": len(self._model.faults),
        }


def _card(said: object) -> Card:
    if isinstance(said, str):
        return SAMPLES[said]
    if isinstance(said, dict):
        return card_from_json(said)
    raise ValueError("a card is a sample's name or an object")


def _fault(order: Order) -> Fault:
    on = str(order.get("on", ""))
    if on and on not in {command.name for command in COMMANDS}:
        raise ValueError(f"no such command: {on}")
    times, status = order.get("times", 1), order.get("status", READ_FAILED)
    if not isinstance(times, int) or not isinstance(status, int):
        raise ValueError("times and status are numbers")
    return Fault(FaultKind(str(order["kind"])), times, on, status)


def main(arguments: list[str] | None = None) -> int:
    """The command; returns its exit code."""
    parser = stand_in_parser("id_reader", "a stand-in for an identity-card reader")
    parser.add_argument("--link", type=Path, required=True, help="path under which the serial port appears")
    parser.add_argument("--baud", type=int, default=0, help="send no faster than this; 0 for at once")
    chosen = parser.parse_args(arguments)
    end_on_signals()
    with closing(IdReaderProcess(chosen.control, chosen.link, chosen.baud)) as process:
        return process.announce_and_run({"port": str(chosen.link)}, chosen)


if __name__ == "__main__":
    try:
        sys.exit(main())
    except JiujinError as failure:
        sys.exit(f"id-reader: {failure}")
