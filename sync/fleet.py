"""The fleet stream: a heartbeat now and then, so that those who keep 450 terminals see from afar which is unwell."""

import logging
import random
import re
import shutil
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from kiosk.errors import IntakeRefusal, LineFailure
from kiosk.ports import Clock, DeviceSnapshot
from kiosk.storage import centre_word, queues
from kiosk.storage.connection import Connection, Store
from sync import wire
from sync.backoff import Backoff, Pause, Rest
from sync.client import IntakeClient

log = logging.getLogger(__name__)

JITTER = 0.2
"""Of the interval, either way: terminals that were switched on together do not speak together."""

CODE = re.compile(r"[a-z0-9][a-z0-9._-]{0,59}", re.ASCII)
MOST_DEVICES = 50
MOST_WARNINGS = 20


@dataclass(frozen=True, slots=True)
class AboutTerminal:
    """What a heartbeat tells that is not the line's own; `interval_s` between two of them.

    `catalogue` reads the version of the matters, None before there are any; `devices` may be called from any thread.
    """

    terminal_id: str
    version: str
    interval_s: float
    data: Path
    catalogue: Callable[[Connection], str | None]
    devices: Callable[[], tuple[DeviceSnapshot, ...]]
    dice: random.Random = field(default_factory=random.Random)


class FleetStream:
    """Sends a heartbeat per interval. One thread calls `step`.

    One that fails is not kept: the next one says it newer. Its failures say nothing about the line to anybody.
    """

    def __init__(
        self, store: Store, client: IntakeClient, clock: Clock, backoff: Backoff, about: AboutTerminal
    ) -> None:
        self._store = store
        self._client = client
        self._clock = clock
        self._backoff = backoff
        self._about = about
        self._pause = Pause(clock)
        self._rest = Rest(backoff, clock)
        # After a power cut in the county everybody starts at once: the first comes within an interval, not at once.
        self._due_at = clock.monotonic() + about.dice.uniform(0, about.interval_s)

    def step(self) -> float:
        """Sends a heartbeat if it is time for one; seconds until the next step. Raises StoreFailure."""
        if left := max(self._due_at - self._clock.monotonic(), self._pause.left()):
            return left
        wait = self._about.interval_s * self._about.dice.uniform(1 - JITTER, 1 + JITTER)
        try:
            self._client.heartbeat(self.heartbeat())
            self._rest.over()
        except LineFailure as failure:
            asked = self._backoff.asked(failure.retry_after_s)
            self._pause.begin(asked)
            wait = max(self._rest.failed(), asked, wait)
        except IntakeRefusal as refusal:
            log.warning("the centre refuses heartbeats: %s", refusal.reason)
            wait = max(self._backoff.most, wait)
        self._due_at = self._clock.monotonic() + wait
        return wait

    def heartbeat(self) -> wire.Heartbeat:
        """How the terminal is at this moment. Raises StoreFailure."""
        about, now = self._about, self._clock.now()
        catalogue = self._store.read(about.catalogue)
        lengths = self._store.read(queues.lengths)
        kept = self._store.read(centre_word.last)
        disk = shutil.disk_usage(about.data)
        # A clock that was set back would make it negative.
        oldest = None if lengths.oldest is None else max(int((now - lengths.oldest).total_seconds()), 0)
        return wire.Heartbeat(
            terminal_id=about.terminal_id,
            version=about.version,
            catalogue=catalogue or "",
            at=now,
            devices=tuple(_report(device) for device in about.devices()[:MOST_DEVICES]),
            queues=wire.QueueReport(
                waiting=lengths.waiting,
                refused=lengths.refused,
                evaluations=lengths.evaluations,
                bytes_left=lengths.bytes_left,
                oldest_s=oldest,
            ),
            disk_free=disk.free,
            disk_size=disk.total,
            skew_s=None if kept is None else round(kept.skew.ahead_s, 1),
        )


def _report(device: DeviceSnapshot) -> wire.DeviceReport:
    """Names and codes alone: a place may be an address, a supply a maker's own words."""
    return wire.DeviceReport(
        name=_code(device.name),
        state=device.state.value,
        cause=_code(device.cause) if device.cause else "",
        warnings=tuple(map(_code, device.warnings[:MOST_WARNINGS])),
    )


def _code(said: str) -> str:
    # One word that the contract does not take would cost the whole heartbeat.
    return said if CODE.fullmatch(said) else "other"
