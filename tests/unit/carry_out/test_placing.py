"""Two imports that place the same page at once: neither takes the other's for what a killed one has left."""

import fcntl
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from sync.reference_intake import carry_in
from sync.reference_intake.material_files import MaterialFile

PAGE = b"a page" * 1000


@pytest.fixture
def file(tmp_path: Path) -> MaterialFile:
    return MaterialFile(tmp_path / "filing", sha256(PAGE).hexdigest(), len(PAGE))


def placed(file: MaterialFile) -> bool:
    return file.final.read_bytes() == PAGE and list(file.folder.iterdir()) == [file.final]


def test_page_is_not_cleared_away_between_its_last_byte_and_its_name(
    file: MaterialFile, monkeypatch: pytest.MonkeyPatch
) -> None:
    rename = Path.rename

    def meanwhile(self: Path, target: Path) -> Path:
        carry_in._clear_away(file)
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", meanwhile)
    carry_in._place(file, iter([PAGE]))
    assert placed(file)


def test_page_that_was_cleared_away_before_it_was_locked_is_begun_anew(
    file: MaterialFile, monkeypatch: pytest.MonkeyPatch
) -> None:
    lock, cleared = fcntl.flock, []

    def late(held: Any, operation: int) -> None:
        if not cleared and operation == fcntl.LOCK_EX:
            cleared.append(True)
            carry_in._clear_away(file)
        lock(held, operation)

    monkeypatch.setattr(fcntl, "flock", late)
    carry_in._place(file, iter([PAGE]))
    assert cleared
    assert placed(file)


def test_what_a_killed_import_left_is_cleared_away(file: MaterialFile) -> None:
    file.create()
    (file.folder / f"{file.sha256}.0badcafe.carried").write_bytes(PAGE[:7])

    def pieces() -> Iterator[bytes]:
        assert len(list(file.folder.glob("*.carried"))) == 1, "its own alone"
        yield PAGE

    carry_in._place(file, pieces())
    assert placed(file)
