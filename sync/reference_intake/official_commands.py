"""`kiosk intake official …` and `kiosk intake readings`: the accounts of the page, and who looked at whom."""

import argparse
import getpass
import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from kiosk.domain.matter import Catalogue


def add(commands: Any, where: argparse.ArgumentParser, database: Callable[[argparse.Namespace], str]) -> None:
    """Adds the commands; `database` tells the URL of the intake that is meant."""

    def run(command: Callable[["Engine", argparse.Namespace], int]) -> Callable[[argparse.Namespace], int]:
        def on_database(arguments: argparse.Namespace) -> int:
            with _engine(database(arguments)) as engine:
                return command(engine, arguments)

        return on_database

    official = commands.add_parser("official", help="who may sign in at the officials' page")
    kinds = official.add_subparsers(required=True, metavar="COMMAND")
    adding = kinds.add_parser("add", parents=[where], help="make an account; asks for its password")
    adding.add_argument("--look-only", action="store_true", help="may look at cases and not decide on them")
    adding.set_defaults(run=run(_add))
    password = kinds.add_parser("password", parents=[where], help="give an account another password")
    password.set_defaults(run=run(_password))
    for parser in (adding, password):
        parser.add_argument("name", metavar="NAME")
        parser.add_argument("--password-stdin", action="store_true", help="read it from the first line of stdin")
    for word, disabled in (("disable", True), ("enable", False)):
        one = kinds.add_parser(word, parents=[where], help=f"{word} an account; its sessions end at once")
        one.add_argument("name", metavar="NAME")
        one.set_defaults(run=run(_disable), disabled=disabled)
    listing = kinds.add_parser("list", parents=[where], help="all accounts")
    listing.add_argument("--json", action="store_true")
    listing.set_defaults(run=run(_list))

    readings = commands.add_parser("readings", parents=[where], help="who looked at which case, newest first")
    readings.add_argument("--case", default="", metavar="CASE|FILING")
    readings.add_argument("--official", default="", metavar="NAME")
    readings.add_argument("--json", action="store_true")
    readings.set_defaults(run=run(_readings))


def add_labels(
    commands: Any,
    where: argparse.ArgumentParser,
    database: Callable[[argparse.Namespace], str],
    load: "Callable[[Path | None], Catalogue]",
) -> None:
    """Adds `labels`; `load` reads a catalogue, or the one this program brings."""

    def run(arguments: argparse.Namespace) -> int:
        from sync.reference_intake.web.labels import keep

        catalogue = load(arguments.catalogue)
        with _engine(database(arguments)) as engine:
            _say(f"{keep(engine, catalogue)} versions of matters are new")
        return 0

    labels = commands.add_parser("labels", parents=[where], help="tell the officials' page what form fields are called")
    labels.add_argument("--catalogue", type=Path, metavar="PATH", help="file or folder; default: the one built in")
    labels.set_defaults(run=run)


def admit(database: str, name: str, password: str, catalogue: "Catalogue") -> None:
    """Makes an account unless there is one of that name already, as a demo that is cut off and comes back does.

    The page knows the fields of `catalogue` by name.
    """
    from sync.reference_intake.web.accounts import Accounts
    from sync.reference_intake.web.labels import keep

    with _engine(database) as engine:
        keep(engine, catalogue)
        accounts = Accounts(engine)
        if all(row.name != name for row in accounts.all()):
            accounts.add(name, password)


@contextmanager
def _engine(url: str) -> "Iterator[Engine]":
    from sync.reference_intake.tables import open_engine

    engine = open_engine(url)
    try:
        yield engine
    finally:
        engine.dispose()


def _add(engine: "Engine", arguments: argparse.Namespace) -> int:
    from sync.reference_intake.web.accounts import Accounts

    Accounts(engine).add(arguments.name, _asked(arguments), may_act=not arguments.look_only)
    _say(f"{arguments.name} may sign in")
    return 0


def _password(engine: "Engine", arguments: argparse.Namespace) -> int:
    from sync.reference_intake.web.accounts import Accounts

    Accounts(engine).set_password(arguments.name, _asked(arguments))
    _say(f"{arguments.name} has another password; every session has ended")
    return 0


def _disable(engine: "Engine", arguments: argparse.Namespace) -> int:
    from sync.reference_intake.web.accounts import Accounts

    Accounts(engine).set_disabled(arguments.name, arguments.disabled)
    _say(f"{arguments.name} {'may no longer sign in' if arguments.disabled else 'may sign in again'}")
    return 0


def _list(engine: "Engine", arguments: argparse.Namespace) -> int:
    from sync.reference_intake.web.accounts import Accounts

    rows = [dict(row._mapping) for row in Accounts(engine).all()]
    if arguments.json:
        _say(json.dumps(rows, ensure_ascii=False, indent=2))
        return 0
    for row in rows:
        state = "disabled" if row["disabled"] else "decides" if row["may_act"] else "looks only"
        _say(f"{row['name']:40}  {state:10}  last signed in {row['signed_in_at'] or 'never'}")
    return 0


def _readings(engine: "Engine", arguments: argparse.Namespace) -> int:
    from sync.reference_intake import cases
    from sync.reference_intake.web import case_page

    filing_id = ""
    if arguments.case:
        with engine.begin() as connection:
            row = cases.find(connection, arguments.case)
        if row is None:
            raise LookupError(f"there is no case or filing {arguments.case}")
        filing_id = row.filing_id
    rows = case_page.looks(engine, filing_id=filing_id, official=arguments.official)
    if arguments.json:
        keys = ("read_at", "official", "what", "filing_id", "case_number")
        _say(json.dumps([{key: getattr(row, key) for key in keys} for row in rows], ensure_ascii=False, indent=2))
        return 0
    for row in rows:
        _say(f"{row.read_at}  {row.official:20}  {row.what:8}  {row.case_number}")
    return 0


def _asked(arguments: argparse.Namespace) -> str:
    """The password, never from the arguments: every user of a machine may read those. Raises ValueError."""
    if arguments.password_stdin:
        return sys.stdin.readline().rstrip("\n")
    first = getpass.getpass("Password: ")
    if getpass.getpass("Once more: ") != first:
        raise ValueError("the two passwords differ")
    return first


def _say(line: str) -> None:
    print(line)  # noqa: T201
