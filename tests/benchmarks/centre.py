"""What the benchmarks of the line share: an intake of their own, filings in a store, and plain requests."""

import json
import os
import subprocess
import sys
import tempfile
from base64 import b64encode
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec
import requests

from kiosk.clock import SystemClock
from kiosk.domain.filing import Filing
from kiosk.storage import filings
from kiosk.storage.connection import Connection, Store
from sync.manifest import files_of, manifest_of
from sync.reference_intake.process import IntakeProcess, spawn_intake
from tests.benchmarks.programs.draining import KEY
from tests.benchmarks.save import PERSON_TAG, filing_of

TOKEN = "benchmark-token"
AT_ONCE = 50
"""Filings in one transaction while a store is filled, which is not what is measured."""


@contextmanager
def an_intake() -> Iterator[tuple[IntakeProcess, Path]]:
    """A running intake on SQLite, and a folder for what else is needed."""
    with tempfile.TemporaryDirectory() as folder:
        process = spawn_intake(Path(folder) / "intake", token=TOKEN)
        try:
            yield process, Path(folder)
        finally:
            process.stop()


def new_filings(count: int, pages: int, page_bytes: int) -> Iterator[Filing]:
    """Filings of so many random pages each, as confirmed."""
    for _ in range(count):
        yield filing_of(tuple(os.urandom(page_bytes) for _ in range(pages)))


def fill(path: Path, made: Iterable[Filing]) -> None:
    """Saves filings, undelivered, into the store at `path`."""
    store = Store.open(path, KEY, clock=SystemClock())
    several: list[Filing] = []

    def save(connection: Connection) -> None:
        for filing in several:
            filings.save(connection, filing, PERSON_TAG)

    for filing in made:
        several.append(filing)
        if len(several) == AT_ONCE:
            store.write(save).result()
            several.clear()
    store.write(save).result()
    store.close()


def drained(path: Path, url: str, *limit: int) -> dict[str, float]:
    """Has a terminal's engine, in a process of its own, send all that the store at `path` holds, or so many of them."""
    program = [sys.executable, "-m", "tests.benchmarks.programs.draining", str(path), url, TOKEN, *map(str, limit)]
    done = subprocess.run(program, capture_output=True, text=True, check=True, timeout=1200)
    found: dict[str, float] = json.loads(done.stdout)
    return found


def send_plainly(session: requests.Session, url: str, filing: Filing) -> None:
    """The requests of a delivery one after the other, as a script without any care would send them."""
    path = f"{url}/v1/filings/{filing.filing_id}"
    answer = session.put(path, data=msgspec.json.encode(manifest_of(filing)))
    files = files_of(filing)
    for digest in answer.json()["missing"]:
        metadata = f"sha256 {b64encode(digest.encode()).decode()}"
        length = str(files[digest].size)
        created = session.post(f"{path}/uploads", headers={"Upload-Length": length, "Upload-Metadata": metadata})
        headers = {"Upload-Offset": "0", "Content-Type": "application/offset+octet-stream"}
        session.patch(url + created.headers["Location"], data=files[digest].data, headers=headers).raise_for_status()
    session.post(f"{path}/complete").raise_for_status()


def plain_session() -> requests.Session:
    """Kept alive, with what every request of the contract needs."""
    session = requests.Session()
    session.headers.update({"Authorization": f"Bearer {TOKEN}", "Tus-Resumable": "1.0.0"})
    return session
