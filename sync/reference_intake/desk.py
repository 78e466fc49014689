"""The official's desk: looking at cases and moving them, on the database itself."""

from typing import Any

import msgspec
from sqlalchemy import select

from kiosk.domain.case import CaseStatus
from sync import wire
from sync.reference_intake import cases
from sync.reference_intake.tables import changes, evaluations, files, filings, open_engine


class Desk:
    """What an official can do; every call is one transaction."""

    def __init__(self, url: str) -> None:
        self._engine = open_engine(url)

    def close(self) -> None:
        """Lets go of the database."""
        self._engine.dispose()

    def cases(self) -> list[dict[str, Any]]:
        """Every filing, oldest first, with its case if it has one."""
        with self._engine.begin() as connection:
            rows = connection.execute(select(filings).order_by(filings.c.begun_at, filings.c.filing_id)).all()
        return [_summary(row) for row in rows]

    def show(self, name: str) -> dict[str, Any]:
        """One filing, by its id or its case number: matter, files with digests and sizes, history.

        Raises LookupError if there is none. Personal data stays in the manifest, which is not shown.
        """
        with self._engine.begin() as connection:
            row = cases.find(connection, name)
            if row is None:
                raise LookupError(f"there is no case or filing {name}")
            named = select(files).where(files.c.filing_id == row.filing_id)
            stored = {file.sha256: file.stored_at is not None for file in connection.execute(named)}
            told = select(changes).where(changes.c.filing_id == row.filing_id).order_by(changes.c.number)
            history = [
                {"status": step.status, "note": step.note, "changed_at": step.changed_at}
                for step in connection.execute(told)
            ]
            word = select(evaluations.c.content).where(evaluations.c.filing_id == row.filing_id)
            evaluation = connection.execute(word).scalar()
        manifest = msgspec.json.decode(row.manifest, type=wire.Manifest)
        return _summary(row) | {
            "matter": msgspec.to_builtins(manifest.matter),
            "terminal_id": manifest.terminal_id,
            "provisional_number": manifest.provisional_number,
            "files": _files(manifest, stored),
            "history": history,
            "evaluation": msgspec.json.decode(evaluation) if evaluation else None,
        }

    def decide(self, name: str, status: CaseStatus, note: str) -> str:
        """Moves a case; its number. Raises LookupError or ValueError, see `cases.decide`."""
        with self._engine.begin() as connection:
            return cases.decide(connection, name, status, note)


def _summary(row: Any) -> dict[str, Any]:
    return {
        "filing_id": row.filing_id,
        "case_number": row.case_number,
        "query_code": row.query_code,
        "status": row.status,
        "matter_code": row.matter_code,
        "received_at": row.received_at,
    }


def _files(manifest: wire.Manifest, stored: dict[str, bool]) -> list[dict[str, Any]]:
    named = [
        (material.rule_id, material.name, number, page)
        for material in manifest.materials
        for number, page in enumerate(material.pages, start=1)
    ]
    named.append(("signature", "签名", 1, manifest.signature.image))
    return [
        {
            "rule_id": rule_id,
            "name": name,
            "page": number,
            "sha256": file.sha256,
            "size": file.size,
            "media_type": file.media_type,
            "stored": stored[file.sha256],
        }
        for rule_id, name, number, file in named
    ]
