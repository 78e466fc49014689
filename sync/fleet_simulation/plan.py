"""What is simulated: how many terminals, how many filings, and when the line is down. Seconds and bytes."""

import random
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from sync.settings import LineTimes


class Cut(StrEnum):
    """When the line is cut."""

    BEGINNING = "beginning"
    """Before the first filing: all of them wait when it comes back."""
    MIDDLE = "middle"
    """With half of the filings confirmed, in the middle of their requests: the intake is killed."""


@dataclass(frozen=True, slots=True)
class Plan:
    """`filings` are each terminal's, each with `pages` of `page_bytes`; `workers` answer at the centre."""

    terminals: int
    filings: int
    outage_s: float
    times: LineTimes
    cut: Cut = Cut.BEGINNING
    pages: int = 1
    page_bytes: int = 40_000
    processes: int = 2
    workers: int = 2
    patience_s: float = 1800.0
    """After the line's return; what waits still is counted as waiting then."""

    @property
    def total(self) -> int:
        """Filings of all terminals."""
        return self.terminals * self.filings

    @property
    def cut_after_s(self) -> float:
        """How long the line is up at first."""
        return max(self.outage_s, 1.0) if self.cut is Cut.MIDDLE else 0.0

    def moments(self, terminal: int) -> tuple[float, ...]:
        """When a terminal's filings are confirmed, from the beginning: at any moment, in the outage above all."""
        dice = random.Random(terminal)  # noqa: S311 - when somebody comes is no secret
        down, up_again = self.cut_after_s, self.cut_after_s + self.outage_s
        before = self.filings // 2 if self.cut is Cut.MIDDLE else 0
        early = [dice.uniform(0, down) for _ in range(before)]
        late = [dice.uniform(down, up_again) for _ in range(self.filings - before)]
        return tuple(sorted(early + late))


@dataclass(frozen=True, slots=True)
class Share:
    """What one process runs: the terminals `first` to `last`, and the token of each."""

    plan: Plan
    first: int
    last: int
    url: str
    tokens: tuple[str, ...] = field(repr=False)
    folder: Path


def name_of(terminal: int) -> str:
    """The id of a terminal of the simulation."""
    return f"simulated-{terminal:05d}"
