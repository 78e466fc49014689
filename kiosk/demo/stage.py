"""The stage of the demonstration: a throw-away terminal, its stand-in devices and a centre, all on this machine."""

import secrets
import shutil
import socket
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

from devices.scanners.sane import write_test_backend
from devices.simulators.control import IdReaderHandle, spawn_id_reader
from kiosk.bootstrap import Running, close_all, prepare
from kiosk.catalogue.loader import load_builtin
from kiosk.config import (
    AgentSettings,
    DelaySettings,
    DeviceSettings,
    IntakeSettings,
    PathSettings,
    Settings,
    TerminalSettings,
)
from kiosk.demo.props import Props, lay_out
from kiosk.leftovers import own_folder
from kiosk.services.pins import pin_hash
from kiosk.storage.keys import throwaway_key
from sync.reference_intake.official_commands import admit
from sync.reference_intake.process import IntakeProcess, spawn_intake

SANE_FOLDER = "sane"
"""The configuration of the demo's scanner, in the stage's folder."""
TOKEN = "demo-token"  # noqa: S105 - it opens a centre that lives no longer than the demo
AGENT_ID, AGENT_NAME, AGENT_PIN = "1042", "周建军", "258036"
TECHNICIAN_ID, TECHNICIAN_NAME, TECHNICIAN_PIN = "7001", "陈师傅", "147369"
PLACES = {
    "hall": ("象山县丹东街道", "Dandong Street, Xiangshan"),
    "village": ("高塘岛乡江北村便民服务点", "Jiangbei village service point, Gaotangdao"),
}


def free_port() -> int:
    """A TCP port on the loopback address that nobody listens on at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass(frozen=True, slots=True)
class DeskDoor:
    """Where the official's page answers while the centre is there, and who may sign in; it all ends with the demo."""

    port: int
    name: str = "demo"
    password: str = field(default_factory=lambda: secrets.token_urlsafe(9), repr=False)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/"


@dataclass(slots=True)
class Stage:
    """Everything that runs beneath the demo; `close` ends it all and deletes what it left, and raises nothing."""

    folder: Path
    settings: Settings
    reader: IdReaderHandle
    port: int
    running: Running
    intake: IntakeProcess | None = None
    props: Props = field(default_factory=Props)
    desk: DeskDoor | None = None

    def raise_line(self) -> None:
        """Starts the centre, at the address where the terminal has been looking for it all along."""
        if self.intake is None:
            self.intake = _centre(self.folder, self.port, self.desk)

    def cut_line(self) -> None:
        """Stops the centre; it keeps what it has."""
        if self.intake is not None:
            self.intake.stop()
            self.intake = None

    def close(self) -> None:
        close_all(self.running.close, self.cut_line, self.reader.stop, self.props.close, self._sweep)

    def _sweep(self) -> None:
        shutil.rmtree(self.folder, ignore_errors=True)


def set_up(mode: str, *, line_up: bool, whole: bool = False, key: bytes | None = None) -> Stage:
    """Builds the stage for `mode`, with all the props there are if it is to be `whole`.

    The store's key is drawn now, unless given, and kept nowhere. For the main thread: some props end with their maker.
    Raises EnvironmentFailure where a stand-in does not start.
    """
    with ExitStack() as undo:
        folder = own_folder("jiujin-demo")
        undo.callback(shutil.rmtree, folder, ignore_errors=True)
        port = free_port()
        desk = DeskDoor(free_port()) if whole else None
        props = lay_out(folder) if whole else Props()
        undo.callback(props.close)
        # The stand-ins take a second to come up; the store and the services are prepared meanwhile.
        with ThreadPoolExecutor(2, thread_name_prefix="stand-ins") as starting:
            reader = starting.submit(spawn_id_reader, folder / "devices")
            undo.callback(_stop, reader)
            intake = starting.submit(_centre, folder, port, desk) if line_up else None
            undo.callback(_stop, intake)
            settings = _settings(mode, folder, port, props)
            running = prepare(settings, key or throwaway_key())
            undo.callback(running.close)
        centre = intake.result() if intake else None
        stage = Stage(folder, settings, reader.result(), port, running, centre, props, desk)
        undo.pop_all()
    return stage


def _centre(folder: Path, port: int, desk: DeskDoor | None) -> IntakeProcess:
    """The centre at its address, with the official's page if there is to be one."""
    intake = spawn_intake(folder / "intake", port, TOKEN, desk_port=None if desk is None else desk.port)
    if desk is not None:
        try:
            admit(intake.database, desk.name, desk.password, load_builtin())
        except BaseException:
            intake.stop()
            raise
    return intake


def _stop(started: "Future[IdReaderHandle] | Future[IntakeProcess] | None") -> None:
    if started is not None and started.exception() is None:
        started.result().stop()


def _settings(mode: str, folder: Path, port: int, props: Props) -> Settings:
    place, place_en = PLACES[mode]
    sane = write_test_backend(folder / SANE_FOLDER)
    return Settings(
        terminal=TerminalSettings("330225-0042", place, place_en, mode),
        paths=PathSettings(str(folder / "data"), str(folder / "printed")),
        intake=IntakeSettings(f"http://127.0.0.1:{port}", TOKEN),
        devices=props.fit(
            DeviceSettings(card_port=str(folder / "devices" / "id-reader"), sane_config_dir=str(sane), code_reader=True)
        ),
        delays=DelaySettings(cases_poll=1.0, retry_most=5.0),
        agents=(AgentSettings(AGENT_ID, AGENT_NAME, pin_hash(AGENT_PIN)),),
        technicians=(AgentSettings(TECHNICIAN_ID, TECHNICIAN_NAME, pin_hash(TECHNICIAN_PIN)),),
    )
