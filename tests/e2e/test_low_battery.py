"""The terminal as it runs, on a UPS that a real NUT server serves: a battery about to end closes it cleanly."""

import os
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

from devices.simulators.ups import NutServer

BATTERY = "ups.status: OB DISCHRG\nbattery.charge: 90\nbattery.runtime: 900\n"
EMPTY = "ups.status: OB LB\nbattery.charge: 8\nbattery.runtime: 60\n"
PATIENCE_S = 60


def test_the_application_ends_by_itself_with_its_store_closed(tmp_path: Path) -> None:
    credentials = tmp_path / "credentials"
    credentials.mkdir()
    (credentials / "jiujin-store-key").write_bytes(bytes(range(32)))
    with NutServer() as nut:
        nut.tell(BATTERY)
        file = tmp_path / "terminal.toml"
        file.write_text(
            f'[paths]\ndata = "{tmp_path / "data"}"\n'
            f'[devices]\nups = "{nut.name}"\nscanner = "none"\nprinter = "none"\n',
            encoding="utf-8",
        )
        environment = os.environ | {"CREDENTIALS_DIRECTORY": str(credentials), "QT_QPA_PLATFORM": "offscreen"}
        running = subprocess.Popen(
            [sys.executable, "-m", "kiosk.cli", "run", "--windowed", "--config", str(file)],
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        try:
            with suppress(subprocess.TimeoutExpired):
                # On the battery alone it stays; three seconds are longer than its start and its first question.
                running.wait(3)
            assert running.poll() is None, "a battery that is full ends nothing"
            nut.tell(EMPTY)
            said, _ = running.communicate(timeout=PATIENCE_S)
        finally:
            running.kill()
            running.wait()
    assert running.returncode == 0, said
    assert "Traceback" not in said
    store = tmp_path / "data" / "jiujin.db"
    assert store.exists()
    assert not store.with_name("jiujin.db-wal").exists(), "the last connection to close takes its journal along"
