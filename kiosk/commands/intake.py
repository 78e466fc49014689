"""`kiosk intake …`: the reference intake, and the official's acts on its cases."""

import argparse
from pathlib import Path
from typing import Any

from kiosk.domain.matter import Catalogue


def add(subparsers: Any) -> None:
    parser = subparsers.add_parser("intake", help="the reference intake", add_help=False)
    parser.add_argument("rest", nargs=argparse.REMAINDER)
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """`arguments.rest` is the whole command line of the intake."""
    from sync.reference_intake.cli import main

    return main(arguments.rest, _load)


def _load(path: Path | None) -> Catalogue:
    from kiosk.catalogue.loader import load_builtin, load_file

    return load_builtin() if path is None else load_file(path)
