"""`kiosk outbox list|show|retry|export|import-answers`: what is still to be delivered, why, and by which other way."""

import argparse
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from kiosk.clock import SystemClock
from kiosk.commands.settings import add_config, existing_store, settings_of
from kiosk.domain.course import Course
from kiosk.domain.filing import Delivery, Progress
from kiosk.domain.refusals import refusal_words
from kiosk.errors import InputFailure, StoreFailure
from kiosk.storage import carry_outs, endings, outbox, sending
from kiosk.storage.connection import Connection, Store


def add(subparsers: Any) -> None:
    parser = subparsers.add_parser("outbox", help="what is still to be delivered, and why")
    acts = parser.add_subparsers(dest="act", required=True, metavar="ACT")
    for name, act, words in (
        ("list", list_rows, "every filing that has not reached the centre"),
        ("show", show, "one filing's delivery"),
        ("retry", retry, "try again now: one, all that wait, or all that were refused"),
        ("export", export, "write what waits as one sealed file, for a place whose line stays dead"),
        ("import-answers", import_answers, "take in the centre's answers to such a file"),
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
        if name in {"export", "import-answers"}:
            part.add_argument("file", type=Path, metavar="FILE")
        if name == "export":
            part.add_argument("--force", action="store_true", help="replace the file if it is there")
        add_config(part)
        part.add_argument("--json", action="store_true")
        part.set_defaults(run=act)


def list_rows(arguments: argparse.Namespace) -> int:
    wanted = outbox.all_rows if arguments.all else outbox.undelivered
    with existing_store(settings_of(arguments)) as store:
        carried = store.read(carry_outs.newest)
        sent = store.read(sending.all_progress)
        kept = keeping(store, arguments)
        _print([_facts(row, carried, sent) | kept(row) for row in store.read(wanted)], arguments)
    return 0


def show(arguments: argparse.Namespace) -> int:
    with existing_store(settings_of(arguments)) as store:
        carried, sent = store.read(carry_outs.newest), store.read(sending.all_progress)
        rows = [row for row in store.read(outbox.all_rows) if row.filing_id == arguments.filing_id]
        if not rows:
            raise InputFailure(f"{arguments.filing_id}: no such filing in the outbox")
        course = store.read(lambda connection: endings.course(connection, arguments.filing_id))
        kept = keeping(store, arguments)
    _print([_facts(rows[0], carried, sent) | kept(rows[0]) | _ending(rows[0], course)], arguments)
    return 0


def keeping(store: Store, arguments: argparse.Namespace) -> Callable[[outbox.OutboxRow], dict[str, object]]:
    """What is told of how long a filing's personal data stays: wiped, until when, or until something has happened."""
    from kiosk.services.retention import terms_of
    from kiosk.storage import retention

    terms = terms_of(settings_of(arguments).retention)
    skeletons = store.read(retention.wiped)
    due = store.read(lambda connection: retention.kept(connection, terms)).due

    def told(row: outbox.OutboxRow) -> dict[str, object]:
        if row.filing_id in skeletons:
            return {"personal_data": "wiped"}
        until = due.get(row.filing_id)
        return {"personal_data": f"until {until:%Y-%m-%d %H:%M}Z" if until else "kept"}

    return told


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


def export(arguments: argparse.Namespace) -> int:
    """The filings stay pending; without any that wait, no file is written."""
    from kiosk.bootstrap import new_id
    from sync.carry_out.export import Exporter, Sender
    from sync.carry_out.keys import read_public

    settings = settings_of(arguments)
    if not settings.intake.carry_out_key:
        raise InputFailure("intake.carry_out_key is not set: it names the centre's public key file")
    key = read_public(Path(settings.intake.carry_out_key))
    sender = Sender(settings.terminal.id, settings.intake.token, key)
    with existing_store(settings) as store:
        done = Exporter(store, SystemClock(), new_id).export(sender, arguments.file, force=arguments.force)
    written = bool(done.export_id)
    if arguments.json:
        report = {
            "file": str(arguments.file) if written else None,
            "export_id": done.export_id or None,
            "key_id": key.key_id,
            "bytes": done.size,
            "filings": list(done.filings),
            "withdrawals": list(done.withdrawals),
            "damaged": list(done.damaged),
            "refused": list(done.refused),
        }
        print(json.dumps(report, ensure_ascii=False))
    elif written:
        taken_back = f" and {len(done.withdrawals)} withdrawals" if done.withdrawals else ""
        carried = f"{len(done.filings)} filings{taken_back}"
        print(f"{arguments.file}: {carried}, {done.size / 1e6:.1f} MB, file {done.export_id}")
        print(f"sealed for key {key.key_id}; read back and whole. The filings stay pending until the centre answers.")
    else:
        print("nothing that could be carried waits; no file was written")
    if done.refused and not arguments.json:
        print(f"not in it: {len(done.refused)} that the centre has refused; see kiosk outbox list")
    if done.damaged:
        raise StoreFailure(
            f"{len(done.damaged)} filings cannot be read from the store and are in no file; see kiosk doctor"
        )
    return 0


def import_answers(arguments: argparse.Namespace) -> int:
    from sync.carry_out import answers

    with existing_store(settings_of(arguments)) as store:
        taken = answers.take(store, SystemClock(), arguments.file)
    names = ("delivered", "refused", "withdrawn", "kept", "known", "gone")
    counts = {name: len(getattr(taken, name)) for name in names}
    _print([{"export_id": taken.export_id, **counts}], arguments)
    return 0


def _facts(
    row: outbox.OutboxRow, carried: dict[str, carry_outs.CarriedOut], sent: dict[str, Progress]
) -> dict[str, object]:
    out, progress = carried.get(row.filing_id), sent.get(row.filing_id)
    return {
        "filing_id": row.filing_id,
        "delivery": row.delivery.value,
        "attempts": row.attempts,
        "reason": row.reason,
        "detail": row.detail,
        "next_attempt_at": row.next_attempt_at.isoformat() if row.next_attempt_at else None,
        "pages_sent": f"{progress.pages_sent}/{progress.pages}" if progress else None,
        "bytes_left": progress.bytes - progress.bytes_sent if progress else None,
        "carried_out": f"on {out.at:%Y-%m-%d} in file {out.export_id}" if out else None,
    }


def _ending(row: outbox.OutboxRow, course: Course) -> dict[str, object]:
    """Why it ended and who must act, in words, and what it hangs together with."""
    said = refusal_words(row.reason) if row.delivery is Delivery.REFUSED else None
    return {
        "happened": f"{said.happened.zh} {said.happened.en}" if said else None,
        "next_step": f"{said.next_step.zh} {said.next_step.en}" if said else None,
        "turn": said.turn.value if said else None,
        "corrects": course.corrects or None,
        "supplements": course.supplements or None,
        "corrected_by": course.corrected_by or None,
        "supplemented_by": course.supplemented_by or None,
        "withdrawal": course.withdrawal.value if course.withdrawal else None,
        "withdrawal_refusal": course.withdrawal_refusal or None,
    }


def _print(rows: list[dict[str, object]], arguments: argparse.Namespace) -> None:
    if arguments.json:
        print(json.dumps(rows, ensure_ascii=False))
        return
    for row in rows:
        print("  ".join(f"{key}={value}" for key, value in row.items() if value not in ("", None)))
