"""Connections to the centre: whom they believe, and how long an answer may take as a whole.

urllib3 bounds the wait for the next byte alone; an answer that drips would hold a stream for hours.
"""

import io
import socket
import ssl
import time
from http.client import HTTPResponse
from typing import Any

from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool

from sync.failures import EndlessAnswer

WHOLE_ANSWER = 4
"""So many times the wait for one byte is what an answer may take, from its first wait to its last byte."""


class Adapter(HTTPAdapter):
    """Connections that believe whom `context` believes and nobody else, and whose answers end; without TLS where None.

    Where one does not, EndlessAnswer is at the bottom of what requests raises.
    """

    def __init__(self, context: ssl.SSLContext | None) -> None:
        self._context = context
        super().__init__()

    def init_poolmanager(self, connections: int, maxsize: int, block: bool = False, **more: Any) -> None:
        super().init_poolmanager(connections, maxsize, block, ssl_context=self._context, **more)
        self.poolmanager.pool_classes_by_scheme = {"http": _PlainPool, "https": _TlsPool}

    def cert_verify(self, *_: object) -> None:
        """Nothing: requests would add certifi's list to the context here."""


class _Received(io.RawIOBase):
    """What a socket receives, byte by byte if it must be, but all of it before the deadline."""

    def __init__(self, connection: socket.socket, source: io.RawIOBase) -> None:
        byte_s = connection.gettimeout()
        assert byte_s is not None
        self._connection = connection
        self._source = source
        self._byte_s = byte_s
        self._deadline = time.monotonic() + WHOLE_ANSWER * byte_s

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int | None:
        left = self._deadline - time.monotonic()
        if left <= 0:
            raise EndlessAnswer
        self._connection.settimeout(min(left, self._byte_s))
        try:
            return self._source.readinto(buffer)
        except TimeoutError:
            if left < self._byte_s:
                raise EndlessAnswer from None
            raise

    def close(self) -> None:
        super().close()
        self._source.close()


class _Answer(HTTPResponse):
    """An answer from its status line on; made when the request has gone out."""

    def __init__(self, sock: socket.socket, *arguments: Any, **more: Any) -> None:
        super().__init__(sock, *arguments, **more)
        self.fp = io.BufferedReader(_Received(sock, self.fp.detach()))


class _Plain(HTTPConnection):
    response_class = _Answer


class _Tls(HTTPSConnection):
    response_class = _Answer


class _PlainPool(HTTPConnectionPool):
    ConnectionCls = _Plain


class _TlsPool(HTTPSConnectionPool):
    ConnectionCls = _Tls
