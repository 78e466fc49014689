"""Why an existing file would not open: SQLCipher itself only ever says "file is not a database".

Looks at the file's bytes and never writes. The layout of a page is SQLCipher 4's: ciphertext, then 16 bytes
of initialisation vector, then a 64-byte HMAC-SHA512 over both and the page's number; the file's first 16
bytes are the salt (https://www.zetetic.net/sqlcipher/design/).
"""

import hmac
from hashlib import pbkdf2_hmac
from pathlib import Path
from typing import Final

from kiosk.errors import StoreFailure
from kiosk.storage.cipher import KEY_BYTES, PAGE_SIZE

_SALT_BYTES: Final = 16
_HMAC_BYTES: Final = 64
_HMAC_SALT_MASK: Final = 0x3A
_HMAC_KEY_ROUNDS: Final = 2
_PLAIN_HEADER: Final = b"SQLite format 3\x00"
_PAGES_TRIED: Final = 16


def why_unreadable(path: Path, key: bytes) -> StoreFailure:
    """The failure to tell for a file whose first page SQLCipher could not read with `key`."""
    with path.open("rb") as file:
        head = file.read(PAGE_SIZE * _PAGES_TRIED)
    pages = [head[start : start + PAGE_SIZE] for start in range(0, len(head), PAGE_SIZE)]
    whole = [page for page in pages if len(page) == PAGE_SIZE]
    if head.startswith(_PLAIN_HEADER):
        return StoreFailure(f"{path}: this is an unencrypted database, not a store of ours; it was left as it is")
    if not whole:
        return StoreFailure(f"{path}: this is not a store; it was left as it is")
    if any(_seal_fits(page, number, head[:_SALT_BYTES], key) for number, page in enumerate(whole, start=1)):
        return StoreFailure(f"{path}: the store is damaged; it was left as it is")
    return StoreFailure(f"{path}: the key does not fit this store, or the file is none; it was left as it is")


def _seal_fits(page: bytes, number: int, salt: bytes, key: bytes) -> bool:
    """Whether the HMAC at the end of `page` was made with `key`."""
    masked = bytes(byte ^ _HMAC_SALT_MASK for byte in salt)
    seal_key = pbkdf2_hmac("sha512", key, masked, _HMAC_KEY_ROUNDS, KEY_BYTES)
    sealed = page[_SALT_BYTES if number == 1 else 0 : -_HMAC_BYTES]
    expected = hmac.digest(seal_key, sealed + number.to_bytes(4, "little"), "sha512")
    return hmac.compare_digest(expected, page[-_HMAC_BYTES:])
