"""Small disks: of every kind that this machine lets the tests have."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.small_disk import SmallDisk, before_the_c_library, may_mount, mounted

KINDS = {"library": before_the_c_library, **({"tmpfs": mounted} if may_mount() else {})}


@pytest.fixture(params=sorted(KINDS))
def disk(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[SmallDisk]:
    with KINDS[request.param](tmp_path / "disk") as small:
        yield small
