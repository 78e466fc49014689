"""Looks for codes in what the camera sees, while somebody holds a receipt under it."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from threading import Condition, Thread

from devices.codes.images import read_codes
from kiosk.errors import DeviceFailure, log_fault
from kiosk.events import CameraSaw, CodeScanned, Event, EventBus
from kiosk.ports import Clock

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class CodeWatchDelays:
    """Seconds."""

    look_s: float = 0.25
    """From one look to the next, at least: the preview must not stutter for it."""
    forget_s: float = 3.0
    """A code that was out of sight so long is news when it comes again."""


class CodeWatch:
    """Publishes CodeScanned once for every code that comes into sight. `watch` may be called from any thread.

    Its thread is there only while it watches. It looks at the newest picture and never keeps the camera waiting;
    a picture in which nothing can be read is passed over, as the next one comes at once.
    """

    def __init__(self, bus: EventBus, clock: Clock, delays: CodeWatchDelays | None = None) -> None:
        self._bus = bus
        self._clock = clock
        self._delays = delays or CodeWatchDelays()
        self._wake = Condition()
        self._round = 0
        self._picture: bytes | None = None
        self._unsubscribe: Callable[[], None] | None = None

    def watch(self, on: bool) -> None:
        """From now on, or no more; returns at once."""
        with self._wake:
            if on == (self._unsubscribe is not None):
                return
            self._round += 1
            self._picture = None
            self._wake.notify_all()
            if self._unsubscribe is not None:
                self._unsubscribe()
                self._unsubscribe = None
                return
            self._unsubscribe = self._bus.subscribe(self._hear)
            Thread(target=self._run, args=(self._round,), name="codes", daemon=True).start()

    def _hear(self, event: Event) -> None:
        if isinstance(event, CameraSaw):
            with self._wake:
                self._picture = event.picture.content
                self._wake.notify_all()

    def _run(self, this_round: int) -> None:
        seen: dict[str, float] = {}
        while (picture := self._next(this_round)) is not None:
            now = self._clock.monotonic()
            seen = {code: at for code, at in seen.items() if now - at < self._delays.forget_s}
            for code in self._codes(picture):
                news = code not in seen
                seen[code] = now
                # What came to light after the watch was over belongs to nobody.
                if news and self._round == this_round:
                    self._bus.publish(CodeScanned(code))

    def _next(self, this_round: int) -> bytes | None:
        """The newest picture, not before the pause is over; None when this round of watching has ended."""
        with self._wake:
            if self._wake.wait_for(lambda: self._round != this_round, self._delays.look_s):
                return None
            self._wake.wait_for(lambda: self._round != this_round or self._picture is not None)
            picture, self._picture = self._picture, None
            return picture if self._round == this_round else None

    @staticmethod
    def _codes(picture: bytes) -> tuple[str, ...]:
        try:
            return read_codes(picture)
        except DeviceFailure as fault:
            log.debug("no codes: %s", fault)
        except Exception as fault:  # noqa: BLE001 - the next picture may be better
            log_fault(log, "the search for codes failed", fault)
        return ()
