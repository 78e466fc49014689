"""Process start → first interactive frame, and the memory of the idle terminal, against a bare QML window."""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from kiosk import bootstrap
from kiosk.catalogue.generator import generate
from kiosk.catalogue.search import prepare_rows
from kiosk.clock import SystemClock
from kiosk.config import Settings, with_paths
from kiosk.storage import catalogue as stored
from tests.benchmarks.figure import Figure, median

RUNS = 5
MATTERS = 1297
KEY = bytes(range(32))


def measure() -> Iterator[Figure]:
    """Bare window and terminal in turn, so that a busy machine slows both."""
    with tempfile.TemporaryDirectory() as folder:
        fill_store(Path(folder), MATTERS)
        bare, terminal = [], []
        for _ in range(RUNS + 1):
            bare.append(run_program("bare_window"))
            terminal.append(run_program("idle_terminal", folder))
        # The first of each warmed the disk cache.
        bare, terminal = bare[1:], terminal[1:]
    frames = [median([run["first_frame_ms"] for run in runs]) for runs in (terminal, bare)]
    memory = [median([run["rss_mb"] for run in runs]) for runs in (terminal, bare)]
    yield Figure("process start → first frame, 1,297 matters", frames[0], 1000, "ms", f"bare window {frames[1]:.0f} ms")
    yield Figure("… as a multiple of the bare window", frames[0] / frames[1], 4, "×")
    note = f"{memory[0]:.0f} MB against {memory[1]:.0f} MB"
    yield Figure("memory of the idle terminal over the bare window's", memory[0] / memory[1], 2, "×", note)


def fill_store(folder: Path, matters: int) -> Settings:
    """A store with a generated catalogue of so many matters in `folder`; returns settings that use it."""
    settings = with_paths(Settings(), data=str(folder))
    store = bootstrap.open_store(settings, KEY, SystemClock())
    catalogue = generate(matters, 1)
    rows = prepare_rows(catalogue)
    store.write(lambda connection: stored.install(connection, catalogue, rows, source="generated")).result()
    store.close()
    return settings


def run_program(program: str, *arguments: str) -> dict[str, float]:
    """What a program of `tests.benchmarks.programs` says of itself; no screen is touched."""
    environment = os.environ | {"QT_QPA_PLATFORM": "offscreen", "QT_QUICK_BACKEND": "software"}
    done = subprocess.run(
        [sys.executable, "-m", f"tests.benchmarks.programs.{program}", *arguments],
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    found: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return found
