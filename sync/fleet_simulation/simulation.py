"""The whole of a simulation: a centre, processes of terminals, an outage, and the proof afterwards."""

import math
import multiprocessing
import os
import resource
import secrets
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from multiprocessing.connection import Connection, wait
from multiprocessing.context import SpawnProcess
from pathlib import Path

from kiosk.errors import EnvironmentFailure
from kiosk.leftovers import own_folder
from sync.fleet_simulation.centre import Centre, own_tables
from sync.fleet_simulation.plan import Cut, Plan, Share, name_of
from sync.fleet_simulation.process import Outcome, Progress, run_share
from sync.fleet_simulation.proof import prove
from sync.fleet_simulation.report import Report, acknowledgements, load_curve
from sync.fleet_simulation.traffic import Traffic

FILES_PER_TERMINAL = 20
"""Open at once, at most: the store's database and log for each of its threads, and a connection for each stream."""
FILES_BESIDES = 200
DISK_BESIDES = 500_000_000
STORE_BYTES = 1_500_000
"""Of a terminal's store before its first filing, its log included."""
END_WITHIN_S = 120.0
TELL_EVERY_S = 5.0

Tell = Callable[[str], None]

# Not fork: the threads of this process must not be copied. Tokens go through a pipe, not in arguments.
_spawning = multiprocessing.get_context("spawn")


def simulate(plan: Plan, database: str | None, tell: Tell, *, base: Path | None = None) -> Report:
    """Runs `plan` against an intake on `database` (a PostgreSQL URL, or None for SQLite), in a folder below `base`.

    `tell` hears a line now and then. Raises EnvironmentFailure where this machine is too small for it, where the
    database cannot be used, or where a part of the simulation breaks.
    """
    _make_room_for_files(plan)
    folder = own_folder("jiujin-fleet", base)
    try:
        _check_disk(plan, folder)
        with own_tables(database, folder) as url:
            return _Simulation(plan, url, folder, tell).run()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


class _Simulation:
    def __init__(self, plan: Plan, database: str, folder: Path, tell: Tell) -> None:
        self._plan = plan
        self._tell = tell
        self._folder = folder
        self._tokens = tuple(secrets.token_urlsafe(24) for _ in range(plan.terminals))
        named = {name_of(number): token for number, token in enumerate(self._tokens)}
        self._centre = Centre(database, folder / "centre", named, plan.workers)

    def run(self) -> Report:
        with closing(self._centre), _fleet(self._plan, self._centre.url, self._tokens, self._folder) as fleet:
            fleet.wait_until_open()
            self._tell(f"{self._plan.terminals} terminals are open")
            down_at, back_at = self._outage(fleet)
            self._wait_for_all(fleet, back_at + self._plan.patience_s)
            outcomes = fleet.end()
            self._centre.close()
            return self._report(outcomes, down_at, back_at)

    def _outage(self, fleet: "_Fleet") -> tuple[float, float]:
        """Begins; the moments at which the line went down and came back (monotonic)."""
        if self._plan.cut is Cut.MIDDLE:
            self._centre.start()
        down_at = fleet.begin() + self._plan.cut_after_s
        fleet.watch_until(down_at)
        self._centre.cut()
        self._tell("the line is down")
        fleet.watch_until(down_at + self._plan.outage_s)
        self._centre.start()
        self._tell(f"the line is back; {fleet.waiting} filings wait")
        return down_at, time.monotonic()

    def _wait_for_all(self, fleet: "_Fleet", until: float) -> None:
        told_at = time.monotonic()
        while fleet.settled < self._plan.total and time.monotonic() < until:
            fleet.watch_until(min(time.monotonic() + 0.2, until))
            if time.monotonic() - told_at > TELL_EVERY_S:
                told_at = time.monotonic()
                self._tell(f"{fleet.settled} of {self._plan.total} acknowledged")

    def _report(self, outcomes: list[Outcome], down_at: float, back_at: float) -> Report:
        confirmed = [note for outcome in outcomes for note in outcome.confirmed]
        traffic = Traffic()
        for outcome in outcomes:
            traffic.add(outcome.traffic)
        verdict = prove(self._centre.database, self._centre.materials, confirmed)
        acknowledged = [note.acknowledged_at for note in confirmed if note.acknowledged_at is not None]
        last = max([back_at, *acknowledged])
        from_confirm, from_return = acknowledgements(confirmed, back_at)
        return Report(
            terminals=self._plan.terminals,
            filings=self._plan.filings,
            database=self._centre.database.partition(":")[0].partition("+")[0],
            outage_s=back_at - down_at,
            confirmed=len(confirmed),
            acknowledged=sum(note.delivered for note in confirmed),
            lost=verdict.lost,
            doubled=verdict.doubled,
            waiting=verdict.waiting,
            refused=verdict.refused,
            cases=verdict.cases,
            files=verdict.files,
            faults=verdict.faults,
            retries=sum(max(note.attempts - 1, 0) for note in confirmed),
            requests=sum(traffic.requests.values()),
            unreached=traffic.unreached,
            failures=dict(traffic.failures),
            bytes_sent=traffic.bytes_sent,
            bytes_received=traffic.bytes_received,
            drained_s=last - back_at,
            load=load_curve(traffic, back_at, last),
            from_confirm=from_confirm,
            from_return=from_return,
            load_average=[round(load, 2) for load in os.getloadavg()],
        )


class _Fleet:
    """The processes of terminals, each with the pipe to it."""

    def __init__(self, running: list[tuple[SpawnProcess, Connection]]) -> None:
        self._running = running
        self._progress: dict[Connection, Progress] = {}

    @property
    def settled(self) -> int:
        return sum(progress.settled for progress in self._progress.values())

    @property
    def waiting(self) -> int:
        return sum(progress.confirmed - progress.settled for progress in self._progress.values())

    def wait_until_open(self) -> None:
        while len(self._progress) < len(self._running):
            self._hear(None)

    def begin(self) -> float:
        """Lets them begin; the moment, monotonic."""
        at = time.monotonic()
        for _, pipe in self._running:
            pipe.send(at)
        return at

    def watch_until(self, moment: float) -> None:
        """Hears how far they are until that moment. Raises EnvironmentFailure where something broke."""
        while (left := moment - time.monotonic()) > 0:
            self._hear(left)

    def end(self) -> list[Outcome]:
        for _, pipe in self._running:
            pipe.send("end")
        return [self._outcome(pipe) for _, pipe in self._running]

    def _hear(self, patience_s: float | None) -> None:
        for ready in wait([pipe for _, pipe in self._running], patience_s):
            assert isinstance(ready, Connection)
            said = _received(ready)
            if isinstance(said, Progress):
                self._progress[ready] = said
                if said.fault:
                    raise EnvironmentFailure(said.fault)

    @staticmethod
    def _outcome(pipe: Connection) -> Outcome:
        until = time.monotonic() + END_WITHIN_S
        while pipe.poll(max(until - time.monotonic(), 0.0)):
            said = _received(pipe)
            if isinstance(said, Outcome):
                return said
        raise EnvironmentFailure(f"a process of terminals did not end within {END_WITHIN_S:.0f} s")


def _received(pipe: Connection) -> object:
    try:
        return pipe.recv()
    except EOFError:
        raise EnvironmentFailure("a process of terminals ended by itself; its own lines say why") from None


@contextmanager
def _fleet(plan: Plan, url: str, tokens: tuple[str, ...], folder: Path) -> Iterator[_Fleet]:
    running: list[tuple[SpawnProcess, Connection]] = []
    each = math.ceil(plan.terminals / plan.processes)
    try:
        for first in range(0, plan.terminals, each):
            last = min(first + each, plan.terminals) - 1
            share = Share(plan, first, last, url, tokens[first : last + 1], folder)
            ours, theirs = _spawning.Pipe()
            process = _spawning.Process(target=run_share, args=(share, theirs), name="simulated terminals", daemon=True)
            process.start()
            theirs.close()
            running.append((process, ours))
        yield _Fleet(running)
    finally:
        for process, pipe in running:
            pipe.close()
            process.join(5.0)
            if process.exitcode is None:
                process.kill()
                process.join()


def _make_room_for_files(plan: Plan) -> None:
    """Raises this process's limit of open files, which those it starts inherit, as far as it takes."""
    most = max(math.ceil(plan.terminals / plan.processes) * FILES_PER_TERMINAL, plan.terminals * 8) + FILES_BESIDES
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft >= most or soft == resource.RLIM_INFINITY:
        return
    if hard != resource.RLIM_INFINITY and hard < most:
        raise EnvironmentFailure(
            f"{plan.terminals} terminals need {most} open files in a process and the system allows {hard};"
            " raise it (ulimit -Hn), take more --processes or fewer terminals"
        )
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, hard))


def _check_disk(plan: Plan, folder: Path) -> None:
    # A page lies in the terminal's store, for a while in the store's log as well, and at the centre.
    needed = 3 * plan.total * plan.pages * plan.page_bytes + plan.terminals * STORE_BYTES + DISK_BESIDES
    free = shutil.disk_usage(folder).free
    if free < needed:
        raise EnvironmentFailure(
            f"{folder.parent}: the simulation takes up to {needed // 1_000_000} MB and there are"
            f" {free // 1_000_000} MB; make room, or set TMPDIR to another disk"
        )
