"""`kiosk store check|salvage`: whether the store is sound, what was lost, and saving what can be saved by hand."""

import argparse
import json
from typing import Any

from kiosk.clock import SystemClock
from kiosk.commands.settings import add_config, existing_store, settings_of
from kiosk.errors import StoreDamaged
from kiosk.storage import health
from kiosk.storage.keys import load_key
from kiosk.store_opening import STORE_FILE


def add(subparsers: Any) -> None:
    parser = subparsers.add_parser("store", help="whether the store is sound, and salvage where it is not")
    acts = parser.add_subparsers(dest="act", required=True, metavar="ACT")
    for name, act, words in (
        ("check", check, "read all of it; what was found, what was lost, what lies aside"),
        ("salvage", salvage, "set a damaged store aside and carry over what can be read; the terminal must not run"),
    ):
        part = acts.add_parser(name, help=words)
        add_config(part)
        part.add_argument("--json", action="store_true", help="one JSON document on stdout")
        part.set_defaults(run=act)


def check(arguments: argparse.Namespace) -> int:
    """Exit code 1 where the store is damaged; what an earlier salvage could not save is told, and no failure."""
    settings = settings_of(arguments)
    path = settings.data_dir / STORE_FILE
    try:
        with existing_store(settings) as store:
            faults, told = store.check_later().result(), store.read(health.salvages)
    except StoreDamaged as damaged:
        faults, told = (str(damaged),), health.Salvages("", (), (), untold=False)
    report = {
        "store": str(path),
        "sound": not faults,
        "faults": list(faults),
        "salvaged_at": told.at or None,
        "held": [_facts(one) for one in told.held],
        "gone": [_facts(one) for one in told.gone],
        "untold": told.untold,
        "aside": [str(file) for file in health.aside(path)],
    }
    if arguments.json:
        print(json.dumps(report, ensure_ascii=False))
    else:
        _print(report)
    return 1 if faults else 0


def salvage(arguments: argparse.Namespace) -> int:
    from kiosk.storage.salvage.whole import salvage as salvage_store

    settings = settings_of(arguments)
    path = settings.data_dir / STORE_FILE
    done = salvage_store(path, load_key(), clock=SystemClock(), terminal_id=settings.terminal.id)
    if arguments.json:
        aside = None if done is None else str(done.aside)
        carried = None if done is None else done.carried
        report: dict[str, object] = {"store": str(path), "salvaged": done is not None, "aside": aside}
        if carried is not None:
            report |= {"filings": carried.filings, "held": len(carried.held), "gone": len(carried.gone)}
        print(json.dumps(report, ensure_ascii=False))
    else:
        print(f"{path}: sound; nothing was changed" if done is None else f"{path}: {done.words()}")
    return 0


def _facts(missed: health.Missed) -> dict[str, str]:
    return {"filing_id": missed.filing_id, "number": missed.number, "detail": missed.detail}


def _print(report: dict[str, Any]) -> None:
    path = report["store"]
    if report["sound"]:
        print(f"{path}: sound")
    for fault in report["faults"]:
        print(f"{path}: {fault}")
    if not report["sound"]:
        print("The terminal salvages it at its next start; kiosk store salvage does it now.")
    if report["salvaged_at"]:
        print(f"salvaged at {report['salvaged_at']}")
    for one in report["held"]:
        print(f"held  {one['number']}  {one['filing_id']}  missing: {one['detail']}; have it filed again")
    for one in report["gone"]:
        print(f"gone  {one['number'] or '(number not known)'}  {one['filing_id']}  {one['detail']}")
    if report["untold"]:
        print("There may have been filings of which not even a number is left: look at the paper receipts.")
    for file in report["aside"]:
        print(f"aside  {file}: a damaged store with personal data; remove it once nothing is missed any more")
