"""The writer and the readers: one transaction or none, an error harms nobody else, closing loses nothing."""

import threading
import weakref
from collections.abc import Callable
from concurrent.futures import CancelledError
from pathlib import Path

import pytest

from kiosk.errors import StoreFailure
from kiosk.storage import filings, outbox
from kiosk.storage.cipher import Connection, DatabaseError
from kiosk.storage.connection import Store
from tests.unit.storage.samples import NUMBER, filing

WAIT_S = 20


def put(conn: Connection, stream: str) -> None:
    conn.execute("INSERT INTO stream_cursor VALUES (?, '')", (stream,))


def streams(store: Store) -> list[str]:
    return store.read(lambda c: [name for (name,) in c.execute("SELECT stream FROM stream_cursor ORDER BY stream")])


def test_a_write_returns_what_its_function_returned(store: Store) -> None:
    assert store.write(lambda c: 7).result(WAIT_S) == 7


def test_writes_run_on_one_thread_in_their_order(store: Store) -> None:
    seen: list[tuple[int, str]] = []
    futures = [store.write(lambda c, n=n: seen.append((n, threading.current_thread().name))) for n in range(50)]
    for future in futures:
        future.result(WAIT_S)
    assert seen == [(n, "store-writer") for n in range(50)]


def test_an_error_takes_the_whole_transaction_back_and_the_writer_lives_on(store: Store) -> None:
    def fail(conn: Connection) -> None:
        put(conn, "a")
        raise LookupError("mine")

    with pytest.raises(LookupError, match="mine"):
        store.write(fail).result(WAIT_S)
    store.write(lambda c: put(c, "b")).result(WAIT_S)
    assert streams(store) == ["b"]


def test_even_a_call_to_exit_does_not_end_the_writer(store: Store) -> None:
    def leave(conn: Connection) -> None:
        put(conn, "a")
        raise SystemExit(3)

    with pytest.raises(SystemExit):
        store.write(leave).result(WAIT_S)
    store.write(lambda c: put(c, "b")).result(WAIT_S)
    assert streams(store) == ["b"]


def test_our_own_sql_mistake_is_not_blamed_on_the_disk(store: Store) -> None:
    with pytest.raises(DatabaseError, match="no such table"):
        store.write(lambda c: c.execute("SELECT * FROM nowhere")).result(WAIT_S)
    with pytest.raises(DatabaseError, match="no such table"):
        store.read(lambda c: c.execute("SELECT * FROM nowhere"))


def test_a_write_that_commits_by_itself_is_told_so(store: Store) -> None:
    with pytest.raises(RuntimeError, match="leave its transaction"):
        store.write(lambda c: c.execute("COMMIT")).result(WAIT_S)
    assert store.write(lambda c: 1).result(WAIT_S) == 1


def test_asking_the_store_inside_a_write_is_refused_instead_of_hanging(store: Store) -> None:
    for ask in (lambda c: store.write(lambda _: 1), lambda c: store.read(lambda _: 1), lambda c: store.close()):
        with pytest.raises(RuntimeError, match="inside a write"):
            store.write(ask).result(WAIT_S)


def test_a_full_disk_leaves_nothing_half_written(store: Store) -> None:
    whole = filing(1)
    pages = store.write(lambda c: c.execute("PRAGMA page_count").fetchone()[0]).result(WAIT_S)
    store.write(lambda c: c.execute(f"PRAGMA max_page_count = {pages + 20}").fetchone()).result(WAIT_S)
    with pytest.raises(StoreFailure, match="the disk is full") as caught:
        store.write(lambda c: filings.save(c, whole, filings.person_tag(c, NUMBER))).result(WAIT_S)
    assert str(store.path) in str(caught.value)
    assert store.read(lambda c: c.execute("SELECT count(*) FROM filing").fetchone()) == (0,)
    assert store.read(lambda c: c.execute("SELECT count(*) FROM page_chunk").fetchone()) == (0,)
    store.write(lambda c: c.execute("PRAGMA max_page_count = 1000000").fetchone()).result(WAIT_S)
    store.write(lambda c: filings.save(c, whole, filings.person_tag(c, NUMBER))).result(WAIT_S)
    assert store.read(lambda c: filings.load(c, whole.filing_id)) == whole


def test_a_cancelled_write_never_runs(store: Store) -> None:
    go = threading.Event()
    first = store.write(lambda c: go.wait(WAIT_S))
    second = store.write(lambda c: put(c, "cancelled"))
    assert second.cancel()
    go.set()
    assert first.result(WAIT_S)
    assert store.write(lambda c: 1).result(WAIT_S) == 1
    assert streams(store) == []
    with pytest.raises(CancelledError):
        second.result(WAIT_S)


def test_a_reader_cannot_write(store: Store) -> None:
    with pytest.raises(StoreFailure, match="may not be written"):
        store.read(lambda c: put(c, "a"))
    assert streams(store) == []


def test_a_read_sees_one_moment_while_others_write(store: Store) -> None:
    def count_twice(conn: Connection) -> tuple[int, int]:
        before = conn.execute("SELECT count(*) FROM stream_cursor").fetchone()[0]
        store.write(lambda c: put(c, "between")).result(WAIT_S)
        return before, conn.execute("SELECT count(*) FROM stream_cursor").fetchone()[0]

    assert store.read(count_twice) == (0, 0)
    assert streams(store) == ["between"]


def test_a_read_that_raises_leaves_its_connection_usable(store: Store) -> None:
    with pytest.raises(KeyError):
        store.read(lambda c: filings.load(c, "nobody"))
    assert streams(store) == []


def test_read_later_runs_on_another_thread(store: Store) -> None:
    name = store.read_later(lambda c: threading.current_thread().name).result(WAIT_S)
    assert name.startswith("store-reader")


def test_a_thread_that_must_not_wait_for_the_disk_is_refused(store: Store) -> None:
    store.keep_off(threading.current_thread())
    with pytest.raises(RuntimeError, match="read_later"):
        store.read(lambda c: 1)
    assert store.read_later(lambda c: 1).result(WAIT_S) == 1
    assert store.write(lambda c: 1).result(WAIT_S) == 1


def test_threads_that_ended_do_not_keep_their_connections(store: Store) -> None:
    for _ in range(5):
        thread = threading.Thread(target=store.read, args=(lambda c: None,))
        thread.start()
        thread.join(WAIT_S)
    store.read(lambda c: None)
    assert len(store._readers._readers) == 1


def test_closing_finishes_what_was_asked_for(open_store: Callable[[], Store]) -> None:
    store = open_store()
    futures = [store.write(lambda c, n=n: put(c, f"{n:02}")) for n in range(20)]
    store.close()
    assert all(future.done() for future in futures)
    assert len(streams(open_store())) == 20


def test_closing_waits_for_a_running_read(open_store: Callable[[], Store]) -> None:
    store = open_store()
    inside, go = threading.Event(), threading.Event()

    def slow(conn: Connection) -> int:
        inside.set()
        assert go.wait(WAIT_S)
        return int(conn.execute("SELECT count(*) FROM stream_cursor").fetchone()[0])

    reading = store.read_later(slow)
    assert inside.wait(WAIT_S)
    closing = threading.Thread(target=store.close)
    closing.start()
    go.set()
    assert reading.result(WAIT_S) == 0
    closing.join(WAIT_S)
    assert not closing.is_alive()


def test_after_closing_everything_is_refused_by_name(store: Store) -> None:
    store.close()
    store.close()
    for future in (store.write(lambda c: 1), store.read_later(lambda c: 1)):
        with pytest.raises(StoreFailure, match="closed") as caught:
            future.result(WAIT_S)
        assert str(store.path) in str(caught.value)
    with pytest.raises(StoreFailure, match="closed"):
        store.read(lambda c: 1)


def test_closing_leaves_no_log_behind(store: Store, path: Path) -> None:
    store.write(lambda c: put(c, "a")).result(WAIT_S)
    store.close()
    assert sorted(file.name for file in path.parent.iterdir()) == [path.name, f"{path.name}-salt"]


def test_the_writer_keeps_no_filing_in_memory(store: Store) -> None:
    forgotten = threading.Event()
    held = {"papers"}  # a set, because it takes a weak reference
    weakref.finalize(held, forgotten.set)
    store.write(lambda c, held=held: len(held)).result(WAIT_S)
    del held
    assert forgotten.wait(WAIT_S)


def test_a_filing_and_its_outbox_row_are_seen_together_or_not_at_all(store: Store) -> None:
    whole = filing(1)
    seen: list[tuple[int, int]] = []

    def count(conn: Connection) -> tuple[int, int]:
        return (
            conn.execute("SELECT count(*) FROM filing").fetchone()[0],
            len(outbox.all_rows(conn)),
        )

    def save(conn: Connection) -> None:
        filings.save(conn, whole, filings.person_tag(conn, NUMBER))
        seen.append(store.read_later(count).result(WAIT_S))

    store.write(save).result(WAIT_S)
    seen.append(store.read(count))
    assert seen == [(0, 0), (1, 1)]
