"""450 terminals that come back after an outage of a minute, against the intake on PostgreSQL; minutes, so `--long`."""

import sys
from collections.abc import Iterator

from kiosk.config import DelaySettings
from sync.fleet_simulation.plan import Plan
from sync.fleet_simulation.simulation import simulate
from tests.benchmarks.figure import Figure
from tests.support.postgres import PostgresServer

TERMINALS, FILINGS, OUTAGE_S = 450, 20, 60.0


def measure() -> Iterator[Figure]:
    plan = Plan(terminals=TERMINALS, filings=FILINGS, outage_s=OUTAGE_S, times=DelaySettings())
    with PostgresServer() as server:
        report = simulate(plan, server.database(), lambda line: print(line, file=sys.stderr, flush=True))
    print("\n".join(report.lines()), flush=True)
    name = f"{TERMINALS} terminals × {FILINGS} filings after {OUTAGE_S:.0f} s without a line"
    note = f"{report.confirmed} confirmed, {report.cases} cases"
    yield Figure(f"{name}, lost", report.lost + report.waiting + report.refused, 0, "", note)
    yield Figure("… doubled", report.doubled, 0, "")
    note = f"{report.load.peak} requests/s against {report.load.mean:.0f}"
    yield Figure("… the peak second over the mean", report.load.peak_over_mean, 3, "×", note)
    # Reported alone: it is this machine's processors that bound it, so its budget is the simulation's patience.
    for part, seconds in (("p50", report.from_return.p50), ("p99", report.from_return.p99)):
        value = 2 * plan.patience_s if seconds is None else seconds
        yield Figure(f"… acknowledged after the line's return, {part}", value, plan.patience_s, "s", "reported")
