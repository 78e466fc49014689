"""Fixtures for the face. Events of devices and of the line are published on the bus, as their threads would.

Whatever Qt or QML warns of fails the test (pytest-qt, `qt_log_level_fail`).
"""

import os
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import Protocol

import pytest
from PySide6.QtGui import QGuiApplication

from kiosk import bootstrap, catalogue_install
from kiosk.config import AgentSettings, DelaySettings, DeviceSettings, Settings, TerminalSettings, with_paths
from kiosk.events import CatalogueLoaded, DevicesChanged, LineChanged
from kiosk.services.pins import pin_hash
from kiosk.workflow.steps import Step
from tests.support.desk import NotingDesk
from tests.support.scene import AGENT, PIN, READY, SHAPES, Scene
from ui.app import build, prepare_environment


@pytest.fixture(scope="session")
def qapp_cls() -> type[QGuiApplication]:
    """The terminal has no widgets; the environment must stand before the first application object."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    prepare_environment()
    return QGuiApplication


class OpenScene(Protocol):
    """Opens a terminal: its mode, its window's shape, its delays."""

    def __call__(
        self,
        mode: str = "hall",
        shape: str = "",
        delays: DelaySettings | None = None,
        code_reader: bool = False,
        cabinet: str = "none",
    ) -> Scene: ...


@pytest.fixture
def open_scene(qapp: QGuiApplication, tmp_path: Path) -> Iterator[OpenScene]:
    with ExitStack() as closing:

        def open_one(
            mode: str = "hall",
            shape: str = "",
            delays: DelaySettings | None = None,
            code_reader: bool = False,
            cabinet: str = "none",
        ) -> Scene:
            settings = replace(
                with_paths(Settings(), data=str(tmp_path / f"data-{mode}")),
                terminal=TerminalSettings(
                    mode=mode, place="高塘岛乡江北村便民服务点", place_en="Jiangbei village service point"
                ),
                delays=delays or DelaySettings(),
                devices=DeviceSettings(code_reader=code_reader, cabinet=cabinet),
                agents=(AgentSettings(AGENT, "周建军", pin_hash(PIN)),),
            )
            desk = NotingDesk()
            running = bootstrap.prepare(settings, bytes(range(32)), devices=desk)
            closing.callback(running.close)
            catalogue_install.install_catalogue(running.store, settings)
            app = build(running.terminal, size=SHAPES[shape or ("upright" if mode == "hall" else "lying")])
            closing.callback(app.close)
            scene = Scene(app, running, desk)
            loaded: list[object] = []
            app.bridge.arrived.connect(loaded.append)
            running.terminal.choose.start()
            scene.hand.wait("the catalogue", lambda: any(isinstance(event, CatalogueLoaded) for event in loaded))
            app.bridge.arrived.disconnect(loaded.append)
            scene.publish(LineChanged(up=True, reason=""))
            scene.publish(DevicesChanged(READY))
            return scene

        yield open_one


@pytest.fixture
def hall(open_scene: OpenScene) -> Scene:
    return open_scene("hall")


@pytest.fixture
def village(open_scene: OpenScene) -> Scene:
    return open_scene("village")


@pytest.fixture
def signed_in(village: Scene) -> Scene:
    """The agent's desk."""
    village.enter("field-agent", AGENT)
    village.enter("field-pin", PIN)
    village.hand.touch("next")
    village.arrive(Step.OUTLET)
    return village
