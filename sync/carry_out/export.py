"""The terminal's half of a carry-out: the filings and withdrawals that wait, as one sealed file.

The filings stay pending, and the line goes on trying: whichever way reaches the centre first, there is one case.
"""

import os
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from kiosk.domain.course import WITHDRAWN
from kiosk.domain.filing import Delivery
from kiosk.errors import InputFailure, StoreFailure
from kiosk.ports import Clock
from kiosk.storage import carry_outs, endings, filings, outbox
from kiosk.storage.connection import Connection, Store
from sync import wire
from sync.carry_out import package, stick
from sync.carry_out.keys import PublicKey
from sync.carry_out.messages import MOST_FILINGS, SUITE, CarriedFiling, CarryOutHeader, Contents
from sync.manifest import files_of, manifest_of, withdrawal_of


@dataclass(frozen=True, slots=True)
class Sender:
    """Who exports, for which centre."""

    terminal_id: str
    token: str
    key: PublicKey

    def __repr__(self) -> str:
        return f"Sender({self.terminal_id})"


@dataclass(frozen=True, slots=True)
class Exported:
    """What became of an export. Without an `export_id` nothing was waiting and no file was written.

    `withdrawals` are the filings that it takes back. `damaged` are filings that the store itself cannot read any more;
    `refused` those that the centre has said no to, which carrying them there would not change.
    """

    export_id: str = ""
    size: int = 0
    filings: tuple[str, ...] = ()
    withdrawals: tuple[str, ...] = ()
    damaged: tuple[str, ...] = ()
    refused: tuple[str, ...] = ()


class Exporter:
    """Writes one export. Blocking; for a command."""

    def __init__(self, store: Store, clock: Clock, new_id: Callable[[], str]) -> None:
        self._store = store
        self._clock = clock
        self._new_id = new_id

    def export(self, sender: Sender, target: Path, *, force: bool = False) -> Exported:
        """The filings and withdrawals that have not reached the centre, whole at `target` and read back from there.

        Raises InputFailure, StickFailure or StoreFailure; then no file is left there and no filing is marked.
        """
        stick.refuse_existing(target, force=force)
        if not sender.token:
            raise InputFailure("intake.token is not set, and without it the centre would not take the file in")
        rows, taken_back = self._store.read(lambda c: (outbox.undelivered(c), endings.ready(c)))
        withdrawn = tuple(withdrawal.filing_id for withdrawal in taken_back)[:MOST_FILINGS]
        said_no = [row for row in rows if row.delivery is Delivery.REFUSED]
        refused = tuple(row.filing_id for row in said_no if row.reason != WITHDRAWN)
        # Of one that was taken back while it was being sent, the person's word alone is carried.
        leave = {row.filing_id for row in said_no}.union(withdrawn)
        waiting = [row.filing_id for row in rows if row.filing_id not in leave]
        carried, damaged = self._survey(waiting[:MOST_FILINGS])
        if not carried and not withdrawn:
            return Exported(damaged=damaged, refused=refused)
        words = tuple(map(withdrawal_of, taken_back[:MOST_FILINGS]))
        contents = Contents(answer_key=os.urandom(32), filings=carried, withdrawals=words)
        header = self._header(sender, contents)
        size = self._write(sender, header, contents, target, force=force)
        ids = tuple(filing.filing_id for filing in carried)
        return Exported(header.export_id, size, ids, withdrawn, damaged, refused)

    def _survey(self, filing_ids: Sequence[str]) -> tuple[tuple[CarriedFiling, ...], tuple[str, ...]]:
        """What there is to carry, and what cannot be read: one bad page must not hold up forty filings."""
        carried: list[CarriedFiling] = []
        damaged: list[str] = []
        for filing_id in filing_ids:
            try:
                manifest, files = self._read(filing_id)
            except filings.DamagedPage:
                damaged.append(filing_id)
                continue
            except KeyError:
                continue  # delivered meanwhile, and wiped
            carried.append(
                CarriedFiling(
                    filing_id=filing_id,
                    manifest=sha256(manifest).hexdigest(),
                    manifest_size=len(manifest),
                    size=len(manifest) + sum(map(len, files)),
                )
            )
        return tuple(carried), tuple(damaged)

    def _header(self, sender: Sender, contents: Contents) -> CarryOutHeader:
        text = package.said(contents)
        return CarryOutHeader(
            export_id=self._new_id(),
            terminal_id=sender.terminal_id,
            made_at=self._clock.now(),
            key_id=sender.key.key_id,
            suite=SUITE,
            contents=sha256(text).hexdigest(),
            size=package.size_of(contents, text),
        )

    def _write(self, sender: Sender, header: CarryOutHeader, contents: Contents, target: Path, *, force: bool) -> int:
        """Remembered before it is written: its answers can be read even if the power goes between the two."""
        export_id, at = header.export_id, header.made_at
        ids = [filing.filing_id for filing in contents.filings]
        ids += [withdrawal.filing_id for withdrawal in contents.withdrawals]
        size = package.file_size(header)
        self._store.write(lambda c: carry_outs.begin(c, export_id, contents.answer_key, ids, at=at)).result()
        try:
            with stick.written_whole(target, size=size, force=force) as sink:
                sealer = package.begin(sink, header, contents, sender.key, sender.token)
                for filing in contents.filings:
                    manifest, files = self._read_again(filing)
                    for part in (manifest, *files):
                        sealer.write(part)
                sealer.finish()
        except BaseException:
            with suppress(StoreFailure):
                self._store.write(lambda c: carry_outs.drop(c, export_id)).result()
            raise
        self._store.write(lambda c: carry_outs.mark_written(c, export_id, at=at)).result()
        return size

    def _read_again(self, filing: CarriedFiling) -> tuple[bytes, list[bytes]]:
        try:
            manifest, files = self._read(filing.filing_id)
        except KeyError:
            manifest, files = b"", []
        if sha256(manifest).hexdigest() != filing.manifest:
            raise StoreFailure(f"filing {filing.filing_id} was wiped while the file was written; export once more")
        return manifest, files

    def _read(self, filing_id: str) -> tuple[bytes, list[bytes]]:
        """Its manifest, and its files in the order in which the manifest names them."""

        def work(connection: Connection) -> tuple[bytes, list[bytes]]:
            filing = filings.load(connection, filing_id)
            manifest, held = manifest_of(filing), files_of(filing)
            return wire.canonical(manifest), [held[digest].data for digest in manifest.files()]

        return self._store.read(work)
