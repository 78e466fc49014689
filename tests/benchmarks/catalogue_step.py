"""A step of the catalogue, 50 matters of 1,297, taken while the screen is drawn: how long, and what frames notice."""

import os
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path

import msgspec

from kiosk import bootstrap
from kiosk.catalogue.generator import generate
from kiosk.catalogue_install import CountyShelf
from kiosk.domain.catalogue_delta import SealedDelta
from tests.benchmarks.figure import Figure, median
from tests.benchmarks.start import KEY, fill_store
from tests.support.county_steps import County

MATTERS, CHANGED = 1297, 50
ROUNDS = 7
FRAME_MS = 16
QUIET_S = 0.3


def measure() -> Iterator[Figure]:
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    os.environ["QT_QUICK_BACKEND"] = "software"
    from PySide6.QtCore import Qt, QTimer

    from ui import app
    from ui.player import Player

    with tempfile.TemporaryDirectory() as folder:
        county = _county(Path(folder))
        running = bootstrap.prepare(fill_store(Path(folder), len(generate(MATTERS, 1).matters)), KEY)
        face = app.build(running.terminal)
        player = Player(face.window)
        shelf = CountyShelf(running.store, running.terminal.bus, (county.public,))
        choose = running.terminal.choose
        shelf.take(county.step(None, "9998.1"))
        player.wait("the whole catalogue", lambda: choose.shelves.version == "9998.1")
        player.touch("browse")
        frames: list[float] = []
        face.window.frameSwapped.connect(lambda: frames.append(time.perf_counter()), Qt.ConnectionType.DirectConnection)
        # Drawn anew all the time, as while somebody scrolls.
        drawing = QTimer()
        drawing.timeout.connect(face.window.update)
        drawing.start(FRAME_MS)

        def longest(what: str, met: Callable[[], bool]) -> float:
            """Between two frames until `met`, in milliseconds."""
            begun = len(frames)
            player.wait(what, lambda: len(frames) > begun)
            player.wait(what, met)
            last = len(frames)
            player.wait(what, lambda: len(frames) > last)
            seen = frames[begun:]
            return max(later - sooner for sooner, later in pairwise(seen)) * 1000

        times: list[float] = []
        quiet, busy = 0.0, 0.0
        for number in range(ROUNDS):
            sealed = _step(county, number)
            until = time.perf_counter() + QUIET_S
            quiet = max(quiet, longest("a quiet moment", lambda end=until: time.perf_counter() > end))
            thread = threading.Thread(target=_take, args=(shelf, sealed, times))
            thread.start()
            version = county.file.version
            busy = max(busy, longest("the step", lambda new=version: choose.shelves.version == new))
            thread.join()
        drawing.stop()
        face.close()
        running.close()
    note = f"{CHANGED} of {MATTERS} matters, proven, checked and in the store; at most {max(times):.0f} ms"
    yield Figure("step of the catalogue: come → taken", median(times), 200, "ms", note)
    yield Figure("longest frame while a step is taken", busy, 50, "ms", f"{quiet:.1f} ms while nothing is")


def _take(shelf: CountyShelf, sealed: SealedDelta, times: list[float]) -> None:
    started = time.perf_counter()
    shelf.take(sealed)
    times.append((time.perf_counter() - started) * 1000)


def _county(folder: Path) -> County:
    """A county with so many matters: the built-in ones, and made-up titles on their forms in turn."""
    county = County(folder)
    models = county.file.matters
    known = {matter.code for matter in models}
    made = [matter for matter in generate(MATTERS, 1).matters if matter.code not in known]
    added = tuple(
        msgspec.structs.replace(
            models[number % len(models)], code=matter.code, version=1, title=(matter.title.zh, matter.title.en)
        )
        for number, matter in enumerate(made)
    )
    county.file = msgspec.structs.replace(county.file, matters=(*models, *added))
    return county


def _step(county: County, number: int) -> SealedDelta:
    before = county.file
    codes = {matter.code for matter in before.matters[number * CHANGED : (number + 1) * CHANGED]}
    county.file = msgspec.structs.replace(
        before,
        matters=tuple(
            msgspec.structs.replace(matter, version=matter.version + 1) if matter.code in codes else matter
            for matter in before.matters
        ),
    )
    return county.step(before, f"9999.{number + 1}")
