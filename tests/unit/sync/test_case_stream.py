"""The stream of case changes against a scripted centre."""

from collections import deque
from datetime import UTC, datetime

import pytest

from kiosk.errors import IntakeRefusal, LineFailure, StoreFailure
from kiosk.events import CaseChanged, Event, EventBus
from kiosk.storage import cases, filings
from kiosk.storage.connection import Store
from sync import wire
from sync.backoff import Backoff
from sync.cases import CaseStream
from sync.failures import ProblemAnswer
from tests.unit.storage.samples import filing
from tests.unit.sync.fakes import MovedClock

POLL_S, MOST_S = 7.0, 60.0
NUMBER = "11330225MB000001904330225000042202605060001"
FILING = filing(1, materials=())


def page(cursor: str, *statuses: str, more: bool = False, filing_id: str = FILING.filing_id) -> wire.CaseChanges:
    return wire.CaseChanges(
        cursor=cursor,
        more=more,
        changes=tuple(
            wire.CaseChange(
                filing_id=filing_id,
                case_number=NUMBER,
                status=status,
                changed_at=datetime(2026, 5, 6, 8, minute, tzinfo=UTC),
            )
            for minute, status in enumerate(statuses)
        ),
    )


class ScriptedClient:
    def __init__(self, *answers: wire.CaseChanges | Exception) -> None:
        self.answers = deque(answers)
        self.asked: list[str] = []

    def changes(self, cursor: str) -> wire.CaseChanges:
        self.asked.append(cursor)
        answer = self.answers.popleft()
        if isinstance(answer, Exception):
            raise answer
        return answer


class Bench:
    def __init__(self, store: Store, *answers: wire.CaseChanges | Exception) -> None:
        self.store = store
        self.client = ScriptedClient(*answers)
        self.events: list[Event] = []
        self.line: list[str] = []
        bus = EventBus()
        bus.subscribe(self.events.append)
        self.clock = MovedClock()
        backoff = Backoff(1.0, MOST_S)
        self.stream = CaseStream(
            store,
            self.client,  # type: ignore[arg-type]
            bus,
            self.clock,
            backoff,
            POLL_S,
            self.line.append,
        )

    def kept(self) -> list[str]:
        told = self.store.read(lambda connection: cases.history(connection, FILING.filing_id))
        return [change.status.value for change in told]


@pytest.fixture(autouse=True)
def _one_filing(store: Store) -> None:
    store.write(lambda connection: filings.save(connection, FILING, "a" * 64)).result()


def test_pages_are_kept_with_their_cursor_until_none_is_left(store: Store) -> None:
    bench = Bench(store, page("c1", "received", more=True), page("c2", "received", "accepted"))
    assert bench.stream.step() == POLL_S
    assert bench.client.asked == ["", "c1"]
    assert bench.kept() == ["received", "accepted"]
    assert store.read(cases.cursor) == "c2"
    assert bench.line == [""]
    # Told twice by the centre, told once to the screen.
    assert [event.change.status.value for event in bench.events if isinstance(event, CaseChanged)] == [
        "received",
        "accepted",
    ]


def test_the_screen_hears_of_a_change_after_the_store_has_it(store: Store) -> None:
    bench = Bench(store, page("c1", "received"))
    seen: list[list[str]] = []
    bench.stream._bus.subscribe(lambda _event: seen.append(bench.kept()))
    bench.stream.step()
    assert seen == [["received"]]


def test_an_unknown_status_does_not_block_the_next(store: Store, caplog: pytest.LogCaptureFixture) -> None:
    bench = Bench(store, page("c1", "received", "archived-in-heaven", "accepted"))
    bench.stream.step()
    assert bench.kept() == ["received", "accepted"]
    assert store.read(cases.cursor) == "c1"
    assert "1 case changes passed over" in caplog.text
    caplog.clear()


def test_a_case_of_a_filing_that_is_not_here_is_passed_over(store: Store) -> None:
    bench = Bench(store, page("c1", "received", filing_id="01900000-0009-7000-8000-000000000000"))
    bench.stream.step()
    assert bench.events == []
    assert store.read(cases.cursor) == "c1"


def test_a_centre_that_does_not_know_the_cursor_is_read_from_the_beginning(
    store: Store, caplog: pytest.LogCaptureFixture
) -> None:
    forgotten = wire.Problem(type=wire.PROBLEM_TYPES + "cursor-unknown", title="", status=410)
    bench = Bench(
        store,
        page("old.1", "received"),
        ProblemAnswer(forgotten, None),
        page("new.1", "received", "accepted"),
    )
    bench.stream.step()
    bench.stream.step()
    assert bench.client.asked == ["", "old.1", ""]
    assert bench.kept() == ["received", "accepted"]
    assert store.read(cases.cursor) == "new.1"
    assert "from the beginning" in caplog.text
    caplog.clear()


def test_another_problem_leaves_the_cursor_alone(store: Store) -> None:
    problem = wire.Problem(type=wire.PROBLEM_TYPES + "unknown-token", title="", status=401)
    bench = Bench(store, page("c1", "received"), ProblemAnswer(problem, None))
    bench.stream.step()
    bench.stream.step()
    assert bench.client.asked == ["", "c1"]
    assert bench.line == ["", "intake.unknown-token"]
    assert store.read(cases.cursor) == "c1"


def test_failures_are_told_and_waited_out(store: Store) -> None:
    bench = Bench(
        store,
        LineFailure("line.timeout", "the centre did not answer in time", retry_after_s=90.0),
        IntakeRefusal("intake.malformed", "not what the contract says"),
        page("c1"),
    )
    assert 90.0 <= bench.stream.step() <= 108.0
    bench.clock.move(108.0)
    assert bench.stream.step() == MOST_S
    assert bench.stream.step() == POLL_S
    assert bench.line == ["line.timeout", "intake.malformed", ""]


def test_whoever_wakes_the_stream_cuts_no_pause_short_that_the_centre_asked_for(store: Store) -> None:
    bench = Bench(store, LineFailure("intake.busy", "busy", retry_after_s=1800.0), page("c1"))
    bench.stream.step()
    bench.clock.move(1799.0)
    assert 1.0 <= bench.stream.step() <= 361.0
    assert len(bench.client.asked) == 1
    assert bench.line == ["intake.busy"]
    bench.clock.move(361.0)
    assert bench.stream.step() == POLL_S
    assert bench.line == ["intake.busy", ""]


def test_our_own_rest_is_cut_short(store: Store) -> None:
    bench = Bench(store, LineFailure("line.unreachable", "the centre cannot be reached"), page("c1"))
    bench.stream.step()
    assert bench.stream.step() == POLL_S


def test_our_own_bug_is_told_as_the_lines_state_and_waited_out(store: Store, caplog: pytest.LogCaptureFixture) -> None:
    bench = Bench(store, page("c1"), *(RuntimeError("史美娥") for _ in range(30)), page("c2"))
    bench.stream.step()
    waits = []
    for _ in range(30):
        waits.append(bench.stream.step())
        bench.clock.move(waits[-1] + 0.001)
    assert max(waits) > MOST_S / 2
    assert bench.line == ["", *["terminal.fault"] * 30]
    assert "case changes cannot be read: RuntimeError" in caplog.text
    assert "史美娥" not in caplog.text
    assert bench.stream.step() == POLL_S
    assert bench.line[-1] == ""
    caplog.clear()


def test_a_store_that_fails_says_nothing_about_the_line(store: Store) -> None:
    bench = Bench(store, StoreFailure("jiujin.db: the disk is full"))
    with pytest.raises(StoreFailure):
        bench.stream.step()
    assert bench.line == []
