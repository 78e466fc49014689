"""What the intake knows and promises: filings begun, files stored, cases completed. Blocking; any thread."""

import secrets
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

import msgspec
from sqlalchemy import Connection, Engine, select, update

from kiosk.domain.case import CaseStatus
from sync import wire
from sync.reference_intake import case_cards, cases, catalogue, endings, fleet
from sync.reference_intake.material_files import MaterialFile
from sync.reference_intake.problems import Refused
from sync.reference_intake.questions import Questions
from sync.reference_intake.tables import (
    centre,
    evaluations,
    filings,
    insert_once,
    moment,
    terminals,
)
from sync.reference_intake.tables import (
    files as files_table,
)

ANY_TERMINAL = "*"
"""The owner of a token that is not bound to one terminal, as a demo uses it."""

LIMITS = wire.Limits(
    manifest_bytes=2_000_000,
    file_bytes=200_000_000,
    media_types=("image/jpeg", "image/png", "image/tiff", "application/pdf", "application/ofd"),
)


class Ledger:
    """The reference intake without its HTTP face."""

    def __init__(self, engine: Engine, folder: Path, limits: wire.Limits = LIMITS) -> None:
        self._engine = engine
        self._reads = engine.execution_options(reads_only=True)
        self._folder = folder
        self._questions = Questions(engine)
        self.limits = limits

    def set_up(self, office: str, tokens: dict[str, str]) -> None:
        """Gives the centre its name once, and makes `tokens` (terminal → token) known.

        Raises ValueError if another terminal has one of the tokens.
        """
        with self._engine.begin() as connection:
            insert_once(connection, centre, {"id": 1, "centre_id": secrets.token_hex(4), "office": office})
            for name, token in tokens.items():
                digest = _token_digest(token)
                taken = select(terminals.c.name).where(terminals.c.token_digest == digest, terminals.c.name != name)
                if connection.execute(taken).first():
                    raise ValueError(f"the token of {name} is another terminal's already")
                if not insert_once(connection, terminals, {"name": name, "token_digest": digest}):
                    statement = update(terminals).where(terminals.c.name == name)
                    connection.execute(statement.values(token_digest=digest))
        case_cards.fill(self._engine)

    def terminal_of(self, token: str) -> str:
        """The terminal a token belongs to; Refused if it is unknown or revoked."""
        with self._reads.begin() as connection:
            query = select(terminals).where(terminals.c.token_digest == _token_digest(token))
            row = connection.execute(query).one_or_none()
        if row is None:
            raise Refused("unknown-token", headers={"WWW-Authenticate": "Bearer"})
        if row.revoked:
            raise Refused("terminal-revoked")
        return str(row.name)

    def begin(self, owner: str, manifest: wire.Manifest) -> wire.ManifestAnswer:
        """Takes a manifest, once; the same one again gets the same answer, another under its id is refused."""
        self._check(owner, manifest)
        content = wire.canonical(manifest).decode()
        row = {
            "filing_id": manifest.filing_id,
            "owner": owner,
            "manifest": content,
            "matter_code": manifest.matter.code,
            "begun_at": moment(),
        }
        with self._engine.begin() as connection:
            if insert_once(connection, filings, row):
                connection.execute(files_table.insert(), _file_rows(manifest))
                endings.link(connection, manifest)
                endings.check(connection, owner, manifest)
            else:
                query = select(filings).where(filings.c.filing_id == manifest.filing_id)
                known = connection.execute(query).one()
                if known.owner != owner or known.manifest != content:
                    raise Refused("id-reused")
                if known.received_at is None:
                    endings.check(connection, owner, manifest)
            missing = _missing(connection, manifest.filing_id)
        return wire.ManifestAnswer(filing_id=manifest.filing_id, missing=missing)

    def _check(self, owner: str, manifest: wire.Manifest) -> None:
        if owner not in (ANY_TERMINAL, manifest.terminal_id):
            raise Refused("terminal-mismatch")
        sizes: dict[str, int] = {}
        pages = [page for material in manifest.materials for page in material.pages]
        for file in (*pages, manifest.signature.image):
            if file.size > self.limits.file_bytes:
                raise Refused("too-large", f"a file may have {self.limits.file_bytes} bytes")
            if file.media_type not in self.limits.media_types:
                raise Refused("media-type", f"{file.media_type} is not taken")
            if sizes.setdefault(file.sha256, file.size) != file.size:
                raise Refused("invalid", f"the file {file.sha256} is named with two sizes")

    def file(self, owner: str, filing_id: str, digest: str) -> MaterialFile:
        """A file that a manifest of `owner` announced."""
        with self._reads.begin() as connection:
            self._owned(connection, owner, filing_id, to_change=False)
            query = select(files_table.c.size).where(
                files_table.c.filing_id == filing_id, files_table.c.sha256 == digest
            )
            size = connection.execute(query).scalar() if cases.is_name(digest) else None
        if size is None:
            raise Refused("upload-unknown", "the manifest names no such file")
        return MaterialFile(self._folder / filing_id, digest, size)

    def stored(self, filing_id: str, digest: str) -> None:
        """Notes that a file is whole; only after it is on the disk under its final name."""
        statement = update(files_table).where(
            files_table.c.filing_id == filing_id,
            files_table.c.sha256 == digest,
            files_table.c.stored_at.is_(None),
        )
        with self._engine.begin() as connection:
            connection.execute(statement.values(stored_at=moment()))

    def complete(self, owner: str, filing_id: str) -> wire.Completion:
        """Makes the one case of a filing whose files are all here; again, it tells the same case.

        A supplement makes none: its papers go to the case that it was brought for, and it is told that case's number.
        """
        with self._engine.begin() as connection:
            filing = self._owned(connection, owner, filing_id)
            if filing.received_at is None:
                if missing := _missing(connection, filing_id):
                    raise Refused("not-complete", missing=missing)
                endings.check(connection, owner, msgspec.json.decode(filing.manifest, type=wire.Manifest))
            if endings.is_supplement(connection, filing_id):
                return endings.complete_supplement(connection, filing)
            if filing.received_at is None:
                number = cases.new_case_number(connection, filing.matter_code)
                values = {
                    "case_number": number,
                    "query_code": cases.new_query_code(),
                    "received_at": moment(),
                }
                statement = update(filings).where(filings.c.filing_id == filing_id).values(values)
                connection.execute(statement)
                cases.add_change(connection, filing, number, CaseStatus.RECEIVED, "")
                filing = self._owned(connection, owner, filing_id)
        return endings.completion(filing)

    def withdraw(self, owner: str, withdrawal: wire.Withdrawal) -> wire.WithdrawalAnswer:
        """Takes a filing back; again, the same answer. Refused if its case has ended otherwise."""
        with self._engine.begin() as connection:
            answer, here = endings.withdraw(connection, owner, withdrawal)
        if here:
            return answer
        with self._engine.begin() as connection:
            return endings.withdraw(connection, owner, withdrawal)[0]

    def changes(self, owner: str, cursor: str) -> wire.CaseChanges:
        """One page of what happened to the cases of `owner`."""
        with self._reads.begin() as connection:
            return cases.changes_after(connection, owner, cursor)

    def standing(self, owner: str, filing_id: str) -> wire.Standing:
        """How far a filing is, told to whoever knows its id, and nobody named; Refused if there is none.

        Refused("too-many") if `owner` has asked too often.
        """
        self._questions.ask(owner)
        with self._reads.begin() as connection:
            return cases.standing(connection, filing_id)

    def evaluate(self, owner: str, evaluation: wire.Evaluation) -> wire.EvaluationAnswer:
        """Keeps the one evaluation of a completed filing; other content for it is refused."""
        content = wire.canonical(evaluation).decode()
        row = {"filing_id": evaluation.filing_id, "content": content, "received_at": moment()}
        with self._engine.begin() as connection:
            filing = self._owned(connection, owner, evaluation.filing_id)
            # Papers brought to a case have none of their own, and are evaluated like anything else.
            if filing.received_at is None:
                raise Refused("not-complete", "a filing is evaluated after it is complete")
            insert_once(connection, evaluations, row)
            query = select(evaluations).where(evaluations.c.filing_id == evaluation.filing_id)
            kept = connection.execute(query).one()
        if kept.content != content:
            raise Refused("id-reused", "this filing has another evaluation")
        received = datetime.fromisoformat(kept.received_at)
        return wire.EvaluationAnswer(filing_id=evaluation.filing_id, received_at=received)

    def heartbeat(self, owner: str, beat: wire.Heartbeat) -> wire.HeartbeatAnswer:
        """Keeps the newest of each terminal."""
        if owner not in (ANY_TERMINAL, beat.terminal_id):
            raise Refused("terminal-mismatch")
        with self._engine.begin() as connection:
            received = fleet.keep(connection, beat)
        return wire.HeartbeatAnswer(received_at=datetime.fromisoformat(received))

    def catalogue(self, since: str, serial: int) -> wire.CatalogueAnswer:
        """The step from version `since` to what the county has published last."""
        with self._reads.begin() as connection:
            return catalogue.answer(connection, since, serial)

    def health(self) -> wire.Health:
        """The contract's version, this clock and these limits."""
        return wire.Health(contract=wire.CONTRACT_VERSION, now=datetime.now(UTC), limits=self.limits)

    @staticmethod
    def _owned(connection: Connection, owner: str, filing_id: str, *, to_change: bool = True) -> Any:
        """The filing, locked until the transaction ends if it is `to_change`, where the database can."""
        query = select(filings).where(filings.c.filing_id == filing_id, filings.c.owner == owner)
        if to_change:
            query = query.with_for_update()
        filing = connection.execute(query).one_or_none() if cases.is_name(filing_id) else None
        if filing is None:
            raise Refused("filing-unknown")
        return filing


def _missing(connection: Connection, filing_id: str) -> tuple[str, ...]:
    query = (
        select(files_table.c.sha256)
        .where(files_table.c.filing_id == filing_id, files_table.c.stored_at.is_(None))
        .order_by(files_table.c.position)
    )
    return tuple(connection.execute(query).scalars())


def _file_rows(manifest: wire.Manifest) -> list[dict[str, object]]:
    return [
        {"filing_id": manifest.filing_id, "position": position, **msgspec.structs.asdict(file)}
        for position, file in enumerate(manifest.files().values())
    ]


def _token_digest(token: str) -> str:
    return sha256(token.encode()).hexdigest()
