"""The contract's messages: strict towards the intake, lenient towards the terminal, and nothing more than needed."""

import msgspec
import pytest

from sync import wire
from sync.manifest import files_of, manifest_of
from tests.unit.storage.samples import NOON, filing


def test_a_manifest_says_everything_but_the_photo() -> None:
    confirmed = filing(village=True)
    manifest = manifest_of(confirmed)
    assert manifest.parties.agent is not None
    assert manifest.parties.authority is not None
    assert manifest.answers == confirmed.answers
    assert manifest.confirmed_at == confirmed.confirmed_at
    assert manifest.signature.strokes == confirmed.signature.strokes
    assert "photo" not in msgspec.to_builtins(manifest)["parties"]["resident"]
    files = files_of(confirmed)
    assert set(manifest.files()) == set(files)
    assert {file.sha256: file.size for file in manifest.files().values()} == {
        digest: file.size for digest, file in files.items()
    }


def test_a_manifest_is_the_same_every_time_and_survives_the_wire() -> None:
    first, second = manifest_of(filing()), manifest_of(filing())
    assert wire.canonical(first) == wire.canonical(second)
    assert msgspec.json.decode(wire.canonical(first), type=wire.Manifest) == first


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("surprise",), 1),
        (("parties", "resident", "photo"), "AAAA"),
        (("filing_id",), "not-a-uuid"),
        (("filing_id",), "01900000-0001-4000-8000-000000000000"),
        (("filing_id",), "01900000-0001-7000-8000-000000000000\n"),
        (("matter", "code"), "123"),
        (("matter", "version"), 0),
        (("channel",), "fax"),
        (("confirmed_at",), "2026-05-06T12:00:00"),
        (("parties", "agent"), {"agent_id": "a", "name": "b", "outlet": "c"}),
        (("signature", "image", "sha256"), "A" * 64),
        (("signature", "image", "size"), 0),
        (("answers",), {"": "x"}),
    ],
)
def test_what_the_contract_forbids_is_no_manifest(path: tuple[str, ...], value: object) -> None:
    document = msgspec.to_builtins(manifest_of(filing()))
    place = document
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = value
    with pytest.raises(msgspec.ValidationError):
        msgspec.json.decode(msgspec.json.encode(document), type=wire.Manifest)


def test_a_newer_centre_may_say_more() -> None:
    body = {
        "filing_id": filing().filing_id,
        "case_number": "11330225MB000001904330225000042202605060001",
        "query_code": "012345",
        "received_at": NOON,
        "window": 3,
    }
    completion = msgspec.json.decode(msgspec.json.encode(body), type=wire.Completion)
    assert completion.query_code == "012345"
    for wrong in ({"query_code": "12345"}, {"case_number": "1" * 42}, {"received_at": "yesterday"}):
        with pytest.raises(msgspec.ValidationError):
            msgspec.json.decode(msgspec.json.encode(body | wrong), type=wire.Completion)
