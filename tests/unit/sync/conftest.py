"""A store for the streams."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from kiosk.storage.connection import Store
from tests.unit.storage.samples import KEY
from tests.unit.sync.fakes import MovedClock


@pytest.fixture
def clock() -> MovedClock:
    return MovedClock()


@pytest.fixture
def store(tmp_path: Path, clock: MovedClock) -> Iterator[Store]:
    opened = Store.open(tmp_path / "jiujin.db", KEY, clock=clock)
    yield opened
    opened.close()
