"""One page of the officials' list, with counts and filters, among 100,000 cases, on both databases."""

import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import Engine

from sync.reference_intake.process import spawn_intake
from sync.reference_intake.tables import open_engine
from sync.reference_intake.web import listing
from sync.reference_intake.web.listing import Filter
from tests.benchmarks.figure import Figure, median
from tests.contract.intake.conftest import TOKEN, Stranger
from tests.support.many_cases import copy_case
from tests.support.postgres import PostgresServer

CASES, MATTERS, TOWNSHIPS = 100_000, 300, 18
STATUSES = ("received", "accepted", "in-review", "concluded", "concluded", "supplement-required", "not-accepted")
BUDGET_MS = 300.0
ROUNDS = 7
FILTERS = {
    "no filter": Filter(),
    "a status of a township": Filter(status="received", township="乡镇3"),
    "words of a matter": Filter(words="事项299"),
    "words of every matter": Filter(words="事项"),
    "what is overdue": Filter(due="late"),
}


def measure() -> Iterator[Figure]:
    with tempfile.TemporaryDirectory() as folder:
        yield from _measure("SQLite", Path(folder), None)
    with tempfile.TemporaryDirectory() as folder, PostgresServer() as server:
        yield from _measure("PostgreSQL", Path(folder), server.database())


def _measure(name: str, folder: Path, database: str | None) -> Iterator[Figure]:
    intake = spawn_intake(folder, token=TOKEN, database=database)
    engine = open_engine(intake.database)
    try:
        stranger = Stranger(intake.url)
        stranger.deliver(1)
        stranger.session.close()
        with engine.begin() as connection:
            first = connection.exec_driver_sql("SELECT filing_id FROM filings").scalar_one()
        codes = tuple(f"3302250{number:05}" for number in range(MATTERS))
        titles = tuple(f"事项{number}" for number in range(MATTERS))
        townships = tuple(f"乡镇{number}" for number in range(TOWNSHIPS))
        copy_case(
            engine,
            first,
            CASES,
            matter_code=codes,
            matter_title=titles,
            township=townships,
            status=STATUSES,
            due_on=("2020-01-02", "2099-01-05"),
        )
        times = {said: _read(engine, wanted) for said, wanted in FILTERS.items()}
    finally:
        engine.dispose()
        intake.stop()
    slowest = max(times, key=lambda said: times[said])
    note = ", ".join(f"{said} {value:.0f} ms" for said, value in times.items())
    yield Figure(f"a page of 100,000 cases on {name}, the slowest filter", times[slowest], BUDGET_MS, "ms", note)


def _read(engine: Engine, wanted: Filter) -> float:
    times = []
    for _ in range(ROUNDS):
        started = time.perf_counter()
        with engine.execution_options(reads_only=True).begin() as connection:
            listing.read(connection, wanted)
        times.append((time.perf_counter() - started) * 1000)
    return median(times)
