"""Fault points of a process: compiled from fault_points.c, armed in a child, told as a table.

A point has a number, its place in the sequence of a run that nobody disturbed, and a name with which it is found again
in another run: what was called, on what, and for the how-manieth time.
"""

import ctypes
import os
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum
from pathlib import Path
from subprocess import run

SOURCE = Path(__file__).with_name("fault_points.c")
LIBRARY = "JIUJIN_FAULT_POINTS"
"""Names the compiled library to the processes that have it preloaded."""


class Moment(IntEnum):
    """When a process dies at a point; as in fault_points.c."""

    BEFORE = 0
    TORN = 1
    AFTER = 2


TEARABLE = frozenset({"write", "pwrite", "send"})
"""Calls of which half may be done."""


@dataclass(frozen=True, slots=True)
class Point:
    """One fault point."""

    number: int
    name: str
    nth: int

    @property
    def moments(self) -> tuple[Moment, ...]:
        """The ways to die there."""
        torn = self.name.split(" ", 1)[0] in TEARABLE
        return (Moment.BEFORE, Moment.TORN, Moment.AFTER) if torn else (Moment.BEFORE, Moment.AFTER)

    def __str__(self) -> str:
        return f"{self.number} ({self.name}, {self.nth})"


@dataclass(frozen=True, slots=True)
class Death:
    """Where and how a process is to die."""

    point: Point
    moment: Moment

    def __str__(self) -> str:
        return f"{self.moment.name.lower()} point {self.point}"


def compile_faults(folder: Path) -> Path:
    """The library, compiled into `folder`; a missing gcc fails loudly."""
    path = folder / "fault_points.so"
    command = ["gcc", "-shared", "-fPIC", "-O1", "-Wall", "-Wextra", "-Werror", "-o", str(path), str(SOURCE)]
    done = run([*command, "-ldl", "-pthread"], capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"the library of fault points does not compile: {done.stderr}"
    return path


def points(names: Sequence[str]) -> list[Point]:
    """The points of a run, from the names that it passed, in their order."""
    seen: Counter[str] = Counter()
    found = []
    for number, name in enumerate(names, start=1):
        seen[name] += 1
        found.append(Point(number, name, seen[name]))
    return found


def table(of: Sequence[Point]) -> list[str]:
    """One line for each name: how many points it has, and which numbers."""
    numbers: dict[str, list[int]] = {}
    for point in of:
        numbers.setdefault(point.name, []).append(point.number)
    return [f"{len(found):5}  {name}  ({found[0]}..{found[-1]})" for name, found in numbers.items()]


def arm(folder: Path, *, server: bool, database_port: int, death: dict[str, object] | None) -> None:
    """In the process itself: from now on its effects under `folder` and on its connections are counted, or end it."""
    wanted = death or {"name": "", "nth": 0, "moment": 0}
    _library().fault_arm(
        os.fsencode(folder),
        int(server),
        database_port,
        str(wanted["name"]).encode(),
        wanted["nth"],
        wanted["moment"],
    )


def passed() -> list[str]:
    """In the process itself: the names of the points passed since it was armed."""
    library = _library()
    library.fault_name.restype = ctypes.c_char_p
    return [library.fault_name(number).decode() for number in range(library.fault_passed())]


def _library() -> ctypes.CDLL:
    return ctypes.CDLL(os.environ[LIBRARY])
