"""A whole core on a real store and the built-in catalogue; only the devices' desk just notes what was asked."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import TypeVar

import pytest

from devices.simulators.sample_cards import SHI_MEIE
from kiosk import bootstrap, catalogue_install
from kiosk.config import AgentSettings, Settings, TerminalSettings, with_paths
from kiosk.domain.identity import IdentityDocument
from kiosk.domain.material import Page
from kiosk.events import CardRead, CatalogueLoaded, Event, PageScanned, Printed, ScanEnded
from kiosk.ports import PrintPlace
from kiosk.services.pins import pin_hash
from kiosk.services.terminal import Terminal
from tests.support.desk import NotingDesk

E = TypeVar("E", bound=Event)


class HandClock:
    """A clock that the test moves."""

    def __init__(self) -> None:
        self.moment = datetime(2026, 11, 23, 10, 0, tzinfo=timezone(timedelta(hours=8)))
        self.seconds = 100.0

    def now(self) -> datetime:
        return self.moment

    def monotonic(self) -> float:
        return self.seconds

    def pass_seconds(self, seconds: float) -> None:
        self.seconds += seconds
        self.moment += timedelta(seconds=seconds)


class Face:
    """The test as a face: hands events to the visit on its own thread, as a screen's bridge would."""

    def __init__(self, terminal: Terminal, desk: NotingDesk, clock: HandClock) -> None:
        self.terminal = terminal
        self.desk = desk
        self.clock = clock
        self._arrived: SimpleQueue[Event] = SimpleQueue()
        terminal.bus.subscribe(self._arrived.put)

    def until(self, kind: type[E]) -> E:
        """Hands over events up to and including the next one of `kind`; fails after ten seconds."""
        while True:
            try:
                event = self._arrived.get(timeout=10)
            except Empty:
                pytest.fail(f"no {kind.__name__} came")
            self.terminal.visit.hear(event)
            if isinstance(event, kind):
                return event

    def put_card(self, document: IdentityDocument = SHI_MEIE.document) -> None:
        self.terminal.bus.publish(CardRead(document))
        self.until(CardRead)

    def scan_page(self, rule_id: str, content: bytes) -> None:
        rule = next(rule for rule in self.terminal.collect.rules() if rule.id == rule_id)
        assert self.terminal.collect.scan(rule)
        job, _ = self.desk.scans[-1]
        self.terminal.bus.publish(PageScanned(job, Page(content, "image/jpeg", 100, 140)))
        self.terminal.bus.publish(ScanEnded(job, 1))
        self.until(ScanEnded)

    def printed(self) -> None:
        job, _ = self.desk.prints[-1]
        self.terminal.bus.publish(Printed(job, PrintPlace("HP", to_folder=False)))
        self.until(Printed)


def open_face(folder: Path, mode: str) -> tuple[Face, bootstrap.Running]:
    clock, desk = HandClock(), NotingDesk()
    settings = replace(
        with_paths(Settings(), data=str(folder)),
        terminal=TerminalSettings(mode=mode),
        agents=(AgentSettings("1042", "周建军", pin_hash("258036")),),
    )
    running = bootstrap.prepare(settings, bytes(range(32)), clock, devices=desk)
    face = Face(running.terminal, desk, clock)
    catalogue_install.install_catalogue(running.store, settings)
    running.terminal.choose.start()
    face.until(CatalogueLoaded)
    return face, running


@pytest.fixture
def hall(tmp_path: Path) -> Iterator[Face]:
    face, running = open_face(tmp_path, "hall")
    yield face
    running.close()


@pytest.fixture
def village(tmp_path: Path) -> Iterator[Face]:
    face, running = open_face(tmp_path, "village")
    yield face
    running.close()
