"""One terminal's half of the line: store, engine, and a diary of what was published."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from threading import Condition
from threading import Event as Flag
from typing import Any

import pytest

from kiosk.clock import SystemClock
from kiosk.config import DelaySettings, IntakeSettings
from kiosk.domain.filing import Delivery, DeliveryState, Filing
from kiosk.events import DeliveryChanged, Event, EventBus, FilingSaved
from kiosk.storage import filings, outbox
from kiosk.storage.connection import Store
from sync.client import IntakeClient
from sync.engine import SyncEngine

TOKEN = "scenario-token"
TIMES = DelaySettings(cases_poll=0.1, retry_first=0.05, retry_most=0.2, connect_timeout=5.0, read_timeout=10.0)
DEADLINE_S = 30.0


class Diary:
    """Everything published, to wait upon."""

    def __init__(self, bus: EventBus) -> None:
        self._condition = Condition()
        self.events: list[Event] = []
        bus.subscribe(self._hear)

    def _hear(self, event: Event) -> None:
        with self._condition:
            self.events.append(event)
            self._condition.notify_all()

    def wait_for(self, found: Callable[[Event], bool]) -> Any:
        """The first event of which `found` holds, past or coming; fails the test after the deadline."""
        with self._condition:
            if not self._condition.wait_for(lambda: any(map(found, self.events)), DEADLINE_S):
                pytest.fail(f"never happened; heard {[type(event).__name__ for event in self.events]}")
            return next(event for event in self.events if found(event))

    def states(self, filing_id: str) -> list[DeliveryState]:
        with self._condition:
            return [
                event.state
                for event in self.events
                if isinstance(event, DeliveryChanged) and event.filing_id == filing_id
            ]


@dataclass
class Terminal:
    """One terminal with its line."""

    folder: Path
    store: Store
    bus: EventBus
    diary: Diary
    engines: list[SyncEngine] = field(default_factory=list)
    clients: list[IntakeClient] = field(default_factory=list)

    def connect(self, url: str, *, upload_bytes_per_s: int = 0, ca_file: str = "", **times: float) -> SyncEngine:
        """An engine to this address; started by the test."""
        client = self.client(url, upload_bytes_per_s=upload_bytes_per_s, ca_file=ca_file, **times)
        engine = SyncEngine(self.store, client, self.bus, SystemClock(), replace(TIMES, **times))
        self.engines.append(engine)
        return engine

    def client(
        self, url: str, *, token: str = TOKEN, ca_file: str = "", upload_bytes_per_s: int = 0, **times: float
    ) -> IntakeClient:
        """A client to this address, closed at the end."""
        settings = IntakeSettings(url, token, ca_file, upload_bytes_per_s)
        self.clients.append(IntakeClient(settings, replace(TIMES, **times)))
        return self.clients[-1]

    def save(self, filing: Filing) -> None:
        """As confirming does: saved, then told."""
        self.store.write(lambda connection: filings.save(connection, filing, "a" * 64)).result()
        self.bus.publish(FilingSaved(filing))

    def until(self, holds: Callable[[], bool]) -> None:
        """Waits for something that nobody tells, looking again and again; fails the test after the deadline."""
        pause, deadline = Flag(), time.monotonic() + DEADLINE_S
        while not holds():
            assert time.monotonic() < deadline, "it never came about"
            pause.wait(0.02)

    def state(self, filing: Filing) -> DeliveryState:
        return self.store.read(lambda connection: outbox.state(connection, filing.filing_id))

    def delivered(self, filing: Filing) -> DeliveryState:
        """Waits until the centre has it."""

        def is_it(event: Event) -> bool:
            return (
                isinstance(event, DeliveryChanged)
                and event.filing_id == filing.filing_id
                and event.state.delivery is Delivery.DELIVERED
            )

        state: DeliveryState = self.diary.wait_for(is_it).state
        return state

    def waiting(self, filing: Filing) -> DeliveryState:
        """Waits until an attempt failed."""

        def is_it(event: Event) -> bool:
            return (
                isinstance(event, DeliveryChanged)
                and event.filing_id == filing.filing_id
                and event.state.delivery is Delivery.PENDING
                and event.state.reason != ""
            )

        state: DeliveryState = self.diary.wait_for(is_it).state
        return state
