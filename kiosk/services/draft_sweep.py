"""The sweep of drafts that nobody came back for: at the start, and again and again while the terminal runs."""

import logging
from datetime import timedelta
from threading import Event, Thread
from typing import Final

from kiosk.config import Settings
from kiosk.errors import JiujinError, log_fault
from kiosk.ports import Clock
from kiosk.storage import drafts
from kiosk.storage.connection import Store

log = logging.getLogger(__name__)

EVERY_S: Final = 3600.0
"""An expired draft is offered to nobody from its last second on; its bytes are gone within this."""


class DraftSweep:
    """A thread of its own, as a terminal that nobody touches must forget all the same."""

    def __init__(self, settings: Settings, clock: Clock, store: Store, every_s: float = EVERY_S) -> None:
        self._kept_for = timedelta(days=settings.drafts.days)
        self._clock = clock
        self._store = store
        self._every_s = every_s
        self._stopping = Event()
        self._thread = Thread(target=self._run, name="draft-sweep", daemon=True)

    def start(self) -> None:
        """Sweeps now, and then every `every_s` seconds; returns at once."""
        self._thread.start()

    def stop(self) -> None:
        self._stopping.set()
        if self._thread.is_alive():
            self._thread.join()

    def sweep(self) -> int:
        """Wipes what has expired and says how many drafts that were. Raises StoreFailure; not on the face's thread."""
        now = self._clock.now()
        return self._store.write(lambda c: drafts.sweep(c, before=now - self._kept_for, at=now)).result()

    def _run(self) -> None:
        while not self._stopping.is_set():
            try:
                self.sweep()
            except JiujinError as failure:
                log.error("drafts: %s", failure)
            except Exception as fault:  # noqa: BLE001 - the next sweep may do better
                log_fault(log, "drafts: sweeping failed", fault)
            self._stopping.wait(self._every_s)
