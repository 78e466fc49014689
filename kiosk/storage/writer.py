"""The store's one writer thread."""

import queue
import threading
from collections.abc import Callable
from concurrent.futures import Future
from contextlib import suppress
from pathlib import Path
from typing import Any, Final, TypeAlias, TypeVar

from kiosk.errors import StoreFailure
from kiosk.storage.cipher import BUSY_TIMEOUT_MS, Connection, DatabaseError, as_store_failure

T = TypeVar("T")

_Job: TypeAlias = tuple[Callable[[Connection], Any], Future[Any]]

IDLE_S: Final = 2.0
"""Quiet seconds after a write until its log is moved into the file, so that no commit waits for that."""


def _empty_log(_: Connection) -> None:
    """Stands among the jobs for emptying the log, which is no transaction."""


class Writer:
    """Runs jobs one after the other, each in its own transaction.

    `write` and `close` may be called from any thread.
    """

    def __init__(self, path: Path, connection: Connection, failed: Callable[[StoreFailure], None]) -> None:
        self._path = path
        self._failed = failed
        self._connection = connection
        self._jobs: queue.SimpleQueue[_Job | None] = queue.SimpleQueue()
        self._lock = threading.Lock()
        self._closed = False
        # A daemon: a program that forgets to close must still end, and a cut transaction never happened.
        self._thread = threading.Thread(target=self._run, name="store-writer", daemon=True)
        self._thread.start()

    def write(self, fn: Callable[[Connection], T]) -> Future[T]:
        """See `Store.write`."""
        self.refuse_writer_thread()
        future: Future[T] = Future()
        with self._lock:
            if not self._closed:
                self._jobs.put((fn, future))
                return future
        future.set_exception(StoreFailure(f"{self._path}: the store is closed"))
        return future

    def empty_log(self) -> "Future[bool]":
        """See `Store.empty_log`."""
        self.refuse_writer_thread()
        future: Future[bool] = Future()
        with self._lock:
            if not self._closed:
                self._jobs.put((_empty_log, future))
                return future
        future.set_exception(StoreFailure(f"{self._path}: the store is closed"))
        return future

    def refuse_writer_thread(self) -> None:
        """Raises RuntimeError on the writer thread: whoever waits there for the store waits for ever."""
        if threading.current_thread() is self._thread:
            raise RuntimeError("inside a write use the connection it was given, not the store")

    def close(self) -> None:
        """Finishes what was asked for, moves the log into the file and closes the connection.

        May be called twice.
        """
        self.refuse_writer_thread()
        with self._lock:
            if not self._closed:
                self._closed = True
                self._jobs.put(None)
        self._thread.join()

    def _run(self) -> None:
        written = False
        while True:
            try:
                job = self._jobs.get(timeout=IDLE_S if written else None)
            except queue.Empty:
                self._checkpoint("PASSIVE")
                written = False
                continue
            if job is None:
                break
            self._do(*job)
            # What a job holds is somebody's filing: it must not stay in memory until the next one comes.
            del job
            written = True
        self._checkpoint("TRUNCATE")
        self._connection.close()

    def _do(self, fn: Callable[[Connection], Any], future: "Future[Any]") -> None:
        if not future.set_running_or_notify_cancel():
            return
        try:
            result = self._emptied() if fn is _empty_log else self._transaction(fn)
        except BaseException as error:  # noqa: BLE001 - the caller gets it; the writer lives on for the others
            future.set_exception(error)
        else:
            future.set_result(result)

    def _transaction(self, fn: Callable[[Connection], T]) -> T:
        connection = self._connection
        try:
            connection.execute("BEGIN IMMEDIATE")
            try:
                result = fn(connection)
                if not connection.in_transaction:
                    raise RuntimeError("a write must leave its transaction to the store")
                connection.execute("COMMIT")
            except BaseException:
                # SQLite has already rolled back by itself on a full disk.
                if connection.in_transaction:
                    connection.execute("ROLLBACK")
                raise
        except DatabaseError as error:
            failure = as_store_failure(self._path, error)
            if failure is None:
                raise
            self._failed(failure)
            raise failure from error
        return result

    def _emptied(self) -> bool:
        # A reader that goes on reading would hold the next person's filing up: it is not waited for.
        self._connection.execute("PRAGMA busy_timeout = 0")
        try:
            (busy, _, _) = self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        except DatabaseError:
            return False
        finally:
            self._connection.execute(f"PRAGMA busy_timeout = {BUSY_TIMEOUT_MS}")
        return not busy

    def _checkpoint(self, mode: str) -> None:
        # Best effort: a reader may hold the log, or the disk be full; what was committed is safe in the log.
        with suppress(DatabaseError):
            self._connection.execute(f"PRAGMA wal_checkpoint({mode})").fetchall()
