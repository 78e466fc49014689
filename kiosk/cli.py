"""The `kiosk` command. Exit codes: 0 done, 1 it failed (one line on stderr), 2 wrong usage."""

import argparse
import logging
import os
import select
import sys
import threading
from collections.abc import Sequence
from importlib import import_module
from io import TextIOWrapper
from itertools import dropwhile
from pathlib import Path
from types import TracebackType
from typing import TextIO

from kiosk.errors import JiujinError, kind_and_place, log_fault
from kiosk.signals import orderly_end, outlive_broken_pipes

COMMANDS = (
    "demo",
    "run",
    "doctor",
    "devices",
    "sync",
    "outbox",
    "store",
    "catalogue",
    "intake",
    "fleet",
    "simulate",
    "agent_pin",
)
"""The modules of `kiosk.commands`, in the order in which help lists them."""

HANDED_OVER = ("intake", "simulate")
"""Commands with a command line of their own, which gets everything after the name, options and `--help` too."""

_INTERRUPTED = 130
"""128 and the number of SIGINT, as a shell has it."""

_ExcInfo = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]

log = logging.getLogger(__name__)


def parser() -> argparse.ArgumentParser:
    """The whole command line; each command's module adds its own part."""
    root = argparse.ArgumentParser(
        prog="kiosk", description="Jiujin (就近): the terminal of a county's one-trip government services."
    )
    root.add_argument("--verbose", action="store_true", help="log more to stderr")
    subparsers = root.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for name in COMMANDS:
        import_module(f"kiosk.commands.{name}").add(subparsers)
    return root


def main(argv: Sequence[str] | None = None) -> int:
    """Runs one command; what the environment or the input did wrong becomes one line on stderr and exit code 1."""
    try:
        return _command(argv)
    except KeyboardInterrupt:
        # Around the command line's own making too: its imports take longer than a hand needs to think better of it.
        return _INTERRUPTED


def _command(argv: Sequence[str] | None) -> int:
    given = list(sys.argv[1:] if argv is None else argv)
    words = list(dropwhile(lambda word: word == "--verbose", given))
    if words and words[0] in HANDED_OVER:
        name, verbose = words[0], len(words) < len(given)
        arguments = argparse.Namespace(run=import_module(f"kiosk.commands.{name}").run, rest=words[1:], verbose=verbose)
    else:
        arguments = parser().parse_args(given)
    if sys.stdout is None:
        # Whatever is opened next would take its number, a serial port or the store, and be printed into.
        print("kiosk: standard output is closed; send it somewhere, to /dev/null at least", file=sys.stderr)
        return 1
    _write_any_name(as_json=getattr(arguments, "json", False))
    _log_to_stderr(verbose=arguments.verbose)
    outlive_broken_pipes()
    with orderly_end():
        return _run(arguments)


def _run(arguments: argparse.Namespace) -> int:
    try:
        code = int(arguments.run(arguments))
        sys.stdout.flush()
        return code
    except JiujinError as failure:
        print(f"kiosk: {_one_line(str(failure))}", file=sys.stderr)
        return 1
    except OSError as fault:
        # The net beneath the commands' own checks; --verbose shows where it fell.
        log_fault(log, "the command ended", fault, level=logging.INFO)
        cut_off = _nobody_reads(sys.stdout)
        _drop_unwritten(sys.stdout)
        if isinstance(fault, BrokenPipeError) and cut_off:
            # Whoever read it has enough, and knows.
            return 1
        where = "" if fault.filename is None else f"{fault.filename}: "
        print(f"kiosk: {_one_line(where)}{fault.strerror or type(fault).__name__}", file=sys.stderr)
        return 1


def _nobody_reads(stdout: TextIO) -> bool:
    """Whether it is a pipe whose reader has left (`head`, a pager): such a one polls as an error (poll(2), POLLERR)."""
    if not hasattr(select, "poll"):
        return False
    asked = select.poll()
    asked.register(stdout.fileno(), 0)
    return any(told & select.POLLERR for _number, told in asked.poll(0))


def _drop_unwritten(stdout: TextIO) -> None:
    """Gives up what cannot be written: Python would try again at its end, and complain in its own words."""
    try:
        stdout.flush()
    except OSError:
        with Path(os.devnull).open("wb") as nowhere:
            os.dup2(nowhere.fileno(), stdout.fileno())


def _one_line(words: str) -> str:
    # A name that somebody gave may hold line ends, and orders for the screen that shows them.
    return "".join(one if one.isprintable() else ascii(one)[1:-1] for one in words)


def _write_any_name(*, as_json: bool) -> None:
    """A locale that lacks a character of somebody's name ends no command; JSON is UTF-8 (RFC 8259, 8.1)."""
    if isinstance(sys.stdout, TextIOWrapper):
        sys.stdout.reconfigure(encoding="utf-8" if as_json else None, errors="backslashreplace")


class _Wordless(logging.Formatter):
    """Tells an exception as `log_fault` does: other people's libraries log theirs with its message."""

    def formatException(self, ei: _ExcInfo) -> str:  # noqa: N802 - its name in the standard library
        return "" if ei[1] is None else kind_and_place(ei[1])


def _log_to_stderr(*, verbose: bool) -> None:
    """Sets logging up, and Python's hooks for what nobody caught, so that no message of a fault is ever printed."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_Wordless("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    logging.basicConfig(level=logging.INFO if verbose else logging.WARNING, handlers=[handler])
    sys.excepthook = _uncaught
    threading.excepthook = _uncaught_in_thread
    sys.unraisablehook = _unraisable


def _uncaught(_kind: type[BaseException], fault: BaseException, _trace: TracebackType | None) -> None:
    # Qt's slots come here too, and the application goes on after them.
    log_fault(log, "a fault in the program", fault)


def _uncaught_in_thread(told: threading.ExceptHookArgs) -> None:
    if told.exc_value is not None and told.exc_type is not SystemExit:
        log_fault(log, f"the thread {told.thread.name if told.thread else '?'} ended", told.exc_value)


def _unraisable(told: "sys.UnraisableHookArgs") -> None:
    if told.exc_value is not None:
        log_fault(log, "a fault while something was cleared away", told.exc_value)


if __name__ == "__main__":
    sys.exit(main())
