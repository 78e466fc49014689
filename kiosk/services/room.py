"""The room that is left on the store's disk, looked at again and again, and at once when a write found none."""

import logging
import shutil
from threading import Event, Lock, Thread
from typing import Final

from kiosk.config import Settings
from kiosk.errors import JiujinError, StoreFailure, StoreFull, log_fault
from kiosk.events import EventBus, RoomChanged
from kiosk.ports import Clock
from kiosk.storage import audit
from kiosk.storage.connection import Store

log = logging.getLogger(__name__)

EVERY_S: Final = 5.0
MEGABYTE: Final = 1_000_000
HYSTERESIS: Final = 1.1
"""So much more than the least must be free before the terminal opens again, so that it does not open and close."""


class RoomWatch:
    """A thread of its own. RoomChanged is published when it changes whether there is room, and once at the start.

    Free bytes alone do not say that a write will do (a quota, a disk that lies): once a write found no room, one must
    have succeeded before there is room again.
    """

    def __init__(self, settings: Settings, clock: Clock, bus: EventBus, store: Store, every_s: float = EVERY_S) -> None:
        self._least = settings.store.least_free_mb * MEGABYTE
        self._clock = clock
        self._bus = bus
        self._store = store
        self._every_s = every_s
        self._lock = Lock()
        self._refused = False
        self._enough: bool | None = None
        self._stopping = False
        self._wake = Event()
        self._thread = Thread(target=self._run, name="room", daemon=True)
        store.damage.on_failure(self._failed)

    def start(self) -> None:
        """Looks now, and then every `every_s` seconds; returns at once."""
        self._thread.start()

    def stop(self) -> None:
        self._stopping = True
        self._wake.set()
        if self._thread.is_alive():
            self._thread.join()

    def look(self) -> None:
        """Looks once, and publishes what is new. Not on the face's thread once that draws."""
        free = shutil.disk_usage(self._store.path.parent).free
        least = self._least if self._enough is not False else round(self._least * HYSTERESIS)
        enough = free >= least and not (self._refused and not self._writes())
        with self._lock:
            changed, self._enough = enough is not self._enough, enough
        if changed:
            if not enough:
                log.error("%s: %s MB free, too little to begin anything", self._store.path.parent, free // MEGABYTE)
            self._bus.publish(RoomChanged(enough, free // MEGABYTE))

    def _writes(self) -> bool:
        at = self._clock.now()
        try:
            self._store.write(lambda c: audit.record(c, "store.has-room", {}, at=at)).result()
        except StoreFailure:
            return False
        self._refused = False
        return True

    def _failed(self, failure: StoreFailure) -> None:
        # On the store's own thread: it must not wait, and must not write.
        if isinstance(failure, StoreFull) and not self._refused:
            self._refused = True
            self._wake.set()

    def _run(self) -> None:
        while not self._stopping:
            self._wake.clear()
            try:
                self.look()
            except (JiujinError, OSError) as failure:
                log.error("room on the disk: %s", failure)
            except Exception as fault:  # noqa: BLE001 - the next look may do better
                log_fault(log, "looking for room on the disk failed", fault)
            self._wake.wait(self._every_s)
