"""`python -m tests.benchmarks [--json FILE] [--report-only] [--long] [NAME …]`: measures, and says what is over budget.

Exits with 1 where a figure is, unless only a report was asked for.
"""

import argparse
import json
import sys
from dataclasses import asdict
from importlib import import_module
from pathlib import Path

BENCHMARKS = (
    "start",
    "search",
    "touch",
    "save",
    "paper",
    "cards",
    "supervision",
    "camera",
    "printing",
    "papers",
    "draining",
    "large_material",
    "backlog",
    "desk_list",
    "catalogue_step",
)

LONG = ("fleet",)
"""Minutes each: only with `--long`, or by name. Some of the others take the size of their budget only with `--long`."""


def main() -> int:
    parser = argparse.ArgumentParser(prog="bench", description="Measures the terminal against its budgets.")
    parser.add_argument("--json", type=Path, metavar="FILE", help="also as JSON")
    parser.add_argument("--report-only", action="store_true", help="exit 0 even where a budget is overrun")
    parser.add_argument("--long", action="store_true", help=f"in full size, and {', '.join(LONG)} as well")
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"some of {', '.join(BENCHMARKS + LONG)}")
    arguments = parser.parse_args()
    if unknown := set(arguments.names) - {*BENCHMARKS, *LONG}:
        parser.error(f"no such benchmark: {', '.join(sorted(unknown))}")
    figures = []
    for name in arguments.names or (BENCHMARKS + LONG if arguments.long else BENCHMARKS):
        module = import_module(f"tests.benchmarks.{name}")
        in_full = arguments.long and hasattr(module, "measure_long")
        for figure in module.measure_long() if in_full else module.measure():
            figures.append(figure)
            print(figure.line(), flush=True)
    if arguments.json is not None:
        rows = [asdict(figure) | {"holds": figure.holds} for figure in figures]
        arguments.json.write_text(json.dumps(rows, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    over = sum(not figure.holds for figure in figures)
    if over:
        print(f"{over} of {len(figures)} figures over budget", file=sys.stderr)
    return 1 if over and not arguments.report_only else 0


if __name__ == "__main__":
    sys.exit(main())
