"""The receipt of one terminal is scanned at another: two terminals with a store each, one real intake between them."""

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from queue import Empty, SimpleQueue
from threading import Event as Flag
from typing import Protocol

import pytest

from kiosk import bootstrap
from kiosk.clock import SystemClock
from kiosk.config import AgentSettings, IntakeSettings, Settings, TerminalSettings, with_paths
from kiosk.domain.case import CaseStatus
from kiosk.domain.filing import Delivery, Filing
from kiosk.domain.receipt_case import ReceiptCase
from kiosk.domain.verification import verification_code
from kiosk.errors import LineFailure
from kiosk.events import (
    AgentSignedIn,
    CaseFound,
    CaseNotFound,
    CaseUnreachable,
    CodeScanned,
    DeliveryChanged,
    Event,
    LineChanged,
)
from kiosk.services.find_filing import Trouble
from kiosk.services.pins import pin_hash
from kiosk.storage import filings
from kiosk.workflow.steps import Signal, Step
from sync.manifest import manifest_of
from sync.reference_intake.desk import Desk
from sync.reference_intake.process import IntakeProcess
from sync.reference_intake.questions import AT_ONCE
from tests.scenarios.line.proxy import Fate, LineProxy, http
from tests.scenarios.line.terminal import TIMES, TOKEN, Terminal
from tests.support.desk import NotingDesk
from tests.unit.storage.samples import NAME, NUMBER, filing

PIN = "258036"
AGENT = AgentSettings("1042", "周建军", pin_hash(PIN))
OUT_OF_ORDER = Fate(answer=http("500 Oops", "application/json", b"{}"))


@dataclass
class Other:
    """Another terminal, whole but for its devices; the test is its face."""

    running: bootstrap.Running

    def __post_init__(self) -> None:
        self.visit = self.running.terminal.visit
        self._arrived: SimpleQueue[Event] = SimpleQueue()
        self.running.terminal.bus.subscribe(self._arrived.put)

    def until(self, *kinds: type[Event]) -> Event:
        while True:
            try:
                event = self._arrived.get(timeout=30)
            except Empty:
                pytest.fail(f"none of {[kind.__name__ for kind in kinds]} came")
            if self.visit.hear(event) and isinstance(event, kinds):
                return event

    def scan(self, code: str) -> None:
        self.running.terminal.bus.publish(CodeScanned(code))
        self.until(CodeScanned)

    def open(self, sent: Filing) -> ReceiptCase:
        self.scan(verification_code(sent.filing_id))
        assert isinstance(self.until(CaseFound, CaseNotFound, CaseUnreachable), CaseFound)
        assert self.visit.step is Step.CASE
        case = self.visit.session.finding.case
        assert case is not None
        return case

    @property
    def trouble(self) -> str:
        return self.visit.session.finding.trouble


class OpenOther(Protocol):
    """Starts another terminal on the line to `url`; waits until it has heard of that line."""

    def __call__(self, url: str, mode: str = "hall") -> Other: ...


@pytest.fixture
def open_other(tmp_path: Path) -> Iterator[OpenOther]:
    with ExitStack() as closing:

        def open_one(url: str, mode: str = "hall") -> Other:
            settings = replace(
                with_paths(Settings(), data=str(tmp_path / "other")),
                terminal=TerminalSettings("330225-0099", mode=mode),
                intake=IntakeSettings(url=url, token=TOKEN),
                delays=TIMES,
                agents=(AGENT,),
            )
            running = bootstrap.prepare(settings, bytes(range(32)), SystemClock(), devices=NotingDesk())
            closing.callback(running.close)
            other = Other(running)
            running.start()
            other.until(LineChanged)
            return other

        yield open_one


def deliver(terminal: Terminal, url: str) -> Filing:
    sent = filing(1, materials=())
    terminal.save(sent)
    terminal.connect(url).start()
    terminal.delivered(sent)
    return sent


def said(case: ReceiptCase) -> str:
    """Everything in it, that no `repr` may hide."""
    return " ".join(str(getattr(case, name)) for name in case.__dataclass_fields__)


def test_the_other_terminal_shows_the_case_and_nothing_of_the_person(
    terminal: Terminal, intake: IntakeProcess, desk: Desk, open_other: OpenOther
) -> None:
    sent = deliver(terminal, intake.url)
    desk.decide(sent.filing_id, CaseStatus.SUPPLEMENT_REQUIRED, "户口簿第 2 页看不清，请补交。")
    other = open_other(intake.url)
    case = other.open(sent)
    assert case.matter_title == sent.matter_title
    assert case.delivery is Delivery.DELIVERED
    assert case.case_number == desk.show(sent.filing_id)["case_number"]
    assert [change.status.value for change in case.history] == ["received", "supplement-required"]
    assert case.newest is not None
    assert case.newest.note == "户口簿第 2 页看不清，请补交。"
    assert case.masked_name == ""
    for secret in (NAME, NAME[0], NUMBER, *sent.answers.values()):
        assert secret not in said(case), secret
    kept = other.running.store.read_later(lambda connection: filings.rows(connection, 10)).result()
    assert kept == (), "a look leaves nothing behind"
    other.visit.fire(Signal.BACK)
    assert other.visit.step is Step.ATTRACT
    assert other.visit.session.finding.case is None


def test_what_the_centre_decides_later_is_there_at_the_next_scan(
    terminal: Terminal, intake: IntakeProcess, desk: Desk, open_other: OpenOther
) -> None:
    sent = deliver(terminal, intake.url)
    other = open_other(intake.url)
    assert len(other.open(sent).history) == 1
    desk.decide(sent.filing_id, CaseStatus.ACCEPTED, "")
    assert [change.status.value for change in other.open(sent).history] == ["received", "accepted"]


def test_where_it_was_filed_it_opens_without_a_line(terminal: Terminal, tmp_path: Path, open_other: OpenOther) -> None:
    other = open_other("http://127.0.0.1:9")
    sent = filing(3, materials=())
    other.running.store.write(lambda connection: filings.save(connection, sent, "a" * 64)).result()
    case = other.open(sent)
    assert case.delivery in {Delivery.PENDING, Delivery.SENDING}
    assert (case.case_number, case.history) == ("", ())
    assert NAME not in said(case)
    assert case.masked_name[0] == NAME[0]


def test_an_open_case_follows_its_delivery(intake: IntakeProcess, open_other: OpenOther) -> None:
    other = open_other(intake.url)
    sent = filing(4, materials=())
    other.running.store.write(lambda connection: filings.save(connection, sent, "a" * 64)).result()
    assert other.open(sent).masked_name != ""
    other.running.centre.desk.wake()  # type: ignore[union-attr]
    while (case := other.visit.session.finding.case) is not None and case.delivery is not Delivery.DELIVERED:
        other.until(DeliveryChanged, CaseFound)
    assert case is not None
    assert case.case_number != ""


def test_without_a_line_the_person_is_told_so(
    terminal: Terminal, intake: IntakeProcess, line: LineProxy, open_other: OpenOther
) -> None:
    sent = deliver(terminal, intake.url)
    other = open_other(line.url)
    line.on_request = lambda head: OUT_OF_ORDER if b"/standing" in head else None
    other.scan(verification_code(sent.filing_id))
    other.until(CaseUnreachable)
    assert (other.trouble, other.visit.step) == (Trouble.UNREACHABLE, Step.ATTRACT)
    line.on_request = lambda _head: None
    assert other.open(sent).delivery is Delivery.DELIVERED
    assert other.trouble == ""


def test_a_filing_that_has_not_left_its_terminal_is_not_at_the_centre(
    terminal: Terminal, intake: IntakeProcess, open_other: OpenOther
) -> None:
    sent = filing(1, materials=())
    terminal.save(sent)
    other = open_other(intake.url)
    other.scan(verification_code(sent.filing_id))
    other.until(CaseNotFound)
    assert (other.trouble, other.visit.step) == (Trouble.UNKNOWN, Step.ATTRACT)


def test_a_filing_on_its_way_is_told_as_such(terminal: Terminal, intake: IntakeProcess, open_other: OpenOther) -> None:
    sent = filing(1)
    terminal.client(intake.url).put_manifest(manifest_of(sent))
    case = open_other(intake.url).open(sent)
    assert (case.delivery, case.case_number, case.history) == (Delivery.SENDING, "", ())


def test_who_does_not_wait_is_not_surprised_by_the_answer(
    terminal: Terminal, intake: IntakeProcess, open_other: OpenOther
) -> None:
    sent = deliver(terminal, intake.url)
    other = open_other(intake.url)
    other.scan(verification_code(sent.filing_id))
    other.running.terminal.find_filing.dismiss()
    other.running.terminal.find_filing.hear(
        CaseFound(ReceiptCase(sent.filing_id, "", Delivery.DELIVERED), session_id=other.visit.session.session_id)
    )
    assert other.visit.step is Step.ATTRACT


def test_at_an_outlet_the_agent_signs_in_first(
    terminal: Terminal, intake: IntakeProcess, open_other: OpenOther
) -> None:
    sent = deliver(terminal, intake.url)
    other = open_other(intake.url, "village")
    other.scan(verification_code(sent.filing_id))
    assert (other.trouble, other.visit.step) == (Trouble.SIGN_IN, Step.AGENT_SIGN_IN)
    other.running.terminal.identify.sign_in(AGENT.id, PIN)
    other.until(AgentSignedIn)
    assert other.open(sent).delivery is Delivery.DELIVERED


@pytest.mark.parametrize(
    ("code", "trouble"),
    [
        ("https://example.org/pay", Trouble.FOREIGN),
        ("6901234567892", Trouble.FOREIGN),
        ("JJ1:0193A5B2-7C11-7D3E-9A10-2F4BE1C09D55:0000", Trouble.MISREAD),
        ("aJJ1:0193A5B2", Trouble.MISREAD),
    ],
)
def test_other_codes_are_told_in_words_and_ask_nobody(
    intake: IntakeProcess, line: LineProxy, open_other: OpenOther, code: str, trouble: Trouble
) -> None:
    other = open_other(line.url)
    other.scan(code)
    assert (other.trouble, other.visit.step) == (trouble, Step.ATTRACT)
    assert not any("/standing" in request for request in line.seen.requests)


def test_a_question_that_hangs_holds_up_no_filing(terminal: Terminal, line: LineProxy) -> None:
    engine = terminal.connect(line.url)
    engine.start()
    arrived, released = Flag(), Flag()

    def hold(head: bytes) -> Fate | None:
        if b"/standing" not in head:
            return None
        arrived.set()
        released.wait(60)
        return Fate()

    line.on_request = hold
    engine.ask("someone", filing(9).filing_id)
    try:
        assert arrived.wait(30)
        sent = filing(1, materials=())
        terminal.save(sent)
        assert terminal.delivered(sent).acknowledgement is not None
    finally:
        released.set()
    heard = terminal.diary.wait_for(lambda event: isinstance(event, CaseUnreachable))
    assert heard.session_id == "someone"


def test_asking_without_end_is_stopped_and_filings_go_on(terminal: Terminal, intake: IntakeProcess) -> None:
    client = terminal.client(intake.url)

    def ask(seed: int) -> LineFailure:
        with pytest.raises(LineFailure) as told:
            client.standing(filing(seed).filing_id)
        return told.value

    failures = [ask(100 + seed) for seed in range(AT_ONCE + 20)]
    assert [failure.reason for failure in failures[:AT_ONCE]] == ["intake.standing-unknown"] * AT_ONCE
    busy = [failure for failure in failures if failure.reason == "intake.busy"]
    assert busy
    assert {failure.retry_after_s for failure in busy} <= {1.0, 2.0}
    deliver(terminal, intake.url)
