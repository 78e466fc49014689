"""CONTRACT.md, The three steps: what the reference intake promises to any terminal."""

import re
from concurrent.futures import ThreadPoolExecutor

import msgspec
import pytest
import requests
from stdnum.cn import uscc

from sync import wire
from sync.manifest import files_of, manifest_of
from sync.reference_intake.process import IntakeProcess
from tests.contract.intake.conftest import Stranger, problem
from tests.unit.storage.samples import filing, page


def test_a_manifest_twice_has_the_same_answer(stranger: Stranger) -> None:
    manifest = manifest_of(filing(10))
    first, second = stranger.begin(manifest), stranger.begin(manifest)
    assert first.status_code == second.status_code == 200
    assert first.json() == second.json()
    assert first.json()["missing"] == list(manifest.files())


def test_members_in_another_order_are_the_same_manifest(stranger: Stranger) -> None:
    manifest = manifest_of(filing(11))
    stranger.begin(manifest)
    document = msgspec.to_builtins(manifest)
    turned = dict(reversed(list(document.items()))) | {"answers": dict(reversed(document["answers"].items()))}
    again = stranger.send("PUT", f"/v1/filings/{manifest.filing_id}", json=turned)
    assert again.status_code == 200


def test_other_content_under_a_known_id_is_refused_and_changes_nothing(stranger: Stranger) -> None:
    manifest = manifest_of(filing(12))
    before = stranger.begin(manifest).json()
    other = msgspec.structs.replace(manifest, answers={"name": "somebody else"})
    assert problem(stranger.begin(other)) == "id-reused"
    assert stranger.begin(manifest).json() == before


def test_what_is_no_manifest_is_refused(stranger: Stranger) -> None:
    manifest = manifest_of(filing(13))
    path = f"/v1/filings/{manifest.filing_id}"
    document = msgspec.to_builtins(manifest)
    assert problem(stranger.send("PUT", path, data=b"{half")) == "malformed"
    assert problem(stranger.send("PUT", path, data=b"\xff\xfe")) == "malformed"
    assert problem(stranger.send("PUT", path, json=document | {"extra": 1})) == "invalid"
    assert problem(stranger.send("PUT", path[:-1] + "9", json=document)) == "invalid"
    assert problem(stranger.send("PUT", path, data=b" " * 2_100_000)) == "too-large"
    assert problem(stranger.complete(manifest.filing_id)) == "filing-unknown"


def test_the_limits_that_it_announces_are_kept(stranger: Stranger) -> None:
    limits = stranger.send("GET", "/v1/health").json()["limits"]
    manifest = manifest_of(filing(14))
    image = manifest.signature.image

    def with_image(**changes: object) -> requests.Response:
        changed = msgspec.structs.replace(image, **changes)
        signature = msgspec.structs.replace(manifest.signature, image=changed)
        return stranger.begin(msgspec.structs.replace(manifest, signature=signature))

    assert problem(with_image(size=limits["file_bytes"] + 1)) == "too-large"
    assert problem(with_image(media_type="application/x-msdownload")) == "media-type"
    page_digest = manifest.materials[0].pages[0].sha256
    assert problem(with_image(sha256=page_digest)) == "invalid"
    assert with_image(size=limits["file_bytes"]).status_code == 200


def test_no_case_before_all_files_are_here(stranger: Stranger) -> None:
    confirmed = filing(15)
    manifest = manifest_of(confirmed)
    stranger.begin(manifest)
    *some, last = files_of(confirmed).values()
    for file in some:
        stranger.upload(confirmed.filing_id, file)
    early = stranger.complete(confirmed.filing_id)
    assert problem(early) == "not-complete"
    assert early.json()["missing"] == [last.sha256] == stranger.begin(manifest).json()["missing"]
    stranger.upload(confirmed.filing_id, last)
    assert stranger.complete(confirmed.filing_id).status_code == 200


def test_one_case_however_often_and_however_many_ask(stranger: Stranger) -> None:
    number = stranger.deliver(16)
    filing_id = filing(16).filing_id
    with ThreadPoolExecutor(8) as many:
        answers = list(many.map(lambda _: stranger.complete(filing_id).json(), range(16)))
    assert all(answer == answers[0] for answer in answers)
    assert answers[0]["case_number"] == number
    assert stranger.begin(manifest_of(filing(16, materials=()))).json()["missing"] == []


def test_racing_for_the_first_completion_makes_one_case(stranger: Stranger, intake: IntakeProcess) -> None:
    confirmed = filing(17, materials=())
    stranger.begin(manifest_of(confirmed))
    for file in files_of(confirmed).values():
        stranger.upload(confirmed.filing_id, file)
    with ThreadPoolExecutor(8) as many:
        answers = list(many.map(lambda _: stranger.complete(confirmed.filing_id).text, range(8)))
    assert len(set(answers)) == 1


def test_a_case_number_is_made_as_the_field_makes_them(stranger: Stranger) -> None:
    first, second = stranger.deliver(18), stranger.deliver(19)
    assert len(first) == 43
    assert uscc.is_valid(first[:18])
    assert first[18:31] == "4" + filing(18).matter_code
    assert re.fullmatch(r"20\d{6}\d{4}", first[31:])
    assert int(second[39:]) == int(first[39:]) + 1
    assert second[:39] == first[:39]


def test_nobody_without_a_token_and_nobody_elses_filing(stranger: Stranger) -> None:
    manifest = manifest_of(filing(20))
    stranger.begin(manifest)
    for header in ("", "Bearer wrong", "Basic Y29udHJhY3QtdG9rZW4="):
        refused = stranger.send("POST", f"/v1/filings/{manifest.filing_id}/complete", headers={"Authorization": header})
        assert problem(refused) == "unknown-token"
        assert refused.headers["WWW-Authenticate"] == "Bearer"


def test_an_address_that_is_none(stranger: Stranger) -> None:
    assert problem(stranger.send("GET", "/v1/nothing")) == "not-found"
    assert problem(stranger.send("DELETE", "/v1/cases/changes")) == "method"


def test_health_needs_no_token(stranger: Stranger) -> None:
    answer = requests.get(stranger.url + "/v1/health", timeout=20)
    health = msgspec.json.decode(answer.content, type=wire.Health)
    assert health.contract == wire.CONTRACT_VERSION
    assert health.limits.file_bytes > len(page(1).content)


def test_evaluations_are_taken_once_and_after_the_case(stranger: Stranger) -> None:
    confirmed = filing(21, materials=())
    word = {
        "filing_id": confirmed.filing_id,
        "level": 5,
        "reasons": [],
        "given_at": "2026-05-06T12:00:00+08:00",
    }
    assert problem(stranger.send("POST", "/v1/evaluations", json=word)) == "filing-unknown"
    stranger.begin(manifest_of(confirmed))
    assert problem(stranger.send("POST", "/v1/evaluations", json=word)) == "not-complete"
    stranger.deliver(21)
    first, second = (stranger.send("POST", "/v1/evaluations", json=word) for _ in range(2))
    assert first.status_code == 200
    assert first.json() == second.json()
    assert problem(stranger.send("POST", "/v1/evaluations", json=word | {"level": 4})) == "id-reused"
    assert problem(stranger.send("POST", "/v1/evaluations", json=word | {"level": 1})) == "invalid"


@pytest.mark.parametrize("reserved", ["../../../../etc/passwd", "..%2f..%2fintake.db"])
def test_a_digest_is_no_path(stranger: Stranger, reserved: str) -> None:
    manifest = manifest_of(filing(22))
    stranger.begin(manifest)
    answer = stranger.send(
        "HEAD", f"/v1/filings/{manifest.filing_id}/uploads/{reserved}", headers={"Tus-Resumable": "1.0.0"}
    )
    assert answer.status_code in (404, 405)
