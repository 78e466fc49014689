"""The centre did it, and the terminal never heard: still one case."""

import pytest

from kiosk.domain.filing import Delivery
from sync.reference_intake.desk import Desk
from tests.scenarios.line.proxy import LOST_ANSWER, LineProxy
from tests.scenarios.line.terminal import Terminal
from tests.unit.storage.samples import filing

STEPS = ["PUT /v1/filings/", "POST /v1/filings/", "PATCH /v1/filings/"]


@pytest.mark.parametrize("step", [*STEPS, "complete"])
def test_a_lost_answer_makes_no_second_case(terminal: Terminal, line: LineProxy, desk: Desk, step: str) -> None:
    sent = filing()
    beginning = f"POST /v1/filings/{sent.filing_id}/complete" if step == "complete" else step
    lost = line.fail_once(beginning, LOST_ANSWER, times=2)
    terminal.save(sent)
    terminal.connect(line.url).start()
    state = terminal.delivered(sent)
    assert lost.is_set()
    assert state.attempts == 3
    assert state.acknowledgement is not None
    (case,) = desk.cases()
    assert case["case_number"] == state.acknowledgement.case_number
    assert case["query_code"] == state.acknowledgement.query_code
    assert {state.reason for state in terminal.diary.states(sent.filing_id)} == {"", "line.broken"}


def test_the_power_goes_before_the_answer(terminal: Terminal, line: LineProxy, desk: Desk) -> None:
    sent = filing()
    line.fail_once(f"POST /v1/filings/{sent.filing_id}/complete", LOST_ANSWER)
    terminal.save(sent)
    first = terminal.connect(line.url, retry_first=300.0, retry_most=300.0)
    first.start()
    assert terminal.waiting(sent).reason == "line.broken"
    first.stop()
    # As a crash leaves it: SENDING, and nobody who knows how the request ended.
    from kiosk.clock import SystemClock
    from kiosk.storage import outbox

    terminal.store.write(
        lambda connection: outbox.mark_sending(connection, sent.filing_id, SystemClock().now())
    ).result()
    terminal.connect(line.url).start()
    state = terminal.delivered(sent)
    assert terminal.state(sent).delivery is Delivery.DELIVERED
    (case,) = desk.cases()
    assert state.acknowledgement is not None
    assert case["case_number"] == state.acknowledgement.case_number
