"""`kiosk sync once|status`: the line to the centre, by hand."""

import argparse
import json
from typing import Any

from kiosk.commands.settings import add_config, existing_store, settings_of
from kiosk.domain.filing import Delivery
from kiosk.storage import outbox


def add(subparsers: Any) -> None:
    parser = subparsers.add_parser("sync", help="the line to the centre")
    acts = parser.add_subparsers(dest="act", required=True, metavar="ACT")
    for name, act, words in (
        ("once", once, "deliver and ask once, then end"),
        ("status", status, "what waits"),
    ):
        part = acts.add_parser(name, help=words)
        add_config(part)
        part.add_argument("--json", action="store_true")
        part.set_defaults(run=act)


def once(arguments: argparse.Namespace) -> int:
    from kiosk.bootstrap import sync_engine
    from kiosk.clock import SystemClock
    from kiosk.events import EventBus

    settings = settings_of(arguments)
    with existing_store(settings) as store:
        sync_engine(settings, store, EventBus(), SystemClock()).run_once()
        counts = _counts(store.read(outbox.all_rows))
    _print(counts, arguments)
    return 0 if counts["pending"] == 0 and counts["sending"] == 0 else 1


def status(arguments: argparse.Namespace) -> int:
    with existing_store(settings_of(arguments)) as store:
        _print(_counts(store.read(outbox.all_rows)), arguments)
    return 0


def _counts(rows: list[outbox.OutboxRow]) -> dict[str, int]:
    return {delivery.value: sum(row.delivery is delivery for row in rows) for delivery in Delivery}


def _print(counts: dict[str, int], arguments: argparse.Namespace) -> None:
    if arguments.json:
        print(json.dumps(counts))
    else:
        print("  ".join(f"{name}: {count}" for name, count in counts.items()))
