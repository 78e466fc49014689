"""`kiosk intake …`: the reference intake, and the official's acts on its cases."""

import argparse
from typing import Any


def add(subparsers: Any) -> None:
    parser = subparsers.add_parser("intake", help="the reference intake", add_help=False)
    parser.add_argument("rest", nargs=argparse.REMAINDER)
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """`arguments.rest` is the whole command line of the intake."""
    from sync.reference_intake.cli import main

    return main(arguments.rest)
