"""PINs: how they are kept, and the gate that makes guessing them slow."""

import hashlib
import hmac
import secrets
from collections.abc import Sequence

from kiosk.config import AgentSettings
from kiosk.ports import Clock

FREE_TRIES = 3
MOST_DOUBLINGS = 6


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


class PinGate:
    """Who of `people` a number and a PIN belong to. From the third wrong pair on each further try waits longer.

    `block_s` is the first wait, in seconds; it doubles. `check` is slow on purpose and for one thread, the worker's;
    `wait_s` may be asked by any.
    """

    def __init__(self, people: Sequence[AgentSettings], block_s: float, clock: Clock) -> None:
        self._people = people
        self._block_s = block_s
        self._clock = clock
        self._wrong = 0
        self._next_try_at = 0.0

    def wait_s(self) -> float:
        """Seconds until the next try is taken; not above 0 when it is taken now."""
        return self._next_try_at - self._clock.monotonic()

    def check(self, number: str, pin: str) -> AgentSettings | None:
        """Who this is, or None; None, too, for a pair that was asked about before the wait for it had begun."""
        if self.wait_s() > 0:
            return None
        found = next((person for person in self._people if person.id == number), None)
        # An unknown number costs as much time as a known one, and so tells nothing.
        if pin_fits(pin, found.pin if found else pin_hash("", b"nobody")) and found is not None:
            self._wrong = 0
            return found
        self._wrong += 1
        if self._wrong >= FREE_TRIES:
            wait = self._block_s * 2 ** min(self._wrong - FREE_TRIES, MOST_DOUBLINGS)
            self._next_try_at = self._clock.monotonic() + wait
        return None
