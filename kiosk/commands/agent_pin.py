"""`kiosk agent-pin`: makes the `pin` line of an agent for the configuration file."""

import argparse
import getpass
import sys
from typing import Any

from kiosk.errors import InputFailure

SHORTEST = 6


def add(subparsers: Any) -> None:
    parser = subparsers.add_parser("agent-pin", help="make an agent's PIN entry for the configuration")
    parser.set_defaults(run=run)


def run(_arguments: argparse.Namespace) -> int:
    from kiosk.services.identify import pin_hash

    pin = getpass.getpass("PIN: ") if sys.stdin.isatty() else sys.stdin.readline().strip()
    if len(pin) < SHORTEST or not pin.isascii() or not pin.isdigit():
        raise InputFailure(f"a PIN is at least {SHORTEST} digits")
    print(f'pin = "{pin_hash(pin)}"')
    return 0
