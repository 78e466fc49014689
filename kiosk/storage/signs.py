"""What can be seen of a damaged store before SQLite touches it, and the copy of its salt."""

import os
from pathlib import Path
from typing import Final

from kiosk.errors import StoreDamaged
from kiosk.storage.cipher import PAGE_SIZE, Connection
from kiosk.storage.salvage.log_frames import HEADER_BYTES, read_log
from kiosk.storage.salvage.page_source import find_seal
from kiosk.storage.seal import SALT_BYTES, Seal
from kiosk.storage.set_aside import log_file, mark_file, salt_file

_COPY: Final = "-salt-new"


def refuse_damaged(path: Path, key: bytes) -> None:
    """Raises StoreDamaged where opening the store would lose something, or it was found to be damaged before.

    Cheap where the last program closed the store: then there is no log. With one its frames are proven, which takes
    the longer the more was written since the log was last moved into the store.
    """
    if mark_file(path).exists():
        raise StoreDamaged(f"{path}: the store was found to be damaged while it was used")
    if not path.exists():
        if salt_file(path).exists():
            # A new one made in silence would give the old one's numbers again.
            raise StoreDamaged(f"{path}: the store is gone; only the copy of its salt is here")
        return
    size, log = path.stat().st_size, log_file(path)
    in_log = log.stat().st_size if log.exists() else 0
    if size == 0 and salt_file(path).exists() and in_log <= HEADER_BYTES:
        raise StoreDamaged(f"{path}: the store is empty, and it was not before")
    if in_log > HEADER_BYTES:
        # By the copy of the salt: to open and close the store's own file would give up the locks of this process on it.
        if read_log(log, _seal(path, key).fits).harmed:
            raise StoreDamaged(f"{path}: the log of the store is damaged")
    elif size % PAGE_SIZE:
        # SQLite would take it for a smaller one.
        with path.open("rb") as file:
            if find_seal(path, file, key) is not None:
                raise StoreDamaged(f"{path}: the store ends in the middle of a page")


def _seal(path: Path, key: bytes) -> Seal:
    copy = salt_file(path)
    if copy.exists():
        return Seal(key, copy.read_bytes())
    with path.open("rb") as file:
        return Seal(key, file.read(SALT_BYTES))


def keep_salt(path: Path, connection: Connection) -> None:
    """Copies the salt beside the store, if it is not there yet. Raises OSError."""
    row = connection.execute("PRAGMA cipher_salt").fetchone()
    salt = bytes.fromhex(str(row[0])) if row is not None else b""
    copy = salt_file(path)
    if not salt or (copy.exists() and copy.read_bytes() == salt):
        return
    new = path.with_name(f"{path.name}{_COPY}")
    with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(salt)
        file.flush()
        os.fsync(file.fileno())
    new.replace(copy)
