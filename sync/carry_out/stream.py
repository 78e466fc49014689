"""A long content under one key, in chunks that can be neither moved, dropped nor cut (the STREAM construction).

Hoang, Reyhanitabar, Rogaway, Vizár: Online Authenticated-Encryption and its Nonce-Reuse Misuse-Resistance (2015). The
nonce is the chunk's number and whether it is the last one; the key is fresh for each file, so no nonce comes twice.
Neither end ever holds more than a few chunks.
"""

from typing import BinaryIO, Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from sync.carry_out.refusals import DAMAGED, TRUNCATED, CarryOutRefusal

CHUNK_BYTES: Final = 64 * 1024
TAG_BYTES: Final = 16
KEY_BYTES: Final = 32


def sealed_size(size: int) -> int:
    """How long `size` bytes (at least one) are when they are sealed."""
    return size + -(-size // CHUNK_BYTES) * TAG_BYTES


class Sealer:
    """Seals what is written to it into `sink`; `finish` writes the last chunk, without which nothing opens."""

    def __init__(self, key: bytes, bound: bytes, sink: BinaryIO) -> None:
        self._cipher = AESGCM(key)
        self._bound = bound
        self._sink = sink
        self._number = 0
        self._held = bytearray()
        self.size = 0

    def write(self, data: bytes) -> None:
        """Takes any number of bytes; the last chunk stays here until it is known whether it is the last."""
        self.size += len(data)
        rest = memoryview(data)
        while rest:
            if len(self._held) == CHUNK_BYTES:
                self._seal(last=False)
            taken = min(CHUNK_BYTES - len(self._held), len(rest))
            self._held += rest[:taken]
            rest = rest[taken:]

    def finish(self) -> None:
        """Writes the last chunk."""
        self._seal(last=True)

    def _seal(self, *, last: bool) -> None:
        self._sink.write(self._cipher.encrypt(_nonce(self._number, last=last), bytes(self._held), self._bound))
        self._number += 1
        self._held.clear()


class Opener:
    """Reads what a Sealer wrote: `size` bytes in all, as the header says, which `bound` proves."""

    def __init__(self, key: bytes, bound: bytes, source: BinaryIO, size: int) -> None:
        self._cipher = AESGCM(key)
        self._bound = bound
        self._source = source
        self._left = size  # still sealed
        self._number = 0
        self._held = memoryview(b"")

    @property
    def left(self) -> int:
        """Bytes not read yet."""
        return self._left + len(self._held)

    def read(self, most: int) -> bytes:
        """Between one and `most` bytes, proven; raises CarryOutRefusal where there are none left or they are wrong."""
        if not self._held:
            self._held = memoryview(self._open())
        piece, self._held = self._held[:most], self._held[most:]
        return bytes(piece)

    def exactly(self, count: int) -> bytes:
        """`count` bytes, proven; only for what is known to fit into memory."""
        if count > self.left:
            raise CarryOutRefusal(DAMAGED)
        parts = bytearray()
        while len(parts) < count:
            parts += self.read(count - len(parts))
        return bytes(parts)

    def _open(self) -> bytes:
        if not self._left:
            raise CarryOutRefusal(DAMAGED)
        size = min(self._left, CHUNK_BYTES)
        sealed = self._source.read(size + TAG_BYTES)
        if len(sealed) < size + TAG_BYTES:
            raise CarryOutRefusal(TRUNCATED)
        nonce = _nonce(self._number, last=size == self._left)
        try:
            opened = self._cipher.decrypt(nonce, sealed, self._bound)
        except InvalidTag:
            raise CarryOutRefusal(DAMAGED) from None
        self._number += 1
        self._left -= size
        return opened


def _nonce(number: int, *, last: bool) -> bytes:
    return number.to_bytes(11, "big") + bytes([last])
