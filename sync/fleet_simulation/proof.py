"""What the centre has, held against what the terminals confirmed: every filing once, whole, under the same number.

Read from the centre's own tables and files, not through its answers.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from hashlib import file_digest
from pathlib import Path
from typing import Any

import msgspec
from sqlalchemy import func, select

from sync import wire
from sync.fleet_simulation.terminal import Confirmed, digest_of
from sync.reference_intake.tables import changes, filings, open_engine

FAULTS_TOLD = 20


@dataclass(slots=True)
class Verdict:
    """`lost` are filings that a terminal takes for delivered, or has given up, and the centre has not whole; `doubled`
    those it has more than once; `waiting` those that their terminal still keeps for it; `refused` those that it has
    refused, which none of these deserves. `files` were hashed anew.
    """

    lost: int = 0
    doubled: int = 0
    waiting: int = 0
    refused: int = 0
    cases: int = 0
    files: int = 0
    faults: list[str] = field(default_factory=list)

    def fault(self, said: str) -> None:
        """Notes one, as long as there are few."""
        if len(self.faults) < FAULTS_TOLD:
            self.faults.append(said)


def prove(database: str, materials: Path, confirmed: Iterable[Confirmed]) -> Verdict:
    """Compares both sides. The intake has ended. Raises EnvironmentFailure if its database cannot be opened."""
    engine = open_engine(database)
    try:
        with engine.begin() as connection:
            rows = {row.filing_id: row for row in connection.execute(select(filings))}
            received = select(changes.c.filing_id, func.count()).where(changes.c.status == "received")
            counted = connection.execute(received.group_by(changes.c.filing_id))
            told = {str(row[0]): int(row[1]) for row in counted}
    finally:
        engine.dispose()
    verdict = Verdict(cases=sum(row.case_number is not None for row in rows.values()))
    ours = {note.filing_id: note for note in confirmed}
    for note in ours.values():
        _one(verdict, note, rows.get(note.filing_id), materials)
    _doubled(verdict, ours, rows, told)
    return verdict


def _one(verdict: Verdict, note: Confirmed, row: Any, materials: Path) -> None:
    """One filing of a terminal's."""
    if note.refused:
        verdict.refused += 1
        verdict.fault(f"{note.filing_id}: refused, {note.refused}")
        return
    if row is None or row.case_number is None:
        if note.delivered or (row is not None and digest_of(row.manifest.encode()) != note.manifest):
            verdict.lost += 1
            verdict.fault(f"{note.filing_id}: delivered, says {note.terminal}, and the centre has no case of it")
        else:
            verdict.waiting += 1
        return
    if not note.delivered:
        # The centre has it and its word did not arrive yet: that is nobody's loss.
        verdict.waiting += 1
    elif (note.case_number, note.query_code) != (row.case_number, row.query_code):
        verdict.lost += 1
        verdict.fault(f"{note.filing_id}: {note.terminal} was told another case number than the centre has")
        return
    if digest_of(row.manifest.encode()) != note.manifest or row.owner != note.terminal:
        verdict.lost += 1
        verdict.fault(f"{note.filing_id}: the centre has other content than {note.terminal} confirmed")
        return
    damaged = [name for name in _files(row.manifest) if not _is_whole(materials / note.filing_id / name, name)]
    verdict.files += len(_files(row.manifest))
    if damaged:
        verdict.lost += 1
        verdict.fault(f"{note.filing_id}: {len(damaged)} of its files are not whole at the centre")


def _doubled(verdict: Verdict, ours: dict[str, Confirmed], rows: dict[str, Any], told: dict[str, int]) -> None:
    numbers = Counter(row.case_number for row in rows.values() if row.case_number is not None)
    contents = Counter(_provisional(row.manifest) for row in rows.values())
    for name, row in rows.items():
        why = ""
        if name not in ours:
            why = "no terminal confirmed it"
        elif numbers[row.case_number] > 1:
            why = "another filing has its case number"
        elif contents[_provisional(row.manifest)] > 1:
            why = "it is there under another id as well"
        elif told.get(name, 0) > 1:
            why = "its case began more than once"
        if why:
            verdict.doubled += 1
            verdict.fault(f"{name}: {why}")


def _files(manifest: str) -> dict[str, wire.FileRef]:
    return msgspec.json.decode(manifest, type=wire.Manifest).files()


def _provisional(manifest: str) -> str:
    return msgspec.json.decode(manifest, type=wire.Manifest).provisional_number


def _is_whole(path: Path, digest: str) -> bool:
    try:
        with path.open("rb") as file:
            return file_digest(file, "sha256").hexdigest() == digest
    except FileNotFoundError:
        return False
