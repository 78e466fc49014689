"""A terminal with 10,000 undelivered filings: its first frame, and its memory and pace while they are sent."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

from tests.benchmarks.centre import an_intake, drained, fill, new_filings
from tests.benchmarks.figure import Figure, median
from tests.benchmarks.start import MATTERS, fill_store, run_program

UNDELIVERED = 10_000
PAGE_BYTES = 2_000
RUNS = 7
IDLE_MS = "300"
SENT = 500


def measure() -> Iterator[Figure]:
    """Both terminals in turn, so that a busy machine slows both."""
    frames: dict[str, list[float]] = {"none": [], "many": []}
    with tempfile.TemporaryDirectory() as folder:
        for name in frames:
            fill_store(Path(folder) / name, MATTERS)
        fill(Path(folder) / "many" / "jiujin.db", new_filings(UNDELIVERED, 1, PAGE_BYTES))
        for _ in range(RUNS + 1):
            for name, told in frames.items():
                told.append(run_program("idle_terminal", str(Path(folder) / name), IDLE_MS)["first_frame_ms"])
        many, none = median(frames["many"][1:]), median(frames["none"][1:])
        note = f"{many:.0f} ms against {none:.0f} ms"
        yield Figure(f"first frame with {UNDELIVERED:,} undelivered filings, later by", many - none, 50, "ms", note)
        yield from _sent(Path(folder) / "many" / "jiujin.db")


def _sent(store: Path) -> Iterator[Figure]:
    """The first of them to an intake: a step that looked at every row would show in both figures."""
    with an_intake() as (intake, _folder):
        found = drained(store, intake.url, SENT)
    growth = found["peak_mb"] - found["before_mb"]
    note = f"{SENT / found['seconds']:.1f} filings/s"
    yield Figure(f"… memory while {SENT} of them are sent, growth", growth, 30, "MB", note)
