"""A village and its centre."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.carrying import Centre, Village, both_ends


@pytest.fixture
def ends(tmp_path: Path) -> Iterator[tuple[Village, Centre]]:
    with both_ends(tmp_path) as made:
        yield made


@pytest.fixture
def village(ends: tuple[Village, Centre]) -> Village:
    return ends[0]


@pytest.fixture
def centre(ends: tuple[Village, Centre]) -> Centre:
    return ends[1]
