"""The centre's half of a carry-out: what a sealed file has, by the same steps as what comes by the line.

Exactly once rests on the ledger alone: an id that is there already gets the case it has. So the line, a second copy of
the file and a second process at the same moment all come to the same case.
"""

import fcntl
import os
import secrets
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import BinaryIO

import msgspec
from sqlalchemy import Engine, select

from kiosk.errors import EnvironmentFailure, InputFailure
from sync import wire
from sync.carry_out.keys import PrivateKey
from sync.carry_out.messages import Answer, Answers, CarriedFiling, WithdrawalReply
from sync.carry_out.package import OpenedExport, Remainder, opened
from sync.carry_out.refusals import ALREADY, DAMAGED, REVOKED, UNKNOWN_TERMINAL, WRONG_TOKEN, CarryOutRefusal
from sync.failures import REFUSALS
from sync.reference_intake.ledger import ANY_TERMINAL, Ledger
from sync.reference_intake.material_files import MaterialFile
from sync.reference_intake.problems import Refused
from sync.reference_intake.tables import carry_ins, filings, insert_once, moment, terminals


@dataclass(frozen=True, slots=True)
class TakenFiling:
    """What became of one filing: `taken` made its case now, `known` had one, `refused` and `waiting` have none."""

    filing_id: str
    outcome: str
    completion: wire.Completion | None = None
    problem: str = ""
    detail: str = ""

    def answer(self) -> Answer | None:
        """What its terminal is told, None where it goes on waiting."""
        if self.completion is not None:
            return Answer(filing_id=self.filing_id, completion=self.completion)
        if self.outcome == "refused":
            return Answer(filing_id=self.filing_id, problem=self.problem, detail=self.detail)
        return None


@dataclass(frozen=True, slots=True)
class TakenWithdrawal:
    """What became of one withdrawal: `withdrawn` now or before, `refused`, or `waiting` to be brought once more."""

    filing_id: str
    outcome: str
    answer: wire.WithdrawalAnswer | None = None
    problem: str = ""
    detail: str = ""

    def reply(self) -> WithdrawalReply | None:
        """What its terminal is told, None where it goes on waiting."""
        if self.outcome == "waiting":
            return None
        return WithdrawalReply(filing_id=self.filing_id, taken=self.answer, problem=self.problem)


@dataclass(frozen=True, slots=True)
class TakenFile:
    """What became of a whole file."""

    export_id: str
    terminal_id: str
    answer_key: bytes = field(repr=False)
    filings: tuple[TakenFiling, ...]
    withdrawals: tuple[TakenWithdrawal, ...] = ()

    def count(self, outcome: str) -> int:
        """How much in it ended so."""
        outcomes = [filing.outcome for filing in self.filings] + [one.outcome for one in self.withdrawals]
        return outcomes.count(outcome)

    def answers(self) -> Answers:
        """What its terminal is told."""
        told = [answer for filing in self.filings if (answer := filing.answer()) is not None]
        replies = [reply for one in self.withdrawals if (reply := one.reply()) is not None]
        return Answers(answers=tuple(told), withdrawals=tuple(replies))


class CarryIn:
    """Takes exported files into one intake. Blocking; several processes may do it at once."""

    def __init__(self, engine: Engine, folder: Path, keys: Mapping[str, PrivateKey]) -> None:
        self._engine = engine
        self._ledger = Ledger(engine, folder)
        self._keys = dict(keys)

    def take(self, path: Path, *, again: bool = False) -> TakenFile:
        """Takes the filings and withdrawals of the file at `path` in.

        The file is proven from its first byte to its last before anything is changed: one that is cut off, damaged, not
        ours, or taken in before (unless `again`) raises CarryOutRefusal and leaves the centre as it was. What breaks a
        rule of the contract is one filing's own affair and is told in the report; its neighbours are taken in.
        """
        if path.exists() and not path.is_file():
            raise InputFailure(f"{path}: this is no file")
        try:
            with path.open("rb") as file:
                self._prove(file)
                file.seek(0)
                export = opened(file, self._keys)
                owner = self._owner(export)
                if self._taken_before(export) and not again:
                    raise CarryOutRefusal(ALREADY, export.header.export_id)
                # Withdrawals first: what a person has taken back shall not become a case in between.
                withdrawals = tuple(self._withdraw(owner, one) for one in export.contents.withdrawals)
                filed = tuple(self._take(owner, *parts) for parts in export.filings())
        except OSError as fault:
            raise InputFailure(f"{path}: cannot be read ({fault.strerror})") from fault
        header, answer_key = export.header, export.contents.answer_key
        taken = TakenFile(header.export_id, header.terminal_id, answer_key, filed, withdrawals)
        if not taken.count("waiting") and not self._note(export) and not again:
            # Another process has taken the same file in meanwhile: the same cases, and one of the two says so.
            raise CarryOutRefusal(ALREADY, header.export_id)
        return taken

    def _prove(self, file: BinaryIO) -> None:
        """Reads the whole file once and changes nothing."""
        export = opened(file, self._keys)
        self._owner(export)
        for filing, manifest, rest in export.filings():
            known = _manifest(filing, manifest)
            if known is None:
                continue  # well sealed, and against the contract: the filing's own affair
            for ref in known.files().values():
                digest = sha256()
                for piece in rest.pieces(ref.size):
                    digest.update(piece)
                if digest.hexdigest() != ref.sha256:
                    raise CarryOutRefusal(DAMAGED, f"a page of filing {filing.filing_id}")

    def _owner(self, export: OpenedExport) -> str:
        """Whose filings these are: the same name under which they would come by the line."""
        with self._engine.begin() as connection:
            named = terminals.c.name.in_((export.header.terminal_id, ANY_TERMINAL))
            rows = connection.execute(select(terminals).where(named)).all()
        if not rows:
            raise CarryOutRefusal(UNKNOWN_TERMINAL, export.header.terminal_id)
        for row in rows:
            if export.made_with(row.token_digest):
                if row.revoked:
                    raise CarryOutRefusal(REVOKED, export.header.terminal_id)
                return str(row.name)
        raise CarryOutRefusal(WRONG_TOKEN, export.header.terminal_id)

    def _taken_before(self, export: OpenedExport) -> bool:
        query = select(carry_ins.c.export_id).where(carry_ins.c.export_id == export.header.export_id)
        with self._engine.begin() as connection:
            return connection.execute(query).first() is not None

    def _note(self, export: OpenedExport) -> bool:
        row = {
            "export_id": export.header.export_id,
            "terminal_id": export.header.terminal_id,
            "filings": len(export.contents.filings),
            "imported_at": moment(),
        }
        with self._engine.begin() as connection:
            return insert_once(connection, carry_ins, row)

    def _take(self, owner: str, filing: CarriedFiling, manifest: bytes, rest: Remainder) -> TakenFiling:
        known = _manifest(filing, manifest)
        try:
            if len(manifest) > self._ledger.limits.manifest_bytes:
                raise Refused("too-large", f"a message may have {self._ledger.limits.manifest_bytes} bytes")
            if known is None:
                raise Refused("invalid", "the manifest is none of the contract's")
            had_case = self._has_case(filing.filing_id)
            missing = set(self._ledger.begin(owner, known).missing)
            for ref in known.files().values():
                pieces = rest.pieces(ref.size)
                if ref.sha256 in missing:
                    self._store(self._ledger.file(owner, filing.filing_id, ref.sha256), pieces)
                    self._ledger.stored(filing.filing_id, ref.sha256)
                else:
                    for _ in pieces:
                        pass
            completion = self._ledger.complete(owner, filing.filing_id)
        except Refused as refused:
            outcome = "refused" if refused.kind in REFUSALS else "waiting"
            return TakenFiling(filing.filing_id, outcome, None, refused.kind, refused.detail)
        return TakenFiling(filing.filing_id, "known" if had_case else "taken", completion)

    def _withdraw(self, owner: str, withdrawal: wire.Withdrawal) -> TakenWithdrawal:
        try:
            answer = self._ledger.withdraw(owner, withdrawal)
        except Refused as refused:
            outcome = "refused" if refused.kind in REFUSALS else "waiting"
            return TakenWithdrawal(withdrawal.filing_id, outcome, None, refused.kind, refused.detail)
        return TakenWithdrawal(withdrawal.filing_id, "withdrawn", answer)

    def _has_case(self, filing_id: str) -> bool:
        # A supplement has been received and has no case of its own.
        query = select(filings.c.received_at).where(filings.c.filing_id == filing_id)
        with self._engine.begin() as connection:
            return connection.execute(query).scalar() is not None

    @staticmethod
    def _store(file: MaterialFile, pieces: Iterator[bytes]) -> None:
        try:
            _place(file, pieces)
        except OSError as fault:
            raise EnvironmentFailure(
                f"{file.folder.name}: its papers could not be copied ({fault.strerror});"
                " see to stick and disk, then import again"
            ) from fault


def _manifest(filing: CarriedFiling, text: bytes) -> wire.Manifest | None:
    """The manifest, None where it breaks a rule of the contract or is not about this filing and these files."""
    try:
        manifest = msgspec.json.decode(text, type=wire.Manifest)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None
    sizes = sum(ref.size for ref in manifest.files().values())
    fits = manifest.filing_id == filing.filing_id and len(text) + sizes == filing.size
    return manifest if fits else None


def _place(file: MaterialFile, pieces: Iterator[bytes]) -> None:
    """Puts a proven file under its final name, durably; whoever else does so meanwhile puts the same bytes there."""
    file.create()
    _clear_away(file)
    part, sink = _new_part(file)
    digest = sha256()
    try:
        with sink:
            for piece in pieces:
                digest.update(piece)
                sink.write(piece)
            sink.flush()
            os.fsync(sink.fileno())
            if digest.hexdigest() != file.sha256:
                raise CarryOutRefusal(DAMAGED, "the file changed while it was read")
            # While it is still locked: to another import it would be what a killed one has left.
            part.rename(file.final)
    finally:
        part.unlink(missing_ok=True)
    # What the line had brought of it is of no use any more.
    file.part.unlink(missing_ok=True)
    descriptor = os.open(file.folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _new_part(file: MaterialFile) -> tuple[Path, BinaryIO]:
    """A new file beside the final one, locked for as long as it is open."""
    while True:
        part = file.folder / f"{file.sha256}.{secrets.token_hex(4)}.carried"
        sink = part.open("xb")
        fcntl.flock(sink, fcntl.LOCK_EX)
        if os.fstat(sink.fileno()).st_nlink:
            return part, sink
        # Another import met it before it was locked, and cleared it away.
        sink.close()


def _clear_away(file: MaterialFile) -> None:
    """What an import that was killed has left of this file; another's under way is locked, and so left alone."""
    for left in file.folder.glob(f"{file.sha256}.*.carried"):
        with suppress(OSError), left.open("rb") as held:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
            left.unlink()
