"""A terminal with a filled store that comes up, idles three seconds and says what that cost."""

import json
import sys

from kiosk import bootstrap
from kiosk.config import Settings, with_paths

settings = with_paths(Settings(), data=sys.argv[1], catalogue="")
running = bootstrap.prepare(settings, bytes(range(32)))

from PySide6.QtCore import QTimer  # after the store, as `kiosk run` does

from tests.benchmarks.programs.own_process import resident_mb, since_start_ms
from ui import app

face = app.build(running.terminal)
found: dict[str, float] = {}


def first_frame() -> None:
    found["first_frame_ms"] = since_start_ms()
    # The generated catalogue is the store's; the built-in one must not replace it.
    bootstrap.install_catalogue = lambda *_: None
    running.start()
    QTimer.singleShot(3000, finish)


def finish() -> None:
    found["rss_mb"] = resident_mb()
    print(json.dumps(found))
    face.application.quit()


face.after_first_frame(first_frame)
code = face.application.exec()
running.close()
sys.exit(code)
