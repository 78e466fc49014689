"""`dev.sh soak`: SIGKILL at thousands of random moments, at both ends, on either database.

Exit code 1, and the trial's folder is kept, where a filing was lost, doubled or damaged; the line says how to play that
trial again.
"""

import argparse
import secrets
import shutil
import sys
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor, as_completed
from contextlib import ExitStack
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path

from tests.crash.faults import compile_faults
from tests.crash.forks import ForkServer
from tests.crash.random_kills import Kills, pace, trial
from tests.crash.trial import Centre, Ground
from tests.support.postgres import PostgresServer

STRETCH = 250
"""Kills before everything is set up anew."""

EVERY_ON_POSTGRESQL = 4
"""Every so manieth stretch has its intake on PostgreSQL."""

WORKERS = 2


@dataclass(frozen=True, slots=True)
class Stretch:
    """So many kills from one seed; or, with `only`, that trial alone."""

    seed: str
    number: int
    kills: int
    only: int | None = None

    @property
    def on_postgresql(self) -> bool:
        return self.number % EVERY_ON_POSTGRESQL == EVERY_ON_POSTGRESQL - 1


def main(arguments: list[str]) -> int:
    """Runs it; the exit code."""
    parser = argparse.ArgumentParser(prog="dev.sh soak", description="kills both ends at random moments")
    parser.add_argument("--kills", type=int, default=5000, help="at least so many (default 5000)")
    parser.add_argument("--seed", default="", help="of an earlier soak, to play it again")
    parser.add_argument("--stretch", type=int, help="with --seed and --trial: that one trial alone, 20 times")
    parser.add_argument("--trial", type=int)
    given = parser.parse_args(arguments)
    if (given.stretch is None) != (given.trial is None) or (given.trial is not None and not given.seed):
        parser.error("--trial wants --seed and --stretch, and --stretch wants --trial")
    seed = given.seed or secrets.token_hex(4)
    print(f"seed {seed}", flush=True)
    if given.trial is not None:
        return _report(seed, [Stretch(seed, given.stretch, 1, given.trial)])
    count = -(-given.kills // STRETCH)
    left = [min(STRETCH, given.kills - number * STRETCH) for number in range(count)]
    return _report(seed, [Stretch(seed, number, kills) for number, kills in enumerate(left)])


def _report(seed: str, stretches: list[Stretch]) -> int:
    total, begun = Kills(), time.monotonic()
    with ProcessPoolExecutor(WORKERS, mp_context=get_context("spawn")) as pool:
        running = {pool.submit(_stretch, stretch): stretch for stretch in stretches}
        for done in as_completed(running):
            number = running[done].number
            try:
                kills = done.result()
            except AssertionError as fault:
                pool.shutdown(wait=False, cancel_futures=True)
                print(f"FAILED in stretch {number}: {fault}", file=sys.stderr)
                print(f"again: dev.sh soak --seed {seed} --stretch {number} --trial N", file=sys.stderr)
                return 1
            total.add(kills)
            base = "PostgreSQL" if running[done].on_postgresql else "SQLite"
            print(f"stretch {number} on {base}: {kills.told()}", flush=True)
    print(f"{total.told()}; lost 0, doubled 0; seed {seed}; {time.monotonic() - begun:.0f} s")
    return 0


def _stretch(stretch: Stretch) -> Kills:
    """One stretch, in a process of its own."""
    folder = Path(tempfile.mkdtemp(prefix="jiujin-soak-"))
    with ExitStack() as held:
        server = held.enter_context(ForkServer(compile_faults(folder)))
        ground = Ground(server, folder / "ground")
        with ground.centre() as quiet:
            quiet.start()
            pace_s = pace(ground, quiet)
        if stretch.on_postgresql:
            postgres = held.enter_context(PostgresServer())
            centre = Centre(server, ground.new_folder(), postgres.database(), postgres.port)
        else:
            centre = ground.centre()
        held.enter_context(centre).start()
        kills = _kill(stretch, ground, centre, pace_s)
        centre.judge_whole()
    shutil.rmtree(folder)
    return kills


def _kill(stretch: Stretch, ground: Ground, centre: Centre, pace_s: float) -> Kills:
    seed, kills = f"{stretch.seed}-{stretch.number}", Kills()
    if stretch.only is not None:
        for _ in range(20):
            kills.add(trial(ground, centre, seed, stretch.only, pace_s))
        return kills
    number = 0
    while kills.count < stretch.kills:
        kills.add(trial(ground, centre, seed, number, pace_s))
        number += 1
    return kills


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
