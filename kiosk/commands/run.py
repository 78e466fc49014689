"""`kiosk run`: the terminal."""

import argparse
from typing import Any

from kiosk.commands.settings import add_config, settings_of


def add(subparsers: Any) -> None:
    parser = subparsers.add_parser("run", help="the terminal")
    add_config(parser)
    parser.add_argument("--windowed", action="store_true", help="in a window instead of the whole screen")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    from ui.app import App

    from kiosk.bootstrap import STORE_FILE, prepare
    from kiosk.storage.keys import load_key

    settings = settings_of(arguments)
    new = not (settings.data_dir / STORE_FILE).exists()
    running = prepare(settings, load_key(create=new))
    try:
        app = App(running.terminal, full_screen=not arguments.windowed)
        app.on_first_frame(running.start)
        return app.exec()
    finally:
        running.close()
