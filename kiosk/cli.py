"""The `kiosk` command. Exit codes: 0 done, 1 it failed (one line on stderr), 2 wrong usage."""

import argparse
import logging
import sys
from collections.abc import Sequence
from importlib import import_module

from kiosk.errors import JiujinError

COMMANDS = ("demo", "run", "sync", "outbox", "catalogue", "intake", "simulate", "agent_pin")
"""The modules of `kiosk.commands`, in the order in which help lists them."""


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
    arguments = parser().parse_args(argv)
    logging.basicConfig(
        level=logging.INFO if arguments.verbose else logging.WARNING,
        format="%(asctime)s %(levelname)s %(name)s: %(message)s",
        stream=sys.stderr,
    )
    try:
        return int(arguments.run(arguments))
    except JiujinError as failure:
        print(f"kiosk: {failure}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main())
