"""One trial: a filing's road through two processes of which some die, to the end, and the judgement on what is left."""

import json
import shutil
import socket
import time
from dataclasses import dataclass, field
from hashlib import file_digest
from http.client import HTTPConnection
from pathlib import Path
from threading import Event as Flag
from types import TracebackType
from typing import Any, Self

from sqlalchemy import Engine, select

from kiosk.clock import SystemClock
from kiosk.domain.filing import Delivery, Filing
from kiosk.storage import filings, outbox
from kiosk.storage.connection import Connection, Store
from sync import wire
from sync.manifest import files_of, manifest_of
from sync.reference_intake import tables
from tests.crash.faults import Death
from tests.crash.forks import PATIENCE_S, Child, ForkServer
from tests.crash.terminal_end import KEY


class Lost(AssertionError):
    """What a person was told is saved, or their draft, is not there."""


class Doubled(AssertionError):
    """There is more than one filing or case where there must be one."""


@dataclass
class Ground:
    """What the trials of one process share: where to fork from, and stores to begin with.

    `prepared` holds a visit that has come to its signature, `confirmed` one filing and its evaluation, not delivered;
    `centre` the tables of an intake without filings.
    """

    server: ForkServer
    folder: Path
    folders: int = 0

    def __post_init__(self) -> None:
        for name, acts in {"prepared": ("prepare",), "confirmed": ("prepare", "confirm")}.items():
            trial = self.folder / name
            trial.mkdir(parents=True)
            for act in acts:
                self.server.spawn(terminal_order(trial, "http://127.0.0.1:9", act)).ends_well()
        with Centre(self.server, self.folder / "centre") as centre:
            centre.start()
            centre.comes_up()
            centre.stop()

    @property
    def usual(self) -> set[str]:
        """What a terminal that ended in good order has in its folder."""
        return {path.name for path in (self.folder / "confirmed" / "terminal").iterdir()}

    def new_folder(self) -> Path:
        """A folder that is not there yet."""
        self.folders += 1
        return self.folder / f"number-{self.folders}"

    def centre(self) -> "Centre":
        """A centre of its own that has no filings yet; on SQLite."""
        folder = self.new_folder()
        shutil.copytree(self.folder / "centre", folder)
        return Centre(self.server, folder)

    def begin(self, template: str) -> Path:
        """A trial's folder, with a terminal that stands where `template` does."""
        folder = self.new_folder()
        shutil.copytree(self.folder / template, folder)
        (folder / "terminal.log").unlink(missing_ok=True)
        return folder


def terminal_order(folder: Path, url: str, act: str, **more: Any) -> dict[str, Any]:
    """The order that starts a terminal; `more` as in terminal_end."""
    return {
        "role": "terminal",
        "folder": str(folder / "terminal"),
        "notes": str(folder / "notes"),
        "log": str(folder / "terminal.log"),
        "url": url,
        "act": act,
    } | more


def as_fault(death: Death | None) -> dict[str, Any]:
    """How a death stands in an order; None is for counting alone."""
    if death is None:
        return {"fault": None}
    return {"fault": {"name": death.point.name, "nth": death.point.nth, "moment": int(death.moment)}}


class Centre:
    """An intake that may die and come back at the same address, and what the trials know of it. A context manager."""

    def __init__(self, server: ForkServer, folder: Path, database: str = "", database_port: int = 0) -> None:
        self.folder = folder
        self._server = server
        (folder / "intake").mkdir(parents=True, exist_ok=True)
        self._database = database or f"sqlite:///{folder / 'intake' / 'intake.db'}"
        self._database_port = database_port
        # Bound and not listening: the address is nobody else's, also while the intake is dead.
        self._address = socket.socket()
        self._address.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self._address.bind(("127.0.0.1", 0))
        self._port = self._address.getsockname()[1]
        self.url = f"http://127.0.0.1:{self._port}"
        self._engine: Engine | None = None
        self.known: set[str] = set()
        self.process: Child | None = None

    def start(self, **more: Any) -> Child:
        """Starts its process, the first or the next; `more` as in intake_end."""
        order = {
            "role": "intake",
            "folder": str(self.folder / "intake"),
            "port": self._port,
            "database": self._database,
            "database_port": self._database_port,
            "log": str(self.folder / "intake.log"),
        }
        self.process = self._server.spawn(order | more)
        return self.process

    def comes_up(self) -> None:
        """Waits until its process answers."""
        pause, deadline = Flag(), time.monotonic() + PATIENCE_S
        while True:
            line = HTTPConnection("127.0.0.1", self._port, timeout=PATIENCE_S)
            try:
                line.request("GET", "/v1/health")
                assert line.getresponse().status == 200
            except OSError:
                assert time.monotonic() < deadline, "the intake does not come up"
                pause.wait(0.005)
            else:
                return
            finally:
                line.close()

    def stop(self) -> None:
        """Ends its process in good order."""
        assert self.process is not None
        self.process.stop()

    def close(self) -> None:
        if self.process is not None and self.process.code is None:
            self.process.kill()
        if self._engine is not None:
            self._engine.dispose()
        self._address.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def judge(self, filing: Filing, told: "Told") -> None:
        """Exactly one case of `filing`, with every byte of its files, and nothing of anybody else's."""
        self._engine = self._engine or tables.open_engine(self._database)
        with self._engine.begin() as connection:
            rows = {row.filing_id: row for row in connection.execute(select(tables.filings))}
            stored = connection.execute(select(tables.files).where(tables.files.c.filing_id == filing.filing_id)).all()
            changes = connection.execute(select(tables.changes)).all()
            words = connection.execute(
                select(tables.evaluations).where(tables.evaluations.c.filing_id == filing.filing_id)
            ).all()
        new = set(rows) - self.known
        _demand(len(new) >= 1, Lost, "the centre has no filing of this trial")
        _demand(len(new) == 1, Doubled, f"the centre has {len(new)} filings of this trial")
        row = rows[filing.filing_id]
        numbers = [one.case_number for one in rows.values()]
        _demand(
            None not in numbers and len(set(numbers)) == len(numbers), Doubled, "case numbers are shared or missing"
        )
        _demand(
            [one.filing_id for one in changes].count(filing.filing_id) == 1, Doubled, "its case began more than once"
        )
        assert row.manifest == wire.canonical(manifest_of(filing)).decode()
        assert (row.case_number, row.query_code) == (told.case_number, told.query_code)
        assert all(file.stored_at for file in stored)
        self._judge_files(filing, {file.sha256 for file in stored})
        _demand(len(words) == told.evaluations, Lost, f"of {told.evaluations} evaluations it has {len(words)}")
        self.known.add(filing.filing_id)

    def _judge_files(self, filing: Filing, stored: set[str]) -> None:
        expected = {digest: file.size for digest, file in files_of(filing).items()}
        assert stored == set(expected)
        materials = self.folder / "intake" / "materials"
        assert {path.name for path in materials.iterdir()} == self.known | {filing.filing_id}
        found = {path.name: path for path in (materials / filing.filing_id).iterdir()}
        assert set(found) == set(expected), f"files left behind or missing: {sorted(found)}"
        for digest, path in found.items():
            with path.open("rb") as file:
                assert file_digest(file, "sha256").hexdigest() == digest
            assert path.stat().st_size == expected[digest]

    def judge_whole(self) -> None:
        """What holds for a centre after all its trials: SQLite finds its database sound, and nothing surprised it."""
        log = (self.folder / "intake.log").read_text(encoding="utf-8").splitlines()
        assert not (said := [line for line in log if not line.startswith("listening on ")]), said
        if not self._database.startswith("sqlite"):
            return
        assert self._engine is not None
        with self._engine.begin() as connection:
            assert connection.exec_driver_sql("PRAGMA integrity_check").scalars().all() == ["ok"]


@dataclass(slots=True)
class Told:
    """What the terminal's store says of its one filing at the end, and what its callers had been told on the way."""

    case_number: str
    query_code: str
    evaluations: int
    notes: list[list[str]] = field(default_factory=list)


def notes_of(folder: Path) -> list[list[str]]:
    """What the terminal's lives noted, in words."""
    path = folder / "notes"
    return [line.split(" ") for line in path.read_text(encoding="utf-8").splitlines()] if path.exists() else []


def phase_of(folder: Path) -> str:
    """How far the terminal had told that it is."""
    words = {note[0] for note in notes_of(folder)}
    for word, phase in (
        ("evaluated", "after the evaluation"),
        ("delivered", "delivered, not evaluated"),
        ("saved", "saved, not delivered"),
    ):
        if word in words:
            return phase
    return "before saving was answered"


def judge(folder: Path, centre: Centre, usual: set[str]) -> None:
    """Both ends of one trial, when all is done. Raises AssertionError, Lost or Doubled among it.

    `usual` is what a terminal that ended in good order has in its folder.
    """
    store = Store.open(folder / "terminal" / "jiujin.db", KEY, clock=SystemClock())
    try:
        assert store.check_later().result() == ()
        filing, told = store.read(lambda connection: _one_filing(connection, folder))
    finally:
        store.close()
    centre.judge(filing, told)
    _judge_papers(folder, told)
    left = {path.name for path in (folder / "terminal").iterdir()} - usual
    assert not left, f"left behind: {sorted(left)}"


def _one_filing(connection: Connection, folder: Path) -> tuple[Filing, Told]:
    notes = notes_of(folder)
    rows = outbox.all_rows(connection)
    ids = {row.filing_id for row in rows}
    _demand(bool(rows), Lost, "the terminal has no filing")
    _demand(len(rows) == 1, Doubled, f"the terminal has {len(rows)} filings")
    saved = {note[1] for note in notes if note[0] in {"saved", "found"}}
    _demand(saved <= ids, Lost, "a filing that was called saved is gone")
    _demand(rows[0].delivery is Delivery.DELIVERED, Lost, f"it ended as {rows[0].delivery.value}")
    filing = filings.load(connection, rows[0].filing_id)
    known = outbox.state(connection, filing.filing_id).acknowledgement
    assert known is not None
    cases = {note[2] for note in notes if note[0] == "delivered"} | {known.case_number}
    _demand(len(cases) == 1, Doubled, f"the person was told of {len(cases)} cases")
    sent = [bool(row[0]) for row in connection.execute("SELECT sent FROM evaluation WHERE refusal = ''")]
    refused = connection.execute("SELECT count(*) FROM evaluation WHERE refusal <> ''").fetchone()[0]
    assert all(sent)
    assert refused == 0
    _demand(
        len(sent) >= any(note[0] == "evaluated" for note in notes), Lost, "an evaluation that was thanked for is gone"
    )
    assert connection.execute("SELECT count(*) FROM draft").fetchone() == (0,), "a filing and its draft are both there"
    orphans = "SELECT count(*) FROM page WHERE digest NOT IN (SELECT digest FROM filing_material_page)"
    assert connection.execute(orphans).fetchone() == (0,), "a page belongs to nothing"
    return filing, Told(known.case_number, known.query_code, len(sent), notes)


def _judge_papers(folder: Path, told: Told) -> None:
    papers = list((folder / "terminal" / "printed").iterdir())
    for paper in papers:
        assert paper.suffix == ".pdf", f"half a paper is left: {paper.name}"
        assert paper.read_bytes().rstrip().endswith(b"%%EOF")
    missing = {note[1] for note in told.notes if note[0] == "printed"} - {paper.name for paper in papers}
    assert not missing, "a paper that was called printed is gone"


def passed_in(path: Path) -> list[str]:
    """The names that an end wrote down when it was counted."""
    names: list[str] = json.loads(path.read_text(encoding="utf-8"))
    return names


def _demand(holds: bool, kind: type[AssertionError], words: str) -> None:
    if not holds:
        raise kind(words)
