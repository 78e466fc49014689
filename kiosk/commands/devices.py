"""`kiosk devices list|read-card|scan|print-test`: one device, by hand."""

import argparse
import json
from dataclasses import asdict
from typing import Any

from kiosk.commands import cards_by_hand, papers_by_hand
from kiosk.commands.settings import add_config, settings_of
from kiosk.ports import DeviceSnapshot


def add(subparsers: Any) -> None:
    parser = subparsers.add_parser("devices", help="one device, by hand")
    acts = parser.add_subparsers(dest="act", required=True, metavar="ACT")
    listing = acts.add_parser("list", help="every device of this machine, and how it is")
    listing.set_defaults(run=list_devices)
    reading = acts.add_parser("read-card", help="read one card")
    cards_by_hand.add_options(reading)
    scanning = acts.add_parser("scan", help="scan into a file")
    papers_by_hand.add_scan_options(scanning)
    printing = acts.add_parser("print-test", help="print a test page")
    papers_by_hand.add_print_options(printing)
    for part in (listing, reading, scanning, printing):
        add_config(part)
        part.add_argument("--json", action="store_true", help="one JSON document on stdout")


def list_devices(arguments: argparse.Namespace) -> int:
    from kiosk.doctor.devices import device_health

    snapshots = device_health(settings_of(arguments))
    rows = [asdict(snapshot) for snapshot in snapshots]
    if arguments.json:
        print(json.dumps(rows, ensure_ascii=False))
        return 0
    if not rows:
        print("The settings name no device.")
    for snapshot in snapshots:
        where = f" at {snapshot.place}" if snapshot.place else ""
        print(f"{snapshot.name} ({snapshot.driver}{where}): {snapshot.state}{_why(snapshot)}")
    return 0


def _why(snapshot: DeviceSnapshot) -> str:
    """What is wrong and what can be done about it, or what soon will be."""
    from devices.causes import CAUSES
    from devices.remedies import remedy_for

    told = [(snapshot.cause, snapshot.remedy)] if snapshot.cause else []
    told += [(warning, remedy_for(snapshot.driver, warning)) for warning in snapshot.warnings]
    words = [f"{CAUSES[cause].message if cause in CAUSES else cause}. {remedy}".rstrip() for cause, remedy in told]
    return f": {' '.join(words)}" if words else ""
