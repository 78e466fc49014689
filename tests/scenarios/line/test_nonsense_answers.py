"""Something answers, but not as the contract says: the filing stays, each time with the true reason."""

from collections.abc import Iterator
from typing import NamedTuple

import pytest

from kiosk.domain.filing import Delivery
from kiosk.events import LineChanged
from sync.reference_intake.desk import Desk
from sync.reference_intake.process import IntakeProcess, spawn_intake
from tests.scenarios.line.proxy import Fate, LineProxy, http
from tests.scenarios.line.terminal import TOKEN, Terminal
from tests.unit.storage.samples import filing

JSON = "application/json"
PAGE = b"<!DOCTYPE html><html><body>Welcome to FreeWiFi, please log in</body></html>"
PARTS = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n"
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
    Answer(
        "a redirect to no address",
        http("302 Found", "text/html", b"", extra="Location: http://[::1/x\r\n"),
        "intake.nonsense",
    ),
    Answer("a part of less than nothing", PARTS + b"-5\r\n{}\r\n", "intake.nonsense"),
    Answer("a part of some size", PARTS + b"some\r\n{}\r\n", "intake.nonsense"),
    Answer("a part that never came", PARTS, "line.broken"),
    Answer("two lengths", http("200 OK", JSON, b"{}", extra="Content-Length: 3\r\n"), "intake.nonsense"),
    Answer("nested without end", http("200 OK", JSON, b'{"x":' + b"[" * 100_000), "intake.nonsense"),
    Answer(
        "a pause until after the end of days",
        http("503 Busy", JSON, b"{}", extra="Retry-After: Wed, 06 May 99999999999 08:01:30 GMT\r\n"),
        "intake.unavailable",
    ),
    Answer("half a JSON", http("200 OK", JSON, b'{"filing_id":"0190'), "intake.nonsense"),
    Answer("another shape", http("200 OK", JSON, b'{"ok":true}'), "intake.nonsense"),
    Answer("another filing", http("200 OK", JSON, OTHER_FILING), "intake.nonsense"),
    Answer("not text", http("200 OK", JSON, b"\xff\xfe\x00"), "intake.nonsense"),
    Answer("no HTTP", b"SSH-2.0-OpenSSH_9.2\r\n", "intake.nonsense"),
    Answer("an HTTP that is none", b"HTTP/7.5 200 OK\r\n\r\n", "intake.nonsense"),
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


@pytest.mark.parametrize(
    "header",
    ["Location: http://[::1", "Location: /v1/u\r\nUpload-Offset: " + "9" * 5000],
    ids=["no address", "no number"],
)
def test_an_upload_that_is_nowhere_leaves_the_filing_pending(
    terminal: Terminal, line: LineProxy, header: str, one_intake: IntakeProcess
) -> None:
    sent = filing(len(ANSWERS) * 2 + 1 + ("Offset" in header), materials=())
    raw = http("201 Created", JSON, b"", extra=f"Tus-Resumable: 1.0.0\r\n{header}\r\n")
    line.fail_once(f"POST /v1/filings/{sent.filing_id}/uploads", Fate(answer=raw))
    terminal.save(sent)
    engine = terminal.connect(line.url)
    assert engine.run_once().pending == 1
    assert terminal.state(sent).reason == "intake.nonsense"
    assert engine.run_once().delivered == 1


def test_case_changes_that_lead_nowhere_are_judged_and_end_no_round(terminal: Terminal, line: LineProxy) -> None:
    raw = http("302 Found", "text/html", b"", extra="Location: http://[::1/x\r\n")
    line.fail_once("GET /v1/cases/changes", Fate(answer=raw))
    engine = terminal.connect(line.url)
    assert engine.run_once().reason == "intake.nonsense"
    line.fail_once("GET /v1/cases/changes", Fate(answer=raw))
    engine.start()
    terminal.diary.wait_for(lambda event: event == LineChanged(False, "intake.nonsense"))
    terminal.diary.wait_for(lambda event: event == LineChanged(True, ""))
