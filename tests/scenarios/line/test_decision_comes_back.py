"""An official decides at the centre, and the terminal knows it."""

import pytest

from kiosk.domain.case import CaseStatus
from kiosk.events import CaseChanged, Event
from kiosk.storage import cases
from sync.reference_intake.cli import main
from sync.reference_intake.desk import Desk
from sync.reference_intake.process import IntakeProcess
from tests.scenarios.line.proxy import Fate, LineProxy, http
from tests.scenarios.line.terminal import Terminal
from tests.unit.storage.samples import filing

OUT_OF_ORDER = Fate(answer=http("500 Oops", "application/json", b"{}"))


def _is(status: CaseStatus) -> "type[Event] | object":
    return lambda event: isinstance(event, CaseChanged) and event.change.status is status


def test_decisions_arrive_in_their_order(
    terminal: Terminal, intake: IntakeProcess, capsys: pytest.CaptureFixture[str]
) -> None:
    sent = filing()
    terminal.save(sent)
    terminal.connect(intake.url).start()
    state = terminal.delivered(sent)
    assert state.acknowledgement is not None
    number = state.acknowledgement.case_number
    where = ["--data-dir", str(intake.folder)]
    assert main(["decide", number, "accepted", *where]) == 0
    assert main(["decide", sent.filing_id, "concluded", "--note", "请到窗口领取", *where]) == 0
    told = terminal.diary.wait_for(_is(CaseStatus.CONCLUDED)).change
    assert (told.case_number, told.note) == (number, "请到窗口领取")
    kept = terminal.store.read(lambda connection: cases.history(connection, sent.filing_id))
    assert [change.status.value for change in kept] == ["received", "accepted", "concluded"]
    assert kept[-1] == told
    assert main(["decide", number, "in-review", *where]) == 1
    assert "cannot become in-review" in capsys.readouterr().err


def test_case_changes_come_while_filings_fail(terminal: Terminal, line: LineProxy, desk: Desk) -> None:
    first, second = filing(1), filing(2)
    terminal.save(first)
    terminal.connect(line.url).start()
    terminal.delivered(first)
    line.on_request = lambda head: OUT_OF_ORDER if head.startswith(b"PUT") else None
    terminal.save(second)
    assert terminal.waiting(second).reason == "intake.unavailable"
    desk.decide(first.filing_id, CaseStatus.ACCEPTED, "")
    terminal.diary.wait_for(_is(CaseStatus.ACCEPTED))
    assert terminal.state(second).acknowledgement is None


def test_filings_go_while_case_changes_fail(terminal: Terminal, line: LineProxy, desk: Desk) -> None:
    line.on_request = lambda head: OUT_OF_ORDER if head.startswith(b"GET") else None
    terminal.connect(line.url).start()
    sent = filing()
    terminal.save(sent)
    assert terminal.delivered(sent).acknowledgement is not None
    assert terminal.store.read(cases.cursor) == ""
    assert len(desk.cases()) == 1
