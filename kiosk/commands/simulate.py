"""`kiosk simulate NAME …`: a stand-in device on its real protocol."""

import argparse
from importlib import import_module
from typing import Any

STAND_INS = {
    "id-reader": "devices.simulators.id_reader",
    "social-card": "devices.simulators.social_card",
    "camera": "devices.simulators.camera",
    "cabinet-board": "devices.simulators.cabinet_board",
    "slip-printer": "devices.simulators.slip_printer",
}
NAMES = tuple(STAND_INS)


def add(subparsers: Any) -> None:
    parser = subparsers.add_parser("simulate", help="start a stand-in device on its real protocol", add_help=False)
    parser.add_argument("rest", nargs=argparse.REMAINDER)
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """`arguments.rest` is the name, and then the whole command line of that stand-in."""
    parser = argparse.ArgumentParser(
        prog="kiosk simulate",
        usage="%(prog)s NAME [OPTION ...]",
        description="Starts a stand-in device; `kiosk simulate NAME --help` tells its options.",
    )
    parser.add_argument("name", choices=NAMES, metavar="NAME", help=f"one of: {', '.join(NAMES)}")
    name = parser.parse_args(arguments.rest[:1]).name
    code: int = import_module(STAND_INS[name]).main(arguments.rest[1:])
    return code
