"""PINs: how they are kept, and the one gate behind every door that opens by number and PIN."""

import hashlib
import hmac
import secrets
from collections.abc import Callable, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from itertools import count
from threading import Lock

from kiosk.config import AgentSettings
from kiosk.ports import Clock
from kiosk.services.background import then

FREE_TRIES = 3
MOST_DOUBLINGS = 6
MOST_NUMBERS = 500
"""So many numbers are remembered with their wrong tries; more belong to nobody here, and the oldest is dropped."""

Opened = Callable[[AgentSettings, int], None]
Refused = Callable[[float, int], None]


def pin_hash(pin: str, salt: bytes | None = None) -> str:
    """`scrypt$salt$hash` (hex) for the configuration file."""
    salt = secrets.token_bytes(16) if salt is None else salt
    return f"scrypt${salt.hex()}${hashlib.scrypt(pin.encode(), salt=salt, n=2**14, r=8, p=1).hex()}"


def pin_fits(pin: str, stored: str) -> bool:
    """Whether `pin` is the one behind `stored`; a malformed `stored` fits nothing."""
    parts = stored.split("$")
    if len(parts) != 3 or parts[0] != "scrypt":
        return False
    try:
        salt = bytes.fromhex(parts[1])
    except ValueError:
        return False
    return hmac.compare_digest(pin_hash(pin, salt), stored)


@dataclass(slots=True)
class _Tries:
    wrong: int = 0
    next_at: float = 0.0


class PinGate:
    """Whether a number and a PIN belong together. There is one for all doors of a terminal.

    Wrong pairs are counted for each number, whichever door they were tried at: from the third on each further try of
    this number waits longer, first `block_s` seconds, then doubling, and nobody else has to wait for it. The right PIN
    ends that; leaving the door, another language or another visit do not. Nothing is kept over a restart.
    """

    def __init__(self, block_s: float, clock: Clock, worker: Executor) -> None:
        self._block_s = block_s
        self._clock = clock
        self._worker = worker
        self._asked = count(1)
        self._lock = Lock()
        self._tries: dict[str, _Tries] = {}

    def ask(self, people: Sequence[AgentSettings], number: str, pin: str, opened: Opened, refused: Refused) -> int:
        """Whether `number` is one of `people` and `pin` theirs; returns the number of this asking, never 0.

        Answers by `opened` with the person, or by `refused` with the seconds until this number may be tried again;
        both get the number of the asking and come on the worker's thread, or on the caller's where nothing is tried.
        """
        asking = next(self._asked)
        wait = self.wait_s(number)
        if wait > 0:
            refused(wait, asking)
            return asking

        def told(found: AgentSettings | None) -> None:
            if found is None:
                refused(self.wait_s(number), asking)
            else:
                opened(found, asking)

        then(self._worker.submit(self.check, people, number, pin), told, lambda _: refused(0.0, asking))
        return asking

    def wait_s(self, number: str) -> float:
        """Seconds until the next try of this number is taken, 0 when it is taken now. Any thread."""
        with self._lock:
            tries = self._tries.get(number)
            return max(0.0, tries.next_at - self._clock.monotonic()) if tries else 0.0

    def check(self, people: Sequence[AgentSettings], number: str, pin: str) -> AgentSettings | None:
        """Who this is, or None; None, too, for a pair that was asked about before the wait for it had begun.

        Slow on purpose, and for one thread, the worker's.
        """
        if self.wait_s(number) > 0:
            return None
        found = next((person for person in people if person.id == number), None)
        # An unknown number costs as much time as a known one and is counted alike, and so tells nothing.
        fits = pin_fits(pin, found.pin if found else pin_hash("", b"nobody")) and found is not None
        with self._lock:
            tries = self._tries.pop(number, _Tries())
            if fits:
                return found
            self._count(tries)
            self._tries[number] = tries
            if len(self._tries) > MOST_NUMBERS:
                del self._tries[next(iter(self._tries))]
        return None

    def _count(self, tries: _Tries) -> None:
        tries.wrong += 1
        if tries.wrong >= FREE_TRIES:
            wait = self._block_s * 2 ** min(tries.wrong - FREE_TRIES, MOST_DOUBLINGS)
            tries.next_at = self._clock.monotonic() + wait
