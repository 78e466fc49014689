"""A real intake process, and a stranger who speaks to it with nothing but HTTP."""

from base64 import b64encode
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest
import requests

from sync import wire
from sync.manifest import files_of, manifest_of
from sync.reference_intake.process import IntakeProcess, spawn_intake
from sync.uploads import HeldContent
from tests.support.postgres import PostgresServer
from tests.unit.storage.samples import filing

TOKEN = "contract-token"
TUS = {"Tus-Resumable": "1.0.0"}
BYTES = {"Content-Type": "application/offset+octet-stream"}


class Stranger:
    """Builds requests by hand."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.session = requests.Session()
        self.session.headers["Authorization"] = f"Bearer {TOKEN}"

    def send(self, method: str, path: str, **more: Any) -> requests.Response:
        return self.session.request(method, self.url + path, timeout=20, **more)

    def begin(self, manifest: wire.Manifest) -> requests.Response:
        return self.send("PUT", f"/v1/filings/{manifest.filing_id}", data=msgspec.json.encode(manifest))

    def create(self, filing_id: str, file: HeldContent, **headers: str) -> requests.Response:
        metadata = f"sha256 {b64encode(file.sha256.encode()).decode()}"
        wanted = TUS | {"Upload-Length": str(file.size), "Upload-Metadata": metadata} | headers
        return self.send("POST", f"/v1/filings/{filing_id}/uploads", headers=wanted)

    def patch(self, path: str, offset: int, data: bytes, **headers: str) -> requests.Response:
        wanted = TUS | BYTES | {"Upload-Offset": str(offset)} | headers
        return self.send("PATCH", path, data=data, headers=wanted)

    def upload(self, filing_id: str, file: HeldContent) -> None:
        created = self.create(filing_id, file)
        offset = int(created.headers["Upload-Offset"])
        assert self.patch(created.headers["Location"], offset, file.data[offset:]).status_code == 204

    def complete(self, filing_id: str) -> requests.Response:
        return self.send("POST", f"/v1/filings/{filing_id}/complete")

    def deliver(self, seed: int) -> str:
        """All three steps; the case number."""
        confirmed = filing(seed, materials=())
        assert self.begin(manifest_of(confirmed)).status_code == 200
        for file in files_of(confirmed).values():
            self.upload(confirmed.filing_id, file)
        return str(self.complete(confirmed.filing_id).json()["case_number"])


def problem(response: requests.Response) -> str:
    """The problem's short name; everything about it must be as RFC 9457 and the contract say."""
    assert response.headers["Content-Type"] == wire.PROBLEM_MEDIA_TYPE
    document = response.json()
    assert document["status"] == response.status_code
    kind = str(document["type"]).removeprefix(wire.PROBLEM_TYPES)
    assert wire.PROBLEMS[kind] == (response.status_code, document["title"])
    return kind


DATABASES = ("sqlite", "postgresql")


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresServer]:
    with PostgresServer() as server:
        yield server


def database_url(request: pytest.FixtureRequest, folder: Path) -> str:
    """A new database of the kind that `request.param` says; the server is started only where one is needed."""
    if request.param == "sqlite":
        return f"sqlite:///{folder / 'intake.db'}"
    server: PostgresServer = request.getfixturevalue("postgres")
    return server.database()


@pytest.fixture(params=DATABASES)
def database(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of a new database, once of each kind."""
    return database_url(request, tmp_path)


@pytest.fixture(scope="module", params=DATABASES)
def intake(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[IntakeProcess]:
    """One process on SQLite, and two workers on PostgreSQL: the same contract."""
    folder: Path = tmp_path_factory.mktemp("intake")
    workers = 2 if request.param == "postgresql" else 1
    process = spawn_intake(folder, token=TOKEN, database=database_url(request, folder), workers=workers)
    yield process
    process.stop()
    assert (folder / "intake.log").read_text() == ""


@pytest.fixture
def stranger(intake: IntakeProcess) -> Iterator[Stranger]:
    made = Stranger(intake.url)
    yield made
    made.session.close()
