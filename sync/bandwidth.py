"""How much of a thin line the papers may take: a token bucket between their bytes and the socket."""

import time
from collections.abc import Callable
from threading import Event, Lock

from kiosk.errors import LineFailure

INTERRUPTED = "terminal.interrupted"
"""As `kiosk.storage.outbox` calls what was being sent when the program ended."""


class Ceiling:
    """So many bytes a second at most, over all uploads together; 0 is no ceiling. Any thread.

    What was not used is saved up for one second and no longer, so that a pause is not followed by a flood.
    """

    def __init__(self, bytes_per_s: int, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._rate = bytes_per_s
        self._monotonic = monotonic
        self._lock = Lock()
        self._saved = float(bytes_per_s)
        self._at = monotonic()
        self._ending = Event()

    def piece(self, largest: int) -> int:
        """The most to hand over at once, so that no more than a second passes between two pieces."""
        return min(largest, self._rate) if self._rate else largest

    def take(self, size: int) -> None:
        """Returns when `size` more bytes may go out.

        Raises LineFailure once `end` was called: the upload goes on from there at the next start.
        """
        if self._ending.wait(self.owed(size)):
            raise LineFailure(INTERRUPTED, "the program ended while a page was being sent")

    def end(self) -> None:
        """Nobody waits here any more; whatever is being sent breaks off."""
        self._ending.set()

    def owed(self, size: int) -> float:
        """Seconds until these bytes are paid for. They are taken at once: whoever comes later waits behind them."""
        if not self._rate:
            return 0.0
        with self._lock:
            now = self._monotonic()
            self._saved = min(self._saved + (now - self._at) * self._rate, self._rate) - size
            self._at = now
            return max(-self._saved / self._rate, 0.0)
