"""The stream of evaluations: whatever one of them meets, those behind it go out."""

import pytest

from kiosk.domain.evaluation import Evaluation
from kiosk.errors import IntakeRefusal, LineFailure
from kiosk.storage import evaluations, filings, outbox
from kiosk.storage.connection import Connection, Store
from sync import wire
from sync.backoff import Backoff
from sync.evaluations import EvaluationStream
from tests.unit.storage.samples import ACKNOWLEDGEMENT, NOON, filing
from tests.unit.sync.fakes import MovedClock

POLL_S = 7.0
MANY = 101
REFUSAL = IntakeRefusal("intake.invalid", "the evaluation breaks a rule")


class Centre:
    """Takes every evaluation but those it `objects` to."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.objects: dict[str, Exception] = {}

    def evaluation(self, word: Evaluation) -> wire.EvaluationAnswer:
        self.asked.append(word.filing_id)
        if word.filing_id in self.objects:
            raise self.objects[word.filing_id]
        return wire.EvaluationAnswer(filing_id=word.filing_id, received_at=NOON)


class Bench:
    def __init__(self, store: Store) -> None:
        self.store = store
        self.centre = Centre()
        self.clock = MovedClock()
        self.restart()

    def restart(self) -> None:
        backoff = Backoff(1.0, 60.0)
        self.stream = EvaluationStream(self.store, self.centre, self.clock, backoff, POLL_S)  # type: ignore[arg-type]

    def evaluate(self, *seeds: int, delivered: bool = True) -> list[str]:
        """Saves a filing and its evaluation for each seed, delivered or not; their ids."""
        made = [filing(seed, materials=()) for seed in seeds]

        def work(connection: Connection) -> None:
            for one in made:
                filings.save(connection, one, "a" * 64)
                evaluations.save(connection, Evaluation(one.filing_id, 5, (), NOON))
                if delivered:
                    outbox.mark_sending(connection, one.filing_id, NOON)
                    outbox.mark_delivered(connection, one.filing_id, ACKNOWLEDGEMENT)

        self.store.write(work).result()
        return [one.filing_id for one in made]


@pytest.fixture
def bench(store: Store) -> Bench:
    return Bench(store)


def test_many_whose_filings_wait_do_not_hide_one_that_is_ready(bench: Bench) -> None:
    bench.evaluate(*range(1, 1 + MANY), delivered=False)
    ready = bench.evaluate(1 + MANY)
    assert bench.stream.step() == POLL_S
    assert bench.centre.asked == ready


def test_many_that_were_refused_do_not_hide_one_that_is_ready(bench: Bench, caplog: pytest.LogCaptureFixture) -> None:
    refused = bench.evaluate(*range(1, 1 + MANY))
    bench.centre.objects = dict.fromkeys(refused, REFUSAL)
    bench.stream.step()
    ready = bench.evaluate(1 + MANY)
    assert bench.stream.send_all() == (1, None)
    assert bench.centre.asked == refused + ready
    caplog.clear()


def test_a_refusal_outlives_the_program(bench: Bench, caplog: pytest.LogCaptureFixture) -> None:
    (one,) = bench.evaluate(1)
    bench.centre.objects = {one: REFUSAL}
    bench.stream.step()
    bench.restart()
    bench.stream.step()
    assert bench.centre.asked == [one]
    assert f"the evaluation of {one} was refused: intake.invalid" in caplog.text
    caplog.clear()


@pytest.mark.parametrize(
    ("failure", "tried"),
    [
        pytest.param(LineFailure("intake.nonsense", "not JSON"), 3, id="one for itself"),
        pytest.param(LineFailure("line.timeout", "no answer"), 1, id="the line"),
        pytest.param(LineFailure("intake.terminal-revoked", "revoked"), 1, id="the terminal"),
    ],
)
def test_a_failure_stops_the_others_only_where_they_would_fail_as_well(
    bench: Bench, failure: LineFailure, tried: int
) -> None:
    first, *_ = bench.evaluate(1, 2, 3)
    bench.centre.objects = {first: failure}
    sent, last = bench.stream.send_all()
    assert (sent, last) == (tried - 1, failure)
    assert len(bench.centre.asked) == tried
    bench.centre.objects = {}
    assert bench.stream.send_all() == (4 - tried, None)


def test_waits_as_long_as_the_centre_asks(bench: Bench) -> None:
    (one,) = bench.evaluate(1)
    bench.centre.objects = {one: LineFailure("intake.busy", "busy", retry_after_s=90.0)}
    assert 90.0 <= bench.stream.step() <= 108.0
    # A visit ends meanwhile: whoever wakes the stream cuts only its own rests short.
    bench.evaluate(2)
    bench.clock.move(89.0)
    assert 1.0 <= bench.stream.step() <= 19.0
    assert bench.centre.asked == [one]
    bench.clock.move(19.0)
    bench.centre.objects = {}
    assert bench.stream.step() == POLL_S
    assert len(bench.centre.asked) == 3


def test_our_own_bug_stops_one_evaluation_only_and_is_waited_out(
    bench: Bench, caplog: pytest.LogCaptureFixture
) -> None:
    tripped, healthy = bench.evaluate(1, 2)
    bench.centre.objects = {tripped: RuntimeError("too slow")}
    sent, failure = bench.stream.send_all()
    assert sent == 1
    assert failure is not None
    assert failure.reason == "terminal.fault"
    assert bench.centre.asked == [tripped, healthy]
    waits = []
    for _ in range(30):
        waits.append(bench.stream.step())
        bench.clock.move(waits[-1] + 0.001)
    assert max(waits) > 30.0
    assert f"the evaluation of {tripped} cannot be sent: RuntimeError" in caplog.text
    assert "too slow" not in caplog.text
    caplog.clear()
