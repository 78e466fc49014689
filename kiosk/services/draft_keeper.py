"""Saving what is noted of a draft, as often as the store gets to it: a note that waits is replaced by the next one."""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from functools import partial
from threading import Lock

from kiosk.config import DraftSettings
from kiosk.domain.draft import Draft, DraftLimits, DraftOwner
from kiosk.events import DraftKept, DraftNotKept, EventBus
from kiosk.ports import Clock
from kiosk.services.background import then
from kiosk.storage import drafts as stored
from kiosk.storage.connection import Connection, Store

MEGABYTE = 1_000_000


class Keeping(StrEnum):
    """What becomes of the draft of the session that has just ended; NONE where it had none."""

    NONE = "none"
    SAVING = "saving"
    KEPT = "kept"
    LOST = "lost"


@dataclass(frozen=True, slots=True)
class _Note:
    """What is to be saved; `only_first` where it may not take the place of an earlier draft."""

    serial: int
    owner: DraftOwner
    draft: Draft
    only_first: bool


@dataclass(slots=True)
class _Save:
    """One save on its way: `serial` is that of the note it has taken along, 0 before."""

    serial: int = 0


class DraftKeeper:
    """Called on the face's thread; the store's thread comes in by `_save` and its answers, under the lock.

    Every save is answered with DraftKept or DraftNotKept.
    """

    def __init__(self, settings: DraftSettings, clock: Clock, bus: EventBus, store: Store) -> None:
        self._longest = timedelta(days=settings.days)
        self._limits = DraftLimits(settings.per_person, settings.most, settings.megabytes * MEGABYTE)
        self._clock = clock
        self._bus = bus
        self._store = store
        self._lock = Lock()
        self._latest: _Note | None = None
        self._waiting: _Save | None = None
        self._noted = self._kept = self._failed = 0
        self._ended = 0

    def note(self, owner: DraftOwner, draft: Draft, *, only_first: bool) -> None:
        """Keeps this as soon as the store gets to it; what is noted meanwhile goes in its place."""
        with self._lock:
            self._noted += 1
            self._latest = _Note(self._noted, owner, draft, only_first)
            if self._waiting is not None:
                return
            save = self._waiting = _Save()
        then(self._store.write(partial(self._save, save)), lambda _: self._saved(save), lambda _: self._not_saved(save))

    def forget(self) -> None:
        """Whatever was noted and waits is not saved any more."""
        with self._lock:
            self._latest = None

    def begin(self) -> None:
        """A session begins, of which nothing was noted."""
        self._ended = 0

    def end(self) -> None:
        """The session ends with what was noted last."""
        self._ended = self._noted

    @property
    def failing(self) -> bool:
        """Whether the newest save that was tried could not be made."""
        with self._lock:
            return self._failed > self._kept

    @property
    def keeping(self) -> Keeping:
        """What became of what the session ended with."""
        with self._lock:
            if not self._ended:
                return Keeping.NONE
            if self._kept >= self._ended:
                return Keeping.KEPT
            return Keeping.LOST if self._failed >= self._ended else Keeping.SAVING

    def _save(self, save: _Save, connection: Connection) -> None:
        with self._lock:
            self._waiting = None
            note, self._latest = self._latest, None
        if note is None:
            return
        save.serial, now = note.serial, self._clock.now()
        if note.only_first:
            earlier = stored.of_person(connection, note.owner, since=now - self._longest)
            if note.draft.matter_code in {one.matter_code for one in earlier}:
                return
        stored.save(connection, note.owner, note.draft, self._limits, at=now)

    def _saved(self, save: _Save) -> None:
        with self._lock:
            self._kept = max(self._kept, save.serial)
        self._bus.publish(DraftKept())

    def _not_saved(self, save: _Save) -> None:
        with self._lock:
            if self._waiting is save:
                # The store did not even begin; the next note must not wait for it.
                save.serial = self._noted
                self._waiting = self._latest = None
            self._failed = max(self._failed, save.serial)
        self._bus.publish(DraftNotKept())
