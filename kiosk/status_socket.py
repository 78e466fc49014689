"""What a running terminal tells whoever asks on its own machine: the health of its devices, on a Unix socket.

Ports are taken by the running terminal alone, so `kiosk doctor` and `kiosk devices list` ask here. Nothing personal is
told, and only the terminal's own user may ask (0600, in the data folder).
"""

import json
import logging
import os
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict
from pathlib import Path
from threading import Thread
from typing import Any

from kiosk.errors import log_fault
from kiosk.ports import DeviceSnapshot, DeviceState, Supply

log = logging.getLogger(__name__)

NAME = "status.sock"
ANSWER_S = 2.0
"""How long either side waits for the other."""
_MOST_BYTES = 1_000_000


class StatusServer:
    """Answers every connection with one JSON document and closes it, on a thread of its own."""

    def __init__(self, folder: Path, snapshots: Callable[[], tuple[DeviceSnapshot, ...]]) -> None:
        self._folder = folder
        self._snapshots = snapshots
        self._socket: socket.socket | None = None
        self._thread = Thread(target=self._serve, name="status", daemon=True)

    def start(self) -> None:
        """Binds the socket, in place of what a dead terminal left; raises OSError. Another one's is left alone."""
        if ask(self._folder) is not None:
            log.warning("another terminal runs on %s; its status is the one that is told", self._folder)
            return
        with _reached(self._folder) as address:
            (self._folder / NAME).unlink(missing_ok=True)
            listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
            try:
                listener.bind(address)
                # Before anybody can connect: a socket that does not listen yet refuses.
                (self._folder / NAME).chmod(0o600)
                listener.listen(4)
            except OSError:
                listener.close()
                raise
        self._socket = listener
        self._thread.start()

    def stop(self) -> None:
        """Ends the thread and takes the socket away."""
        listener, self._socket = self._socket, None
        if listener is None:
            return
        with suppress(OSError):
            listener.shutdown(socket.SHUT_RDWR)
        self._thread.join(ANSWER_S)
        listener.close()
        (self._folder / NAME).unlink(missing_ok=True)

    def _serve(self) -> None:
        listener = self._socket
        while listener is not None:
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            with connection:
                try:
                    connection.settimeout(ANSWER_S)
                    connection.sendall(_document(self._snapshots()))
                except OSError as fault:
                    log_fault(log, "telling the status failed", fault, level=logging.INFO)


def ask(folder: Path) -> tuple[DeviceSnapshot, ...] | None:
    """The devices of the terminal that runs on `folder`; None where none runs, or none answers sensibly."""
    try:
        with _reached(folder) as address, socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as line:
            line.settimeout(ANSWER_S)
            line.connect(address)
            heard = b""
            while (part := line.recv(65536)) and len(heard) < _MOST_BYTES:
                heard += part
        said = json.loads(heard)
        return tuple(_snapshot(row) for row in said["devices"])
    except (OSError, ValueError, TypeError, KeyError):
        return None


def _document(snapshots: tuple[DeviceSnapshot, ...]) -> bytes:
    return json.dumps({"devices": [asdict(snapshot) for snapshot in snapshots]}, ensure_ascii=False).encode()


def _snapshot(row: dict[str, Any]) -> DeviceSnapshot:
    supplies = tuple(Supply(**supply) for supply in row["supplies"])
    told = {**row, "state": DeviceState(row["state"]), "warnings": tuple(row["warnings"]), "supplies": supplies}
    return DeviceSnapshot(**told)


@contextmanager
def _reached(folder: Path) -> Iterator[str]:
    """The socket's address by way of the open folder: a socket's path may have 107 bytes, a folder's many more."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        yield f"/proc/self/fd/{handle}/{NAME}"
    finally:
        os.close(handle)
