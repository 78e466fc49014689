"""`kiosk catalogue check FILE|list|search WORDS|key FILE|publish FILE`."""

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from kiosk.commands import publishing


def add(subparsers: Any) -> None:
    parser = subparsers.add_parser("catalogue", help="check, list or search a catalogue")
    acts = parser.add_subparsers(dest="act", required=True, metavar="ACT")
    check = acts.add_parser("check", help="say what is wrong with a catalogue file or folder")
    check.add_argument("file", type=Path)
    check.set_defaults(run=check_file)
    listing = acts.add_parser("list", help="every matter of the built-in catalogue")
    search = acts.add_parser("search", help="search the built-in catalogue as the screen does")
    search.add_argument("words", nargs="+")
    for part, act in ((listing, list_all), (search, search_words)):
        part.add_argument("--json", action="store_true")
        part.set_defaults(run=act)
    publishing.add(acts)


def check_file(arguments: argparse.Namespace) -> int:
    from kiosk.catalogue.loader import load_file

    catalogue = load_file(arguments.file)
    print(f"{arguments.file}: {len(catalogue.matters)} matters, {len(catalogue.life_events)} life events, no fault")
    return 0


def list_all(arguments: argparse.Namespace) -> int:
    from kiosk.catalogue.loader import load_builtin

    catalogue = load_builtin()
    _print([(matter.code, matter.title.zh) for matter in catalogue.matters], as_json=arguments.json)
    return 0


def search_words(arguments: argparse.Namespace) -> int:
    from kiosk.catalogue.loader import load_builtin
    from kiosk.catalogue.search import SearchIndex, prepare_rows

    catalogue = load_builtin()
    events = [event.matter for event in catalogue.life_events]
    titles = {matter.code: matter.title.zh for matter in (*catalogue.matters, *events)}
    hits = SearchIndex.from_rows(prepare_rows(catalogue)).search(" ".join(arguments.words), 20)
    if hits or arguments.json:
        _print([(hit.code, titles[hit.code]) for hit in hits], as_json=arguments.json)
    if not hits:
        print(f"kiosk: nothing in the catalogue fits “{' '.join(arguments.words)}”", file=sys.stderr)
    return 0 if hits else 1


def _print(rows: list[tuple[str, str]], *, as_json: bool) -> None:
    if as_json:
        print(json.dumps([{"code": code, "title": title} for code, title in rows], ensure_ascii=False))
        return
    for code, title in rows:
        print(f"{code}  {title}")
