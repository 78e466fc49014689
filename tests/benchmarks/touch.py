"""Touch → next frame, in software rendering at 1080×1920, on the screens that people touch most."""

import os
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from kiosk import bootstrap
from tests.benchmarks.figure import Figure, median, percentile
from tests.benchmarks.start import KEY, fill_store

ROUNDS = 60
MATTERS = 1297


def measure() -> Iterator[Figure]:
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    os.environ["QT_QUICK_BACKEND"] = "software"
    from PySide6.QtCore import QPoint, Qt
    from PySide6.QtQuick import QQuickItem
    from PySide6.QtTest import QTest

    from ui import app
    from ui.player import Player

    with tempfile.TemporaryDirectory() as folder:
        running = bootstrap.prepare(fill_store(Path(folder), MATTERS), KEY)
        face = app.build(running.terminal)
        player = Player(face.window)
        running.terminal.choose.start()
        player.wait("the catalogue", lambda: running.terminal.health.matters > 0)
        player.touch("browse")
        player.wait("the home screen", lambda: player.find("all-matters") is not None)
        frames: list[float] = []
        face.window.frameSwapped.connect(lambda: frames.append(time.perf_counter()), Qt.ConnectionType.DirectConnection)

        def until_frame(act: object, spot: QPoint) -> float:
            before = len(frames)
            started = time.perf_counter()
            act(face.window, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, spot)
            player.wait("a frame", lambda: len(frames) > before)
            return (frames[before] - started) * 1000

        def middle(item: QQuickItem) -> QPoint:
            return item.mapToScene(item.boundingRect().center()).toPoint()

        times = []
        for number in range(ROUNDS):
            names = [name for name in player.names() if name.startswith("theme-")]
            tile = player.find(names[number % len(names)])
            times.append(until_frame(QTest.mousePress, middle(tile)))
            # Slides off before it lets go, so that the screen stays.
            QTest.mouseMove(face.window, QPoint(5, 5))
            times.append(until_frame(QTest.mouseRelease, QPoint(5, 5)))
        for _ in range(ROUNDS // 2):
            for name in ("all-matters", "back"):
                player.wait(name, lambda wanted=name: player.find(wanted) is not None)
                item, step = player.find(name), running.terminal.visit.step
                QTest.mousePress(face.window, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, middle(item))
                times.append(until_frame(QTest.mouseRelease, middle(item)))
                player.wait("the next screen", lambda old=step: running.terminal.visit.step is not old)
        face.close()
        running.close()
    note = f"median {median(times):.1f} ms over {len(times)} touches"
    yield Figure("touch → next frame, 1080×1920, software, p99", percentile(times, 0.99), 50, "ms", note)
