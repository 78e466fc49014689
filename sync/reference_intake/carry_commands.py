"""`kiosk intake import FILE` and `kiosk intake keys make|list DIR`: sealed files from villages without a line."""

import argparse
import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sync.reference_intake.carry_in import TakenFile

KEYS_FOLDER = "carry-out-keys"

UrlOf = Callable[[argparse.Namespace], str]


def add(commands: Any, where: argparse.ArgumentParser, url_of: UrlOf) -> None:
    """Adds both commands; `url_of` tells the database that the arguments mean, or raises LookupError."""
    importing = commands.add_parser("import", parents=[where], help="take in a file that a terminal has exported")
    importing.add_argument("file", type=Path, metavar="FILE")
    importing.add_argument(
        "--keys", type=Path, metavar="DIR", help=f"the private keys; default: {KEYS_FOLDER} in the data directory"
    )
    importing.add_argument("--answers", type=Path, metavar="FILE", help="write the answers for the terminal there")
    importing.add_argument("--again", action="store_true", help="also if it was taken in before; makes no second case")
    importing.add_argument("--force", action="store_true", help="replace the answers file if it is there")
    importing.add_argument("--json", action="store_true")
    importing.set_defaults(run=lambda arguments: _import(arguments, url_of))

    keys = commands.add_parser("keys", help="the keys that exported files are sealed for")
    acts = keys.add_subparsers(required=True, metavar="ACT")
    for name, act, words in (
        ("make", _make, "a new pair; older ones stay, and go on opening older files"),
        ("list", _list, "the private keys in a folder"),
    ):
        part = acts.add_parser(name, help=words)
        part.add_argument("folder", type=Path, metavar="DIR")
        part.add_argument("--json", action="store_true")
        part.set_defaults(run=act)


def _make(arguments: argparse.Namespace) -> int:
    from sync.carry_out import keys

    key, public, private = keys.make(arguments.folder)
    if arguments.json:
        _tell({"key_id": key.key_id, "public": str(public), "private": str(private)})
    else:
        _say(f"key {key.key_id}")
        _say(f"  {public}: for the terminals (intake.carry_out_key)")
        _say(f"  {private}: stays here; make a copy and lock it away")
    return 0


def _list(arguments: argparse.Namespace) -> int:
    from sync.carry_out import keys

    found = list(keys.read_private_keys(arguments.folder))
    if arguments.json:
        _tell(found)
    else:
        for key_id in found:
            _say(key_id)
    return 0


def _import(arguments: argparse.Namespace, url_of: UrlOf) -> int:
    from sync.carry_out import keys, stick
    from sync.reference_intake.carry_in import CarryIn
    from sync.reference_intake.tables import open_engine

    url = url_of(arguments)
    if arguments.answers is not None:
        stick.refuse_existing(arguments.answers, force=arguments.force)
    held = keys.read_private_keys(arguments.keys or arguments.data_dir / KEYS_FOLDER)
    engine = open_engine(url)
    try:
        taken = CarryIn(engine, arguments.data_dir / "materials", held).take(arguments.file, again=arguments.again)
    finally:
        engine.dispose()
    _report(taken, as_json=arguments.json)
    if arguments.answers is not None:
        _write_answers(taken, arguments.answers, force=arguments.force)
    lost = taken.count("refused") + taken.count("waiting")
    if lost:
        carried = len(taken.filings) + len(taken.withdrawals)
        raise ValueError(f"{lost} of the {carried} in it were not taken; the lines above say why")
    return 0


def _report(taken: "TakenFile", *, as_json: bool) -> None:
    if as_json:
        rows = [
            {
                "filing_id": filing.filing_id,
                "outcome": filing.outcome,
                "case_number": filing.completion.case_number if filing.completion else None,
                "problem": filing.problem,
                "detail": filing.detail,
            }
            for filing in taken.filings
        ]
        withdrawals = [
            {"filing_id": one.filing_id, "outcome": one.outcome, "problem": one.problem, "detail": one.detail}
            for one in taken.withdrawals
        ]
        file = {"export_id": taken.export_id, "terminal_id": taken.terminal_id}
        _tell({**file, "filings": rows, "withdrawals": withdrawals})
        return
    for one in taken.withdrawals:
        _say(f"{one.filing_id}  {one.outcome:9}  {one.problem} {one.detail}".rstrip())
    for filing in taken.filings:
        case = filing.completion.case_number if filing.completion else f"{filing.problem} {filing.detail}".rstrip()
        _say(f"{filing.filing_id}  {filing.outcome:9}  {case}")
    outcomes = ("taken", "known", "withdrawn", "refused", "waiting")
    counts = ", ".join(f"{count} {outcome}" for outcome in outcomes if (count := taken.count(outcome)))
    _say(f"file {taken.export_id} of terminal {taken.terminal_id}: {counts}")


def _write_answers(taken: "TakenFile", target: Path, *, force: bool) -> None:
    from sync.carry_out import answers, stick

    at = datetime.now(UTC)
    sealed = answers.sealed(taken.export_id, taken.terminal_id, taken.answer_key, taken.answers(), at)
    with stick.written_whole(target, size=len(sealed), force=force) as sink:
        sink.write(sealed)


def _tell(document: object) -> None:
    _say(json.dumps(document, ensure_ascii=False, indent=2))


def _say(line: str) -> None:
    print(line)  # noqa: T201
