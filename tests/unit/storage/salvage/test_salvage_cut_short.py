"""A salvage that is killed anywhere ends, at the next start, as if it had not been."""

import subprocess
import sys
from pathlib import Path

import pytest

from kiosk.errors import StoreFailure
from kiosk.storage.connection import Store
from kiosk.storage.salvage.whole import salvage
from kiosk.storage.set_aside import mark, set_aside
from tests.support.damaged_store import TERMINAL, copy, filing_page, fill, overwrite, zero
from tests.unit.storage.samples import KEY, OTHER_KEY, FixedClock

# Dies by SIGKILL at the n-th thing that it does to a file in the store's folder.
PROGRAM = """
import os, signal, sys
from pathlib import Path
import sqlite_utils, sqlcipher3.dbapi2, msgspec.json
from cryptography.hazmat.primitives.ciphers import Cipher
from kiosk.storage.salvage.whole import salvage
from tests.unit.storage.samples import KEY, FixedClock

path, left = Path(sys.argv[1]), int(sys.argv[2])
done = 0

def look(event, arguments):
    global done
    about = any(isinstance(one, (str, os.PathLike)) and str(path.parent) in str(one) for one in arguments)
    if event in ("open", "os.rename", "os.remove", "os.chmod") and about:
        done += 1
        if done == left:
            os.kill(os.getpid(), signal.SIGKILL)

sys.addaudithook(look)
salvage(path, KEY, clock=FixedClock(), terminal_id="330225-0042")
print(done)
"""


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, int]:
    """A whole store, and the page of it that is to be lost."""
    path = tmp_path_factory.mktemp("whole") / "store" / "jiujin.db"
    kept = fill(path)
    return path, filing_page(path, kept)


def run(path: Path, left: int) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-c", PROGRAM, str(path), str(left)]
    return subprocess.run(command, timeout=120, check=False, capture_output=True, text=True)


def content(path: Path) -> dict[str, object]:
    """What is in the store, and which files are around it."""
    store = Store.open(path, KEY, clock=FixedClock())
    try:
        rows = store.read(
            lambda c: {
                table: c.execute(f"SELECT * FROM {table} ORDER BY 1, 2").fetchall()
                for table in ("filing", "outbox", "page", "provisional_series", "draft", "secret", "audit")
            }
        )
    finally:
        store.close()
    return {**rows, "files": sorted(file.name for file in path.parent.iterdir())}


@pytest.fixture(scope="module")
def steps(whole: tuple[Path, int], tmp_path_factory: pytest.TempPathFactory) -> tuple[int, dict[str, object]]:
    path = copy(whole[0], tmp_path_factory.mktemp("once") / "store")
    overwrite(path, whole[1], zero)
    done = run(path, 0)
    return int(done.stdout), content(path)


@pytest.mark.parametrize("part", range(4))
def test_killed_at_every_step(
    whole: tuple[Path, int], steps: tuple[int, dict[str, object]], tmp_path: Path, part: int
) -> None:
    count, expected = steps
    assert count >= 20
    for left in range(1 + part, count + 1, 4):
        path = copy(whole[0], tmp_path / "store")
        overwrite(path, whole[1], zero)
        mark(path, "found while it was used")
        assert run(path, left).returncode == -9
        # The next start, as the terminal does it.
        try:
            Store.open(path, KEY, clock=FixedClock()).close()
        except StoreFailure:
            salvage(path, KEY, clock=FixedClock(), terminal_id=TERMINAL)
        assert content(path) == expected, f"killed at step {left}"
        assert [file.stat().st_size > 0 for file in set_aside(path)] == [True]


@pytest.mark.parametrize("after_s", [0.30, 0.45, 0.60])
def test_killed_at_any_moment(
    whole: tuple[Path, int], steps: tuple[int, dict[str, object]], tmp_path: Path, after_s: float
) -> None:
    path = copy(whole[0], tmp_path / "store")
    overwrite(path, whole[1], zero)
    mark(path, "found while it was used")
    command = [sys.executable, "-c", PROGRAM, str(path), "0"]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL) as process:
        try:
            process.wait(after_s)
        except subprocess.TimeoutExpired:
            process.kill()
    salvage(path, KEY, clock=FixedClock(), terminal_id=TERMINAL)
    assert content(path) == steps[1]


def test_a_store_that_another_program_holds_is_not_set_aside(whole: tuple[Path, int], tmp_path: Path) -> None:
    path = copy(whole[0], tmp_path / "store")
    holder = (
        "import sys; from pathlib import Path; from kiosk.storage.connection import Store;"
        "from tests.unit.storage.samples import KEY, FixedClock;"
        "store = Store.open(Path(sys.argv[1]), KEY, clock=FixedClock()); print('open', flush=True); sys.stdin.read()"
    )
    command = [sys.executable, "-c", holder, str(path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == "open\n"
        overwrite(path, whole[1], zero)
        with pytest.raises(StoreFailure, match="another program holds it"):
            salvage(path, KEY, clock=FixedClock(), terminal_id=TERMINAL)
        assert set_aside(path) == []
        other.communicate()
    assert salvage(path, KEY, clock=FixedClock(), terminal_id=TERMINAL) is not None


def test_a_wrong_key_is_no_damage(whole: tuple[Path, int], tmp_path: Path) -> None:
    path = copy(whole[0], tmp_path / "store")
    mark(path, "found while it was used")
    before = {file.name: file.read_bytes() for file in path.parent.iterdir()}
    with pytest.raises(StoreFailure, match="the key does not fit"):
        salvage(path, OTHER_KEY, clock=FixedClock(), terminal_id=TERMINAL)
    assert {file.name: file.read_bytes() for file in path.parent.iterdir()} == before


def test_a_damaged_store_of_a_newer_program_is_left_alone(whole: tuple[Path, int], tmp_path: Path) -> None:
    path = copy(whole[0], tmp_path / "store")
    store = Store.open(path, KEY, clock=FixedClock())
    later = "INSERT INTO _sqlite_migrations (migration_set, name, applied_at) VALUES ('jiujin', '9999_later', '')"
    store.write(lambda c: c.execute(later)).result()
    store.close()
    overwrite(path, whole[1], zero)
    before = path.read_bytes()
    with pytest.raises(StoreFailure, match="newer version"):
        salvage(path, KEY, clock=FixedClock(), terminal_id=TERMINAL)
    assert path.read_bytes() == before


def test_without_room_for_the_new_store_nothing_is_changed(
    whole: tuple[Path, int], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = copy(whole[0], tmp_path / "store")
    overwrite(path, whole[1], zero)
    before = {file.name: file.read_bytes() for file in path.parent.iterdir()}
    monkeypatch.setattr("kiosk.storage.salvage.whole.ROOM_BESIDE", 1 << 62)
    with pytest.raises(StoreFailure, match="MB free"):
        salvage(path, KEY, clock=FixedClock(), terminal_id=TERMINAL)
    assert {file.name: file.read_bytes() for file in path.parent.iterdir()} == before
