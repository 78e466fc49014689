"""`kiosk agent-pin`: makes the `pin` line of an agent for the configuration file."""

import argparse
import getpass
import sys
from typing import Any

from kiosk.errors import InputFailure

SHORTEST, LONGEST = 6, 8
"""Digits; the sign-in screen takes no more."""


def add(subparsers: Any) -> None:
    parser = subparsers.add_parser("agent-pin", help="make an agent's PIN entry for the configuration")
    parser.set_defaults(run=run)


def run(_arguments: argparse.Namespace) -> int:
    from kiosk.services.pins import pin_hash

    pin = getpass.getpass("PIN: ") if sys.stdin.isatty() else sys.stdin.readline().strip()
    if not SHORTEST <= len(pin) <= LONGEST or not pin.isascii() or not pin.isdigit():
        raise InputFailure(f"a PIN is {SHORTEST} to {LONGEST} digits")
    print(f'pin = "{pin_hash(pin)}"')
    return 0
