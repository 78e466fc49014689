"""SIGKILL at random moments: either end, also while it gets over an earlier one, until everything has arrived.

A trial is drawn from a seed and a number, so it can be played again; the moments are those of a clock, so the same
trial meets the same kills a little earlier or later.
"""

import random
import shutil
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from tests.crash.trial import Centre, Ground, judge, phase_of, terminal_order

MOST_KILLS = 5
"""In one trial."""

PAUSE_S = 0.05
"""Within this time after one kill the next one may come at any moment with the same chance as later."""


VICTIMS = (("terminal",), ("terminal",), ("intake",), ("intake", "terminal"))


@dataclass(slots=True)
class Kills:
    """What was killed, and when."""

    ends: Counter[str] = field(default_factory=Counter)
    phases: Counter[str] = field(default_factory=Counter)
    trials: int = 0

    @property
    def count(self) -> int:
        """All of them."""
        return sum(self.ends.values())

    def add(self, other: "Kills") -> None:
        """Takes the counts of `other` in."""
        self.ends.update(other.ends)
        self.phases.update(other.phases)
        self.trials += other.trials

    def told(self) -> str:
        """For a person."""
        ends = ", ".join(f"{end} {number}" for end, number in sorted(self.ends.items()))
        phases = ", ".join(f"{phase} {number}" for phase, number in sorted(self.phases.items()))
        return f"{self.count} kills in {self.trials} trials ({ends}; {phases})"


def pace(ground: Ground, centre: Centre) -> float:
    """Seconds that the road takes here when nobody is killed; the slowest of two."""
    slowest = 0.0
    for _ in range(2):
        folder = ground.begin("prepared")
        begun = time.monotonic()
        ground.server.spawn(terminal_order(folder, centre.url, "go on")).ends_well()
        slowest = max(slowest, time.monotonic() - begun)
        judge(folder, centre, ground.usual)
        shutil.rmtree(folder)
    return slowest


def trial(ground: Ground, centre: Centre, seed: str, number: int, pace_s: float) -> Kills:
    """One filing, with up to MOST_KILLS kills on its road, judged at the end.

    Raises AssertionError naming seed and number.
    """
    dice = random.Random(f"{seed}/{number}")
    folder = ground.begin("prepared")
    try:
        kills = _trial(ground, centre, dice, folder, pace_s)
        judge(folder, centre, ground.usual)
    except AssertionError as fault:
        raise type(fault)(f"seed {seed}, trial {number} in {folder}: {fault}") from fault
    shutil.rmtree(folder)
    return kills


def _trial(ground: Ground, centre: Centre, dice: random.Random, folder: Path, pace_s: float) -> Kills:
    kills = Kills(trials=1)
    order = terminal_order(folder, centre.url, "go on")
    terminal = ground.server.spawn(order)
    for _ in range(dice.randint(1, MOST_KILLS)):
        victims = dice.choice(VICTIMS)
        # Short lives and long ones: what comes late on the road is met as often as what comes early.
        moment_s = dice.choice((PAUSE_S, pace_s, pace_s)) * dice.random()
        if terminal.wait(moment_s) is not None:
            break
        phase, before = phase_of(folder), kills.count
        if "intake" in victims:
            assert centre.process is not None
            centre.process.kill()
            kills.ends["intake"] += 1
        if "terminal" in victims:
            terminal.send(9)
            if terminal.wait() == -9:
                kills.ends["terminal"] += 1
                terminal = ground.server.spawn(order)
        if "intake" in victims:
            centre.start()
        kills.phases[phase] += kills.count - before
    terminal.ends_well()
    return kills
