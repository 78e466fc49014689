"""A line that can be told to fail: a TCP proxy between terminal and intake that knows where requests begin."""

import socket
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from urllib.parse import urlsplit

OnRequest = Callable[[bytes], "Fate | None"]


@dataclass(frozen=True, slots=True)
class Fate:
    """What happens to one request: `answer` comes from the proxy itself; else its body is cut after `body_bytes`,
    or, where that is None, the intake gets all of it and its answer is lost."""

    answer: bytes | None = None
    body_bytes: int | None = None


LOST_ANSWER = Fate()


@dataclass(slots=True)
class Seen:
    """What passed towards the intake: request lines in order, and the body bytes of each that got through."""

    requests: list[str] = field(default_factory=list)
    body_bytes: list[int] = field(default_factory=list)

    def bodies(self, method: str) -> list[int]:
        return [size for line, size in zip(self.requests, self.body_bytes, strict=True) if line.startswith(method)]


class LineProxy:
    """Forwards connections; `on_request` is asked for the fate of every request by its head."""

    def __init__(self, target: str) -> None:
        parts = urlsplit(target)
        assert parts.hostname is not None
        assert parts.port is not None
        self._target = (parts.hostname, parts.port)
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._lock = threading.Lock()
        self._sockets: list[socket.socket] = []
        self._threads: list[threading.Thread] = []
        self.url = f"http://127.0.0.1:{self._listener.getsockname()[1]}"
        self.on_request: OnRequest = lambda _head: None
        self.seen = Seen()
        self._start(self._accept)

    def fail_once(self, beginning: str, fate: Fate, *, times: int = 1) -> threading.Event:
        """The next `times` requests whose first line begins so meet `fate`; the event is set after the last."""
        done = threading.Event()
        left = times

        def on_request(head: bytes) -> Fate | None:
            nonlocal left
            if left == 0 or not head.startswith(beginning.encode()):
                return None
            left -= 1
            if left == 0:
                done.set()
            return fate

        self.on_request = on_request
        return done

    def close(self) -> None:
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        with self._lock:
            for held in self._sockets:
                _break(held)
        for thread in self._threads:
            thread.join(10)

    def _start(self, target: Callable[..., None], *arguments: object) -> None:
        thread = threading.Thread(target=target, args=arguments, daemon=True)
        self._threads.append(thread)
        thread.start()

    def _accept(self) -> None:
        while True:
            try:
                terminal, _ = self._listener.accept()
            except OSError:
                return
            try:
                intake = socket.create_connection(self._target)
            except OSError:
                terminal.close()
                continue
            with self._lock:
                self._sockets += [terminal, intake]
            connection = _Connection(self, terminal, intake)
            self._start(connection.forward_requests)
            self._start(connection.forward_answers)

    def note(self, head: bytes) -> int:
        with self._lock:
            self.seen.requests.append(head.split(b"\r\n", 1)[0].decode())
            self.seen.body_bytes.append(0)
            return len(self.seen.requests) - 1

    def count(self, request: int, size: int) -> None:
        with self._lock:
            self.seen.body_bytes[request] += size


class _Connection:
    """One connection and its two directions."""

    def __init__(self, proxy: LineProxy, terminal: socket.socket, intake: socket.socket) -> None:
        self._proxy = proxy
        self._terminal = terminal
        self._intake = intake
        self._answer_is_lost = False

    def forward_requests(self) -> None:
        try:
            buffer = b""
            while True:
                while b"\r\n\r\n" not in buffer:
                    buffer += _receive(self._terminal)
                head, _, buffer = buffer.partition(b"\r\n\r\n")
                buffer = self._one_request(head, buffer)
        except OSError:
            pass
        finally:
            _break(self._terminal)
            _break(self._intake)
            self._terminal.close()

    def _one_request(self, head: bytes, body: bytes) -> bytes:
        fate = self._proxy.on_request(head)
        if fate is not None and fate.answer is not None:
            self._read_rest(head, body)
            self._terminal.sendall(fate.answer)
            raise ConnectionAbortedError
        left = _length(head)
        if fate is not None:
            self._answer_is_lost = fate.body_bytes is None
            cut_at = left if fate.body_bytes is None else fate.body_bytes
        else:
            cut_at = left
        request = self._proxy.note(head)
        self._intake.sendall(head + b"\r\n\r\n")
        sent = 0
        while sent < cut_at:
            body = body or _receive(self._terminal)
            part, body = body[: cut_at - sent], body[cut_at - sent :]
            self._intake.sendall(part)
            self._proxy.count(request, len(part))
            sent += len(part)
        if cut_at < left:
            raise ConnectionAbortedError
        return body

    def _read_rest(self, head: bytes, body: bytes) -> None:
        left = _length(head) - len(body)
        while left > 0:
            left -= len(_receive(self._terminal))

    def forward_answers(self) -> None:
        try:
            while True:
                answer = _receive(self._intake)
                if self._answer_is_lost:
                    raise ConnectionAbortedError
                self._terminal.sendall(answer)
        except OSError:
            pass
        finally:
            _break(self._terminal)
            self._intake.close()


def http(status: str, content_type: str, body: bytes, *, length: int | None = None, extra: str = "") -> bytes:
    """A raw answer; `length` lies about the body's."""
    size = len(body) if length is None else length
    head = f"HTTP/1.1 {status}\r\nContent-Type: {content_type}\r\nContent-Length: {size}\r\n{extra}\r\n"
    return head.encode() + body


def _length(head: bytes) -> int:
    for line in head.split(b"\r\n"):
        name, _, value = line.partition(b":")
        if name.lower() == b"content-length":
            return int(value)
    return 0


def _receive(source: socket.socket) -> bytes:
    received = source.recv(65536)
    if not received:
        raise ConnectionAbortedError
    return received


def _break(held: socket.socket) -> None:
    with suppress(OSError):
        held.shutdown(socket.SHUT_RDWR)
