"""The reference intake against the tus clients of others: PyPI's tuspy and npm's tus-js-client."""

import json
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
import requests
from tusclient.client import TusClient
from tusclient.storage.filestorage import FileStorage

from kiosk.domain.filing import Filing
from sync.manifest import manifest_of
from sync.reference_intake.process import IntakeProcess
from tests.contract.strangers.conftest import SIZE, TOKEN, content, paper, run_js_client
from tests.scenarios.line.proxy import Fate, LineProxy
from tests.unit.storage.samples import filing

CUT_AT = 250_000
BROKEN_OFF = 10_000
PART = 300_000


def announced(intake: IntakeProcess, seed: int) -> tuple[Filing, str]:
    """A filing of its own, and the digest of its one large page, which the intake misses."""
    import msgspec

    made = filing(seed, materials=(paper(seed),))
    answer = requests.put(
        f"{intake.url}/v1/filings/{made.filing_id}",
        data=msgspec.json.encode(manifest_of(made)),
        headers={"Authorization": f"Bearer {TOKEN}"},
        timeout=20,
    )
    digest = content(seed).sha256
    assert digest in answer.json()["missing"]
    return made, digest


def stored(intake: IntakeProcess, made: Filing, digest: str) -> bytes:
    return (intake.folder / "materials" / made.filing_id / digest).read_bytes()


class Reopened(BytesIO):
    """tuspy closes what it is given and reads it again; what it opens itself it leaves open."""

    def close(self) -> None:
        """It is wanted again."""


def tuspy(url: str, made: Filing, tmp_path: Path, **more: Any) -> Any:
    """An uploader of tuspy that keeps the upload's address in a file, as its users do."""
    client = TusClient(f"{url}/v1/filings/{made.filing_id}/uploads", headers={"Authorization": f"Bearer {TOKEN}"})
    notes = FileStorage(str(tmp_path / "notes.json"))
    uploader = client.uploader(
        file_stream=Reopened(made.materials[0].pages[0].content),
        chunk_size=PART,
        metadata={"sha256": made.materials[0].pages[0].digest},
        store_url=True,
        url_storage=notes,
        **more,
    )
    return uploader, notes


def test_tuspy_brings_a_page(intake: IntakeProcess, tmp_path: Path) -> None:
    made, digest = announced(intake, 301)
    uploader, notes = tuspy(intake.url, made, tmp_path)
    uploader.upload()
    notes.close()
    assert uploader.offset == SIZE
    assert stored(intake, made, digest) == content(301).data


def test_tuspy_tries_again_on_a_line_that_was_cut(intake: IntakeProcess, line: LineProxy, tmp_path: Path) -> None:
    made, digest = announced(intake, 302)
    line.fail_once("PATCH", Fate(body_bytes=CUT_AT))
    uploader, notes = tuspy(line.url, made, tmp_path, retries=3, retry_delay=0)
    uploader.upload()
    notes.close()
    assert stored(intake, made, digest) == content(302).data
    assert SIZE <= sum(line.seen.bodies("PATCH")) <= SIZE + CUT_AT


def test_tuspy_started_again_goes_on_where_it_was(intake: IntakeProcess, line: LineProxy, tmp_path: Path) -> None:
    made, digest = announced(intake, 303)
    first, notes = tuspy(line.url, made, tmp_path)
    first.upload_chunk()
    notes.close()
    second, notes = tuspy(line.url, made, tmp_path)
    assert second.offset == PART
    second.upload()
    notes.close()
    assert stored(intake, made, digest) == content(303).data
    assert sum(line.seen.bodies("PATCH")) == SIZE


def test_tus_js_client_brings_a_page(intake: IntakeProcess, tmp_path: Path) -> None:
    made, digest = announced(intake, 304)
    ended = js(intake.url, made, tmp_path)
    assert (ended.returncode, ended.stderr) == (0, "")
    assert json.loads(ended.stdout) == {"created": 1, "resumedAt": 0}
    assert stored(intake, made, digest) == content(304).data


def test_tus_js_client_tries_again_on_a_line_that_was_cut(
    intake: IntakeProcess, line: LineProxy, tmp_path: Path
) -> None:
    made, digest = announced(intake, 305)
    line.fail_once("PATCH", Fate(body_bytes=BROKEN_OFF), times=2)
    ended = js(line.url, made, tmp_path)
    assert (ended.returncode, ended.stderr) == (0, "")
    assert stored(intake, made, digest) == content(305).data
    # Its question for the offset may overtake the last bytes of the connection that broke.
    assert SIZE <= sum(line.seen.bodies("PATCH")) <= SIZE + 2 * BROKEN_OFF


def test_tus_js_client_started_again_goes_on_where_it_was(
    intake: IntakeProcess, line: LineProxy, tmp_path: Path
) -> None:
    made, digest = announced(intake, 306)
    crashed = js(line.url, made, tmp_path, stop_after=CUT_AT)
    assert crashed.returncode == 3
    ended = js(line.url, made, tmp_path)
    assert (ended.returncode, ended.stderr) == (0, "")
    said = json.loads(ended.stdout)
    assert said["created"] == 0
    assert said["resumedAt"] >= CUT_AT
    assert stored(intake, made, digest) == content(306).data


def test_wrong_bytes_are_refused_to_strangers_too(intake: IntakeProcess, tmp_path: Path) -> None:
    made, digest = announced(intake, 307)
    page = tmp_path / "page.jpg"
    page.write_bytes(b"\0" * SIZE)
    ended = run_js_client(
        page, f"{intake.url}/v1/filings/{made.filing_id}/uploads", tmp_path / "notes", digest, stop_after=0
    )
    assert ended.returncode == 1
    assert "digest-mismatch" in ended.stderr
    with pytest.raises(FileNotFoundError):
        stored(intake, made, digest)


def js(url: str, made: Filing, tmp_path: Path, *, stop_after: int = 0) -> Any:
    page = made.materials[0].pages[0]
    file = tmp_path / "page.jpg"
    file.write_bytes(page.content)
    endpoint = f"{url}/v1/filings/{made.filing_id}/uploads"
    return run_js_client(file, endpoint, tmp_path / "notes", page.digest, stop_after=stop_after)
