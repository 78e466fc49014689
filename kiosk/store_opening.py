"""How the terminal's store is opened: a damaged one is set aside and salvaged first."""

import logging
from datetime import timedelta

from kiosk.config import Settings
from kiosk.errors import StoreDamaged, StoreFailure
from kiosk.events import EventBus, StoreDamageFound
from kiosk.ports import Clock
from kiosk.storage.connection import MIN_FREE_BYTES, Store
from kiosk.storage.set_aside import set_aside, set_aside_at

log = logging.getLogger(__name__)

STORE_FILE = "jiujin.db"

LEAST_TO_OPEN_BYTES = 1_000_000
"""For the index over the store's log, and a few marks."""

RESTARTS_APART = timedelta(hours=6)
"""A store that is damaged again within this has a disk that staff must look at; starting anew would not end."""


def open_store(settings: Settings, key: bytes, clock: Clock) -> Store:
    """The terminal's store; raises StoreFailure naming the file, StoreDamaged where it is damaged."""
    path = settings.data_dir / STORE_FILE
    # One that is there is opened on a disk that is all but full too: what it holds can only go from there.
    least = LEAST_TO_OPEN_BYTES if path.exists() else MIN_FREE_BYTES
    return Store.open(path, key, clock=clock, min_free_bytes=least)


def open_or_salvage(settings: Settings, key: bytes, clock: Clock, bus: EventBus) -> Store:
    """As `open_store`; a damaged store is set aside first, and what can be read carried into a new one.

    For the terminal alone: whatever else opens a damaged store is told so, and changes nothing. Damage that is found
    later is told by StoreDamageFound.
    """
    try:
        store = open_store(settings, key, clock)
    except StoreDamaged as damaged:
        log.error("%s; salvaging it", damaged)
        _salvage(settings, key, clock)
        store = open_store(settings, key, clock)
    store.damage.on_failure(lambda failure: _tell(store, bus, clock, failure))
    return store


def _salvage(settings: Settings, key: bytes, clock: Clock) -> None:
    # Slow to import, and needed once in a store's life.
    from kiosk.storage.salvage.whole import salvage

    done = salvage(settings.data_dir / STORE_FILE, key, clock=clock, terminal_id=settings.terminal.id)
    if done is not None:
        log.error("%s", done.words())


def _tell(store: Store, bus: EventBus, clock: Clock, failure: StoreFailure) -> None:
    if isinstance(failure, StoreDamaged):
        before = [at for at in map(set_aside_at, set_aside(store.path)) if at is not None]
        bus.publish(StoreDamageFound(restart=not before or clock.now() - max(before) > RESTARTS_APART))
