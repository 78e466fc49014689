"""`kiosk intake …`: serving the reference intake, and the few acts of an official at the centre."""

import argparse
import json
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from kiosk.domain.case import CASE_WORDS, CaseStatus
from kiosk.errors import JiujinError
from sync.reference_intake import carry_commands, fleet_commands, matter_commands, official_commands

if TYPE_CHECKING:
    from kiosk.domain.matter import Catalogue
    from sync.reference_intake.desk import Desk

TOKEN_VARIABLE = "JIUJIN_INTAKE_TOKEN"  # noqa: S105 - the variable's name, not a token
DATABASE_VARIABLE = "JIUJIN_INTAKE_DATABASE"
DEFAULT_OFFICE = "11330225MB00000190"
"""A well-formed 统一社会信用代码 (GB 32100) that no office has, for demos and tests."""


def main(argv: Sequence[str], load_catalogue: "Callable[[Path | None], Catalogue] | None" = None) -> int:
    """Runs one `kiosk intake` command; 0 done, 1 it failed with one line on stderr, 2 wrong usage.

    Commands that need a catalogue are there only with `load_catalogue`, for this package reads none itself.
    """
    arguments = _parser(load_catalogue).parse_args(argv)
    try:
        result: int = arguments.run(arguments)
    except (LookupError, ValueError, OSError, JiujinError) as failure:
        print(f"kiosk intake: {failure}", file=sys.stderr)  # noqa: T201
        return 1
    return result


def _parser(load_catalogue: "Callable[[Path | None], Catalogue] | None") -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="kiosk intake", description="the reference intake (中心受理接口)")
    where = argparse.ArgumentParser(add_help=False)
    where.add_argument("--data-dir", type=Path, default=_default_folder(), help="database and materials")
    where.add_argument(
        "--database",
        metavar="URL",
        help=f"postgresql://USER:PASSWORD@HOST/NAME; default: ${DATABASE_VARIABLE}, or intake.db in the data directory",
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    serve = commands.add_parser("serve", parents=[where], help="answer terminals until stopped")
    serve.add_argument("--host", default="127.0.0.1")
    serve.add_argument("--port", type=_port, default=8040, help="0 takes any free one")
    serve.add_argument("--workers", type=_workers, default=1, metavar="N", help="processes that answer; default: 1")
    serve.add_argument(
        "--token",
        action="append",
        metavar="[TERMINAL=]TOKEN",
        help=f"a terminal's token; one without a terminal opens for any; default: ${TOKEN_VARIABLE}",
    )
    serve.add_argument("--no-desk", action="store_true", help="no page for officials")
    serve.add_argument("--desk-host", default="127.0.0.1", help="where the officials' page answers; default: loopback")
    serve.add_argument(
        "--desk-port", type=_port, metavar="PORT", help="default: the next after --port, or any free one as that is"
    )
    serve.add_argument("--office", default=DEFAULT_OFFICE, help="credit code of the accepting office")
    serve.add_argument("--ready-file", type=Path, help="written with url and pid once it listens")
    serve.add_argument("--json", action="store_true", help="tell url and pid as JSON")
    serve.add_argument("--until-stdin-closes", action="store_true", help="end with the starting process")
    serve.set_defaults(run=_serve)

    listing = commands.add_parser("cases", parents=[where], help="all filings and their cases")
    listing.add_argument("--json", action="store_true")
    listing.set_defaults(run=_cases)

    show = commands.add_parser("show", parents=[where], help="one case or filing with its materials")
    show.add_argument("name", metavar="CASE|FILING")
    show.add_argument("--json", action="store_true")
    show.set_defaults(run=_show)

    decide = commands.add_parser("decide", parents=[where], help="move a case, as an official would")
    decide.add_argument("name", metavar="CASE|FILING")
    decide.add_argument("status", choices=[status.value for status in CaseStatus])
    decide.add_argument("--note", default="", help="one plain sentence for the resident")
    decide.add_argument("--json", action="store_true")
    decide.set_defaults(run=_decide)
    carry_commands.add(commands, where, _existing_url)
    official_commands.add(commands, where, _existing_url)
    if load_catalogue is not None:
        official_commands.add_labels(commands, where, _existing_url, load_catalogue)
    fleet_commands.add(commands, where, _existing_url)
    matter_commands.add(commands, where, _existing_url)
    return parser


def _port(said: str) -> int:
    port = int(said)
    if not 0 <= port <= 65535:
        raise argparse.ArgumentTypeError(f"{port} is not between 0 and 65535")
    return port


def _workers(said: str) -> int:
    count = int(said)
    if not 1 <= count <= 64:
        raise argparse.ArgumentTypeError(f"{count} is not between 1 and 64")
    return count


def _default_folder() -> Path:
    state = os.environ.get("XDG_STATE_HOME") or str(Path.home() / ".local" / "state")
    return Path(state) / "jiujin-intake"


def _serve(arguments: argparse.Namespace) -> int:
    from sync.reference_intake.server import serve

    given = arguments.token or [value for value in (os.environ.get(TOKEN_VARIABLE),) if value]
    if not given:
        raise ValueError(f"no terminal could log in: give --token or ${TOKEN_VARIABLE}")
    arguments.data_dir.mkdir(parents=True, exist_ok=True)
    return serve(
        folder=arguments.data_dir,
        database=_url(arguments),
        address=(arguments.host, arguments.port),
        office=arguments.office,
        tokens=_tokens(given),
        workers=arguments.workers,
        desk=_desk_address(arguments),
        ready_file=arguments.ready_file,
        as_json=arguments.json,
        until_stdin_closes=arguments.until_stdin_closes,
    )


def _desk_address(arguments: argparse.Namespace) -> tuple[str, int] | None:
    if arguments.no_desk:
        return None
    if arguments.desk_port is None:
        return arguments.desk_host, arguments.port + 1 if 0 < arguments.port < 65535 else 0
    if arguments.desk_port and arguments.desk_port == arguments.port:
        raise ValueError("the officials' page and the terminals need different ports")
    return arguments.desk_host, arguments.desk_port


def _tokens(given: list[str]) -> dict[str, str]:
    tokens: dict[str, str] = {}
    for item in given:
        terminal, separator, token = item.rpartition("=")
        tokens[terminal if separator else "*"] = token
    return tokens


def _given_database(arguments: argparse.Namespace) -> str | None:
    # A URL with a password belongs in the environment: every user of a machine may read the arguments.
    return arguments.database or os.environ.get(DATABASE_VARIABLE)


def _url(arguments: argparse.Namespace) -> str:
    return _given_database(arguments) or f"sqlite:///{arguments.data_dir / 'intake.db'}"


def _existing_url(arguments: argparse.Namespace) -> str:
    """The database, which must be there. Raises LookupError."""
    file = arguments.data_dir / "intake.db"
    if not _given_database(arguments) and not file.is_file():
        raise LookupError(f"there is no intake at {file}")
    return _url(arguments)


@contextmanager
def _desk(arguments: argparse.Namespace) -> "Iterator[Desk]":
    """The official's desk on an existing database."""
    # SQLAlchemy takes a quarter of a second to import, and `--help` needs none of it.
    from sync.reference_intake.desk import Desk

    desk = Desk(_existing_url(arguments))
    try:
        yield desk
    finally:
        desk.close()


def _cases(arguments: argparse.Namespace) -> int:
    with _desk(arguments) as desk:
        rows = desk.cases()
    if arguments.json:
        _tell(rows)
    else:
        for row in rows:
            _say(f"{row['case_number'] or '-':43}  {_word(row['status'])}  {row['filing_id']}")
    return 0


def _show(arguments: argparse.Namespace) -> int:
    with _desk(arguments) as desk:
        case = desk.show(arguments.name)
    if arguments.json:
        _tell(case)
        return 0
    _say(f"{case['case_number'] or case['filing_id']}  {_word(case['status'])}  {case['matter']['title']}")
    for file in case["files"]:
        state = "stored" if file["stored"] else "missing"
        _say(f"  {file['sha256']}  {file['size']:>9}  {file['name']}  {state}")
    for change in case["history"]:
        _say(f"  {change['changed_at']}  {_word(change['status'])}  {change['note']}")
    return 0


def _decide(arguments: argparse.Namespace) -> int:
    with _desk(arguments) as desk:
        number = desk.decide(arguments.name, CaseStatus(arguments.status), arguments.note)
    if arguments.json:
        _tell({"case_number": number, "status": arguments.status})
    else:
        _say(f"{number} is now {_word(arguments.status)}")
    return 0


def _word(status: str | None) -> str:
    return CASE_WORDS[CaseStatus(status)].zh if status else "未完成"


def _tell(document: object) -> None:
    _say(json.dumps(document, ensure_ascii=False, indent=2))


def _say(line: str) -> None:
    print(line)  # noqa: T201
