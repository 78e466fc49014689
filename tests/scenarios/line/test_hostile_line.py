"""Whatever the line does to everybody at once: its own true reason on the screen, and afterwards one case, whole."""

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from kiosk.domain.filing import Delivery, Filing
from kiosk.domain.material import Material, Page
from kiosk.domain.text import Text
from kiosk.events import LineChanged
from kiosk.services.health import LineState
from sync.manifest import files_of
from sync.reference_intake.desk import Desk
from sync.reference_intake.process import IntakeProcess
from tests.scenarios.line.certificates import serving
from tests.scenarios.line.proxy import http
from tests.scenarios.line.terminal import Terminal
from tests.support.hostile_line import (
    HostileLine,
    Mood,
    cut_after,
    damaged_answer,
    drip,
    drop,
    half_an_answer,
    says,
    silent,
    slow,
)
from tests.unit.storage.samples import filing
from ui.viewmodels.line_words import line_words

JSON = "application/json"
PAGE = b"<!DOCTYPE html><html><body>Welcome to FreeWiFi, please log in</body></html>"
SIZE = 400_000
READ_S = 0.5


@dataclass(frozen=True)
class Wrong:
    mood: Mood
    reason: str
    words: str
    """What the screen says."""


def _busy(status: str, seconds: str = "") -> Mood:
    extra = f"Retry-After: {seconds}\r\n" if seconds else ""
    return says(http(status, "text/plain", b"", extra=extra))


BROKEN = ("line.broken", "网络时断时续")
SILENT = ("line.timeout", "中心没有回应")
PORTAL = ("line.portal", "网络要先登录")
OUT_OF_ORDER = ("intake.unavailable", "中心出故障了")
BUSY = ("intake.busy", "中心正忙")
NONSENSE = ("intake.nonsense", "中心的回话不对")

WRONGS = {
    "drops": Wrong(drop, *BROKEN),
    "resets in the middle of a page": Wrong(cut_after(250_000, reset=True), *BROKEN),
    "ends in the middle of a page": Wrong(cut_after(250_000, reset=False), *BROKEN),
    "resets in the head": Wrong(cut_after(30, reset=True), *BROKEN),
    "halves the answer": Wrong(half_an_answer, *BROKEN),
    "a body cut short": Wrong(says(http("200 OK", JSON, b'{"filing_id":"01', length=500)), *BROKEN),
    "never answers": Wrong(silent, *SILENT),
    "drips": Wrong(drip, *SILENT),
    "out of order": Wrong(says(http("500 Oops", JSON, b"{}")), *OUT_OF_ORDER),
    "a gateway without a centre": Wrong(says(http("502 Bad Gateway", "text/html", PAGE)), *OUT_OF_ORDER),
    "under repair, come back": Wrong(_busy("503 Service Unavailable", "1"), *OUT_OF_ORDER),
    "too many, come back": Wrong(_busy("429 Too Many Requests", "1"), *BUSY),
    "too many": Wrong(_busy("429 Too Many Requests"), *BUSY),
    "too slow for it": Wrong(_busy("408 Request Timeout"), *BUSY),
    "garbage for JSON": Wrong(says(http("200 OK", JSON, b'{"filing_id": }{[')), *NONSENSE),
    "damages the answer": Wrong(damaged_answer, *NONSENSE),
    "no HTTP at all": Wrong(says(b"SSH-2.0-OpenSSH_9.2\r\n"), *NONSENSE),
    "a captive portal": Wrong(says(http("200 OK", "text/html", PAGE)), *PORTAL),
    "a redirect to a log-in": Wrong(
        says(http("302 Found", "text/html", b"", extra="Location: http://login.example/\r\n")), *PORTAL
    ),
    "a log-in wanted": Wrong(says(http("511 Network Authentication Required", JSON, b"{}")), *PORTAL),
}

Opened = Callable[..., HostileLine]


@pytest.fixture
def open_line(intake: IntakeProcess) -> Iterator[Opened]:
    opened: list[HostileLine] = []

    def make(*arguments: object) -> HostileLine:
        opened.append(HostileLine(intake.url, *arguments))  # type: ignore[arg-type]
        return opened[-1]

    yield make
    for line in opened:
        line.close()


def _large_filing(seed: int) -> Filing:
    content = b"".join(hashlib.sha256(f"{seed} {n}".encode()).digest() for n in range(SIZE // 32))
    return filing(seed, materials=(Material("deed", Text("不动产权证"), (Page(content, "image/jpeg", 10, 10),)),))


def assert_once_and_whole(sent: Filing, terminal: Terminal, intake: IntakeProcess, desk: Desk) -> None:
    """One case, its number the one that the terminal was told, every file with the digest of what was signed."""
    state = terminal.delivered(sent)
    (case,) = desk.cases()
    assert state.acknowledgement is not None
    assert case["case_number"] == state.acknowledgement.case_number
    assert terminal.state(sent).delivery is Delivery.DELIVERED
    files = files_of(sent)
    assert {file["sha256"] for file in desk.show(sent.filing_id)["files"]} == set(files)
    folder = intake.folder / "materials" / sent.filing_id
    assert {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()} == {
        digest: file.data for digest, file in files.items()
    }


def assert_told(terminal: Terminal, reason: str, words: str) -> None:
    """The line was judged with its true reason, and the screen has its own words for it."""
    told: LineChanged = terminal.diary.wait_for(lambda event: isinstance(event, LineChanged) and not event.up)
    assert told.reason == reason
    assert line_words(LineState(True, told.up, told.reason)).zh == words


@pytest.mark.parametrize("name", WRONGS)
def test_each_wrong_has_its_own_reason_and_nothing_is_lost_or_doubled(
    terminal: Terminal, intake: IntakeProcess, desk: Desk, open_line: Opened, name: str
) -> None:
    wrong = WRONGS[name]
    line = open_line()
    line.mood = wrong.mood
    sent = _large_filing(1)
    terminal.save(sent)
    terminal.connect(line.url, read_timeout=READ_S if wrong.reason == SILENT[0] else 10.0).start()
    state = terminal.waiting(sent)
    assert (state.reason, bool(state.detail)) == (wrong.reason, True)
    assert line_words(LineState(True, False, state.reason)).zh == wrong.words
    if "in the middle" not in name:  # short requests get through a line that breaks after so many bytes
        assert_told(terminal, wrong.reason, wrong.words)
    assert line.met.is_set()
    line.heal()
    assert_once_and_whole(sent, terminal, intake, desk)
    terminal.diary.wait_for(lambda event: event == LineChanged(True, ""))


def test_a_line_that_is_only_slow_delivers_at_the_first_try(
    terminal: Terminal, intake: IntakeProcess, desk: Desk, open_line: Opened
) -> None:
    line = open_line()
    line.mood = slow
    sent = _large_filing(1)
    terminal.save(sent)
    terminal.connect(line.url).start()
    assert_once_and_whole(sent, terminal, intake, desk)
    assert terminal.state(sent).attempts == 1


@pytest.mark.parametrize(
    ("days", "name", "known", "reason", "words"),
    [
        ((-1, 1), "localhost", False, "line.certificate", "中心的证书不可信"),
        ((-9, -2), "localhost", True, "line.certificate-date", "证书日期不对"),
        ((2, 9), "localhost", True, "line.certificate-date", "证书日期不对"),
        ((-1, 1), "other.example", True, "line.certificate-name", "连到了别的地方"),
    ],
    ids=["self-signed", "expired", "not yet valid", "another's name"],
)
def test_a_wrong_certificate_is_told_by_what_is_wrong_with_it_and_gets_nothing(
    terminal: Terminal,
    intake: IntakeProcess,
    desk: Desk,
    open_line: Opened,
    tmp_path_factory: pytest.TempPathFactory,
    days: tuple[int, int],
    name: str,
    known: bool,
    reason: str,
    words: str,
) -> None:
    wrong, wrong_file = serving(tmp_path_factory.mktemp("wrong"), name, days)
    right, right_file = serving(tmp_path_factory.mktemp("right"), "localhost")
    trusted: Path = tmp_path_factory.mktemp("trusted") / "ca.pem"
    trusted.write_bytes(right_file.read_bytes() + (wrong_file.read_bytes() if known else b""))
    line = open_line(wrong)
    sent = _large_filing(1)
    terminal.save(sent)
    terminal.connect(line.url, ca_file=str(trusted)).start()
    assert terminal.waiting(sent).reason == reason
    assert_told(terminal, reason, words)
    assert desk.cases() == []
    line.context = right
    assert_once_and_whole(sent, terminal, intake, desk)


def test_a_stopped_terminal_goes_on_with_a_page_under_its_ceiling_where_it_was(
    terminal: Terminal, intake: IntakeProcess, desk: Desk, open_line: Opened
) -> None:
    line = open_line()
    sent = _large_filing(1)
    digest = sent.materials[0].pages[0].digest
    terminal.save(sent)
    # The first second's worth goes at once, and the rest would take until tomorrow.
    slowly = terminal.connect(line.url, upload_bytes_per_s=1000)
    slowly.start()
    part = intake.folder / "materials" / sent.filing_id / f"{digest}.part"
    terminal.until(lambda: part.exists() and part.stat().st_size > 0)
    slowly.stop()
    assert terminal.state(sent).delivery is Delivery.SENDING
    terminal.connect(line.url).start()
    assert_once_and_whole(sent, terminal, intake, desk)
    assert "terminal.interrupted" in {state.reason for state in terminal.diary.states(sent.filing_id)}
