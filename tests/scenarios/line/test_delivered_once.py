"""The line is good: every filing arrives once, whole."""

import pytest

from kiosk.domain.filing import Delivery
from kiosk.errors import IntakeRefusal
from kiosk.events import LineChanged
from sync.manifest import files_of
from sync.reference_intake.desk import Desk
from sync.reference_intake.process import IntakeProcess
from tests.scenarios.line.terminal import Terminal
from tests.unit.storage.samples import filing


def test_filings_arrive_once_with_the_same_files(terminal: Terminal, intake: IntakeProcess, desk: Desk) -> None:
    waiting_before_the_start = filing(1)
    terminal.save(waiting_before_the_start)
    terminal.connect(intake.url).start()
    confirmed_later = filing(2, village=True)
    terminal.save(confirmed_later)
    for sent in (waiting_before_the_start, confirmed_later):
        state = terminal.delivered(sent)
        case = desk.show(sent.filing_id)
        assert state.acknowledgement is not None
        assert state.acknowledgement.case_number == case["case_number"]
        assert state.acknowledgement.query_code == case["query_code"]
        assert {file["sha256"]: file["size"] for file in case["files"]} == {
            digest: file.size for digest, file in files_of(sent).items()
        }
        assert all(file["stored"] for file in case["files"])
        moves = [state.delivery for state in terminal.diary.states(sent.filing_id)]
        assert moves == [Delivery.SENDING, Delivery.DELIVERED]
    assert len(desk.cases()) == 2
    assert terminal.diary.wait_for(lambda event: isinstance(event, LineChanged)) == LineChanged(True, "")


def test_one_round_by_hand(terminal: Terminal, intake: IntakeProcess, desk: Desk) -> None:
    terminal.save(filing(1))
    report = terminal.connect(intake.url).run_once()
    assert (report.delivered, report.pending, report.refused) == (1, 0, 0)
    assert report.changes == 1
    assert report.reason == ""
    assert [case["status"] for case in desk.cases()] == ["received"]


def test_an_id_never_stands_for_two_filings(terminal: Terminal, intake: IntakeProcess, desk: Desk) -> None:
    client = terminal.client(intake.url)
    client.deliver(filing(1))
    with pytest.raises(IntakeRefusal) as refused:
        client.deliver(filing(1, number="330225195501010018"))
    assert refused.value.reason == "intake.id-reused"
    assert len(desk.cases()) == 1


def test_a_refusal_is_an_ending_with_a_reason(terminal: Terminal, intake: IntakeProcess) -> None:
    terminal.client(intake.url).deliver(filing(1, number="330225195501010018"))
    sent = filing(1)
    terminal.save(sent)
    engine = terminal.connect(intake.url)
    for _ in range(2):
        report = engine.run_once()
        assert (report.delivered, report.pending, report.refused) == (0, 0, 1)
    state = terminal.state(sent)
    assert state.delivery is Delivery.REFUSED
    assert state.reason == "intake.id-reused"
    assert state.attempts == 1
    assert terminal.diary.states(sent.filing_id)[-1] == state
