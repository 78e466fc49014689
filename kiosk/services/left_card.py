"""The card on a reader that begins no visit until it has been taken away: one that somebody left, or laid too early."""

import hashlib
import hmac
import secrets

from kiosk.ports import Clock

WITH_READER_S = 2.0
"""A card that is gone so shortly before its reader is lost went with the reader, and may still lie on it."""


class LeftCard:
    """Knows that card again, without knowing whose it is, when its reader has been away and reads it anew.

    Otherwise a shaken cable would open the visit of somebody who has left to whoever stands there now. A card that was
    taken away and is laid down again is a new visit. One for each reader.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        # Drawn anew for each process: what is kept of the number says nothing without it.
        self._key = secrets.token_bytes(16)
        self._digest = b""
        self._removed_at: float | None = None
        self._with_reader = False

    @property
    def known(self) -> bool:
        """Whether a card was left, and not taken away since as far as anybody knows."""
        return bool(self._digest)

    def keep(self, number: str) -> None:
        """The visit of this card's person ends while it lies there, or it was laid down in another's visit."""
        self._digest = self._of(number)
        self._removed_at, self._with_reader = None, False

    def removed(self) -> None:
        """No card lies there any more, or its reader has gone."""
        self._removed_at, self._with_reader = self._clock.monotonic(), False

    def reader_lost(self) -> None:
        """A reader cannot be asked; told as often as anything changes meanwhile."""
        if self._removed_at is None or self._with_reader:
            return
        self._with_reader = self._clock.monotonic() - self._removed_at <= WITH_READER_S
        if not self._with_reader:
            self._digest = b""

    def is_it(self, number: str) -> bool:
        """Whether the card that was just read is the one that was left; any other ends the memory of it."""
        if self._digest and self._with_reader and hmac.compare_digest(self._digest, self._of(number)):
            self._removed_at, self._with_reader = None, False
            return True
        self._digest = b""
        return False

    def _of(self, number: str) -> bytes:
        return hashlib.blake2b(number.encode(), key=self._key, digest_size=16).digest()
