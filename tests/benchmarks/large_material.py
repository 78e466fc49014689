"""One 100 MB material by tus, against curl with the same bytes to the same server."""

import os
import subprocess
import time
from base64 import b64encode
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

import msgspec

from kiosk.config import DelaySettings, IntakeSettings
from sync.client import IntakeClient
from sync.manifest import files_of, manifest_of
from sync.uploads import HeldContent
from tests.benchmarks.centre import TOKEN, an_intake, drained, fill, new_filings, plain_session
from tests.benchmarks.figure import Figure, median
from tests.benchmarks.save import filing_of

MATERIAL_BYTES = 100_000_000
ROUNDS = 6


def measure() -> Iterator[Figure]:
    ours, curls = [], []
    with an_intake() as (intake, folder):
        client = IntakeClient(IntakeSettings(url=intake.url, token=TOKEN), DelaySettings())
        for _ in range(ROUNDS + 1):
            curls.append(_by_curl(intake.url, folder))
            ours.append(_by_us(client))
        client.close()
        # The first of each warmed the disk.
        value, reference = median(ours[1:]), median(curls[1:])
        note = f"{value:.2f} s against curl's {reference:.2f} s"
        yield Figure("one 100 MB material by tus, time over curl's", value / reference, 1 / 0.85, "×", note)
        fill(folder / "store.db", new_filings(1, 1, MATERIAL_BYTES))
        found = drained(folder / "store.db", intake.url)
    growth = found["peak_mb"] - found["before_mb"]
    yield Figure("… memory while it is sent from the store, growth", growth, 150, "MB")


def _by_us(client: IntakeClient) -> float:
    filing = filing_of((os.urandom(MATERIAL_BYTES),))
    client.put_manifest(manifest_of(filing))
    large: HeldContent = max(files_of(filing).values(), key=lambda file: file.size)
    began = time.perf_counter()
    client.upload(filing.filing_id, large)
    return time.perf_counter() - began


def _by_curl(url: str, folder: Path) -> float:
    """Creates the upload and sends the file with two commands, as tus's own documentation shows it."""
    content = os.urandom(MATERIAL_BYTES)
    filing = filing_of((content,))
    path = f"{url}/v1/filings/{filing.filing_id}"
    with plain_session() as session:
        session.put(path, data=msgspec.json.encode(manifest_of(filing))).raise_for_status()
    file = folder / "material"
    file.write_bytes(content)
    metadata = f"sha256 {b64encode(sha256(content).hexdigest().encode()).decode()}"
    began = time.perf_counter()
    head = _curl(
        "-X",
        "POST",
        "-H",
        f"Upload-Length: {len(content)}",
        "-H",
        f"Upload-Metadata: {metadata}",
        "-D",
        "-",
        f"{path}/uploads",
    )
    location = next(line.split(": ")[1] for line in head.splitlines() if line.lower().startswith("location"))
    _curl(
        "-X",
        "PATCH",
        "-H",
        "Upload-Offset: 0",
        "-H",
        "Content-Type: application/offset+octet-stream",
        "-T",
        str(file),
        url + location,
    )
    return time.perf_counter() - began


def _curl(*words: str) -> str:
    # Without `Expect:` it would wait a second for a word that this server does not say.
    common = ["curl", "--silent", "--show-error", "--fail", "-H", f"Authorization: Bearer {TOKEN}"]
    common += ["-H", "Tus-Resumable: 1.0.0", "-H", "Expect:"]
    return subprocess.run([*common, *words], capture_output=True, text=True, check=True, timeout=120).stdout
