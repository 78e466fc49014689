"""What tells, while the store is open, that it is damaged or that the disk is full."""

import logging
from collections.abc import Callable
from pathlib import Path
from threading import Lock

from kiosk.errors import StoreDamaged, StoreFailure, StoreFull
from kiosk.storage.set_aside import mark

log = logging.getLogger(__name__)


class DamageWatch:
    """Hears every failure of the store, on the thread that met it. Safe to use from any thread.

    The first damage is marked on the disk, so that the next start salvages the store whatever it sees itself.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = Lock()
        self._listeners: list[Callable[[StoreFailure], None]] = []
        self.found: StoreDamaged | None = None

    def on_failure(self, listener: Callable[[StoreFailure], None]) -> None:
        """Called with the first StoreDamaged, and every StoreFull, on the thread that met it; it must not wait."""
        with self._lock:
            self._listeners.append(listener)
            found = self.found
        if found is not None:
            listener(found)

    def note(self, failure: StoreFailure) -> None:
        if isinstance(failure, StoreDamaged):
            with self._lock:
                if self.found is not None:
                    return
                self.found = failure
            log.error("%s; it is salvaged at the next start of the terminal", failure)
            try:
                mark(self._path, str(failure))
            except OSError as error:
                log.error("%s: that it is damaged could not be noted (%s)", self._path, error.strerror)
        elif not isinstance(failure, StoreFull):
            return
        with self._lock:
            listeners = tuple(self._listeners)
        for listener in listeners:
            listener(failure)
