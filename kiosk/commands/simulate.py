"""`kiosk simulate NAME …`: a stand-in device on its real protocol."""

import argparse
from typing import Any


def add(subparsers: Any) -> None:
    parser = subparsers.add_parser("simulate", help="start a stand-in device on its real protocol", add_help=False)
    parser.add_argument("name", choices=["id-reader"])
    parser.add_argument("rest", nargs=argparse.REMAINDER)
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    from devices.simulators.id_reader import main

    return main(arguments.rest)
