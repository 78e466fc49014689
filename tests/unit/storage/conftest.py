"""A store in a fresh folder, and filings to put into it."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from kiosk.storage.connection import Store
from tests.unit.storage.samples import KEY, FixedClock


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "store" / "jiujin.db"


@pytest.fixture
def open_store(path: Path) -> Iterator[Callable[[], Store]]:
    """Opens the store at `path`, as often as asked; all are closed at the end."""
    opened: list[Store] = []

    def open_it() -> Store:
        opened.append(Store.open(path, KEY, clock=FixedClock()))
        return opened[-1]

    yield open_it
    for store in opened:
        store.close()


@pytest.fixture
def store(open_store: Callable[[], Store]) -> Store:
    return open_store()
