"""Several processes that serve one intake on one socket.

Nothing is shared between them but the database, the folder of materials and the listening socket; what must happen once
is made once by the database's constraints and locks and by the locks of the files. So any of them may be killed at any
moment: another answers the repetition.
"""

import contextlib
import logging
import multiprocessing
import signal
import socket
import threading
import time
from collections.abc import Callable, Iterator
from multiprocessing.connection import Connection, wait
from multiprocessing.context import SpawnProcess
from typing import TYPE_CHECKING

from kiosk.errors import EnvironmentFailure

if TYPE_CHECKING:
    from sync.reference_intake.server import Store

log = logging.getLogger(__name__)

STOP_WITHIN_S = 5.0
LASTS_S = 10.0
"""A worker that lives for less has not come up at all."""
TRIES = 5
"""How many in a row may not come up before the intake gives up: the fault is not the worker's."""

# Not fork: SQLAlchemy's connections and the threads of this process must not be copied. What a worker is given, the
# database's password included, goes to it through a pipe, not in its arguments.
_spawning = multiprocessing.get_context("spawn")


class Workers:
    """Keeps `count` workers up until told to stop."""

    def __init__(
        self,
        count: int,
        store: "Store",
        listener: socket.socket,
        listening: Callable[[], None],
        desk: socket.socket | None = None,
    ) -> None:
        """`desk` is the socket of the officials' page.

        `listening` is called once, when each of them has come up for the first time.
        """
        self._count = count
        self._store = store
        self._listener = listener
        self._desk = desk
        self._listening = listening
        self._stop_here, self._stop_there = _spawning.Pipe(duplex=False)
        # Held open by this process alone: its end, whatever that is, is the workers' end.
        self._watched, self._held = _spawning.Pipe(duplex=False)
        self._running: dict[int, tuple[SpawnProcess, float]] = {}
        self._short_lived = 0

    def stop(self) -> None:
        """Ends `run`; any thread, a signal's handler too."""
        with contextlib.suppress(OSError):
            self._stop_there.send_bytes(b"stop")

    def run(self) -> None:
        """Runs until `stop`, SIGTERM or SIGINT. Raises EnvironmentFailure if the workers do not stay up."""
        with _on_signals(self.stop):
            try:
                first = [self._start() for _ in range(self._count)]
                if self._all_listen(first):
                    self._listening()
                    self._keep_up()
            finally:
                self._held.close()
                self._end_all()

    def _start(self) -> Connection:
        """A new worker; the end of a pipe on which it says that it listens."""
        hears, says = _spawning.Pipe(duplex=False)
        given = (self._store, self._listener, self._watched, says, self._desk)
        process = _spawning.Process(target=_work, args=given, name="intake worker")
        process.start()
        says.close()
        self._running[process.sentinel] = (process, time.monotonic())
        return hears

    def _all_listen(self, first: list[Connection]) -> bool:
        """Waits for every worker's word; False if told to stop before."""
        for hears in first:
            with hears:
                if hears not in wait([hears, self._stop_here]):
                    return False
                try:
                    hears.recv_bytes()
                except EOFError:
                    raise EnvironmentFailure("a worker ended before it listened; its own lines say why") from None
        return True

    def _keep_up(self) -> None:
        """Replaces each worker that ends, until told to stop."""
        while self._stop_here not in (ready := wait([self._stop_here, *self._running])):
            for sentinel in ready:
                assert isinstance(sentinel, int)
                process, started = self._running.pop(sentinel)
                process.join()
                self._short_lived = self._short_lived + 1 if time.monotonic() - started < LASTS_S else 0
                log.warning("the worker %d ended with %s; another takes its place", process.pid, process.exitcode)
                if self._short_lived >= TRIES:
                    raise EnvironmentFailure(f"{TRIES} workers in a row ended at once; their own lines say why")
                self._start().close()

    def _end_all(self) -> None:
        until = time.monotonic() + STOP_WITHIN_S
        for process, _ in self._running.values():
            process.join(max(0.0, until - time.monotonic()))
            if process.exitcode is None:
                process.kill()
                process.join()


@contextlib.contextmanager
def _on_signals(stop: Callable[[], None]) -> Iterator[None]:
    before = {number: signal.signal(number, lambda *_: stop()) for number in (signal.SIGTERM, signal.SIGINT)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _work(
    store: "Store", listener: socket.socket, watched: Connection, says: Connection, desk: socket.socket | None
) -> None:
    """A worker's main; it ends when the other end of `watched` closes."""
    from sync.reference_intake.server import log_to_stderr, serve_store

    # Ctrl-C reaches the whole group; the first process says when to end.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    log_to_stderr()

    def listening() -> None:
        # Who started it may have stopped listening for it.
        with contextlib.suppress(OSError):
            says.send_bytes(b"listening")
        says.close()

    def watch(stop: Callable[[], None]) -> None:
        def until_closed() -> None:
            wait([watched])
            stop()

        threading.Thread(target=until_closed, daemon=True).start()

    serve_store(store, listener, listening, watch, desk)
