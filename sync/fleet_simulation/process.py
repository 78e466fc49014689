"""One process of simulated terminals, which is told what to do over a pipe and says there how far it is.

Threads: those of each terminal's engine and store, a few that confirm filings in the people's place, and the main one.
"""

import contextlib
import queue
import signal
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from multiprocessing.connection import Connection
from threading import Event as Flag
from threading import Lock, Thread
from typing import TypeAlias

from kiosk.errors import JiujinError, kind_and_place
from sync.fleet_simulation.plan import Share
from sync.fleet_simulation.terminal import Confirmed, SimulatedTerminal
from sync.fleet_simulation.traffic import Traffic

CONFIRMING_THREADS = 4
OPENING_THREADS = 4
ENDING_THREADS = 32
REPORT_EVERY_S = 0.5

_Due: TypeAlias = "queue.SimpleQueue[tuple[float, SimulatedTerminal, int]]"


@dataclass(frozen=True, slots=True)
class Progress:
    """How many filings of this process are confirmed and settled, and what broke it, "" as long as nothing did."""

    confirmed: int = 0
    settled: int = 0
    fault: str = ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one process knows at its end."""

    confirmed: list[Confirmed]
    traffic: Traffic


def run_share(share: Share, pipe: Connection) -> None:
    """The process's main: says Progress when all is open; is told the moment to begin, then anything to end.

    Says Progress in between and its Outcome last. It ends at once when the other end of the pipe closes.
    """
    # Ctrl-C reaches the whole group; the first process says when to end.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    with contextlib.suppress(EOFError, OSError):
        try:
            running = _Running(share)
        except (JiujinError, OSError) as failure:
            pipe.send(Progress(fault=str(failure)))
            return
        pipe.send(running.progress())
        running.begin(pipe.recv())
        while not pipe.poll(REPORT_EVERY_S):
            pipe.send(running.progress())
        pipe.recv()
        pipe.send(running.end())


class _Running:
    """The terminals of this process."""

    def __init__(self, share: Share) -> None:
        self._plan = share.plan
        self._traffic = Traffic()
        self._traffic_lock = Lock()
        self._lock = Lock()
        self._confirmed = 0
        self._settled = 0
        self._fault = ""
        self._ending = Flag()
        self._people: list[Thread] = []

        def opened(number: int) -> tuple[int, SimulatedTerminal]:
            return number, SimulatedTerminal(number, share, self._traffic, self._traffic_lock, self._one_settled)

        with ThreadPoolExecutor(OPENING_THREADS) as pool:
            self._terminals = dict(pool.map(opened, range(share.first, share.last + 1)))

    def begin(self, at: float) -> None:
        """Puts the terminals on the line, and has each filing confirmed at its moment after `at` (monotonic)."""
        moments = [
            (at + moment, number, running)
            for number in self._terminals
            for running, moment in enumerate(self._plan.moments(number))
        ]
        due: _Due = queue.SimpleQueue()
        for moment, number, running in sorted(moments):
            due.put((moment, self._terminals[number], running))
        for terminal in self._terminals.values():
            terminal.start()
        self._people = [Thread(target=self._confirm, args=(due,), daemon=True) for _ in range(CONFIRMING_THREADS)]
        for person in self._people:
            person.start()

    def progress(self) -> Progress:
        with self._lock:
            return Progress(self._confirmed, self._settled, self._fault)

    def end(self) -> Outcome:
        """Takes all terminals off the line."""
        self._ending.set()
        for person in self._people:
            person.join()
        with ThreadPoolExecutor(ENDING_THREADS) as pool:
            ended = list(pool.map(SimulatedTerminal.end, self._terminals.values()))
        with self._traffic_lock:
            return Outcome([note for notes in ended for note in notes], self._traffic)

    def _confirm(self, due: _Due) -> None:
        with contextlib.suppress(queue.Empty):
            while True:
                moment, terminal, running = due.get_nowait()
                if self._ending.wait(max(moment - time.monotonic(), 0.0)):
                    return
                try:
                    terminal.confirm(running)
                except Exception as fault:  # noqa: BLE001 - the main process is told, and ends the simulation
                    self._broke(str(fault) if isinstance(fault, JiujinError) else kind_and_place(fault))
                    return
                with self._lock:
                    self._confirmed += 1

    def _broke(self, fault: str) -> None:
        with self._lock:
            self._fault = self._fault or fault

    def _one_settled(self) -> None:
        with self._lock:
            self._settled += 1
