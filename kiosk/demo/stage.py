"""The stage of the demonstration: a throw-away terminal, its stand-in devices and a centre, all on this machine."""

import shutil
import socket
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

from devices.scanners.sane import write_test_backend
from devices.simulators.control import IdReaderHandle, spawn_id_reader
from kiosk.bootstrap import Running, prepare
from kiosk.config import (
    AgentSettings,
    DelaySettings,
    DeviceSettings,
    IntakeSettings,
    PathSettings,
    Settings,
    TerminalSettings,
)
from kiosk.services.identify import pin_hash
from kiosk.storage.keys import throwaway_key
from sync.reference_intake.process import IntakeProcess, spawn_intake

AGENT_ID, AGENT_NAME, AGENT_PIN = "1042", "周建军", "258036"
PLACES = {
    "hall": ("象山县丹东街道", "Dandong Street, Xiangshan"),
    "village": ("高塘岛乡江北村便民服务点", "Jiangbei village service point, Gaotangdao"),
}


def free_port() -> int:
    """A TCP port on the loopback address that nobody listens on at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass(slots=True)
class Stage:
    """Everything that runs beneath the demo; `close` ends it all and deletes what it left."""

    folder: Path
    settings: Settings
    reader: IdReaderHandle
    port: int
    running: Running
    intake: IntakeProcess | None = None
    _token: str = field(default="demo-token", repr=False)

    def raise_line(self) -> None:
        """Starts the centre, at the address where the terminal has been looking for it all along."""
        if self.intake is None:
            self.intake = spawn_intake(self.folder / "intake", self.port, self._token)

    def cut_line(self) -> None:
        """Stops the centre; it keeps what it has."""
        if self.intake is not None:
            self.intake.stop()
            self.intake = None

    def close(self) -> None:
        self.running.close()
        self.cut_line()
        self.reader.stop()
        shutil.rmtree(self.folder, ignore_errors=True)


def set_up(mode: str, *, line_up: bool, print_folder: Path | None = None) -> Stage:
    """Builds the stage for `mode`. The store's key is drawn now and kept nowhere.

    Raises EnvironmentFailure where a stand-in does not start.
    """
    folder = Path(tempfile.mkdtemp(prefix="jiujin-demo-"))
    folder.chmod(0o700)
    port = free_port()
    reader = spawn_id_reader(folder / "devices")
    settings = _settings(mode, folder, port, str(reader.port), print_folder)
    stage = Stage(folder, settings, reader, port, prepare(settings, throwaway_key()))
    if line_up:
        stage.raise_line()
    return stage


def _settings(mode: str, folder: Path, port: int, card_port: str, print_folder: Path | None) -> Settings:
    place, place_en = PLACES[mode]
    sane = write_test_backend(folder / "sane")
    return Settings(
        terminal=TerminalSettings("330225-0042", place, place_en, mode),
        paths=PathSettings(str(folder / "data"), str(print_folder or folder / "printed")),
        intake=IntakeSettings(f"http://127.0.0.1:{port}", "demo-token"),
        devices=DeviceSettings(card_port=card_port, sane_config_dir=str(sane)),
        delays=DelaySettings(cases_poll=1.0, retry_most=5.0),
        agents=(AgentSettings(AGENT_ID, AGENT_NAME, pin_hash(AGENT_PIN)),),
    )
