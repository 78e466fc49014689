"""Every device is away or hangs when the terminal starts: its screen comes, a visit begins, and staff come in."""

import os
import pty
import socket
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest

from kiosk import bootstrap
from kiosk.config import AgentSettings, DeviceSettings, Settings, TerminalSettings, with_paths
from kiosk.ports import DeviceState
from kiosk.services.pins import pin_hash
from kiosk.workflow.steps import Step
from tests.scenarios.devices.whole_terminal import NOBODY_THERE
from ui.app import App, build, prepare_environment
from ui.player import Player

STAFF, PIN = "7001", "147369"
AWAY = DeviceSettings(
    card_port="/dev/jiujin-away-reader",
    social_reader="",
    scanner="test:9",
    camera="/dev/jiujin-away-camera",
    printer="nowhere",
    cups_server="/run/jiujin-away/cups.sock",
    slip_printer="serial:///dev/jiujin-away-slips",
    cabinet="/dev/jiujin-away-board",
    ups="away@127.0.0.1:9",
)


@pytest.fixture(scope="session")
def qapp_cls() -> type[QGuiApplication]:
    """The terminal has no widgets; the environment must stand before the first application object."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    prepare_environment()
    return QGuiApplication


@dataclass(frozen=True, slots=True)
class Started:
    """A terminal with its window, and the finger that touches it."""

    app: App
    running: bootstrap.Running
    hand: Player

    @property
    def states(self) -> dict[str, DeviceState]:
        assert self.running.devices is not None
        return {one.name: one.state for one in self.running.devices.snapshots()}


@pytest.fixture
def closing() -> Iterator[ExitStack]:
    with ExitStack() as stack:
        yield stack


def silent_port(closing: ExitStack) -> str:
    """A serial port behind which nobody says anything."""
    ours, theirs = pty.openpty()
    closing.callback(os.close, ours)
    closing.callback(os.close, theirs)
    return os.ttyname(theirs)


def silent_server(closing: ExitStack) -> str:
    """Takes connections, and answers none."""
    listener = closing.enter_context(socket.create_server(("127.0.0.1", 0), backlog=64))
    return f"127.0.0.1:{listener.getsockname()[1]}"


def hanging(closing: ExitStack, sane: Path) -> DeviceSettings:
    """Devices that are there and never answer."""
    # A scanner across a network, behind which somebody listens and says nothing.
    host, port = silent_server(closing).split(":")
    (sane / "dll.conf").write_text("net\n", encoding="ascii")
    (sane / "net.conf").write_text(f"connect_timeout = 60\n{host}\n", encoding="ascii")
    (sane / "saned.conf").write_text(f"{port}\n", encoding="ascii")
    return replace(
        AWAY,
        card_port=silent_port(closing),
        sane_config_dir=str(sane),
        scanner=f"net:{host}:test:0",
        cups_server=silent_server(closing),
        slip_printer=f"tcp://{silent_server(closing)}",
        cabinet=silent_port(closing),
        ups=f"away@{silent_server(closing)}",
    )


def start(devices: DeviceSettings, folder: Path, closing: ExitStack) -> Started:
    """As `kiosk run` does: the window first, then what hangs on the machine."""
    settings = replace(
        with_paths(Settings(), data=str(folder / "data")),
        terminal=TerminalSettings(mode="hall"),
        intake=NOBODY_THERE,
        devices=devices,
        technicians=(AgentSettings(STAFF, "陈师傅", pin_hash(PIN)),),
    )
    running = bootstrap.prepare(settings, bytes(range(32)))
    closing.callback(running.close)
    app = build(running.terminal, size=(1080, 1920))
    closing.callback(app.close)
    started = Started(app, running, Player(app.window))
    drawn: list[dict[str, DeviceState]] = []

    def first_frame() -> None:
        drawn.append(started.states)
        running.start()

    app.after_first_frame(first_frame)
    started.hand.wait("the first frame", lambda: bool(drawn))
    assert set(drawn[0].values()) == {DeviceState.STARTING}, "no device was asked for anything before the first frame"
    return started


@pytest.mark.parametrize("how", ["away", "hanging"])
def test_the_screen_comes_a_visit_begins_and_staff_come_in(
    qapp: QGuiApplication, tmp_path: Path, closing: ExitStack, how: str
) -> None:
    sane = tmp_path / "sane"
    sane.mkdir()
    (sane / "dll.conf").write_text("", encoding="ascii")
    devices = replace(AWAY, sane_config_dir=str(sane)) if how == "away" else hanging(closing, sane)
    one = start(devices, tmp_path, closing)
    terminal = one.running.terminal
    # Staff first: they are the ones who can mend it, while every device is still being tried.
    QTest.keyClick(one.app.window, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier)
    one.hand.wait("the staff's door", lambda: terminal.visit.step is Step.STAFF)
    for field, digits in (("field-agent", STAFF), ("field-pin", PIN)):
        one.hand.touch(field)
        one.hand.keys(digits)
    one.hand.touch("next")
    one.hand.wait("the open door", lambda: terminal.staff.number == STAFF)
    one.hand.touch("back")
    one.hand.wait("the first screen", lambda: terminal.visit.step is Step.ATTRACT)
    # Somebody who wants to know what there is needs no device at all.
    one.hand.wait("the catalogue", lambda: terminal.health.matters > 0)
    one.hand.touch("browse")
    one.hand.wait("the matters", lambda: terminal.visit.step is Step.HOME)
    not_told = {DeviceState.STARTING, DeviceState.READY, DeviceState.BUSY}
    one.hand.wait("the truth about the reader", lambda: one.states["id-card"] not in not_told)
    one.hand.wait("the truth about the printer", lambda: one.states["printer"] not in not_told)
    if how == "away":
        one.hand.wait("the truth about all", lambda: not not_told & set(one.states.values()), 40)
        assert one.running.devices is not None
        assert all(snapshot.cause and snapshot.remedy for snapshot in one.running.devices.snapshots())
