"""`kiosk intake matters …`: what the centre takes of a matter. Of one without rules it takes everything."""

import argparse
import json
import re
from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sqlalchemy import Connection


def add(commands: Any, where: argparse.ArgumentParser, database: Callable[[argparse.Namespace], str]) -> None:
    """Adds the commands; `database` tells the URL of the intake that is meant."""

    def run(command: "Callable[[Connection, argparse.Namespace], int]") -> Callable[[argparse.Namespace], int]:
        def on_database(arguments: argparse.Namespace) -> int:
            from sync.reference_intake.tables import open_engine

            engine = open_engine(database(arguments))
            try:
                with engine.begin() as connection:
                    return command(connection, arguments)
            finally:
                engine.dispose()

        return on_database

    matters = commands.add_parser("matters", help="what is taken of a matter: version, last day, one at a time")
    kinds = matters.add_subparsers(required=True, metavar="COMMAND")
    setting = kinds.add_parser("set", parents=[where], help="set some rules of a matter; the others stay")
    setting.add_argument("code", metavar="CODE", type=_code)
    setting.add_argument("--least-version", type=_version, metavar="N", help="older versions are refused")
    end = setting.add_mutually_exclusive_group()
    end.add_argument("--open-until", type=date.fromisoformat, metavar="DAY", help="the last day of signing, in China")
    end.add_argument("--no-end", action="store_true", help="it has no last day")
    alone = setting.add_mutually_exclusive_group()
    alone.add_argument("--exclusive", action="store_true", default=None, help="one open case of a person at a time")
    alone.add_argument("--shared", action="store_false", dest="exclusive", help="as many as a person files")
    offered = setting.add_mutually_exclusive_group()
    offered.add_argument("--closed", action="store_true", default=None, help="it is no longer offered")
    offered.add_argument("--open", action="store_false", dest="closed", help="it is offered again")
    setting.set_defaults(run=run(_set), exclusive=None, closed=None)
    forgetting = kinds.add_parser("forget", parents=[where], help="take everything of a matter again")
    forgetting.add_argument("code", metavar="CODE", type=_code)
    forgetting.set_defaults(run=run(_forget))
    listing = kinds.add_parser("list", parents=[where], help="all matters that have rules")
    listing.add_argument("--json", action="store_true")
    listing.set_defaults(run=run(_list))


def _code(said: str) -> str:
    if not re.fullmatch("[0-9A-Za-z]{12}", said):
        raise argparse.ArgumentTypeError(f"{said} is no basic code of 12 letters and digits")
    return said


def _version(said: str) -> int:
    version = int(said)
    if not 1 <= version < 1 << 31:
        raise argparse.ArgumentTypeError(f"{version} is no version of a matter")
    return version


def _set(connection: "Connection", arguments: argparse.Namespace) -> int:
    from sync.reference_intake import endings

    values: dict[str, object] = {
        name: value
        for name in ("least_version", "exclusive", "closed")
        if (value := getattr(arguments, name)) is not None
    }
    if arguments.open_until or arguments.no_end:
        values["open_until"] = arguments.open_until.isoformat() if arguments.open_until else None
    endings.set_rules(connection, arguments.code, **values)
    return _list(connection, argparse.Namespace(json=False, code=arguments.code))


def _forget(connection: "Connection", arguments: argparse.Namespace) -> int:
    from sync.reference_intake import endings

    if not endings.forget_rules(connection, arguments.code):
        raise LookupError(f"{arguments.code} has no rules")
    print(f"{arguments.code}: everything is taken")  # noqa: T201
    return 0


def _list(connection: "Connection", arguments: argparse.Namespace) -> int:
    from sync.reference_intake import endings

    only = getattr(arguments, "code", None)
    rows = [dict(row._mapping) for row in endings.all_rules(connection) if only in (None, row.code)]
    if arguments.json:
        print(json.dumps(rows, ensure_ascii=False, indent=2))  # noqa: T201
        return 0
    for row in rows:
        offered = "closed" if row["closed"] else f"until {row['open_until']}" if row["open_until"] else "open"
        at_once = "one at a time" if row["exclusive"] else "any number"
        print(f"{row['code']}  from version {row['least_version']}  {offered}  {at_once}")  # noqa: T201
    return 0
