"""Something answers, but not as the contract says: the filing stays, each time with the true reason."""

from collections.abc import Iterator
from typing import NamedTuple

import pytest

from kiosk.domain.filing import Delivery
from sync.reference_intake.desk import Desk
from sync.reference_intake.process import IntakeProcess, spawn_intake
from tests.scenarios.line.proxy import Fate, LineProxy, http
from tests.scenarios.line.terminal import TOKEN, Terminal
from tests.unit.storage.samples import filing

JSON = "application/json"
PAGE = b"<!DOCTYPE html><html><body>Welcome to FreeWiFi, please log in</body></html>"
OTHER_FILING = b'{"filing_id":"01900000-0009-7000-8000-000000000000","missing":[]}'


class Answer(NamedTuple):
    name: str
    raw: bytes
    reason: str


ANSWERS = [
    Answer("a portal's page", http("200 OK", "text/html", PAGE), "line.portal"),
    Answer("a page that calls itself JSON", http("200 OK", JSON, PAGE), "line.portal"),
    Answer(
        "a redirect to a log-in",
        http("302 Found", "text/html", b"", extra="Location: http://login.example/\r\n"),
        "line.portal",
    ),
    Answer("a log-in wanted", http("511 Network Authentication Required", JSON, b"{}"), "line.portal"),
    Answer(
        "a redirect within the centre",
        http("301 Moved", JSON, b"", extra="Location: /v2/filings\r\n"),
        "intake.nonsense",
    ),
    Answer("half a JSON", http("200 OK", JSON, b'{"filing_id":"0190'), "intake.nonsense"),
    Answer("another shape", http("200 OK", JSON, b'{"ok":true}'), "intake.nonsense"),
    Answer("another filing", http("200 OK", JSON, OTHER_FILING), "intake.nonsense"),
    Answer("not text", http("200 OK", JSON, b"\xff\xfe\x00"), "intake.nonsense"),
    Answer("no HTTP", b"SSH-2.0-OpenSSH_9.2\r\n", "intake.nonsense"),
    Answer("a body cut short", http("200 OK", JSON, b'{"filing_id":"0190', length=500), "line.broken"),
    Answer("a bare 404", http("404 Not Found", "text/plain", b"not here"), "intake.nonsense"),
    Answer("a bare 403", http("403 Forbidden", JSON, b'{"error":"blocked"}'), "intake.nonsense"),
    Answer("out of order", http("500 Oops", JSON, b"{}"), "intake.unavailable"),
    Answer("a gateway without a centre", http("502 Bad Gateway", "text/html", PAGE), "intake.unavailable"),
    Answer(
        "too many",
        http("429 Too Many", "text/plain", b"", extra="Retry-After: 0\r\n"),
        "intake.busy",
    ),
    Answer("too slow for it", http("408 Request Timeout", "text/plain", b""), "intake.busy"),
]


@pytest.fixture(scope="module")
def one_intake(tmp_path_factory: pytest.TempPathFactory) -> Iterator[IntakeProcess]:
    process = spawn_intake(tmp_path_factory.mktemp("nonsense"), token=TOKEN)
    yield process
    process.stop()


@pytest.fixture
def line(one_intake: IntakeProcess) -> Iterator[LineProxy]:
    proxy = LineProxy(one_intake.url)
    yield proxy
    proxy.close()


@pytest.mark.parametrize("number", range(len(ANSWERS)), ids=[answer.name for answer in ANSWERS])
@pytest.mark.parametrize("step", ["PUT", "complete"])
def test_stays_pending_with_the_true_reason_and_arrives_later(
    terminal: Terminal, one_intake: IntakeProcess, line: LineProxy, number: int, step: str
) -> None:
    answer = ANSWERS[number]
    sent = filing(1 + 2 * number + (step == "PUT"))
    beginning = f"POST /v1/filings/{sent.filing_id}/complete" if step == "complete" else "PUT "
    line.fail_once(beginning, Fate(answer=answer.raw))
    terminal.save(sent)
    engine = terminal.connect(line.url)
    first = engine.run_once()
    assert (first.delivered, first.pending, first.refused) == (0, 1, 0)
    state = terminal.state(sent)
    assert state.delivery is Delivery.PENDING
    assert state.reason == answer.reason
    assert state.detail
    assert engine.run_once().delivered == 1
    acknowledgement = terminal.state(sent).acknowledgement
    desk = Desk(f"sqlite:///{one_intake.folder / 'intake.db'}")
    assert acknowledgement is not None
    assert desk.show(sent.filing_id)["case_number"] == acknowledgement.case_number
    desk.close()
