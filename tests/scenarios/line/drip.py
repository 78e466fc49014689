"""A centre, or something in its place, whose answers come drop by drop and always in time for the next byte."""

import socket
import ssl
import threading
from contextlib import suppress
from itertools import chain, repeat

TICK_S = 0.02
DROPS = 1500
"""After these the connection is closed: whoever waits without a bound meets another failure, half a minute later."""


class Drip:
    """Answers every request with `flood` at once and then `drop` again and again."""

    def __init__(self, flood: bytes, drop: bytes, context: ssl.SSLContext | None = None) -> None:
        self._pieces = (flood, drop)
        self._context = context
        self._closing = threading.Event()
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._threads = [threading.Thread(target=self._accept, daemon=True)]
        self._threads[0].start()
        self.port: int = self._listener.getsockname()[1]

    def close(self) -> None:
        self._closing.set()
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        for thread in self._threads:
            thread.join(10)

    def _accept(self) -> None:
        while True:
            try:
                terminal, _ = self._listener.accept()
            except OSError:
                return
            self._threads.append(threading.Thread(target=self._serve, args=(terminal,), daemon=True))
            self._threads[-1].start()

    def _serve(self, terminal: socket.socket) -> None:
        flood, drop = self._pieces
        with suppress(OSError), self._spoken_to(terminal) as spoken:
            spoken.recv(65536)
            for piece in chain([flood], repeat(drop, DROPS)):
                spoken.sendall(piece)
                if self._closing.wait(TICK_S):
                    return

    def _spoken_to(self, terminal: socket.socket) -> socket.socket:
        return self._context.wrap_socket(terminal, server_side=True) if self._context else terminal
