"""`kiosk demo`: the real application with an embedded intake and stand-in devices."""

import argparse
import sys
from pathlib import Path
from typing import Any

from kiosk.errors import InputFailure


def add(subparsers: Any) -> None:
    parser = subparsers.add_parser("demo", help="the real application with an embedded intake and stand-in devices")
    parser.add_argument("--mode", choices=("hall", "village"), default="hall")
    parser.add_argument("--headless", action="store_true", help="play a whole visit by touching the real screens")
    parser.add_argument("--out", type=_folder, metavar="DIR", help="where --headless leaves pictures, receipt, summary")
    parser.add_argument("--line-down", action="store_true", help="the intake comes up only after the visit")
    parser.add_argument("--no-dock", action="store_true", help="no window to lay cards and cut the line by hand")
    parser.set_defaults(run=run)


def _folder(text: str) -> Path:
    if not text.strip():
        raise argparse.ArgumentTypeError("needs a folder")
    return Path(text)


def run(arguments: argparse.Namespace) -> int:
    if arguments.headless:
        if arguments.out is None:
            raise InputFailure("--headless needs --out DIR")
        from kiosk.demo.headless import play

        summary = play(arguments.mode, arguments.out, line_up=not arguments.line_down)
        print(f"{summary.filing_id}: {summary.delivery}, case {summary.case_number}; see {arguments.out}")
        return 0
    return _on_screen(arguments)


def _on_screen(arguments: argparse.Namespace) -> int:
    from kiosk.demo.dock import StageDock
    from kiosk.demo.stage import AGENT_ID, AGENT_PIN, TECHNICIAN_ID, TECHNICIAN_PIN, set_up
    from ui import app

    app.require_screen()
    stage = set_up(arguments.mode, line_up=not arguments.line_down, whole=True)
    try:
        if arguments.mode == "village":
            print(f"Sign in as agent {AGENT_ID} with PIN {AGENT_PIN}.", file=sys.stderr)
        print(f"Staff: hold the mark for two seconds, number {TECHNICIAN_ID}, PIN {TECHNICIAN_PIN}.", file=sys.stderr)
        if stage.desk is not None:
            door = stage.desk
            print(f"Official at the centre: {door.url}, name {door.name}, password {door.password}.", file=sys.stderr)
        hands = None if arguments.no_dock else StageDock(stage)
        return app.run(stage.running.terminal, on_ready=stage.running.start, hands=hands)
    finally:
        stage.close()
