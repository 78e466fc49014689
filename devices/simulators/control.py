"""Ordering stand-ins about, and starting them: what the demo, its dock and the tests hold in their hands."""

import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
from contextlib import suppress
from pathlib import Path
from select import select
from types import TracebackType
from typing import Self

from devices.simulators.sample_cards import Card, card_to_json
from kiosk.errors import EnvironmentFailure

_PATIENCE_S = 10.0
_LONGEST_SOCKET_PATH = 100
"""Unix sockets take 107 bytes; some room is left."""


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


class IdReaderHandle:
    """A running stand-in for a card reader: the serial `port` to open, and its `control`."""

    def __init__(self, process: "subprocess.Popen[bytes]", port: Path, socket_path: Path) -> None:
        self._process = process
        self._socket_path = socket_path
        self.port = port
        self.control = SimulatorControl(socket_path)

    def stop(self) -> None:
        """Ends the process; returns when it is gone. Calling it twice is fine."""
        process = self._process
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                with suppress(OSError):
                    pipe.close()
        try:
            process.wait(_PATIENCE_S)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        if self._socket_path.parent != self.port.parent:
            shutil.rmtree(self._socket_path.parent, ignore_errors=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()


def spawn_id_reader(directory: Path, *, baud: int = 0) -> IdReaderHandle:
    """Starts the stand-in with its files in `directory` (made if need be) and waits until it is ready.

    `baud` paces its bytes like a real line. It ends by `stop`, or by itself when this process dies: it watches the
    other end of a pipe that only this process holds. Raises EnvironmentFailure where it does not start.
    """
    directory.mkdir(parents=True, exist_ok=True)
    socket_path = directory / "id-reader.sock"
    if len(os.fsencode(socket_path)) > _LONGEST_SOCKET_PATH:
        socket_path = Path(tempfile.mkdtemp(prefix="jiujin-")) / "id-reader.sock"
    port = directory / "id-reader"
    process = subprocess.Popen(
        [
            *(sys.executable, "-m", "devices.simulators.id_reader", "--until-stdin-closes"),
            *("--control", str(socket_path), "--link", str(port), "--baud", str(baud)),
        ],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    handle = IdReaderHandle(process, port, socket_path)
    # It says one line when it is ready, or closes its output by dying.
    ready = process.stdout is not None and bool(select([process.stdout], [], [], _PATIENCE_S)[0])
    if not ready or process.stdout is None or not process.stdout.readline():
        handle.stop()
        raise EnvironmentFailure("the stand-in for the card reader did not start")
    return handle
