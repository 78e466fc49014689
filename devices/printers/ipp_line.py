"""Asking a print server or a printer over HTTP, with one deadline for the whole question.

libcups, and so pycups, waits for an answer without end; a server that hangs must not hang the printer's thread. So the
questions go this way, and before everything that pycups does a question shows that the server answers at all.
"""

import io
import socket
import ssl
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from http.client import HTTPException, HTTPResponse
from time import monotonic
from typing import Any
from urllib.parse import unquote, urlsplit

from devices.printers.ipp_wire import CLIENT_ERROR, IppAnswer, IppFault, answer, question

IPP_PORT = 631
LONGEST_ANSWER = 1 << 20
_HTTP_OK = 200
_PORTS = {"ipp": (IPP_PORT, False), "ipps": (IPP_PORT, True), "http": (80, False), "https": (443, True)}


class Unreachable(Exception):
    """Nothing listens there, or the line broke."""


class NoAnswer(Exception):
    """Something listens and gave no IPP answer before the deadline."""


class Refused(Exception):
    """It answered and said no; `status` as in RFC 8011, appendix B."""

    def __init__(self, status: int) -> None:
        super().__init__(f"IPP status {status:#06x}")
        self.status = status


@dataclass(frozen=True, slots=True)
class Address:
    """Where to ask: a Unix `socket_path`, or `host` and `port`; `resource` is the path within HTTP."""

    socket_path: str = ""
    host: str = "localhost"
    port: int = IPP_PORT
    tls: bool = False
    resource: str = "/"

    @classmethod
    def of_server(cls, server: str, port: int) -> "Address":
        """The address of a print server as libcups names it: a socket's path, or a host beside its port."""
        return cls(socket_path=server) if server.startswith("/") else cls(host=server, port=port)

    @classmethod
    def of_device(cls, uri: str) -> "Address | None":
        """The address in the device-uri of a queue; None where the device cannot be asked over IPP."""
        try:
            parts = urlsplit(uri)
            port, tls = _PORTS[parts.scheme]
            return cls(host=unquote(parts.hostname or ""), port=parts.port or port, tls=tls, resource=parts.path or "/")
        except (KeyError, ValueError):
            return None


def ask(address: Address, operation: int, target: tuple[str, str], wanted: Iterable[str], limit_s: float) -> IppAnswer:
    """One question and its answer; raises Unreachable, NoAnswer or Refused before `limit_s` seconds are over."""
    body = question(operation, target, wanted)
    deadline = monotonic() + limit_s
    try:
        with _connect(address, limit_s) as line:
            line.settimeout(max(0.001, deadline - monotonic()))
            line.sendall(_head(address, len(body)) + body)
            told = answer(_body(line, deadline))
    except TimeoutError as fault:
        raise NoAnswer("no answer in time") from fault
    except (HTTPException, IppFault, ssl.SSLError) as fault:
        raise NoAnswer(type(fault).__name__) from fault
    except (OSError, ValueError) as fault:
        # ValueError: a name that cannot be a host's.
        raise Unreachable(type(fault).__name__) from fault
    if told.status >= CLIENT_ERROR:
        raise Refused(told.status)
    return told


def _connect(address: Address, limit_s: float) -> socket.socket:
    if address.socket_path:
        line = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        try:
            line.settimeout(limit_s)
            line.connect(address.socket_path)
        except BaseException:
            line.close()
            raise
        return line
    line = socket.create_connection((address.host, address.port), limit_s)
    if not address.tls:
        return line
    # Printers have certificates that nobody signed. Only how it is does it tell, and no paper goes this way.
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    try:
        return context.wrap_socket(line, server_hostname=address.host)
    except BaseException:
        line.close()
        raise


def _head(address: Address, length: int) -> bytes:
    host = "localhost" if address.socket_path else f"{address.host}:{address.port}"
    lines = (
        f"POST {address.resource} HTTP/1.1",
        f"Host: {host}",
        "Content-Type: application/ipp",
        f"Content-Length: {length}",
        "Connection: close",
    )
    return "\r\n".join((*lines, "", "")).encode()


def _body(line: socket.socket, deadline: float) -> bytes:
    timed: Any = _TimedFile(line, deadline)  # HTTPResponse wants a socket and uses no more of it than makefile
    response = HTTPResponse(timed, method="POST")
    response.begin()
    content = response.read(LONGEST_ANSWER)
    if response.status != _HTTP_OK:
        raise HTTPException(f"HTTP status {response.status}")
    return content


class _TimedFile(io.RawIOBase):
    """What comes over a socket, all of it before one deadline: a timeout of the socket counts for each piece alone."""

    def __init__(self, line: socket.socket, deadline: float, clock: Callable[[], float] = monotonic) -> None:
        super().__init__()
        self._line = line
        self._deadline = deadline
        self._clock = clock

    def makefile(self, _mode: str) -> io.BufferedReader:
        return io.BufferedReader(self)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        left = self._deadline - self._clock()
        if left <= 0:
            raise TimeoutError
        self._line.settimeout(left)
        return self._line.recv_into(buffer)
