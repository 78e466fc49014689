"""One true reason for everything that may come back, or not."""

import msgspec
import pytest
import requests

from kiosk.errors import IntakeRefusal, LineFailure
from sync import wire
from sync.failures import (
    REFUSALS,
    Answer,
    ProblemAnswer,
    concerns_whole_line,
    from_answer,
    from_exception,
    retry_after,
)

URL = "https://centre.example"


def answer(status: int, media_type: str = "text/plain", body: bytes = b"", **headers: str) -> Answer:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    folded = requests.structures.CaseInsensitiveDict({"Content-Type": media_type} | named)
    return Answer(status, folded, body, URL)


def problem(kind: str, *, status: int | None = None, media_type: str = wire.PROBLEM_MEDIA_TYPE) -> Answer:
    number = wire.PROBLEMS.get(kind, (418, ""))[0]
    body = msgspec.json.encode(wire.Problem(type=wire.PROBLEM_TYPES + kind, title="no", status=number))
    return answer(status or number, media_type, body)


@pytest.mark.parametrize("kind", sorted(wire.PROBLEMS))
def test_every_problem_of_the_contract_has_its_own_reason(kind: str) -> None:
    failure = from_answer(problem(kind))
    if kind in REFUSALS:
        assert isinstance(failure, IntakeRefusal)
        assert failure.reason == f"intake.{kind}"
    elif wire.PROBLEMS[kind][0] >= 500:
        assert failure.reason == "intake.unavailable"
    elif kind == "too-many":
        assert failure.reason == "intake.busy"
    else:
        assert isinstance(failure, ProblemAnswer)
        assert failure.reason == f"intake.{kind}"


@pytest.mark.parametrize(
    "bare",
    [
        problem("invalid", media_type="application/json"),
        problem("invalid", status=400),
        problem("made-up"),
        answer(422, wire.PROBLEM_MEDIA_TYPE, b'{"type":"urn:jiujin:problem:invalid","tit'),
        answer(422, wire.PROBLEM_MEDIA_TYPE, b'{"type":"about:blank","title":"no","status":422}'),
        answer(403),
        answer(413),
        answer(422, wire.PROBLEM_MEDIA_TYPE, b'{"x":' + b"[" * 100_000),
    ],
)
def test_a_refusal_is_believed_in_the_contracts_own_words_only(bare: Answer) -> None:
    failure = from_answer(bare)
    assert isinstance(failure, LineFailure)
    assert failure.reason == "intake.nonsense"


def test_a_redirect_to_another_host_is_a_portal_and_one_at_home_is_nonsense() -> None:
    assert from_answer(answer(302, Location="http://login.hotel/")).reason == "line.portal"
    assert from_answer(answer(307, Location=URL + "/v2")).reason == "intake.nonsense"
    assert from_answer(answer(304)).reason == "intake.nonsense"
    assert from_answer(answer(302, Location="http://[::1/x")).reason == "intake.nonsense"


def test_retry_after_in_both_forms() -> None:
    busy = from_answer(answer(429, Retry_After="120"))
    assert isinstance(busy, LineFailure)
    assert (busy.reason, busy.retry_after_s) == ("intake.busy", 120.0)
    assert retry_after({"Retry-After": "Wed, 06 May 2026 08:01:30 GMT", "Date": "Wed, 06 May 2026 08:00:00 GMT"}) == 90
    assert retry_after({"Retry-After": "Wed, 06 May 2015 08:01:30 GMT"}) == 0.0
    for nonsense in ("", "soon", "-3", "٣", "1e9", "Wed, 06 May 99999999999 08:01:30 GMT"):
        assert retry_after({"Retry-After": nonsense}) is None


def test_unreachable_and_not_an_address() -> None:
    session = requests.Session()
    for url in ("http://127.0.0.1:1/", "http://[bad/", "nothing://here"):
        with pytest.raises(requests.RequestException) as raised:
            session.get(url, timeout=5)
        assert from_exception(raised.value).reason == "line.unreachable"


def test_which_failures_rest_the_whole_stream() -> None:
    assert all(map(concerns_whole_line, ("line.timeout", "intake.unavailable", "intake.busy")))
    assert not any(map(concerns_whole_line, ("intake.nonsense", "intake.not-complete", "store.damaged")))


@pytest.mark.parametrize("kind", ["unknown-token", "terminal-revoked", "terminal-mismatch"])
def test_what_is_wrong_with_the_terminal_ends_no_filing(kind: str) -> None:
    failure = from_answer(problem(kind))
    assert isinstance(failure, LineFailure)
    assert failure.reason == f"intake.{kind}"
    assert concerns_whole_line(failure.reason)
