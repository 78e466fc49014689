"""The sweep: what the terminal keeps of people goes when its time is over (docs/decisions/0021).

Drafts that nobody came back for, filings that have come to their end, papers that were left as files in place of being
printed. At the start, and again and again while the terminal runs, as one that nobody touches must forget all the same.
"""

import logging
import os
import re
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from threading import Event as Flag
from threading import Lock, Thread
from typing import Final

from kiosk.config import RetentionSettings, Settings
from kiosk.errors import JiujinError, log_fault
from kiosk.events import Event, EventBus, FilingSaved
from kiosk.ports import Clock
from kiosk.storage import audit, drafts, retention
from kiosk.storage.connection import Connection, Store
from kiosk.storage.retention import Terms

log = logging.getLogger(__name__)

EVERY_S: Final = 300.0
"""What is over is gone within this, and twice this where the sweep must first see that it is."""

AT_ONCE: Final = 20
"""Filings wiped in one transaction; the next person's filing waits no longer than for these."""

PAPER: Final = re.compile(r"[0-9]{8}-[0-9]{6}-.+\.(pdf|partial)", re.ASCII | re.DOTALL)
"""How the printer that is a folder names its papers; nothing else in there is ours to wipe."""

_BLOCK: Final = 1 << 20


@dataclass(frozen=True, slots=True)
class Swept:
    """What one sweep wiped."""

    drafts: int = 0
    filings: int = 0
    pages: int = 0
    papers: int = 0


class Retention:
    """A thread of its own. `sweep` may be called by hand instead; never on the face's thread."""

    def __init__(self, settings: Settings, clock: Clock, bus: EventBus, store: Store, every_s: float = EVERY_S) -> None:
        self._drafts_for = timedelta(days=settings.drafts.days)
        self._papers_for = timedelta(hours=settings.retention.papers_hours)
        self._terms = terms_of(settings.retention)
        self._folder = settings.print_folder
        self._clock = clock
        self._store = store
        self._every_s = every_s
        self._lock = Lock()
        self._in_hand: set[str] = set()
        self._log_owed = True  # what a crash left in it
        self._stopping = Flag()
        self._thread = Thread(target=self._run, name="retention", daemon=True)
        bus.subscribe(self._hear)

    def start(self) -> None:
        """Sweeps now, and then every `every_s` seconds; returns at once."""
        self._thread.start()

    def stop(self) -> None:
        """Waits for the transaction that is under way, and for no more."""
        self._stopping.set()
        if self._thread.is_alive():
            self._thread.join()

    def visit_ended(self) -> None:
        """Nobody stands before the filing just made any more. Any thread."""
        with self._lock:
            self._in_hand.clear()

    def sweep(self) -> Swept:
        """Wipes all that is due now. Raises StoreFailure; what was wiped before that stays wiped."""
        now = self._clock.now()
        papers = self._sweep_papers(now)
        expired = self._store.write(lambda c: drafts.sweep(c, before=now - self._drafts_for, at=now)).result()
        if self._store.read(lambda c: retention.any_end_to_note(c, at=now)):
            self._store.write(lambda c: retention.note_ends(c, at=now)).result()
        wiped, pages = self._sweep_filings(now), self._sweep_loose()
        self._log_owed |= bool(expired or wiped or pages)
        self._shorten()
        return Swept(expired, wiped, pages, papers)

    def _sweep_filings(self, now: datetime) -> int:
        due = self._store.read(lambda c: retention.due(c, self._terms, at=now))
        wiped = 0
        for start in range(0, len(due), AT_ONCE):
            if self._stopping.is_set():
                break
            some = due[start : start + AT_ONCE]
            wiped += self._store.write(partial(self._wipe, filing_ids=some, now=now)).result()
        return wiped

    def _wipe(self, connection: Connection, filing_ids: list[str], now: datetime) -> int:
        with self._lock:
            in_hand = frozenset(self._in_hand)
        return retention.wipe(connection, filing_ids, self._terms, at=now, but=in_hand)

    def _sweep_loose(self) -> int:
        """Pages and evaluations that nothing needs any more, of this sweep and of one that a power cut ended."""
        if not self._store.read(retention.anything_loose):
            return 0
        self._store.write(retention.wipe_told).result()
        pages = 0
        while not self._stopping.is_set() and (some := self._store.write(retention.wipe_loose).result()):
            pages += some
        return pages

    def _shorten(self) -> None:
        """Leaves of what was wiped nothing in the log, and of the file no more than is of use."""
        if self._store.read(retention.much_is_free):
            self._log_owed = True
            while not self._stopping.is_set() and self._store.write(retention.give_back).result():
                pass
        if self._log_owed:
            self._log_owed = not self._store.empty_log().result()

    def _sweep_papers(self, now: datetime) -> int:
        """Papers that were to be taken along lie in a folder where there is no printer; nobody fetches old ones."""
        before = (now - self._papers_for).timestamp()
        wiped = 0
        with suppress(FileNotFoundError), os.scandir(self._folder) as found:
            for entry in found:
                if not PAPER.fullmatch(entry.name) or not entry.is_file(follow_symlinks=False):
                    continue
                if entry.stat(follow_symlinks=False).st_mtime > before:
                    continue
                try:
                    _wipe_file(Path(entry.path))
                except OSError as fault:
                    log.error("a paper in %s cannot be wiped: %s", self._folder, fault.strerror)
                else:
                    wiped += 1
        if wiped:
            facts = {"papers": wiped}
            self._store.write(lambda c: audit.record(c, "retention.papers-wiped", facts, at=now)).result()
        return wiped

    def _hear(self, event: Event) -> None:
        # Whoever has just filed still has it before them, with its receipt; until `visit_ended`.
        if isinstance(event, FilingSaved):
            with self._lock:
                self._in_hand.add(event.filing.filing_id)

    def _run(self) -> None:
        while not self._stopping.is_set():
            try:
                self.sweep()
            except (JiujinError, OSError) as failure:
                log.error("retention: %s", failure)
            except Exception as fault:  # noqa: BLE001 - the next sweep may do better
                log_fault(log, "retention: sweeping failed", fault)
            self._stopping.wait(self._every_s)


def terms_of(settings: RetentionSettings) -> Terms:
    """As the store wants them."""
    return Terms(
        hall=timedelta(minutes=settings.hall_minutes),
        outlet=timedelta(days=settings.outlet_days),
        refused=timedelta(days=settings.refused_days),
    )


def _wipe_file(path: Path) -> None:
    """Writes zeros over it before it goes: the disk gives the name back, but not at once the bytes."""
    with path.open("r+b") as file:
        left = os.fstat(file.fileno()).st_size
        while left > 0:
            left -= file.write(bytes(min(left, _BLOCK)))
        file.flush()
        os.fsync(file.fileno())
    path.unlink()
