"""`python -m tests.benchmarks [--json FILE] [--report-only] [NAME …]`: measures, prints, and says what is over budget.

Exits with 1 where a figure is, unless only a report was asked for.
"""

import argparse
import json
import sys
from dataclasses import asdict
from importlib import import_module
from pathlib import Path

BENCHMARKS = ("start", "search", "touch", "save", "paper", "cards", "supervision", "camera", "printing", "papers")


def main() -> int:
    parser = argparse.ArgumentParser(prog="bench", description="Measures the terminal against its budgets.")
    parser.add_argument("--json", type=Path, metavar="FILE", help="also as JSON")
    parser.add_argument("--report-only", action="store_true", help="exit 0 even where a budget is overrun")
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"some of {', '.join(BENCHMARKS)}")
    arguments = parser.parse_args()
    if unknown := set(arguments.names) - set(BENCHMARKS):
        parser.error(f"no such benchmark: {', '.join(sorted(unknown))}")
    figures = []
    for name in arguments.names or BENCHMARKS:
        for figure in import_module(f"tests.benchmarks.{name}").measure():
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
