"""`kiosk sync once|status`: the line to the centre, by hand."""

import argparse
import json
import sys
from typing import Any

from kiosk.commands.settings import add_config, existing_store, settings_of
from kiosk.domain.filing import Delivery
from kiosk.storage import centre_word, outbox, sending


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
        engine = sync_engine(settings, store, EventBus(), SystemClock())
        try:
            report = engine.run_once()
        finally:
            engine.stop()
        rows = store.read(outbox.all_rows)
    _print(_counts(rows), arguments)
    why = report.detail or report.reason or _why_waiting(rows)
    if report.pending:
        print(f"kiosk: still waiting: {report.pending}; {why}", file=sys.stderr)
    elif report.reason:
        print(f"kiosk: {why}", file=sys.stderr)
    return 1 if report.pending or report.reason else 0


def status(arguments: argparse.Namespace) -> int:
    with existing_store(settings_of(arguments)) as store:
        counts, queue = _counts(store.read(outbox.all_rows)), store.read(sending.queue)
        kept = store.read(centre_word.last)
    left: dict[str, Any] = {"pages_left": queue.pages_left, "bytes_left": queue.bytes_left}
    if arguments.json:
        print(json.dumps({**counts, **left, "centre": _centre(kept)}))
        return 0
    _print(counts | left, arguments)
    if kept is not None:
        ahead, limits = kept.skew.ahead_s, kept.word.limits
        print(
            f"the centre on {kept.word.seen_at:%Y-%m-%d %H:%M %Z}: files of {limits.file_bytes} bytes at most;"
            f" this clock was {abs(ahead):.1f} s {'ahead' if ahead > 0 else 'behind'},"
            f" give or take {kept.skew.within_s:.1f}"
        )
    return 0


def _centre(kept: centre_word.KeptWord | None) -> dict[str, Any] | None:
    """What the centre said last of itself: its limits, and how this clock stood to its own; None before it has."""
    if kept is None:
        return None
    limits = kept.word.limits
    return {
        "told_at": kept.word.seen_at.isoformat(),
        "clock_ahead_s": round(kept.skew.ahead_s, 3),
        "clock_within_s": round(kept.skew.within_s, 3),
        "limits": {
            "manifest_bytes": limits.manifest_bytes,
            "file_bytes": limits.file_bytes,
            "media_types": list(limits.media_types),
        },
    }


def _why_waiting(rows: list[outbox.OutboxRow]) -> str:
    """What the first filing that waits waits for."""
    words = (row.detail or row.reason for row in rows if row.delivery is Delivery.PENDING)
    return next((word for word in words if word), "not tried yet")


def _counts(rows: list[outbox.OutboxRow]) -> dict[str, int]:
    return {delivery.value: sum(row.delivery is delivery for row in rows) for delivery in Delivery}


def _print(counts: dict[str, int], arguments: argparse.Namespace) -> None:
    if arguments.json:
        print(json.dumps(counts))
    else:
        print("  ".join(f"{name}: {count}" for name, count in counts.items()))
