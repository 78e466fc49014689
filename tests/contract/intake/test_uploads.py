"""CONTRACT.md, step 2: tus 1.0.0 as the reference intake speaks it."""

import pytest

from sync.manifest import files_of, manifest_of
from sync.reference_intake.process import IntakeProcess
from sync.uploads import HeldContent
from tests.contract.intake.conftest import TUS, Stranger, problem
from tests.unit.storage.samples import filing


@pytest.fixture
def announced(stranger: Stranger, request: pytest.FixtureRequest) -> tuple[str, HeldContent]:
    """A filing of its own for every test, and its largest file."""
    seed = 100 + sum(map(ord, request.node.name)) % 5000
    confirmed = filing(seed)
    stranger.begin(manifest_of(confirmed))
    return confirmed.filing_id, max(files_of(confirmed).values(), key=lambda file: file.size)


def _offset(stranger: Stranger, path: str) -> int:
    answer = stranger.send("HEAD", path, headers=TUS)
    assert answer.status_code == 200
    assert answer.headers["Tus-Resumable"] == "1.0.0"
    assert answer.headers["Cache-Control"] == "no-store"
    return int(answer.headers["Upload-Offset"])


def test_creating_twice_is_creating_once(stranger: Stranger, announced: tuple[str, HeldContent]) -> None:
    filing_id, file = announced
    first = stranger.create(filing_id, file)
    path = first.headers["Location"]
    assert first.status_code == 201
    assert stranger.patch(path, 0, file.data[:1000]).status_code == 204
    second = stranger.create(filing_id, file)
    assert second.status_code == 201
    assert second.headers["Location"] == path
    assert second.headers["Upload-Offset"] == "1000"
    assert _offset(stranger, path) == 1000


def test_in_parts_and_whole_at_the_end(
    stranger: Stranger, intake: IntakeProcess, announced: tuple[str, HeldContent]
) -> None:
    filing_id, file = announced
    path = stranger.create(filing_id, file).headers["Location"]
    third = file.size // 3
    for start, end in ((0, third), (third, 2 * third), (2 * third, file.size)):
        answer = stranger.patch(path, start, file.data[start:end])
        assert answer.status_code == 204
        assert answer.headers["Upload-Offset"] == str(end)
    assert (intake.folder / "materials" / filing_id / file.sha256).read_bytes() == file.data
    # The answer to the last part was lost: the same again says the same.
    assert stranger.patch(path, file.size, b"").status_code == 204
    assert _offset(stranger, path) == file.size


def test_another_offset_is_told(stranger: Stranger, announced: tuple[str, HeldContent]) -> None:
    filing_id, file = announced
    path = stranger.create(filing_id, file).headers["Location"]
    stranger.patch(path, 0, file.data[:500])
    wrong = stranger.patch(path, 0, file.data[:500])
    assert problem(wrong) == "offset"
    assert wrong.headers["Upload-Offset"] == "500"
    assert _offset(stranger, path) == 500


def test_wrong_bytes_are_found_and_start_over(stranger: Stranger, announced: tuple[str, HeldContent]) -> None:
    filing_id, file = announced
    path = stranger.create(filing_id, file).headers["Location"]
    assert problem(stranger.patch(path, 0, b"\0" * file.size)) == "digest-mismatch"
    assert file.sha256 in stranger.complete(filing_id).json()["missing"]
    assert _offset(stranger, path) == 0
    assert stranger.patch(path, 0, file.data).status_code == 204
    assert file.sha256 not in stranger.complete(filing_id).json()["missing"]


def test_more_than_announced_is_not_taken(stranger: Stranger, announced: tuple[str, HeldContent]) -> None:
    filing_id, file = announced
    path = stranger.create(filing_id, file).headers["Location"]
    assert problem(stranger.patch(path, 0, file.data + b"x")) == "too-large"
    assert _offset(stranger, path) <= file.size
    assert file.sha256 in stranger.complete(filing_id).json()["missing"]


def test_what_is_not_tus_is_told(stranger: Stranger, announced: tuple[str, HeldContent]) -> None:
    filing_id, file = announced
    create = f"/v1/filings/{filing_id}/uploads"
    options = stranger.send("OPTIONS", create)
    assert options.status_code == 204
    assert options.headers["Tus-Version"] == "1.0.0"
    assert "creation" in options.headers["Tus-Extension"]
    wrong_version = stranger.create(filing_id, file, **{"Tus-Resumable": "0.2.2"})
    assert problem(wrong_version) == "tus-version"
    assert wrong_version.headers["Tus-Version"] == "1.0.0"
    path = f"{create}/{file.sha256}"
    head = stranger.send("HEAD", path, headers=TUS)
    assert head.status_code == 404
    stranger.create(filing_id, file)
    assert problem(stranger.patch(path, 0, b"x", **{"Content-Type": "text/plain"})) == "media-type"
    for offset in ("", "-1", "1.5", "9" * 5000, "٣".encode().decode("latin-1")):
        assert problem(stranger.patch(path, 0, b"x", **{"Upload-Offset": offset})) == "malformed"
    assert _offset(stranger, path) == 0


@pytest.mark.parametrize(
    ("headers", "kind"),
    [
        ({"Upload-Length": "7"}, "invalid"),
        ({"Upload-Length": "many"}, "malformed"),
        pytest.param({"Upload-Length": "9" * 5000}, "malformed", id="too many digits"),
        ({"Upload-Metadata": "sha256 !!!"}, "malformed"),
        ({"Upload-Metadata": ""}, "upload-unknown"),
        ({"Upload-Metadata": "sha256 MDAwMA=="}, "upload-unknown"),
    ],
)
def test_only_what_the_manifest_announced_can_be_uploaded(
    stranger: Stranger, announced: tuple[str, HeldContent], headers: dict[str, str], kind: str
) -> None:
    filing_id, file = announced
    assert problem(stranger.create(filing_id, file, **headers)) == kind
