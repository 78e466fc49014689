"""How filings end over a failing line: corrected, supplemented, taken back; restarts in between; nothing twice."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from kiosk.clock import SystemClock
from kiosk.domain.case import CaseStatus
from kiosk.domain.course import WITHDRAWN, Withdrawal, WithdrawalReason, WithdrawalState
from kiosk.domain.filing import Consent, Delivery, Filing
from kiosk.domain.identity import Evidence
from kiosk.events import CaseChanged, DeliveryChanged, Event, WithdrawalAnswered, WithdrawalSaved
from kiosk.storage import cases, endings, outbox
from sync.reference_intake.cli import main
from sync.reference_intake.desk import Desk
from sync.reference_intake.process import IntakeProcess
from tests.scenarios.line.proxy import LOST_ANSWER, LineProxy
from tests.scenarios.line.terminal import Terminal
from tests.unit.storage.samples import NOON, filing

NOWHERE = "http://127.0.0.1:9"


@pytest.fixture
def rules(intake: IntakeProcess) -> Callable[..., None]:
    """`kiosk intake matters`, as an official gives it."""

    def run(*words: str) -> None:
        assert main(["matters", *words, "--data-dir", str(intake.folder)]) == 0

    return run


def refused(terminal: Terminal, sent: Filing) -> Any:
    def is_it(event: Event) -> bool:
        return (
            isinstance(event, DeliveryChanged)
            and event.filing_id == sent.filing_id
            and event.state.delivery is Delivery.REFUSED
        )

    return terminal.diary.wait_for(is_it).state


def heard(terminal: Terminal, sent: Filing, status: CaseStatus) -> None:
    terminal.diary.wait_for(
        lambda event: (
            isinstance(event, CaseChanged)
            and event.change.filing_id == sent.filing_id
            and event.change.status is status
        )
    )


def take_back(terminal: Terminal, sent: Filing) -> WithdrawalState:
    word = Withdrawal(sent.filing_id, WithdrawalReason.WRONG_ENTRY, Evidence.CARD_PRESENT, Consent("w-1", NOON), NOON)
    state = terminal.store.write(lambda connection: endings.withdraw(connection, word)).result()
    terminal.bus.publish(WithdrawalSaved(sent.filing_id, state is WithdrawalState.PENDING))
    return state


def answered(terminal: Terminal, sent: Filing) -> WithdrawalState | None:
    terminal.diary.wait_for(lambda event: isinstance(event, WithdrawalAnswered) and event.filing_id == sent.filing_id)
    return terminal.store.read(lambda connection: endings.course(connection, sent.filing_id)).withdrawal


def told(desk: Desk, sent: Filing) -> list[str]:
    return [step["status"] for step in desk.show(sent.filing_id)["history"]]


def test_refused_then_corrected_while_the_line_was_down_then_delivered(
    terminal: Terminal, intake: IntakeProcess, desk: Desk, rules: Callable[..., None]
) -> None:
    old = filing(1)
    rules("set", old.matter_code, "--least-version", "4")
    terminal.save(old)
    first = terminal.connect(intake.url)
    first.start()
    assert refused(terminal, old).reason == "intake.matter-superseded"
    first.stop()
    better = replace(filing(2), matter_version=4, corrects=old.filing_id)
    down = terminal.connect(NOWHERE)
    down.start()
    terminal.save(better)
    assert terminal.waiting(better).reason == "line.unreachable"
    down.stop()
    terminal.connect(intake.url).start()
    assert terminal.delivered(better).acknowledgement is not None
    assert [case["filing_id"] for case in desk.cases()] == [better.filing_id]
    course = terminal.store.read(lambda connection: endings.course(connection, old.filing_id))
    assert course.corrected_by == better.filing_id


def test_of_two_corrections_of_one_filing_one_is_refused_with_the_number_of_the_other(
    terminal: Terminal, intake: IntakeProcess, desk: Desk, rules: Callable[..., None]
) -> None:
    old = filing(1)
    rules("set", old.matter_code, "--least-version", "4")
    terminal.save(old)
    terminal.connect(intake.url).start()
    refused(terminal, old)
    better, again = (replace(filing(n), matter_version=4, corrects=old.filing_id) for n in (2, 3))
    terminal.save(better)
    number = terminal.delivered(better).acknowledgement
    assert number is not None
    terminal.save(again)
    state = refused(terminal, again)
    assert state.reason == "intake.duplicate"
    assert number.case_number in state.detail
    assert len(desk.cases()) == 1


def test_papers_brought_later_reach_their_case_once_though_the_answer_was_lost(
    terminal: Terminal, line: LineProxy, desk: Desk
) -> None:
    first = filing(1)
    terminal.save(first)
    engine = terminal.connect(line.url)
    engine.start()
    known = terminal.delivered(first).acknowledgement
    assert known is not None
    desk.decide(known.case_number, CaseStatus.SUPPLEMENT_REQUIRED, "户口簿第 2 页看不清。")
    heard(terminal, first, CaseStatus.SUPPLEMENT_REQUIRED)
    engine.stop()
    papers = replace(filing(2), supplements=first.filing_id)
    lost = line.fail_once(f"POST /v1/filings/{papers.filing_id}/complete", LOST_ANSWER, times=2)
    terminal.save(papers)
    terminal.connect(line.url).start()
    state = terminal.delivered(papers)
    assert lost.is_set()
    assert state.acknowledgement is not None
    assert state.acknowledgement.case_number == known.case_number
    assert told(desk, first) == ["received", "supplement-required", "received"]
    terminal.until(lambda: len(terminal.store.read(lambda c: cases.history(c, first.filing_id))) == 3)


def test_papers_that_come_after_the_case_has_ended_are_refused_with_a_reason(
    terminal: Terminal, intake: IntakeProcess, desk: Desk
) -> None:
    first = filing(1)
    terminal.save(first)
    engine = terminal.connect(intake.url)
    engine.start()
    known = terminal.delivered(first).acknowledgement
    assert known is not None
    desk.decide(known.case_number, CaseStatus.SUPPLEMENT_REQUIRED, "")
    heard(terminal, first, CaseStatus.SUPPLEMENT_REQUIRED)
    engine.stop()
    papers = replace(filing(2), supplements=first.filing_id)
    terminal.save(papers)  # without a line
    desk.decide(known.case_number, CaseStatus.NOT_ACCEPTED, "")
    terminal.connect(intake.url).start()
    assert refused(terminal, papers).reason == "intake.supplement-not-wanted"
    assert told(desk, first)[-1] == "not-accepted"


def test_taken_back_while_the_acknowledgement_was_lost(terminal: Terminal, line: LineProxy, desk: Desk) -> None:
    sent = filing(1)
    line.fail_once(f"POST /v1/filings/{sent.filing_id}/complete", LOST_ANSWER)
    terminal.save(sent)
    first = terminal.connect(line.url, retry_first=300.0, retry_most=300.0)
    first.start()
    terminal.waiting(sent)
    first.stop()
    assert take_back(terminal, sent) is WithdrawalState.PENDING
    assert terminal.state(sent).reason == WITHDRAWN
    terminal.connect(line.url).start()
    assert answered(terminal, sent) is WithdrawalState.TAKEN
    # The case that nobody here knew of is withdrawn, and its number known at last.
    assert told(desk, sent) == ["received", "withdrawn"]
    state = terminal.state(sent)
    assert state.delivery is Delivery.DELIVERED
    assert state.acknowledgement is not None
    assert state.acknowledgement.case_number == desk.cases()[0]["case_number"]
    heard(terminal, sent, CaseStatus.WITHDRAWN)


def test_taken_back_before_it_was_ever_sent_tells_nobody(terminal: Terminal, intake: IntakeProcess, desk: Desk) -> None:
    sent, other = filing(1), filing(2)
    terminal.save(sent)
    assert take_back(terminal, sent) is WithdrawalState.LOCAL
    assert terminal.store.read(endings.ready) == []
    terminal.save(other)
    terminal.connect(intake.url).start()
    terminal.delivered(other)
    assert [case["filing_id"] for case in desk.cases()] == [other.filing_id]
    assert (terminal.state(sent).delivery, terminal.state(sent).reason) == (Delivery.REFUSED, WITHDRAWN)
    with pytest.raises(ValueError, match="taken back"):
        terminal.store.write(lambda c: outbox.retry(c, sent.filing_id, SystemClock().now())).result()
    assert terminal.store.write(lambda c: outbox.retry_refused(c, SystemClock().now())).result() == 0


def test_a_withdrawal_is_told_once_though_its_answer_was_lost(terminal: Terminal, line: LineProxy, desk: Desk) -> None:
    sent = filing(1)
    terminal.save(sent)
    terminal.connect(line.url).start()
    terminal.delivered(sent)
    lost = line.fail_once(f"POST /v1/filings/{sent.filing_id}/withdrawal", LOST_ANSWER, times=2)
    assert take_back(terminal, sent) is WithdrawalState.PENDING
    assert answered(terminal, sent) is WithdrawalState.TAKEN
    assert lost.is_set()
    assert told(desk, sent) == ["received", "withdrawn"]


def test_a_withdrawal_that_comes_too_late_says_so(terminal: Terminal, intake: IntakeProcess, desk: Desk) -> None:
    sent = filing(1)
    terminal.save(sent)
    engine = terminal.connect(intake.url)
    engine.start()
    known = terminal.delivered(sent).acknowledgement
    assert known is not None
    engine.stop()
    desk.decide(known.case_number, CaseStatus.ACCEPTED, "")
    desk.decide(known.case_number, CaseStatus.CONCLUDED, "")
    assert take_back(terminal, sent) is WithdrawalState.PENDING
    terminal.connect(intake.url).start()
    assert answered(terminal, sent) is WithdrawalState.REFUSED
    course = terminal.store.read(lambda connection: endings.course(connection, sent.filing_id))
    assert course.withdrawal_refusal == "intake.withdrawal-too-late"
    assert told(desk, sent)[-1] == "concluded"


def test_a_case_taken_back_at_the_centre_by_others_ends_the_same_way(
    terminal: Terminal, intake: IntakeProcess, desk: Desk
) -> None:
    sent = filing(1)
    terminal.save(sent)
    terminal.connect(intake.url).start()
    known = terminal.delivered(sent).acknowledgement
    assert known is not None
    desk.decide(known.case_number, CaseStatus.WITHDRAWN, "")
    assert take_back(terminal, sent) is WithdrawalState.PENDING
    assert answered(terminal, sent) is WithdrawalState.TAKEN
    assert told(desk, sent) == ["received", "withdrawn"]
