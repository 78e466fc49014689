"""The remote control of a stand-in: JSON lines over a Unix socket, one answer for each."""

import json
import os
import socket
from collections.abc import Callable
from pathlib import Path
from selectors import EVENT_READ, BaseSelector

from kiosk.errors import InputFailure

Order = dict[str, object]
Obey = Callable[[Order], Order]
_LONGEST = 65536


class ControlServer:
    """Listens at `path` (only its owner may connect) within the process's own selector loop.

    `obey` takes an order and returns what to tell; a ValueError or KeyError it raises is told as `error`.
    Raises InputFailure where `path` is something else than a socket, or cannot be one.
    """

    def __init__(self, path: Path, selector: BaseSelector, obey: Obey) -> None:
        self._path = path
        self._selector = selector
        self._obey = obey
        self._partial: dict[socket.socket, bytes] = {}
        if os.path.lexists(path) and not path.is_socket():
            raise InputFailure(f"{path}: this is not a socket; it was left as it is")
        self._listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        try:
            path.unlink(missing_ok=True)
            self._listener.bind(str(path))
            path.chmod(0o600)
        except OSError as fault:
            self._listener.close()
            # A path that is too long for a socket comes without an errno.
            raise InputFailure(f"{path}: the socket cannot be made ({fault.strerror or fault})") from fault
        self._listener.listen()
        selector.register(self._listener, EVENT_READ, self._accept)

    def close(self) -> None:
        """Hangs up on everybody and takes the socket away."""
        for connection in list(self._partial):
            self._drop(connection)
        self._selector.unregister(self._listener)
        self._listener.close()
        self._path.unlink(missing_ok=True)

    def _accept(self) -> None:
        connection, _ = self._listener.accept()
        self._partial[connection] = b""
        self._selector.register(connection, EVENT_READ, lambda: self._hear(connection))

    def _drop(self, connection: socket.socket) -> None:
        self._selector.unregister(connection)
        del self._partial[connection]
        connection.close()

    def _hear(self, connection: socket.socket) -> None:
        try:
            chunk = connection.recv(4096)
        except ConnectionError:
            chunk = b""
        *lines, rest = (self._partial[connection] + chunk).split(b"\n")
        self._partial[connection] = rest
        try:
            for line in lines:
                connection.sendall(json.dumps(self._answer(line)).encode() + b"\n")
        except ConnectionError:
            chunk = b""
        if not chunk or len(rest) > _LONGEST:
            self._drop(connection)

    def _answer(self, line: bytes) -> Order:
        try:
            order = json.loads(line)
            if not isinstance(order, dict):
                raise ValueError("an order is a JSON object")
            return {"ok": True, **self._obey(order)}
        except (ValueError, KeyError) as fault:
            return {"ok": False, "error": str(fault)}
