"""The engine as a whole against a centre in memory: who is woken when, and what is said about the line.

Every wait of its own is an hour: what happens here happens because somebody was woken.
"""

from collections.abc import Callable, Iterator
from threading import Event as Flag

import pytest

from kiosk.clock import SystemClock
from kiosk.config import DelaySettings
from kiosk.domain.evaluation import Evaluation
from kiosk.domain.filing import Acknowledgement, Delivery, Filing, Progress
from kiosk.errors import LineFailure
from kiosk.events import CaseChanged, DeliveryChanged, EvaluationSaved, Event, EventBus, FilingSaved, LineChanged
from kiosk.storage import evaluations, filings
from kiosk.storage.connection import Store
from sync import wire
from sync.engine import SyncEngine
from tests.scenarios.line.terminal import Diary
from tests.unit.storage.samples import ACKNOWLEDGEMENT, NOON, filing

HOUR = 3600.0
TIMES = DelaySettings(cases_poll=HOUR, retry_first=HOUR, retry_most=HOUR)
DOWN = LineChanged(False, "line.unreachable")
UP = LineChanged(True, "")


class Centre:
    """Says yes to everything while it is up."""

    def __init__(self) -> None:
        self.up = True
        self.up_for_filings = False
        self.asked = 0
        self.evaluated: list[str] = []
        self.evaluation_came = Flag()
        self.delivered: list[str] = []

    def deliver(self, sent: Filing, told: Callable[[Progress], None]) -> Acknowledgement:
        if not self.up_for_filings:
            self._check()
        self.delivered.append(sent.filing_id)
        return ACKNOWLEDGEMENT

    def changes(self, cursor: str) -> wire.CaseChanges:
        self.asked += 1
        self._check()
        told = tuple(
            wire.CaseChange(
                filing_id=filing_id,
                case_number="11330225MB000001904330225000042202605060001",
                status="received",
                changed_at=NOON,
            )
            for filing_id in self.delivered
        )
        return wire.CaseChanges(cursor=f"c{len(told)}", changes=told)

    def evaluation(self, word: Evaluation) -> wire.EvaluationAnswer:
        self._check()
        self.evaluated.append(word.filing_id)
        self.evaluation_came.set()
        return wire.EvaluationAnswer(filing_id=word.filing_id, received_at=NOON)

    def health(self) -> wire.Health:
        self._check()
        limits = wire.Limits(manifest_bytes=1000, file_bytes=1000, media_types=("image/jpeg",))
        return wire.Health(contract=wire.CONTRACT_VERSION, now=SystemClock().now(), limits=limits)

    def interrupt(self) -> None:
        """Nothing to break off."""

    def close(self) -> None:
        """Nothing to close."""

    def _check(self) -> None:
        if not self.up:
            raise LineFailure("line.unreachable", "the centre cannot be reached")


class Bench:
    def __init__(self, store: Store) -> None:
        self.store = store
        self.bus = EventBus()
        self.diary = Diary(self.bus)
        self.centre = Centre()
        self.engine = SyncEngine(store, self.centre, self.bus, SystemClock(), TIMES)  # type: ignore[arg-type]

    def save(self, seed: int) -> Filing:
        made = filing(seed, materials=())
        self.store.write(lambda connection: filings.save(connection, made, "a" * 64)).result()
        return made

    def confirm(self, seed: int) -> Filing:
        made = self.save(seed)
        self.bus.publish(FilingSaved(made))
        return made

    def wait(self, one: Filing, delivery: Delivery, reason: str = "") -> None:
        def is_it(event: Event) -> bool:
            return (
                isinstance(event, DeliveryChanged)
                and event.filing_id == one.filing_id
                and (event.state.delivery, event.state.reason) == (delivery, reason)
            )

        self.diary.wait_for(is_it)

    def line(self) -> list[Event]:
        return [event for event in self.diary.events if isinstance(event, LineChanged)]


@pytest.fixture
def bench(store: Store) -> Iterator[Bench]:
    made = Bench(store)
    yield made
    made.engine.stop()


def test_what_waits_for_the_line_goes_at_once_when_it_is_back(bench: Bench) -> None:
    bench.centre.up = False
    bench.engine.start()
    bench.diary.wait_for(lambda event: event == DOWN)
    one = bench.confirm(1)
    bench.wait(one, Delivery.PENDING, "line.unreachable")
    bench.centre.up = True
    bench.engine.wake()
    bench.wait(one, Delivery.DELIVERED)
    assert bench.line() == [DOWN, UP]


def test_a_new_filing_is_tried_at_once_whatever_was_before(bench: Bench) -> None:
    bench.centre.up = False
    first = bench.save(1)
    bench.engine.start()
    bench.wait(first, Delivery.PENDING, "line.unreachable")
    bench.diary.wait_for(lambda event: event == DOWN)
    bench.centre.up_for_filings = True
    second = bench.confirm(2)
    bench.wait(second, Delivery.DELIVERED)
    assert bench.centre.delivered == [second.filing_id]


def test_a_filing_that_fails_lets_the_line_be_looked_at(bench: Bench) -> None:
    bench.engine.start()
    bench.diary.wait_for(lambda event: event == UP)
    bench.centre.up = False
    bench.confirm(1)
    bench.diary.wait_for(lambda event: event == DOWN)
    assert bench.line() == [UP, DOWN]


def test_after_a_delivery_its_case_and_its_evaluation_follow(bench: Bench) -> None:
    bench.engine.start()
    one = bench.confirm(1)
    bench.wait(one, Delivery.DELIVERED)
    bench.diary.wait_for(lambda event: isinstance(event, CaseChanged))
    word = Evaluation(one.filing_id, 5, (), NOON)
    bench.store.write(lambda connection: evaluations.save(connection, word)).result()
    bench.bus.publish(EvaluationSaved(one.filing_id))
    assert bench.centre.evaluation_came.wait(20.0)
    assert bench.centre.evaluated == [one.filing_id]


def test_the_line_is_told_once_not_every_time(bench: Bench) -> None:
    bench.centre.up = False
    for _ in range(3):
        bench.engine._cases.step()
    bench.centre.up = True
    for _ in range(3):
        bench.engine._cases.step()
    assert bench.line() == [DOWN, UP]


def test_stops_at_once_and_hears_nothing_more(bench: Bench) -> None:
    bench.engine.start()
    bench.diary.wait_for(lambda event: event == UP)
    bench.engine.stop()
    asked = bench.centre.asked
    late = bench.confirm(1)
    assert bench.centre.delivered == []
    assert bench.centre.asked == asked
    assert bench.engine.run_once().delivered == 1
    assert bench.centre.delivered == [late.filing_id]
