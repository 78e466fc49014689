"""`kiosk fleet simulate`: a county's terminals against the reference intake, with an outage in between."""

import argparse
import json
import os
import sys
from typing import Any

DATABASE_VARIABLE = "JIUJIN_INTAKE_DATABASE"


def add(subparsers: Any) -> None:
    parser = subparsers.add_parser("fleet", help="a county's terminals together")
    acts = parser.add_subparsers(dest="act", required=True, metavar="ACT")
    part = acts.add_parser(
        "simulate", help="real engines against a real intake; what was lost or doubled, and the load"
    )
    part.add_argument("--terminals", type=_count(5000), default=50, metavar="N", help="default: 50")
    part.add_argument("--filings", type=_count(1000), default=10, metavar="M", help="of each terminal; default: 10")
    part.add_argument("--outage", type=_seconds, default=10.0, metavar="S", help="seconds without a line; default: 10")
    part.add_argument(
        "--cut",
        choices=("beginning", "middle"),
        default="beginning",
        help="the line is down before the first filing, or the intake is killed with half of them confirmed",
    )
    part.add_argument(
        "--database",
        metavar="URL",
        help=f"postgresql://USER:PASSWORD@HOST/NAME; default: ${DATABASE_VARIABLE}, or SQLite. The simulation makes a"
        " schema of its own there and drops it",
    )
    part.add_argument("--pages", type=_count(50), default=1, metavar="P", help="scanned pages of a filing; default: 1")
    part.add_argument("--page-bytes", type=_count(20_000_000), default=40_000, metavar="B", help="default: 40000")
    part.add_argument("--processes", type=_count(64), default=2, help="of terminals; default: 2")
    part.add_argument("--workers", type=_count(64), default=2, help="of the intake; default: 2")
    part.add_argument(
        "--patience", type=_seconds, default=1800.0, metavar="S", help="until what waits is counted; default: 1800"
    )
    part.add_argument("--json", action="store_true")
    part.set_defaults(run=simulate_fleet)


def simulate_fleet(arguments: argparse.Namespace) -> int:
    """1 where anything was lost or doubled, refused, or is still waiting in the end."""
    from kiosk.config import DelaySettings
    from sync.fleet_simulation.plan import Cut, Plan
    from sync.fleet_simulation.simulation import simulate

    plan = Plan(
        terminals=arguments.terminals,
        filings=arguments.filings,
        outage_s=arguments.outage,
        times=DelaySettings(),
        cut=Cut(arguments.cut),
        pages=arguments.pages,
        page_bytes=arguments.page_bytes,
        processes=min(arguments.processes, arguments.terminals),
        workers=arguments.workers,
        patience_s=arguments.patience,
    )
    # A URL with a password belongs in the environment: every user of a machine may read the arguments.
    database = arguments.database or os.environ.get(DATABASE_VARIABLE) or None
    report = simulate(plan, database, _tell)
    if arguments.json:
        print(json.dumps(report.as_json(), ensure_ascii=False))
    else:
        print("\n".join(report.lines()))
    if not report.holds:
        said = f"{report.lost} lost, {report.doubled} doubled, {report.refused} refused, {report.waiting} still waiting"
        print(f"kiosk: {said}; see above for the first of them", file=sys.stderr)
    return 0 if report.holds else 1


def _tell(line: str) -> None:
    print(f"fleet: {line}", file=sys.stderr, flush=True)


def _count(most: int) -> Any:
    def parsed(said: str) -> int:
        count = int(said)
        if not 1 <= count <= most:
            raise argparse.ArgumentTypeError(f"{count} is not between 1 and {most}")
        return count

    return parsed


def _seconds(said: str) -> float:
    seconds = float(said)
    if not 0 <= seconds <= 86_400:
        raise argparse.ArgumentTypeError(f"{said} is not between 0 and 86400 seconds")
    return seconds
