"""Why an existing file would not open: SQLCipher itself only ever says "file is not a database".

Looks at the file's bytes and never writes.
"""

from pathlib import Path
from typing import Final

from kiosk.errors import StoreDamaged, StoreFailure
from kiosk.storage.cipher import PAGE_SIZE
from kiosk.storage.salvage.page_source import find_seal

_PLAIN_HEADER: Final = b"SQLite format 3\x00"


def why_unreadable(path: Path, key: bytes) -> StoreFailure:
    """The failure to tell for a file whose first page SQLCipher could not read with `key`."""
    with path.open("rb") as file:
        head = file.read(PAGE_SIZE)
        if head.startswith(_PLAIN_HEADER):
            return StoreFailure(f"{path}: this is an unencrypted database, not a store of ours; it was left as it is")
        if find_seal(path, file, key) is not None:
            return StoreDamaged(f"{path}: the store is damaged; it was left as it is")
    if len(head) < PAGE_SIZE:
        return StoreFailure(f"{path}: this is not a store; it was left as it is")
    return StoreFailure(f"{path}: the key does not fit this store, or the file is none; it was left as it is")
