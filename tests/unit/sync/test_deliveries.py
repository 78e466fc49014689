"""The stream of filings against a scripted centre: every mark, every wait, every reason."""

from datetime import timedelta

import pytest

from kiosk.domain.filing import Delivery, DeliveryState, Filing
from kiosk.errors import IntakeRefusal, LineFailure, StoreFailure
from kiosk.events import DeliveryChanged, Event, EventBus
from kiosk.storage import filings, outbox
from kiosk.storage.connection import Store
from sync.backoff import Backoff
from sync.deliveries import LONGEST_REST_S, Deliveries
from tests.unit.storage.samples import ACKNOWLEDGEMENT, filing
from tests.unit.sync.fakes import MovedClock, ScriptedIntake

FIRST, MOST = 4.0, 64.0
UNREACHABLE = LineFailure("line.unreachable", "the centre cannot be reached")
NONSENSE = LineFailure("intake.nonsense", "the answer is not JSON")


class HighestDice:
    """Always the upper bound: the longest wait full jitter allows."""

    def uniform(self, _low: float, high: float) -> float:
        return high


class Bench:
    """One stream with its store, clock and centre."""

    def __init__(self, store: Store, clock: MovedClock) -> None:
        self.store = store
        self.clock = clock
        self.intake = ScriptedIntake()
        self.doubts = 0
        self.told: list[DeliveryChanged] = []
        bus = EventBus()
        bus.subscribe(self._hear)
        backoff = Backoff(FIRST, MOST, HighestDice())  # type: ignore[arg-type]
        self.stream = Deliveries(store, self.intake, bus, clock, backoff, self._doubt)

    def _hear(self, event: Event) -> None:
        assert isinstance(event, DeliveryChanged)
        self.told.append(event)

    def _doubt(self) -> None:
        self.doubts += 1

    def save(self, *seeds: int) -> list[Filing]:
        made = [filing(seed, materials=()) for seed in seeds]
        for one in made:
            self.store.write(lambda c, one=one: filings.save(c, one, "0" * 64)).result()
        return made

    def state(self, one: Filing) -> DeliveryState:
        return self.store.read(lambda connection: outbox.state(connection, one.filing_id))

    def row(self, one: Filing) -> outbox.OutboxRow:
        rows = self.store.read(outbox.all_rows)
        return next(row for row in rows if row.filing_id == one.filing_id)


@pytest.fixture
def bench(store: Store, clock: MovedClock) -> Bench:
    return Bench(store, clock)


def test_sending_is_in_the_store_before_the_first_byte_goes_out(bench: Bench) -> None:
    (one,) = bench.save(1)
    seen: list[Delivery] = []
    bench.intake.watch = lambda sent: seen.append(bench.state(sent).delivery)
    assert bench.stream.step() == 0.0
    assert seen == [Delivery.SENDING]
    assert bench.intake.delivered == [one]
    assert bench.state(one) == DeliveryState(Delivery.DELIVERED, 1, acknowledgement=ACKNOWLEDGEMENT)
    assert [event.state.delivery for event in bench.told] == [Delivery.SENDING, Delivery.DELIVERED]
    assert bench.stream.step() == LONGEST_REST_S


def test_a_failure_of_the_line_rests_the_stream_and_doubles_the_wait(bench: Bench) -> None:
    one, two = bench.save(1, 2)
    bench.intake.answers.extend([UNREACHABLE] * 3)
    waits = []
    for _ in range(3):
        bench.stream.step()
        waits.append(bench.stream.step())
        bench.clock.move(waits[-1])
    assert waits == [FIRST, 2 * FIRST, 4 * FIRST]
    assert bench.doubts == 3
    # The others are not tried meanwhile: they would only fail as well. The longest due comes first.
    assert [sent.filing_id for sent in bench.intake.delivered] == [
        one.filing_id,
        two.filing_id,
        one.filing_id,
    ]
    state = bench.state(one)
    assert (state.delivery, state.reason) == (Delivery.PENDING, "line.unreachable")
    assert state.detail == "the centre cannot be reached"


def test_the_wait_has_a_bound(bench: Bench) -> None:
    bench.save(1)
    bench.intake.answers.extend([UNREACHABLE] * 8)
    for _ in range(8):
        bench.stream.step()
        last = bench.stream.step()
        bench.clock.move(MOST)
    assert last == LONGEST_REST_S < MOST


def test_a_new_filing_is_tried_at_once_while_the_stream_rests(bench: Bench) -> None:
    bench.save(1)
    bench.intake.answers.append(UNREACHABLE)
    bench.stream.step()
    (waiting_person,) = bench.save(2)
    bench.stream.hurry(waiting_person.filing_id)
    bench.stream.step()
    assert bench.state(waiting_person).delivery is Delivery.DELIVERED


def test_a_filing_hurried_twice_is_sent_once(bench: Bench) -> None:
    (one,) = bench.save(1)
    bench.stream.hurry(one.filing_id)
    bench.stream.hurry(one.filing_id)
    for _ in range(3):
        bench.stream.step()
    assert len(bench.intake.delivered) == 1


def test_one_that_fails_for_itself_does_not_hold_up_the_others(bench: Bench) -> None:
    poisoned, healthy = bench.save(1, 2)
    bench.intake.answers.append(NONSENSE)
    assert bench.stream.step() == 0.0
    assert bench.stream.step() == 0.0
    assert bench.state(healthy).delivery is Delivery.DELIVERED
    assert bench.state(poisoned).reason == "intake.nonsense"
    assert bench.row(poisoned).next_attempt_at == bench.clock.now() + timedelta(seconds=FIRST)
    assert bench.doubts == 0


def test_many_that_fail_each_for_itself_rest_the_stream(bench: Bench) -> None:
    bench.save(1, 2, 3, 4)
    bench.intake.answers.extend([NONSENSE] * 4)
    for _ in range(4):
        bench.stream.step()
    assert len(bench.intake.delivered) == 3


def test_a_refusal_is_an_ending(bench: Bench) -> None:
    (one,) = bench.save(1)
    bench.intake.answers.append(IntakeRefusal("intake.invalid", "the filing breaks a rule"))
    bench.stream.step()
    bench.clock.move(100 * MOST)
    assert bench.stream.step() == LONGEST_REST_S
    state = bench.state(one)
    assert (state.delivery, state.reason) == (Delivery.REFUSED, "intake.invalid")
    assert len(bench.intake.delivered) == 1


def test_what_the_centre_asks_for_is_waited_even_when_the_line_comes_back(bench: Bench) -> None:
    (one,) = bench.save(1)
    bench.intake.answers.append(LineFailure("intake.busy", "busy", retry_after_s=50.0))
    bench.stream.step()
    bench.stream.line_is_back()
    assert bench.stream.step() >= 50.0
    assert len(bench.intake.delivered) == 1
    bench.clock.move(61.0)
    bench.stream.step()
    assert bench.state(one).delivery is Delivery.DELIVERED


def test_pending_filings_go_at_once_when_the_line_is_back(bench: Bench) -> None:
    (one,) = bench.save(1)
    bench.intake.answers.extend([UNREACHABLE] * 4)
    for _ in range(4):
        bench.stream.step()
        bench.clock.move(MOST)
    bench.clock.move(-MOST)
    assert bench.stream.step() > 0.0
    bench.stream.line_is_back()
    bench.stream.step()
    assert bench.state(one).delivery is Delivery.DELIVERED


def test_what_a_crash_left_behind_is_sent_again(bench: Bench) -> None:
    (one,) = bench.save(1)
    now = bench.clock.now()
    bench.store.write(lambda connection: outbox.mark_sending(connection, one.filing_id, now)).result()
    bench.stream.step()
    assert bench.state(one).delivery is Delivery.DELIVERED


def test_a_store_that_fails_between_two_marks_costs_nothing(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    (one,) = bench.save(1)

    def full(*_: object) -> None:
        raise StoreFailure("jiujin.db: the disk is full")

    with monkeypatch.context() as patch:
        patch.setattr(outbox, "mark_delivered", full)
        with pytest.raises(StoreFailure):
            bench.stream.step()
    assert bench.state(one).delivery is Delivery.SENDING
    bench.stream.step()
    assert bench.state(one).delivery is Delivery.DELIVERED
    assert len(bench.intake.delivered) == 2


def test_our_own_bug_stops_one_filing_only(bench: Bench, caplog: pytest.LogCaptureFixture) -> None:
    tripped, healthy = bench.save(1, 2)
    bench.intake.answers.append(RuntimeError(f"about {tripped.parties.resident.name}"))
    bench.stream.step()
    bench.stream.step()
    assert bench.state(tripped).reason == "terminal.fault"
    assert bench.state(healthy).delivery is Delivery.DELIVERED
    assert "RuntimeError" in caplog.text
    assert tripped.parties.resident.name not in caplog.text
    caplog.clear()


def test_a_damaged_page_is_never_sent(bench: Bench) -> None:
    one = filing(1)
    bench.store.write(lambda connection: filings.save(connection, one, "0" * 64)).result()

    def damage(connection: object) -> None:
        connection.execute("DROP TRIGGER page_chunk_never_changes")  # type: ignore[attr-defined]
        connection.execute("UPDATE page_chunk SET data = x'00' WHERE number = 0")  # type: ignore[attr-defined]

    bench.store.write(damage).result()
    bench.stream.step()
    assert bench.intake.delivered == []
    state = bench.state(one)
    assert (state.delivery, state.reason) == (Delivery.PENDING, "store.damaged")


def test_a_clock_set_back_does_not_strand_a_filing(bench: Bench) -> None:
    (one,) = bench.save(1)
    bench.intake.answers.append(UNREACHABLE)
    bench.stream.step()
    bench.clock.move(FIRST - 1)
    bench.clock.set_wall_clock(-10 * 3600)
    bench.clock.move(1)
    for _ in range(2):
        bench.stream.step()
    assert bench.state(one).delivery is Delivery.DELIVERED


def test_a_round_by_hand_tries_everything_once(bench: Bench) -> None:
    one, two, three = bench.save(1, 2, 3)
    bench.intake.answers.extend([NONSENSE, ACKNOWLEDGEMENT, NONSENSE])
    bench.stream.try_all()
    assert [bench.state(each).delivery for each in (one, two, three)] == [
        Delivery.PENDING,
        Delivery.DELIVERED,
        Delivery.PENDING,
    ]
    bench.stream.try_all()
    assert bench.state(one).delivery is bench.state(three).delivery is Delivery.DELIVERED


def test_a_round_by_hand_ends_where_the_line_ends(bench: Bench) -> None:
    bench.save(1, 2, 3)
    bench.intake.answers.append(UNREACHABLE)
    bench.stream.try_all()
    assert len(bench.intake.delivered) == 1
