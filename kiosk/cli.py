"""The `kiosk` command. Exit codes: 0 done, 1 it failed (one line on stderr), 2 wrong usage."""

import argparse
import logging
import sys
from collections.abc import Sequence
from importlib import import_module
from itertools import dropwhile

from kiosk.errors import JiujinError
from kiosk.signals import orderly_end, outlive_broken_pipes

COMMANDS = ("demo", "run", "sync", "outbox", "catalogue", "intake", "simulate", "agent_pin")
"""The modules of `kiosk.commands`, in the order in which help lists them."""

HANDED_OVER = ("intake", "simulate")
"""Commands with a command line of their own, which gets everything after the name, options and `--help` too."""

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
    given = list(sys.argv[1:] if argv is None else argv)
    words = list(dropwhile(lambda word: word == "--verbose", given))
    if words and words[0] in HANDED_OVER:
        name, verbose = words[0], len(words) < len(given)
        arguments = argparse.Namespace(run=import_module(f"kiosk.commands.{name}").run, rest=words[1:], verbose=verbose)
    else:
        arguments = parser().parse_args(given)
    logging.basicConfig(
        level=logging.INFO if arguments.verbose else logging.WARNING,
        format="%(asctime)s %(levelname)s %(name)s: %(message)s",
        stream=sys.stderr,
    )
    outlive_broken_pipes()
    with orderly_end():
        return _run(arguments)


def _run(arguments: argparse.Namespace) -> int:
    try:
        return int(arguments.run(arguments))
    except JiujinError as failure:
        print(f"kiosk: {failure}", file=sys.stderr)
        return 1
    except OSError as fault:
        # The net beneath the commands' own checks; --verbose shows where it fell.
        log.info("the fault in full", exc_info=fault)
        where = "" if fault.filename is None else f"{fault.filename}: "
        print(f"kiosk: {where}{fault.strerror or fault}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main())
