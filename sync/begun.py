"""Where uploads are that were begun and not ended: in memory, and for large files in the store too.

The contract leads a second creation of the same file to the same upload (CONTRACT.md, step 2); an upload server that
keeps to tus alone makes a new one each time. Only with the address does such a server resume.
"""

from collections.abc import Callable

from kiosk.storage import sending
from kiosk.storage.connection import Connection, Store

MOST_REMEMBERED = 100
"""Addresses at once; the oldest is forgotten, and found again by creating it."""

WRITTEN_FROM_BYTES = 256 * 1024
"""Smaller files are sent anew sooner than their address is written down."""


class Begun:
    """The addresses of one program start. One thread."""

    def __init__(self) -> None:
        self._addresses: dict[tuple[str, str], str] = {}

    def find(self, filing_id: str, sha256: str) -> str | None:
        """The address of the upload of this file that was begun and not ended, if any."""
        return self._addresses.get((filing_id, sha256))

    def remember(self, filing_id: str, sha256: str, size: int, address: str) -> None:
        """The file is being uploaded there; an earlier upload of it counts no more."""
        del size
        self._addresses.pop((filing_id, sha256), None)
        if len(self._addresses) >= MOST_REMEMBERED:
            del self._addresses[next(iter(self._addresses))]
        self._addresses[filing_id, sha256] = address

    def forget(self, filing_id: str, sha256: str) -> None:
        """That upload has ended, or is gone."""
        self._addresses.pop((filing_id, sha256), None)


class KeptBegun(Begun):
    """As `Begun`, over restarts.

    Nothing waits for the disk: an address that was not written yet when the power went costs a page sent once more.
    """

    def __init__(self, store: Store) -> None:
        super().__init__()
        self._store = store
        self._written: set[tuple[str, str]] | None = None

    def find(self, filing_id: str, sha256: str) -> str | None:
        if self._written is None:
            self._addresses = self._store.read(sending.addresses)
            self._written = set(self._addresses)
        return super().find(filing_id, sha256)

    def remember(self, filing_id: str, sha256: str, size: int, address: str) -> None:
        super().remember(filing_id, sha256, size, address)
        if size >= WRITTEN_FROM_BYTES:
            self._note(lambda c: sending.keep_address(c, filing_id, sha256, address))
            if self._written is not None:
                self._written.add((filing_id, sha256))

    def forget(self, filing_id: str, sha256: str) -> None:
        super().forget(filing_id, sha256)
        if self._written is not None and (filing_id, sha256) in self._written:
            self._written.discard((filing_id, sha256))
            self._note(lambda c: sending.forget_address(c, filing_id, sha256))

    def _note(self, write: Callable[[Connection], None]) -> None:
        # What fails here fails every write of the stream as well, and is told there.
        self._store.write(write).add_done_callback(lambda done: done.exception())
