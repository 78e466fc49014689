"""A line in a bad mood: between a terminal and a centre it does the same wrong to every connection until it is healed.

`tests.scenarios.line.proxy` fails one request and knows where requests begin; this one fails the line itself, for all
streams at once and for as long as it likes, with or without TLS.
"""

import socket
import ssl
import struct
import threading
from collections.abc import Callable
from contextlib import suppress
from threading import Event
from urllib.parse import urlsplit

PIECE = 16 * 1024
TICK_S = 0.02
RESET = struct.pack("ii", 1, 0)
"""SO_LINGER with no time at all: closing sends RST in place of FIN."""

Mood = Callable[["Connection"], None]
"""What happens to one connection, on its own thread; it is closed when the mood returns."""


class HostileLine:
    """Listens on the loopback address and forwards to `target`, unless `mood` says otherwise; `context` speaks TLS."""

    def __init__(self, target: str, context: ssl.SSLContext | None = None) -> None:
        parts = urlsplit(target)
        assert parts.hostname is not None
        assert parts.port is not None
        self.target = (parts.hostname, parts.port)
        self.context = context
        self.mood: Mood = forward
        self.met = Event()
        """Set once a connection met a mood that is not `forward`."""
        self.closing = Event()
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        self.url = f"https://localhost:{self.port}" if context else f"http://127.0.0.1:{self.port}"
        self._lock = threading.Lock()
        self._open: set[Connection] = set()
        self._threads = [threading.Thread(target=self._accept, daemon=True)]
        self._threads[0].start()

    def heal(self) -> None:
        """From now on it forwards; what is still held in the old mood breaks."""
        self.mood = forward
        self._break_all()

    def close(self) -> None:
        self.closing.set()
        with suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._break_all()
        for thread in self._threads:
            thread.join(10)

    def _break_all(self) -> None:
        with self._lock:
            for connection in self._open:
                connection.abandon()

    def _accept(self) -> None:
        while True:
            try:
                plain, _ = self._listener.accept()
            except OSError:
                return
            connection = Connection(self, plain)
            with self._lock:
                self._open.add(connection)
            self._threads.append(threading.Thread(target=self._serve, args=(connection,), daemon=True))
            self._threads[-1].start()

    def _serve(self, connection: "Connection") -> None:
        mood = self.mood
        if mood is not forward:
            self.met.set()
        try:
            # A terminal that does not like the certificate leaves in the handshake: that is an OSError too.
            with suppress(OSError):
                connection.greet(self.context)
                mood(connection)
        finally:
            connection.abandon()
            connection.close()
            with self._lock:
                self._open.discard(connection)


class Connection:
    """One connection of a terminal; the centre's half is opened only when it is asked for."""

    def __init__(self, line: HostileLine, terminal: socket.socket) -> None:
        self.line = line
        self.terminal = terminal
        self._centre: socket.socket | None = None

    def greet(self, context: ssl.SSLContext | None) -> None:
        if context is not None:
            self.terminal = context.wrap_socket(self.terminal, server_side=True)

    @property
    def centre(self) -> socket.socket:
        if self._centre is None:
            self._centre = socket.create_connection(self.line.target)
        return self._centre

    def pause(self) -> bool:
        """A moment; True when the line is closed meanwhile."""
        return self.line.closing.wait(TICK_S)

    def read_request(self) -> bytes:
        """One request, head and body, as the terminal sends it."""
        request = b""
        while b"\r\n\r\n" not in request:
            request += self._receive()
        head, _, body = request.partition(b"\r\n\r\n")
        lengths = [line for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:")]
        wanted = int(lengths[0].partition(b":")[2]) if lengths else 0
        while len(body) < wanted:
            more = self._receive()
            body += more
            request += more
        return request

    def read_answer(self, request: bytes) -> bytes:
        """What the real centre says to it, to the end."""
        once = request.replace(b"\r\nConnection: keep-alive", b"\r\nConnection: close", 1)
        self.centre.sendall(once)
        answer = b""
        while piece := self.centre.recv(PIECE):
            answer += piece
        return answer

    def reset(self) -> None:
        """Ends with RST, as a router does that forgot the connection."""
        self.terminal.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)
        self.terminal.close()

    def abandon(self) -> None:
        for held in (self.terminal, self._centre):
            if held is not None:
                with suppress(OSError):
                    held.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        for held in (self.terminal, self._centre):
            if held is not None:
                held.close()

    def _receive(self) -> bytes:
        received = self.terminal.recv(PIECE)
        if not received:
            raise ConnectionAbortedError
        return received


def forward(connection: Connection) -> None:
    """As a line should."""
    _both_ways(connection, lambda: None)


def slow(connection: Connection) -> None:
    """Everything arrives, but late and in small pieces."""
    _both_ways(connection, lambda: connection.line.closing.wait(TICK_S))


def drop(connection: Connection) -> None:
    """Ends before a word was said."""
    connection.read_request()


def silent(connection: Connection) -> None:
    """Takes the request and never answers."""
    connection.read_request()
    while connection.terminal.recv(PIECE):
        pass


def drip(connection: Connection) -> None:
    """Answers, but so slowly that it never ends, and never stays silent for long either."""
    connection.read_request()
    connection.terminal.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 1000000\r\n\r\n")
    while not connection.pause():
        connection.terminal.sendall(b" ")


def half_an_answer(connection: Connection) -> None:
    """The centre has done it, and half of its answer gets through."""
    answer = connection.read_answer(connection.read_request())
    connection.terminal.sendall(answer[: len(answer) - 10])


def damaged_answer(connection: Connection) -> None:
    """The centre has done it, and its answer arrives with other bytes in it."""
    answer = connection.read_answer(connection.read_request())
    head, end, body = answer.partition(b"\r\n\r\n")
    connection.terminal.sendall(head + end + bytes(byte ^ 0x20 if n % 3 == 0 else byte for n, byte in enumerate(body)))


def cut_after(size: int, *, reset: bool) -> Mood:
    """Of what the terminal sends so many bytes reach the centre and are answered; then RST, or just the end."""

    def mood(connection: Connection) -> None:
        left = size
        back = (connection.centre, connection.terminal, lambda: None, connection)
        threading.Thread(target=_pour, args=back, daemon=True).start()
        while left > 0:
            piece = connection.terminal.recv(min(left, PIECE))
            if not piece:
                return
            connection.centre.sendall(piece)
            left -= len(piece)
        if reset:
            connection.reset()

    return mood


def says(answer: bytes) -> Mood:
    """Answers itself, whatever is asked, in the centre's place."""

    def mood(connection: Connection) -> None:
        connection.read_request()
        connection.terminal.sendall(answer)

    return mood


def _both_ways(connection: Connection, before_each: Callable[[], object]) -> None:
    # TLS sockets may not be read and written by select alone, so each direction has a thread.
    back = threading.Thread(
        target=_pour, args=(connection.centre, connection.terminal, before_each, connection), daemon=True
    )
    back.start()
    _pour(connection.terminal, connection.centre, before_each, connection)
    back.join(10)


def _pour(
    source: socket.socket, target: socket.socket, before_each: Callable[[], object], connection: Connection
) -> None:
    try:
        while piece := source.recv(PIECE):
            before_each()
            target.sendall(piece)
    except OSError:
        pass
    finally:
        connection.abandon()
