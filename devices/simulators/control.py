"""Ordering stand-ins about, and starting them: what the demo, its dock and the tests hold in their hands."""

import json
import socket
from pathlib import Path

from devices.simulators.process import StandIn, control_socket
from devices.simulators.sample_cards import Card, card_to_json
from kiosk.errors import EnvironmentFailure

_PATIENCE_S = 10.0


class SimulatorControl:
    """Orders for one stand-in, each over its own connection; so it may be used from any thread.

    Every call returns the stand-in's state as it tells it (`plugged`, `field`, `reads`, `faults`), and raises
    EnvironmentFailure where it is not there, ValueError where it refuses the order.
    """

    def __init__(self, path: Path) -> None:
        self._path = path

    def insert(self, card: Card | str) -> dict[str, object]:
        """Lays a card on the reader: a sample by its name, or any other."""
        return self._order(do="insert", card=card if isinstance(card, str) else card_to_json(card))

    def remove(self) -> dict[str, object]:
        """Takes the card away."""
        return self._order(do="remove")

    def fault(self, kind: str, *, times: int = 1, on: str = "", status: int | None = None) -> dict[str, object]:
        """Spoils the next `times` answers (to the command named `on`, "" for any), as FaultKind names it."""
        more = {} if status is None else {"status": status}
        return self._order(do="fault", kind=kind, times=times, on=on, **more)

    def clear_faults(self) -> dict[str, object]:
        """Nothing goes wrong any more."""
        return self._order(do="clear-faults")

    def unplug(self) -> dict[str, object]:
        """Pulls the cable."""
        return self._order(do="unplug")

    def replug(self) -> dict[str, object]:
        """Plugs it in again, as a new device under the old name."""
        return self._order(do="replug")

    def state(self) -> dict[str, object]:
        """Changes nothing."""
        return self._order(do="state")

    def _order(self, **order: object) -> dict[str, object]:
        try:
            with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as connection:
                connection.settimeout(_PATIENCE_S)
                connection.connect(str(self._path))
                connection.sendall(json.dumps(order).encode() + b"\n")
                with connection.makefile("rb") as lines:
                    answer = json.loads(lines.readline())
        except (OSError, ValueError) as fault:
            raise EnvironmentFailure(f"the stand-in at {self._path} does not answer: {fault}") from fault
        if not answer.pop("ok"):
            raise ValueError(answer["error"])
        return dict(answer)


class IdReaderHandle(StandIn):
    """A running stand-in for a card reader: the serial `port` to open, and its `control`."""

    def __init__(self, directory: Path, baud: int) -> None:
        path, sweep = control_socket(directory, "id-reader.sock")
        self.port = directory / "id-reader"
        self.control = SimulatorControl(path)
        arguments = ("--control", str(path), "--link", str(self.port), "--baud", str(baud))
        super().__init__("card reader", "devices.simulators.id_reader", arguments, sweep=sweep)


def spawn_id_reader(directory: Path, *, baud: int = 0) -> IdReaderHandle:
    """Starts the stand-in with its files in `directory` (made if need be) and waits until it is ready.

    `baud` paces its bytes like a real line. Raises EnvironmentFailure where it does not start.
    """
    return IdReaderHandle(directory, baud)
