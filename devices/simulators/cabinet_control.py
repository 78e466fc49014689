"""The stand-in for the cabinet's board, started and ordered about."""

from pathlib import Path

from devices.simulators.control import SimulatorControl
from devices.simulators.process import StandIn, control_socket
from kiosk.ports import Door


class CabinetControl(SimulatorControl):
    """Orders for the board; `state` tells `lit`, `powered`, `pulses` by door, `open`, `plugged`, `orders`, `faults`."""

    def come(self) -> dict[str, object]:
        """Somebody steps before the terminal."""
        return self._order(do="come")

    def go(self) -> dict[str, object]:
        """Nobody is there any more."""
        return self._order(do="go")

    def open_door(self, door: Door) -> dict[str, object]:
        """A hand opens a door."""
        return self._order(do="open-door", door=door.value)

    def close_door(self, door: Door) -> dict[str, object]:
        """And closes it."""
        return self._order(do="close-door", door=door.value)

    def spoil(self, kind: str, *, times: int = 1, on: str = "", code: int = 4) -> dict[str, object]:
        """Spoils the next answers to `coils`, `inputs`, `write` or any, as BoardFaultKind names it."""
        return self._order(do="fault", kind=kind, times=times, on=on, code=code)


class CabinetHandle(StandIn):
    """A running stand-in: the serial `port` to open, and its `control`."""

    def __init__(self, directory: Path, baud: int, unit: int) -> None:
        path, sweep = control_socket(directory, "cabinet.sock")
        self.port = directory / "cabinet"
        self.control = CabinetControl(path)
        arguments = ("--control", str(path), "--link", str(self.port), "--baud", str(baud), "--unit", str(unit))
        super().__init__("cabinet's board", "devices.simulators.cabinet_board", arguments, sweep=sweep)


def spawn_cabinet_board(directory: Path, *, baud: int = 0, unit: int = 1) -> CabinetHandle:
    """Starts the stand-in with its files in `directory` (made if need be) and waits until it is ready.

    Raises EnvironmentFailure where it does not start.
    """
    return CabinetHandle(directory, baud, unit)
