"""The stand-in for a receipt printer, started and ordered about."""

import json
from pathlib import Path

from devices.simulators.control import SimulatorControl
from devices.simulators.process import StandIn, control_socket


class SlipControl(SimulatorControl):
    """Orders for the printer; `state` tells `paper`, `stopped`, how many `slips`, `plugged`, `port`."""

    def put(self, **switches: object) -> dict[str, object]:
        """Any of `paper` (ok, near-end, out), `lines_left`, `cover_open`, `cutter_sticks`, `offline`, `silent`."""
        return self._order(do="set", **switches)

    def new_roll(self) -> dict[str, object]:
        """Somebody tears off what hangs out and puts a roll in."""
        return self._order(do="new-roll")

    def free_cutter(self) -> dict[str, object]:
        """Somebody frees the knife."""
        return self._order(do="free-cutter")

    def drop(self, after: int = 0) -> dict[str, object]:
        """The line breaks, now or after so many more bytes."""
        return self._order(do="drop", bytes=after)

    def paper(self) -> dict[str, object]:
        """All that was printed: `slips` cut off, what is still `hanging`, and commands that were `unknown`."""
        return self._order(do="slips")


class SlipPrinterHandle(StandIn):
    """A running stand-in: its `address` and serial `link`, and its `control`."""

    def __init__(self, directory: Path) -> None:
        path, sweep = control_socket(directory, "slip-printer.sock")
        self.link = directory / "slip-printer"
        self.control = SlipControl(path)
        arguments = ("--control", str(path), "--link", str(self.link))
        super().__init__("receipt printer", "devices.simulators.slip_printer", arguments, sweep=sweep)
        self.address = str(json.loads(self.said)["address"])


def spawn_slip_printer(directory: Path) -> SlipPrinterHandle:
    """Starts the stand-in with its files in `directory` (made if need be) and waits until it is ready.

    Raises EnvironmentFailure where it does not start.
    """
    return SlipPrinterHandle(directory)
