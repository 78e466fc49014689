"""The reference intake as a process: listen, say so, serve until told to stop."""

import json
import logging
import os
import socket
import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import uvicorn
from starlette.types import ASGIApp

from sync.reference_intake.app import build_app
from sync.reference_intake.ledger import Ledger
from sync.reference_intake.tables import open_engine
from sync.reference_intake.two_doors import two_doors
from sync.reference_intake.workers import Workers


@dataclass(frozen=True, slots=True)
class Store:
    """Where an intake keeps what it promises; the same for all its workers."""

    database: str
    folder: Path

    def __repr__(self) -> str:
        # The database's URL may have a password.
        return f"Store({self.folder})"


class _Server(uvicorn.Server):
    """A server that tells when it listens."""

    def __init__(self, config: uvicorn.Config, listening: Callable[[], None]) -> None:
        super().__init__(config)
        self._listening = listening

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self._listening()


def serve(
    *,
    folder: Path,
    database: str,
    address: tuple[str, int],
    office: str,
    tokens: dict[str, str],
    workers: int = 1,
    desk: tuple[str, int] | None = None,
    ready_file: Path | None = None,
    as_json: bool = False,
    until_stdin_closes: bool = False,
) -> int:
    """Serves until SIGTERM, SIGINT, or the end of stdin if asked; returns the exit code.

    With more than one of `workers`, each is a process, and one that dies is replaced. At `desk` the officials' page
    answers, at None nowhere; its port is never the terminals'. Raises OSError if an address cannot be had,
    EnvironmentFailure if the database cannot, or if the workers do not stay up.
    """
    log_to_stderr()
    listener = _listen(address)
    desk_listener = None if desk is None else _listen(desk)
    store = Store(database, folder / "materials")
    engine = open_engine(database)
    Ledger(engine, store.folder).set_up(office, tokens)
    engine.dispose()  # a worker has connections of its own
    desk_url = "" if desk_listener is None else _url(desk_listener)

    def listening() -> None:
        _tell_ready(_url(listener), desk_url, ready_file, as_json)

    if workers > 1:
        team = Workers(workers, store, listener, listening, desk_listener)
        if until_stdin_closes:
            _at_end_of_stdin(team.stop)
        team.run()
    else:
        serve_store(store, listener, listening, _at_end_of_stdin if until_stdin_closes else None, desk_listener)
    return 0


def serve_store(
    store: Store,
    listener: socket.socket,
    listening: Callable[[], None],
    watch: Callable[[Callable[[], None]], None] | None,
    desk: socket.socket | None = None,
) -> None:
    """One worker's whole life, on the main thread: until SIGTERM, SIGINT, or until what `watch` was given is called."""
    engine = open_engine(store.database)
    app: ASGIApp = build_app(Ledger(engine, store.folder))
    listeners = [listener]
    if desk is not None:
        # Not loaded where there is no page: its templates cost a start's time.
        from sync.reference_intake.web.app import build_desk

        app = two_doors(app, build_desk(engine, store.folder), desk.getsockname()[1])
        listeners.append(desk)
    config = uvicorn.Config(
        app,
        log_config=None,
        access_log=False,
        http="h11",
        loop="asyncio",
        ws="none",
        lifespan="off",
        server_header=False,
        timeout_graceful_shutdown=2,
    )
    server = _Server(config, listening)
    if watch is not None:
        watch(lambda: setattr(server, "should_exit", True))
    try:
        server.run(sockets=listeners)
    except KeyboardInterrupt:
        pass
    finally:
        engine.dispose()


def log_to_stderr() -> None:
    """Warnings and worse, from this process."""
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(name)s %(message)s")


def _tell_ready(url: str, desk_url: str, ready_file: Path | None, as_json: bool) -> None:
    ready = json.dumps({"url": url, "pid": os.getpid()} | ({"desk": desk_url} if desk_url else {}))
    if ready_file is not None:
        # Renamed into place: who waits for the file never reads half of it.
        half = ready_file.with_suffix(".part")
        half.write_text(ready, encoding="utf-8")
        half.rename(ready_file)
    page = f"\nthe officials' page is at {desk_url}" if desk_url else ""
    print(ready if as_json else f"listening on {url}{page}", flush=True)  # noqa: T201


def _url(listener: socket.socket) -> str:
    host, port = listener.getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


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


def _at_end_of_stdin(stop: Callable[[], None]) -> None:
    """Calls `stop` when the starting process lets go of our stdin."""

    def watch() -> None:
        # The starting process holds the other end; the system closes it however that process ends.
        while os.read(sys.stdin.fileno(), 4096):
            pass
        stop()

    threading.Thread(target=watch, daemon=True).start()
