"""Confirm → durably saved, against one raw SQLCipher commit of the same bytes."""

import os
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from kiosk.bootstrap import new_id
from kiosk.clock import SystemClock
from kiosk.domain.filing import Channel, Consent, Filing, Signature
from kiosk.domain.identity import DocumentKind, Evidence, IdentityDocument
from kiosk.domain.material import Material, Page
from kiosk.domain.resident import Parties
from kiosk.domain.text import Text
from kiosk.storage import filings
from kiosk.storage.cipher import open_connection
from kiosk.storage.connection import Store
from tests.benchmarks.figure import Figure, median

KEY = bytes(range(32))
PERSON_TAG = "5a" * 32
PAGES, PAGE_BYTES = 5, 500_000
ROUNDS = 60


def measure() -> Iterator[Figure]:
    with tempfile.TemporaryDirectory() as folder:
        store = Store.open(Path(folder) / "store.db", KEY, clock=SystemClock())
        (Path(folder) / "raw.db").touch()
        raw = open_connection(Path(folder) / "raw.db", KEY, new=True)
        raw.execute("CREATE TABLE page (number INTEGER PRIMARY KEY, content BLOB)")
        ours, theirs = [], []
        for _ in range(ROUNDS):
            pages = tuple(os.urandom(PAGE_BYTES) for _ in range(PAGES))
            theirs.append(_raw(raw, pages))
            ours.append(_filed(store, filing_of(pages)))
        raw.close()
        store.close()
    value, reference = median(ours[2:]), median(theirs[2:])
    note = f"{value:.1f} ms against {reference:.1f} ms raw"
    yield Figure("confirm → saved, 5 pages of 500 kB, over a raw commit", value / reference, 1.3, "×", note)


def _raw(connection: object, pages: tuple[bytes, ...]) -> float:
    started = time.perf_counter()
    connection.execute("BEGIN IMMEDIATE")
    connection.executemany("INSERT INTO page (content) VALUES (?)", [(page,) for page in pages])
    connection.execute("COMMIT")
    return (time.perf_counter() - started) * 1000


def _filed(store: Store, filing: Filing) -> float:
    started = time.perf_counter()
    store.write(lambda connection: filings.save(connection, filing, PERSON_TAG)).result()
    return (time.perf_counter() - started) * 1000


def filing_of(contents: tuple[bytes, ...]) -> Filing:
    """A filing with these pages, as confirmed."""
    filing_id = new_id()
    now = SystemClock().now()
    resident = IdentityDocument(DocumentKind.RESIDENT, Evidence.CARD_PRESENT, "史美娥", "330225194306140826")
    pages = tuple(Page(content, "image/jpeg", 1240, 1754) for content in contents)
    return Filing(
        filing_id=filing_id,
        provisional_number=f"ZC-{filing_id}",
        terminal_id="330225-0001",
        channel=Channel.HALL,
        matter_code="000511007000",
        matter_version=1,
        matter_title="高龄津贴",
        parties=Parties(resident),
        answers={"phone": "13800138000"},
        materials=(Material("hukou_book", Text("户口簿"), pages),),
        signature=Signature((((0.0, 0.0, 0), (1.0, 1.0, 100)),), b"png" * 2000, now),
        consent=Consent("2026-11", now),
        confirmed_at=now,
    )
