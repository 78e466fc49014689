"""A terminal with a filled store that comes up, idles three seconds (or what the second argument says), and tells."""

import json
import sys
from pathlib import Path

from devices.scanners.sane import write_test_backend
from kiosk import bootstrap
from kiosk.config import DeviceSettings, PathSettings, Settings
from tests.benchmarks.programs.own_process import resident_mb, since_start_ms


def main() -> int:
    # A terminal names its scanner; without a name SANE would load every driver it knows to look for one.
    scanner = DeviceSettings(sane_config_dir=str(write_test_backend(Path(sys.argv[1]) / "sane")))
    settings = Settings(paths=PathSettings(data=sys.argv[1]), devices=scanner)
    running = bootstrap.prepare(settings, bytes(range(32)))
    # After the store, as `kiosk run` does.
    from PySide6.QtCore import QTimer

    from ui import app

    face = app.build(running.terminal)
    found: dict[str, float] = {}

    def first_frame() -> None:
        found["first_frame_ms"] = since_start_ms()
        running.start()
        QTimer.singleShot(int(sys.argv[2]) if len(sys.argv) > 2 else 3000, finish)

    def finish() -> None:
        found["rss_mb"] = resident_mb()
        print(json.dumps(found))
        face.application.quit()

    face.after_first_frame(first_frame)
    code = face.application.exec()
    running.close()
    return int(code)


if __name__ == "__main__":
    sys.exit(main())
