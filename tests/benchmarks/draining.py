"""A store full of filings to the centre, against a plain loop of requests with the same bytes to the same server."""

import time
from collections.abc import Iterator

from tests.benchmarks.centre import an_intake, drained, fill, new_filings, plain_session, send_plainly
from tests.benchmarks.figure import Figure

FILINGS, LONG = 500, 2000
PAGES, PAGE_BYTES = 3, 100_000


def measure() -> Iterator[Figure]:
    return measured(FILINGS)


def measure_long() -> Iterator[Figure]:
    return measured(LONG)


def measured(filings: int) -> Iterator[Figure]:
    """The plain loop in two halves, before and after, so that a busy machine slows both."""
    with an_intake() as (intake, folder):
        fill(folder / "store.db", new_filings(filings, PAGES, PAGE_BYTES))
        plain = _plain(intake.url, filings // 2)
        ours = drained(folder / "store.db", intake.url)
        plain += _plain(intake.url, filings - filings // 2)
    rates = [filings / seconds for seconds in (plain, ours["seconds"])]
    note = f"{rates[1]:.1f} filings/s against {rates[0]:.1f} of a plain loop"
    name = f"draining {filings:,} filings × {PAGES} × {PAGE_BYTES // 1000} kB, time over a plain loop's"
    yield Figure(name, ours["seconds"] / plain, 1 / 0.7, "×", note)
    growth = ours["peak_mb"] - ours["before_mb"]
    yield Figure(f"… memory while {filings:,} filings are sent, growth", growth, 30, "MB")


def _plain(url: str, filings: int) -> float:
    taken = 0.0
    with plain_session() as session:
        for filing in new_filings(filings, PAGES, PAGE_BYTES):
            began = time.perf_counter()
            send_plainly(session, url, filing)
            taken += time.perf_counter() - began
    return taken
