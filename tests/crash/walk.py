"""The walk along the road: which points there are, and a death at each of them, in each way there is."""

import shutil
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from zlib import crc32

from tests.crash.faults import Death, Moment, Point, points
from tests.crash.trial import Centre, Ground, as_fault, judge, passed_in, terminal_order

COUNTED = 5
"""So many undisturbed runs are counted: lanes that overtake one another make a write more or less."""

TRIES = 6
"""So often a run is begun anew that ended before it came to its point."""


@dataclass(frozen=True, slots=True)
class Road:
    """The points of one end. `steady` has the names and numbers that every run passes, with how often it does."""

    points: tuple[Point, ...]
    steady: Counter[str]

    def deaths(self, shard: int, shards: int) -> list[Death]:
        """This shard's share of all the deaths there are; every shard knows by the name which are its own."""
        every = (Death(point, moment) for point in self.points for moment in point.moments)
        return [death for death in every if _place(death) % shards == shard]

    def is_steady(self, point: Point) -> bool:
        """Whether every run passes this point."""
        return point.nth <= self.steady[point.name]


def _place(death: Death) -> int:
    return crc32(f"{death.point.name}/{death.point.nth}/{death.moment}".encode())


@dataclass(slots=True)
class Tally:
    """What a walk did."""

    deaths: Counter[str] = field(default_factory=Counter)
    unmet: list[str] = field(default_factory=list)

    def facts(self) -> dict[str, object]:
        """For the summary."""
        return {"deaths": dict(self.deaths), "unmet": self.unmet}


def road(runs: Iterable[list[str]]) -> Road:
    """The road that these undisturbed runs went."""
    counted = list(runs)
    times = [Counter(names) for names in counted]
    every = {name: max(one[name] for one in times) for name in {name for one in times for name in one}}
    steady = Counter({name: min(one[name] for one in times) for name in every})
    longest = max(counted, key=len)
    # What only another of the runs passed comes last.
    more = [name for name, most in every.items() for _ in range(most - Counter(longest)[name])]
    return Road(tuple(points([*longest, *more])), steady)


def terminal_run(ground: Ground, centre: Centre, death: Death | None, points_to: Path | None = None) -> bool:
    """One trial in which the terminal dies there; False if it ended before. Without a death it is counted."""
    folder = ground.begin("prepared")
    more = as_fault(death) | ({"points": str(points_to)} if points_to else {})
    child = ground.server.spawn(terminal_order(folder, centre.url, "go on", **more))
    met = child.wait() == -9
    if met:
        child = ground.server.spawn(terminal_order(folder, centre.url, "go on"))
    child.ends_well()
    judge(folder, centre, ground.usual)
    shutil.rmtree(folder)
    return met


def intake_run(ground: Ground, centre: Centre, death: Death | None, points_to: Path | None = None) -> bool:
    """One trial in which the intake dies there; False if it ended before. Without a death it is counted."""
    folder = ground.begin("confirmed")
    more = as_fault(death) | ({"points": str(points_to)} if points_to else {})
    intake = centre.start(**more)
    terminal = ground.server.spawn(terminal_order(folder, centre.url, "go on"))
    ground.server.listen(lambda: terminal.code is not None or intake.code is not None, 60.0)
    if intake.code == -9:
        centre.start()
        terminal.ends_well()
    else:
        # What it still does when it is told to end is on the list too.
        terminal.ends_well()
        intake.send(15)
        assert intake.wait() in {0, -9}, intake.said()
        if intake.code == -9:
            centre.start()
            centre.comes_up()
    judge(folder, centre, ground.usual)
    centre.judge_whole()
    shutil.rmtree(folder)
    return intake.code == -9


def walk(of: Road, deaths: Iterable[Death], run: Callable[[Death], bool]) -> Tally:
    """Dies every one of `deaths`; raises what the judgement raised, with the death's name."""
    tally = Tally()
    for death in deaths:
        try:
            met = any(run(death) for _ in range(TRIES))
        except AssertionError as fault:
            raise type(fault)(f"killed {death}: {fault}") from fault
        if met:
            tally.deaths[Moment(death.moment).name.lower()] += 1
        elif of.is_steady(death.point):
            raise AssertionError(f"{death}: no run came to it, and every undisturbed one does")
        else:
            tally.unmet.append(str(death))
    return tally


def count(run: Callable[[Path], bool], folder: Path) -> Road:
    """The road of undisturbed runs, told by `run` in the file that it is given."""
    told = []
    for number in range(COUNTED):
        path = folder / f"points-{number}"
        assert not run(path)
        told.append(passed_in(path))
    return road(told)
