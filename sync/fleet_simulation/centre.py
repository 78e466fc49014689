"""The reference intake of a simulation: on tables of its own, cut off and brought back at one and the same address."""

import contextlib
import os
import secrets
import signal
import socket
from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import create_engine, text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, SQLAlchemyError

from kiosk.errors import EnvironmentFailure
from sync.reference_intake.cli import DEFAULT_OFFICE
from sync.reference_intake.ledger import Ledger
from sync.reference_intake.process import IntakeProcess, spawn_intake
from sync.reference_intake.tables import open_engine


class Centre:
    """An intake that can be cut off; `tokens` by terminal. Raises EnvironmentFailure where it does not come up."""

    def __init__(self, database: str, folder: Path, tokens: dict[str, str], workers: int) -> None:
        self.database = database
        self.materials = folder / "materials"
        self._folder = folder
        self._workers = workers
        self._process: IntakeProcess | None = None
        engine = open_engine(database)
        try:
            Ledger(engine, self.materials).set_up(DEFAULT_OFFICE, tokens)
        finally:
            engine.dispose()
        # Bound and never listening: while the intake is away its port refuses, and nobody else can have it, least of
        # all a terminal's own outgoing connection.
        self._place = socket.socket()
        self._place.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self._place.bind(("127.0.0.1", 0))
        self.port: int = self._place.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        """Brings it up; returns when it listens."""
        token = secrets.token_hex(16)
        self._process = spawn_intake(
            self._folder, port=self.port, token=token, database=self.database, workers=self._workers
        )

    def cut(self) -> None:
        """Kills every process of it at once, in the middle of whatever it does."""
        process = self._process
        if process is None:
            return
        self._process = None
        pid = process.process.pid
        listed = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii")
        for child in map(int, listed.split()):
            with contextlib.suppress(ProcessLookupError):
                os.kill(child, signal.SIGKILL)
        process.kill()

    def close(self) -> None:
        """Ends it in good order; may be called at any time."""
        if self._process is not None:
            self._process.stop()
            self._process = None
        self._place.close()


@contextlib.contextmanager
def own_tables(database: str | None, folder: Path) -> Iterator[str]:
    """The URL of a place for the intake's tables that is this simulation's alone, and is cleared away afterwards.

    On PostgreSQL a schema of its own, so that whatever else is in the database is left as it is; an SQLite file in
    `folder` where `database` is None. Raises EnvironmentFailure naming the database.
    """
    if database is None:
        yield f"sqlite:///{folder / 'intake.db'}"
        return
    url = _postgresql(database)
    schema = f"fleet_{secrets.token_hex(6)}"
    _do(url, f"CREATE SCHEMA {schema}")
    # As the intake itself says them, for a URL with options of its own is taken at its word (tables.py).
    options = f"-c search_path={schema} -c synchronous_commit=on -c lock_timeout=15000"
    try:
        yield url.update_query_dict({"options": options}).render_as_string(hide_password=False)
    finally:
        _do(url, f"DROP SCHEMA {schema} CASCADE")


def _postgresql(database: str) -> URL:
    try:
        url = make_url(database)
    except ArgumentError:
        raise EnvironmentFailure("the database's URL is none; postgresql://USER:PASSWORD@HOST/NAME is one") from None
    if url.get_backend_name() != "postgresql":
        raise EnvironmentFailure(
            f"{url.get_backend_name()} is no database for a simulation; postgresql://… is, and SQLite without a URL"
        )
    return url.set(drivername="postgresql+psycopg")


def _do(url: URL, statement: str) -> None:
    try:
        engine = create_engine(url, connect_args={"connect_timeout": 10})
        try:
            with engine.begin() as connection:
                connection.execute(text(statement))
        finally:
            engine.dispose()
    except (SQLAlchemyError, ImportError) as failure:
        cause = str(getattr(failure, "orig", None) or failure).splitlines()[0]
        shown = url.render_as_string(hide_password=True)
        raise EnvironmentFailure(f"the database {shown} cannot be used: {cause}") from failure
