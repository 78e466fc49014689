"""`kiosk intake terminals`: every terminal by its newest heartbeat, the unwell ones told apart."""

import argparse
import json
from collections.abc import Callable
from typing import Any

UrlOf = Callable[[argparse.Namespace], str]

WELL = frozenset({"ready", "busy", "starting"})
LONG_SILENT_S = 600
"""Ten intervals of a terminal with the settings as they come."""
MOST_SKEW_S = 300
LEAST_DISK = 0.05
"""Of a terminal's disk that should be free."""


def add(commands: Any, where: argparse.ArgumentParser, url_of: UrlOf) -> None:
    """Adds the command; `url_of` tells the database that the arguments mean, or raises LookupError."""
    listing = commands.add_parser("terminals", parents=[where], help="every terminal: heard when, waiting what, unwell")
    listing.add_argument("--json", action="store_true")
    listing.set_defaults(run=lambda arguments: _terminals(arguments, url_of))


def _terminals(arguments: argparse.Namespace, url_of: UrlOf) -> int:
    from sync.reference_intake.fleet import every_terminal
    from sync.reference_intake.tables import open_engine

    engine = open_engine(url_of(arguments))
    try:
        with engine.begin() as connection:
            told = every_terminal(connection)
    finally:
        engine.dispose()
    if arguments.json:
        _say(json.dumps([row | {"unwell": unwell(row)} for row in told], ensure_ascii=False, indent=2))
        return 0
    for row in told:
        beat = row["heartbeat"]
        heard = f"{row['heard_at']}  {beat['version']}  {beat['catalogue'] or '-'}" if beat else "never heard"
        waiting = f"  {beat['queues']['waiting']} waiting" if beat else ""
        _say("  ".join([f"{row['terminal_id']}  {heard}{waiting}", *unwell(row)]))
    return 0


def unwell(row: dict[str, Any]) -> list[str]:
    """What a technician should look at, in short words; nothing where all is well."""
    beat = row["heartbeat"]
    said = ["revoked"] if row["revoked"] else []
    if beat is None:
        return said
    if row["silent_s"] > LONG_SILENT_S:
        said.append(f"silent for {row['silent_s'] // 60} min")
    for device in beat["devices"]:
        if device["state"] not in WELL:
            said.append(" ".join(word for word in (device["name"], device["state"], device["cause"]) if word))
        said += [f"{device['name']} {warning}" for warning in device["warnings"]]
    if beat["queues"]["refused"]:
        said.append(f"{beat['queues']['refused']} refused")
    if beat["disk_size"] and beat["disk_free"] < LEAST_DISK * beat["disk_size"]:
        said.append(f"disk {beat['disk_free'] // 1_000_000} MB free")
    if beat["skew_s"] is not None and abs(beat["skew_s"]) > MOST_SKEW_S:
        said.append(f"clock {beat['skew_s']:+.0f} s")
    return said


def _say(line: str) -> None:
    print(line)  # noqa: T201
