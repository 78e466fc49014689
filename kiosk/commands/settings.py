"""The `--config` option that the commands of an installed terminal share."""

import argparse
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from kiosk.bootstrap import STORE_FILE, open_store
from kiosk.clock import SystemClock
from kiosk.config import Settings
from kiosk.config_file import load
from kiosk.errors import StoreFailure
from kiosk.storage.connection import Store
from kiosk.storage.keys import load_key

DEFAULT = Path("/etc/jiujin/terminal.toml")


def add_config(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--config", type=Path, metavar="FILE", help=f"settings (default: {DEFAULT}, if it is there)")


def settings_of(arguments: argparse.Namespace) -> Settings:
    """The settings asked for; raises ConfigurationFailure naming file and key."""
    if arguments.config is not None:
        return load(arguments.config)
    return load(DEFAULT) if DEFAULT.exists() else Settings()


@contextmanager
def existing_store(settings: Settings) -> Iterator[Store]:
    """The store of a terminal that has run before; raises StoreFailure where there is none."""
    file = settings.data_dir / STORE_FILE
    if not file.exists():
        raise StoreFailure(f"{file}: no store here yet; it is made when the terminal first runs (kiosk run)")
    store = open_store(settings, load_key(), SystemClock())
    try:
        yield store
    finally:
        store.close()
