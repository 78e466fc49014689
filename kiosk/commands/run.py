"""`kiosk run`: the terminal."""

import argparse
import os
import sys
from typing import Any

from kiosk.commands.settings import add_config, settings_of


def add(subparsers: Any) -> None:
    parser = subparsers.add_parser("run", help="the terminal")
    add_config(parser)
    parser.add_argument("--windowed", action="store_true", help="in a window instead of the whole screen")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    from kiosk.bootstrap import STORE_FILE, prepare
    from kiosk.events import Event, RestartWanted
    from kiosk.storage.keys import load_key
    from ui import app

    settings = settings_of(arguments)
    app.require_screen()
    new = not (settings.data_dir / STORE_FILE).exists()
    running = prepare(settings, load_key(create=new))
    restarts: list[Event] = []
    running.terminal.bus.subscribe(lambda event: restarts.append(event) if isinstance(event, RestartWanted) else None)
    try:
        code = app.run(running.terminal, full_screen=not arguments.windowed, on_ready=running.start)
    finally:
        running.close()
    if restarts and code == 0:
        # The same program with the same words, in this process: whoever watches over it sees it go on.
        sys.stdout.flush()
        sys.stderr.flush()
        os.execv(sys.executable, [sys.executable, *sys.orig_argv[1:]])  # noqa: S606 - ourselves
    return code
