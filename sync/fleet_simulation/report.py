"""What a simulation found, as figures, as JSON and as a few lines of text."""

import math
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field

from sync.fleet_simulation.terminal import Confirmed
from sync.fleet_simulation.traffic import Traffic

BARS = "▁▂▃▄▅▆▇█"
CHART_COLUMNS = 72


@dataclass(frozen=True, slots=True)
class Percentiles:
    """Seconds; None where there was nothing to measure."""

    p50: float | None
    p99: float | None
    most: float | None


@dataclass(frozen=True, slots=True)
class Load:
    """Requests that reached the centre, for each second from the line's return to the last acknowledgement."""

    per_second: list[int]
    mean: float
    peak: int
    peak_over_mean: float


@dataclass(frozen=True, slots=True)
class Report:
    """`unreached` are requests that found no centre, `retries` attempts at a filing after its first."""

    terminals: int
    filings: int
    database: str
    outage_s: float
    confirmed: int
    acknowledged: int
    lost: int
    doubled: int
    waiting: int
    refused: int
    cases: int
    files: int
    faults: list[str]
    retries: int
    requests: int
    unreached: int
    failures: dict[str, int]
    bytes_sent: int
    bytes_received: int
    drained_s: float
    load: Load
    from_confirm: Percentiles
    from_return: Percentiles
    load_average: list[float] = field(default_factory=list)

    @property
    def holds(self) -> bool:
        """Whether every filing came to be exactly one case."""
        return not (self.lost or self.doubled or self.waiting or self.refused)

    def as_json(self) -> dict[str, object]:
        """For `--json`."""
        return asdict(self) | {"holds": self.holds}

    def lines(self) -> list[str]:
        """For people."""
        load = self.load
        requests = f"retries {self.retries}  requests {self.requests}  without a line {self.unreached}"
        curve = f"mean {load.mean:.1f}, peak {load.peak} ({load.peak_over_mean:.2f} × the mean)"
        said = [
            f"{self.terminals} terminals × {self.filings} filings, {self.database}, no line for {self.outage_s:.1f} s",
            f"confirmed {self.confirmed}  acknowledged {self.acknowledged}  cases {self.cases}  files {self.files}",
            f"lost {self.lost}  doubled {self.doubled}  waiting {self.waiting}  refused {self.refused}",
            f"{requests}  sent {self.bytes_sent / 1e6:.1f} MB  received {self.bytes_received / 1e6:.1f} MB",
            f"acknowledged after the confirm: {_told(self.from_confirm)}",
            f"acknowledged after the line's return: {_told(self.from_return)}",
            f"requests per second for {self.drained_s:.0f} s: {curve}",
            chart(load.per_second),
        ]
        said += [f"failed for {reason}: {count}" for reason, count in sorted(self.failures.items())]
        return said + self.faults


def load_curve(traffic: Traffic, start: float, end: float) -> Load:
    """The load from `start` to `end` (monotonic), the last second included."""
    seconds = range(math.floor(start), max(math.floor(end), math.floor(start)) + 1)
    counts = [traffic.requests.get(second, 0) for second in seconds]
    mean, peak = sum(counts) / len(counts), max(counts)
    return Load(counts, mean, peak, peak / mean if mean else 0.0)


def acknowledgements(confirmed: Sequence[Confirmed], back_at: float) -> tuple[Percentiles, Percentiles]:
    """From the confirm, and from the line's return (or the confirm, where that was later)."""
    known = [(note.confirmed_at, note.acknowledged_at) for note in confirmed]
    done = [(began, ended) for began, ended in known if began is not None and ended is not None]
    after = [ended - max(began, back_at) for began, ended in done if ended >= back_at]
    return _percentiles([ended - began for began, ended in done]), _percentiles(after)


def chart(counts: Sequence[int]) -> str:
    """A line of bars, each the mean of as many seconds as it takes to fit; the highest one is the most."""
    width = math.ceil(len(counts) / CHART_COLUMNS)
    groups = [counts[at : at + width] for at in range(0, len(counts), width)]
    means = [sum(group) / len(group) for group in groups]
    most = max(means, default=0.0) or 1.0
    bars = "".join(BARS[min(int(mean / most * len(BARS)), len(BARS) - 1)] for mean in means)
    return f"{bars}  a bar is {width} s, the highest {most:.0f} requests/s"


def _percentiles(values: list[float]) -> Percentiles:
    if not values:
        return Percentiles(None, None, None)
    ordered = sorted(max(value, 0.0) for value in values)
    at = [ordered[round(part * (len(ordered) - 1))] for part in (0.5, 0.99, 1.0)]
    return Percentiles(*at)


def _told(times: Percentiles) -> str:
    if times.p50 is None or times.p99 is None or times.most is None:
        return "nothing to measure"
    return f"p50 {times.p50:.1f} s, p99 {times.p99:.1f} s, at most {times.most:.1f} s"
