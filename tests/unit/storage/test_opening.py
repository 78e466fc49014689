"""Opening a store: made where there is none, refused in one line where it does not fit, never overwritten."""

import hashlib
import shutil
import sqlite3
import stat
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlite_utils import Database

from kiosk.errors import StoreFailure
from kiosk.storage import audit, cipher, migrations
from kiosk.storage.connection import Store
from tests.unit.storage.samples import KEY, NOON, OTHER_KEY, FixedClock


def open_at(path: Path, key: bytes = KEY) -> Store:
    return Store.open(path, key, clock=FixedClock())


def fingerprint(folder: Path) -> dict[str, str]:
    return {
        file.name: hashlib.sha256(file.read_bytes()).hexdigest()
        for file in sorted(folder.iterdir())
        # Looking may leave an index over the log, rebuilt by every opening, and a log without a byte in it.
        if not file.name.endswith("-shm") and not (file.name.endswith("-wal") and file.stat().st_size == 0)
    }


def refusal(path: Path, key: bytes = KEY) -> str:
    """Opens and expects one line that names the file, with every byte in the folder as it was."""
    before = fingerprint(path.parent)
    with pytest.raises(StoreFailure) as caught:
        open_at(path, key)
    message = str(caught.value)
    assert fingerprint(path.parent) == before
    assert message.startswith(f"{path}: ")
    assert "\n" not in message
    return message.removeprefix(f"{path}: ")  # the path may hold any word


def test_a_new_store_is_made_for_its_owner_only(path: Path) -> None:
    store = open_at(path)
    try:
        for file in path.parent.iterdir():
            assert stat.S_IMODE(file.stat().st_mode) == 0o600, file.name
        recorded = store.read(lambda c: c.execute("SELECT name FROM _sqlite_migrations").fetchall())
        assert recorded == [(name,) for name in migrations.NAMES]
        assert store.read(lambda c: c.execute("SELECT act FROM audit").fetchall()) == [("store.migrated",)]
        assert store.read(audit.first_broken) is None
    finally:
        store.close()


def test_every_connection_has_the_promised_pragmas(store: Store) -> None:
    wanted = {
        "journal_mode": "wal",
        "synchronous": 2,
        "foreign_keys": 1,
        "temp_store": 2,
        "secure_delete": 1,
        "auto_vacuum": 2,
        "page_size": str(cipher.PAGE_SIZE),
    }

    def pragmas(connection: cipher.Connection) -> dict[str, object]:
        return {name: connection.execute(f"PRAGMA {name}").fetchone()[0] for name in wanted}

    assert store.write(pragmas).result() == wanted
    assert store.read(pragmas) == wanted


def test_an_existing_store_opens_again_with_what_was_written(open_store: Callable[[], Store]) -> None:
    first = open_store()
    first.write(lambda c: c.execute("INSERT INTO stream_cursor VALUES ('cases', '42')")).result()
    first.close()
    second = open_store()
    assert second.read(lambda c: c.execute("SELECT cursor FROM stream_cursor").fetchone()) == ("42",)
    assert second.check_later().result() == ()


def test_two_programs_that_make_the_same_store_make_one(open_store: Callable[[], Store]) -> None:
    first, second = open_store(), open_store()
    first.write(lambda c: c.execute("INSERT INTO stream_cursor VALUES ('cases', '1')")).result()
    assert second.read(lambda c: c.execute("SELECT count(*) FROM stream_cursor").fetchone()) == (1,)


def test_programs_that_make_the_same_store_at_the_same_instant_do_not_trip(tmp_path: Path) -> None:
    with ThreadPoolExecutor(4) as programs:
        for attempt in range(5):
            start = threading.Barrier(4)

            def make(path: Path, start: threading.Barrier) -> Store:
                start.wait(20)
                return open_at(path)

            path = tmp_path / str(attempt) / "jiujin.db"
            making = [programs.submit(make, path, start) for _ in range(4)]
            stores = [future.result(20) for future in making]
            assert stores[0].read(lambda c: c.execute("SELECT count(*) FROM secret").fetchone()) == (1,)
            assert stores[3].read(audit.first_broken) is None
            for store in stores:
                store.close()


def test_migrating_waits_for_another_program_that_migrates(path: Path) -> None:
    path.parent.mkdir()
    path.touch()
    first = cipher.open_connection(path, KEY, new=True)
    second = cipher.open_connection(path, KEY, new=True)
    asked = threading.Event()
    first.execute("BEGIN IMMEDIATE")
    second.set_trace_callback(lambda statement: asked.set() if "BEGIN" not in statement else None)
    with ThreadPoolExecutor(1) as programs:
        applied = programs.submit(migrations.apply, second, at=NOON)
        assert not applied.done()
        first.execute(
            "CREATE TABLE _sqlite_migrations (id INTEGER PRIMARY KEY, migration_set TEXT, name TEXT, applied_at TEXT)"
        )
        first.executemany(
            "INSERT INTO _sqlite_migrations (migration_set, name, applied_at) VALUES ('jiujin', ?, '')",
            [(name,) for name in migrations.NAMES],
        )
        assert not asked.is_set()
        first.execute("COMMIT")
        assert applied.result(20) == []
    first.close()
    second.close()


def test_a_power_cut_before_the_first_migration_leaves_a_file_that_opens(path: Path) -> None:
    path.parent.mkdir()
    path.touch()
    cipher.open_connection(path, KEY, new=True).close()
    assert path.stat().st_size > 0
    open_at(path).close()


def test_a_wrong_key_is_named_as_such_and_nowhere_else(path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    open_at(path).close()
    assert "the key does not fit" in refusal(path, OTHER_KEY)
    assert capfd.readouterr() == ("", "")


def test_a_wrong_key_leaves_the_log_of_a_power_cut_alone(path: Path, tmp_path: Path) -> None:
    store = open_at(path)
    store.write(lambda c: c.execute("INSERT INTO stream_cursor VALUES ('cases', '42')")).result()
    cut = tmp_path / "cut"
    # The disk at this instant; on the writer's thread, so that it is not moving its log just then.
    store.write(lambda c: shutil.copytree(path.parent, cut)).result()
    store.close()
    assert (cut / f"{path.name}-wal").stat().st_size > 0
    assert "the key does not fit" in refusal(cut / path.name, OTHER_KEY)
    reopened = open_at(cut / path.name)
    assert reopened.read(lambda c: c.execute("SELECT cursor FROM stream_cursor").fetchone()) == ("42",)
    reopened.close()


def test_a_plain_database_is_not_taken_over(path: Path) -> None:
    path.parent.mkdir()
    plain = sqlite3.connect(path)
    plain.execute("CREATE TABLE somebody_elses (a)")
    plain.close()
    assert "unencrypted database" in refusal(path)


@pytest.mark.parametrize(
    ("content", "words"),
    [(b"hello", "not a store"), (bytes(range(256)) * 128, "the key does not fit")],
    ids=["short", "long"],
)
def test_any_other_file_is_not_taken_over(path: Path, content: bytes, words: str) -> None:
    path.parent.mkdir()
    path.write_bytes(content)
    assert words in refusal(path)


def test_somebody_elses_encrypted_database_is_not_taken_over(path: Path) -> None:
    path.parent.mkdir()
    path.touch()
    other = cipher.open_connection(path, KEY, new=True)
    other.execute("CREATE TABLE somebody_elses (a)")
    other.close()
    assert "not a store of ours" in refusal(path)


def test_a_damaged_first_page_is_told_apart_from_a_wrong_key(path: Path) -> None:
    open_at(path).close()
    content = bytearray(path.read_bytes())
    content[100] ^= 1
    path.write_bytes(content)
    assert "damaged" in refusal(path)


def test_damage_further_in_is_found_by_the_later_check(path: Path) -> None:
    open_at(path).close()
    content = bytearray(path.read_bytes())
    content[5 * cipher.PAGE_SIZE + 100] ^= 1
    path.write_bytes(content)
    store = open_at(path)
    try:
        assert any("page 6" in fault for fault in store.check_later().result())
    finally:
        store.close()


def test_a_store_of_a_newer_program_is_left_alone(path: Path) -> None:
    store = open_at(path)
    store.write(
        lambda c: c.execute(
            "INSERT INTO _sqlite_migrations (migration_set, name, applied_at) VALUES ('jiujin', '9999_later', '')"
        )
    ).result()
    store.close()
    message = refusal(path)
    assert "made by a newer version" in message
    assert "9999_later" in message


def test_a_full_disk_is_said_before_anything_is_made(path: Path) -> None:
    with pytest.raises(StoreFailure, match="MB left") as caught:
        Store.open(path, KEY, clock=FixedClock(), min_free_bytes=1 << 62)
    assert str(path) in str(caught.value)
    assert not path.exists()


def test_a_folder_in_the_stores_place_is_said(path: Path) -> None:
    path.mkdir(parents=True)
    with pytest.raises(StoreFailure, match="not a file") as caught:
        open_at(path)
    assert str(caught.value).startswith(f"{path}: ")


def test_a_file_in_the_folders_place_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(StoreFailure, match=r"jiujin\.db"):
        open_at(tmp_path / "file" / "jiujin.db")


def test_a_migration_that_fails_leaves_nothing_behind(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path.parent.mkdir()
    path.touch()
    connection = cipher.open_connection(path, KEY, new=True)

    def fail(_database: object) -> None:
        raise RuntimeError("cut")

    monkeypatch.setitem(migrations._STEPS, migrations.NAMES[0], fail)
    with pytest.raises(RuntimeError, match="cut"):
        migrations.apply(connection, at=NOON)
    assert connection.execute("SELECT name FROM sqlite_schema").fetchall() == []
    monkeypatch.undo()
    assert migrations.apply(connection, at=NOON) == list(migrations.NAMES)
    assert migrations.apply(connection, at=NOON) == []
    connection.close()


def test_a_migration_that_cannot_be_audited_did_not_happen(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(database: Database) -> None:
        database.execute("CREATE TRIGGER full BEFORE INSERT ON audit BEGIN SELECT RAISE(ABORT, 'no room'); END")

    monkeypatch.setitem(migrations._STEPS, migrations.NAMES[0], full)
    with pytest.raises(StoreFailure, match="no room"):
        open_at(path)
    monkeypatch.undo()
    store = open_at(path)
    try:
        assert store.read(lambda c: c.execute("SELECT act FROM audit").fetchall()) == [("store.migrated",)]
    finally:
        store.close()


def test_a_key_of_the_wrong_length_is_our_own_mistake(path: Path) -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        open_at(path, b"short")
