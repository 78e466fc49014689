"""CONTRACT.md: a change must never appear behind a cursor that was already given out, whoever commits first."""

import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from threading import Event

import pytest
from sqlalchemy import Connection, Engine, select, text

from kiosk.domain.case import CaseStatus
from sync.manifest import files_of, manifest_of
from sync.reference_intake import cases
from sync.reference_intake.cases import changes_after
from sync.reference_intake.ledger import Ledger
from sync.reference_intake.tables import filings, open_engine
from tests.support.postgres import PostgresServer
from tests.unit.storage.samples import filing

PATIENCE_S = 20.0
ACCEPTED = CaseStatus.ACCEPTED


@pytest.fixture
def engine(postgres: PostgresServer) -> Iterator[Engine]:
    made = open_engine(postgres.database())
    yield made
    made.dispose()


@pytest.fixture
def two_cases(engine: Engine, tmp_path: Path) -> tuple[str, str]:
    """The ids of two filings with a case each."""
    ledger = Ledger(engine, tmp_path)
    ledger.set_up("11330225MB00000190", {"*": "any"})
    for seed in (1, 2):
        confirmed = filing(seed, materials=())
        ledger.begin("*", manifest_of(confirmed))
        for file in files_of(confirmed).values():
            ledger.stored(confirmed.filing_id, file.sha256)
        ledger.complete("*", confirmed.filing_id)
    return filing(1).filing_id, filing(2).filing_id


def told(engine: Engine, cursor: str) -> tuple[list[str], str]:
    """Whose cases changed after `cursor`, and the next cursor."""
    with engine.begin() as connection:
        page = changes_after(connection, "*", cursor)
    return [change.filing_id for change in page.changes], page.cursor


def change(connection: Connection, filing_id: str) -> None:
    row = connection.execute(select(filings).where(filings.c.filing_id == filing_id)).one()
    cases.add_change(connection, row, row.case_number, ACCEPTED, "")


@contextmanager
def beside(engine: Engine, filing_id: str) -> Iterator[Future[None]]:
    """A change in a transaction of another thread, under way."""

    def act() -> None:
        with engine.begin() as connection:
            change(connection, filing_id)

    with ThreadPoolExecutor(1) as other:
        yield other.submit(act)


def wait_until(holds: Callable[[], bool]) -> None:
    until = time.monotonic() + PATIENCE_S
    while not holds():
        assert time.monotonic() < until, "it never came to that"
        Event().wait(0.01)


def somebody_waits_for_a_lock(engine: Engine) -> bool:
    with engine.begin() as connection:
        waiting = (
            "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()"
        )
        return bool(connection.execute(text(waiting)).scalar_one())


@pytest.mark.parametrize("ending", ["commit", "rollback"])
def test_who_begins_later_gets_the_later_number_and_commits_later(
    engine: Engine, two_cases: tuple[str, str], ending: str
) -> None:
    early, late = two_cases
    _, start = told(engine, "")
    first = engine.connect()
    change(first, early)
    with beside(engine, late) as second:
        wait_until(lambda: somebody_waits_for_a_lock(engine))
        assert not second.done()
        assert told(engine, start) == ([], start)
        getattr(first, ending)()
        second.result(PATIENCE_S)
    first.close()
    heard, end = told(engine, start)
    assert heard == ([early, late] if ending == "commit" else [late])
    assert int(end[-20:]) == int(start[-20:]) + len(heard)  # and no gap, which a reader could wonder at


def test_with_a_sequence_a_reader_would_pass_over_the_late_commit(
    engine: Engine, two_cases: tuple[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """What the counters are there against: this test shows that the one before it can see the fault."""
    early, late = two_cases
    _, start = told(engine, "")
    with engine.begin() as connection:
        connection.execute(text("CREATE SEQUENCE numbers START 100"))
    monkeypatch.setattr(cases, "next_number", lambda here, _: here.execute(text("SELECT nextval('numbers')")).scalar())
    first = engine.connect()
    change(first, early)
    with beside(engine, late) as second:
        second.result(PATIENCE_S)
    heard, cursor = told(engine, start)
    first.commit()
    first.close()
    assert heard == [late]
    assert told(engine, cursor) == ([], cursor)
    assert told(engine, start)[0] == [early, late]


def test_many_at_once_are_read_once_each_in_order(engine: Engine, two_cases: tuple[str, str]) -> None:
    """Readers follow while writers write, some of which fail; nothing is passed over, nothing comes twice."""
    _, start = told(engine, "")
    writers, each, failing = 8, 25, 7

    def write(writer: int) -> int:
        written = 0
        for turn in range(each):
            with engine.connect() as connection:
                change(connection, two_cases[(writer + turn) % 2])
                if (writer + turn) % failing == 0:
                    connection.rollback()
                    continue
                connection.commit()
                written += 1
        return written

    done = Event()

    def read() -> list[int]:
        numbers: list[int] = []
        cursor, last = start, False
        while True:
            with engine.begin() as connection:
                page = changes_after(connection, "*", cursor)
            numbers += range(int(cursor[-20:]) + 1, int(page.cursor[-20:]) + 1)
            assert len(page.changes) == int(page.cursor[-20:]) - int(cursor[-20:])
            cursor = page.cursor
            if last and not page.changes:
                return numbers
            last = done.is_set()

    with ThreadPoolExecutor(writers + 2) as many:
        readers = [many.submit(read) for _ in range(2)]
        written = sum(many.map(write, range(writers)))
        done.set()
        first = int(start[-20:]) + 1
        assert [reader.result(PATIENCE_S) for reader in readers] == [list(range(first, first + written))] * 2
    assert 0 < written < writers * each
