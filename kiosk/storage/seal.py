"""A page of the store outside SQLite: whether its seal fits, and what is written on it.

The layout is SQLCipher 4's (https://www.zetetic.net/sqlcipher/design/): ciphertext, then 16 bytes of initialisation
vector, then a 64-byte HMAC-SHA512 over both and the page's number. The file's first 16 bytes are the salt, from which
only the key of the HMAC is drawn, as ours is a raw key.
"""

import hmac
from hashlib import pbkdf2_hmac
from typing import Final

from kiosk.storage.cipher import KEY_BYTES, PAGE_SIZE

SALT_BYTES: Final = 16
RESERVED_BYTES: Final = 80
"""At the end of each page, for vector and HMAC."""
USABLE_BYTES: Final = PAGE_SIZE - RESERVED_BYTES

_HMAC_BYTES: Final = 64
_HMAC_SALT_MASK: Final = 0x3A
_HMAC_KEY_ROUNDS: Final = 2
_PLAIN_HEADER: Final = b"SQLite format 3\x00"


class Seal:
    """Looks at pages with one key and one salt."""

    def __init__(self, key: bytes, salt: bytes) -> None:
        if len(key) != KEY_BYTES:
            raise ValueError(f"the store's key has {KEY_BYTES} bytes, not {len(key)}")
        self._key = key
        masked = bytes(byte ^ _HMAC_SALT_MASK for byte in salt)
        self._seal_key = pbkdf2_hmac("sha512", key, masked, _HMAC_KEY_ROUNDS, KEY_BYTES)

    def fits(self, page: bytes, number: int) -> bool:
        """Whether `page`, whole as it lies in the file, was sealed with this key as the page of this number."""
        if len(page) != PAGE_SIZE:
            return False
        sealed = page[SALT_BYTES if number == 1 else 0 : -_HMAC_BYTES]
        expected = hmac.digest(self._seal_key, sealed + number.to_bytes(4, "little"), "sha512")
        return hmac.compare_digest(expected, page[-_HMAC_BYTES:])

    def opened(self, page: bytes, number: int) -> bytes | None:
        """The usable bytes of `page` in clear, None where its seal does not fit."""
        if not self.fits(page, number):
            return None
        # Only a salvage comes here; a sound store never pays for this import.
        from cryptography.hazmat.primitives.ciphers import Cipher
        from cryptography.hazmat.primitives.ciphers.algorithms import AES
        from cryptography.hazmat.primitives.ciphers.modes import CBC

        vector = page[USABLE_BYTES : USABLE_BYTES + 16]
        decryptor = Cipher(AES(self._key), CBC(vector)).decryptor()
        if number == 1:
            return _PLAIN_HEADER + decryptor.update(page[SALT_BYTES:USABLE_BYTES]) + decryptor.finalize()
        return decryptor.update(page[:USABLE_BYTES]) + decryptor.finalize()
