"""What the centre told and how far filings are on their way to it: its limits, its clock, pages sent."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from kiosk.config import Settings
from kiosk.domain.centre import CentreLimits, CentreWord
from kiosk.domain.filing import Delivery, DeliveryState, Progress
from kiosk.events import CentreTold, DeliveryChanged, DeliveryProgressed, Event
from kiosk.ports import Clock
from kiosk.services.visit import Visit

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

MOST_WATCHED = 50
"""Filings whose progress is remembered beyond what the store says; only those tried since the start are."""


@dataclass(frozen=True, slots=True)
class ClockTrouble:
    """This clock is `ahead_s` seconds ahead of the centre's, negative: behind.

    `wrong`: so far that whoever stands before the screen is told; else staff alone. `least`: by that at least, as
    the centre cannot be asked and its last known time is already later than this clock's.
    """

    ahead_s: float
    wrong: bool
    least: bool = False


class Centre:
    """Remembers the newest word. It never changes a date: what a filing says is what this clock said (CONTRACT.md)."""

    def __init__(self, settings: Settings, clock: Clock, visit: Visit) -> None:
        self._delays = settings.delays
        self._clock = clock
        self._visit = visit
        self._word: CentreWord | None = None
        self._offset = timedelta(0)
        self._progress: dict[str, Progress] = {}
        visit.attach(self.hear)

    @property
    def limits(self) -> CentreLimits | None:
        """What the centre takes, as it said last; None before it has ever said so."""
        return self._word.limits if self._word else None

    def hear(self, event: Event) -> None:
        match event:
            case CentreTold(word):
                self._word, self._offset = word, self._running()
                self._visit.changed()
            case DeliveryProgressed(filing_id, progress):
                self._progress.pop(filing_id, None)
                if len(self._progress) >= MOST_WATCHED:
                    del self._progress[next(iter(self._progress))]
                self._progress[filing_id] = progress
            case DeliveryChanged(filing_id, state) if state.delivery is Delivery.DELIVERED:
                self._progress.pop(filing_id, None)

    def progress(self, filing_id: str, state: DeliveryState) -> Progress | None:
        """How far a filing is: as heard last, else as `state` has it from the store; None once it has arrived."""
        if state.delivery is Delivery.DELIVERED:
            return None
        return self._progress.get(filing_id, state.progress)

    def clock_trouble(self) -> ClockTrouble | None:
        """How far this clock is off, None where it is not or nobody can tell."""
        if self._word is None:
            return None
        if self._word.skew is not None:
            # Somebody may have set the clock since it was measured; seconds run on as they did.
            ahead = self._word.skew.surely() + (self._running() - self._offset).total_seconds()
            return self._judged(ahead, least=False)
        behind = (self._word.seen_at - self._now()).total_seconds()
        return self._judged(-behind, least=True) if behind > 0 else None

    def _judged(self, ahead_s: float, *, least: bool) -> ClockTrouble | None:
        if abs(ahead_s) <= self._delays.clock_warning:
            return None
        return ClockTrouble(ahead_s, abs(ahead_s) > self._delays.clock_wrong, least)

    def _running(self) -> timedelta:
        """When the monotonic seconds began, by this clock: it moves when the clock is set, and only then."""
        return self._now() - EPOCH - timedelta(seconds=self._clock.monotonic())

    def _now(self) -> datetime:
        return self._clock.now()
