"""The reference intake as a process: listen, say so, serve until told to stop."""

import json
import logging
import os
import socket
import sys
import threading
from pathlib import Path

import uvicorn

from sync.reference_intake.app import build_app
from sync.reference_intake.ledger import Ledger
from sync.reference_intake.tables import open_engine


class _Server(uvicorn.Server):
    """A server that tells when it listens."""

    def __init__(self, config: uvicorn.Config, url: str, ready_file: Path | None, as_json: bool) -> None:
        super().__init__(config)
        self._url = url
        self._ready_file = ready_file
        self._as_json = as_json

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        ready = json.dumps({"url": self._url, "pid": os.getpid()})
        if self._ready_file is not None:
            # Renamed into place: who waits for the file never reads half of it.
            half = self._ready_file.with_suffix(".part")
            half.write_text(ready, encoding="utf-8")
            half.rename(self._ready_file)
        print(ready if self._as_json else f"listening on {self._url}", flush=True)  # noqa: T201


def serve(
    *,
    folder: Path,
    database: str,
    address: tuple[str, int],
    office: str,
    tokens: dict[str, str],
    ready_file: Path | None = None,
    as_json: bool = False,
    until_stdin_closes: bool = False,
) -> int:
    """Serves until SIGTERM, SIGINT, or the end of stdin if asked; returns the exit code.

    Raises OSError if the address cannot be had.
    """
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(name)s %(message)s")
    listener = _listen(address)
    host, port = listener.getsockname()[:2]
    engine = open_engine(database)
    ledger = Ledger(engine, folder / "materials")
    ledger.set_up(office, tokens)
    config = uvicorn.Config(
        build_app(ledger),
        log_config=None,
        access_log=False,
        http="h11",
        loop="asyncio",
        ws="none",
        lifespan="off",
        server_header=False,
        timeout_graceful_shutdown=2,
    )
    url = f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
    server = _Server(config, url, ready_file, as_json)
    if until_stdin_closes:
        threading.Thread(target=_stop_at_end_of_stdin, args=(server,), daemon=True).start()
    try:
        server.run(sockets=[listener])
    except KeyboardInterrupt:
        pass
    finally:
        engine.dispose()
    return 0


def _listen(address: tuple[str, int]) -> socket.socket:
    family, _, _, _, place = socket.getaddrinfo(*address, type=socket.SOCK_STREAM)[0]
    # TCP by name: asyncio switches Nagle's delay off only for sockets that say it, and with the delay every small
    # answer takes 40 ms.
    listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(place)
        listener.listen(512)
    except OSError:
        listener.close()
        raise
    return listener


def _stop_at_end_of_stdin(server: uvicorn.Server) -> None:
    # The starting process holds the other end; the system closes it however that process ends.
    while os.read(sys.stdin.fileno(), 4096):
        pass
    server.should_exit = True
