"""`kiosk outbox list|show|retry`: what is still to be delivered, and why."""

import argparse
import json
from typing import Any

from kiosk.clock import SystemClock
from kiosk.commands.settings import add_config, existing_store, settings_of
from kiosk.errors import InputFailure
from kiosk.storage import outbox
from kiosk.storage.connection import Connection


def add(subparsers: Any) -> None:
    parser = subparsers.add_parser("outbox", help="what is still to be delivered, and why")
    acts = parser.add_subparsers(dest="act", required=True, metavar="ACT")
    for name, act, words in (
        ("list", list_rows, "every filing that has not reached the centre"),
        ("show", show, "one filing's delivery"),
        ("retry", retry, "try again now: one, all that wait, or all that were refused"),
    ):
        part = acts.add_parser(name, help=words)
        if name == "list":
            part.add_argument("--all", action="store_true", help="those that have reached it as well")
        if name == "show":
            part.add_argument("filing_id")
        if name == "retry":
            which = part.add_mutually_exclusive_group()
            which.add_argument("filing_id", nargs="?", help="this one, also if it was refused")
            which.add_argument("--refused", action="store_true", help="all that were refused")
        add_config(part)
        part.add_argument("--json", action="store_true")
        part.set_defaults(run=act)


def list_rows(arguments: argparse.Namespace) -> int:
    wanted = outbox.all_rows if arguments.all else outbox.undelivered
    with existing_store(settings_of(arguments)) as store:
        _print([_facts(row) for row in store.read(wanted)], arguments)
    return 0


def show(arguments: argparse.Namespace) -> int:
    with existing_store(settings_of(arguments)) as store:
        rows = [row for row in store.read(outbox.all_rows) if row.filing_id == arguments.filing_id]
    if not rows:
        raise InputFailure(f"{arguments.filing_id}: no such filing in the outbox")
    _print([_facts(rows[0])], arguments)
    return 0


def retry(arguments: argparse.Namespace) -> int:
    now = SystemClock().now()

    def work(connection: Connection) -> int:
        if arguments.filing_id is not None:
            return outbox.retry(connection, arguments.filing_id, now)
        return outbox.retry_refused(connection, now) if arguments.refused else outbox.retry_now(connection)

    with existing_store(settings_of(arguments)) as store:
        try:
            count = store.write(work).result()
        except ValueError as fault:
            # Unknown or delivered: the outbox says which.
            raise InputFailure(str(fault)) from fault
    _print([{"retried": count}], arguments)
    return 0


def _facts(row: outbox.OutboxRow) -> dict[str, object]:
    return {
        "filing_id": row.filing_id,
        "delivery": row.delivery.value,
        "attempts": row.attempts,
        "reason": row.reason,
        "detail": row.detail,
        "next_attempt_at": row.next_attempt_at.isoformat() if row.next_attempt_at else None,
    }


def _print(rows: list[dict[str, object]], arguments: argparse.Namespace) -> None:
    if arguments.json:
        print(json.dumps(rows, ensure_ascii=False))
        return
    for row in rows:
        print("  ".join(f"{key}={value}" for key, value in row.items() if value not in ("", None)))
