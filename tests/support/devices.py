"""For tests around devices: what was published, a clock held in the hand, drivers that do as they are told."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from threading import Condition
from typing import TypeVar

from devices.supervision import SupervisionDelays
from kiosk.events import DevicesChanged, Event, EventBus
from kiosk.ports import DeviceSnapshot, PrintPhase

EventT = TypeVar("EventT", bound=Event)

PATIENCE_S = 10.0
QUICK = SupervisionDelays(
    card_poll_s=0.005,
    check_s=0.01,
    attention_s=0.01,
    first_retry_s=0.005,
    most_retry_s=0.02,
    permanent_retry_s=0.02,
    watch_s=0.005,
)
"""Everything happens in milliseconds, and nothing is left out."""


def unheard(_phase: PrintPhase) -> None:
    """Nobody wants to know how far a paper is."""


class HandClock:
    """`kiosk.ports.Clock` that stands still until it is moved."""

    def __init__(self) -> None:
        self._now = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
        self._seconds = 1000.0

    def now(self) -> datetime:
        return self._now

    def monotonic(self) -> float:
        return self._seconds

    def advance(self, seconds: float) -> None:
        self._seconds += seconds
        self._now += timedelta(seconds=seconds)


class Heard:
    """Everything a bus published, in order, and waiting for more of it."""

    def __init__(self, bus: EventBus) -> None:
        self._changed = Condition()
        self._events: list[Event] = []
        bus.subscribe(self._hear)

    def _hear(self, event: Event) -> None:
        with self._changed:
            self._events.append(event)
            self._changed.notify_all()

    @property
    def events(self) -> list[Event]:
        """A copy of all so far, without the health of devices."""
        with self._changed:
            return [event for event in self._events if not isinstance(event, DevicesChanged)]

    @property
    def healths(self) -> list[tuple[DeviceSnapshot, ...]]:
        """All pictures of the devices' health so far."""
        with self._changed:
            return [event.snapshots for event in self._events if isinstance(event, DevicesChanged)]

    def until(self, kind: type[EventT], count: int = 1) -> EventT:
        """Waits for the `count`-th event of a kind and returns it; fails the test where it does not come."""

        def found() -> list[EventT]:
            return [event for event in self._events if isinstance(event, kind)]

        with self._changed:
            if not self._changed.wait_for(lambda: len(found()) >= count, PATIENCE_S):
                raise AssertionError(f"no {kind.__name__} came, only {self._events}")
            return found()[count - 1]

    def until_health(self, fits: Callable[[DeviceSnapshot], bool], after: int = 0) -> DeviceSnapshot:
        """Waits for a picture, from the `after`-th on, with a device that fits; returns that device's."""

        def found() -> DeviceSnapshot | None:
            pictures = [event.snapshots for event in self._events if isinstance(event, DevicesChanged)]
            return next((one for picture in pictures[after:] for one in picture if fits(one)), None)

        with self._changed:
            if not self._changed.wait_for(lambda: found() is not None, PATIENCE_S):
                raise AssertionError(f"no such health came, only {self._events}")
            snapshot = found()
        assert snapshot is not None
        return snapshot
