"""The stream of filings against a scripted centre: every mark and every reason."""

from datetime import timedelta

import pytest

from kiosk.domain.filing import Delivery, DeliveryState
from kiosk.errors import IntakeRefusal, LineFailure, StoreFailure
from kiosk.storage import filings, outbox
from kiosk.storage.connection import Connection, Store
from sync.deliveries import LONGEST_REST_S
from tests.unit.storage.samples import ACKNOWLEDGEMENT, filing
from tests.unit.sync.delivery_bench import FIRST, MOST, NONSENSE, UNREACHABLE, Bench
from tests.unit.sync.fakes import MovedClock


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


def test_one_that_fails_for_itself_does_not_hold_up_the_others(bench: Bench) -> None:
    poisoned, healthy = bench.save(1, 2)
    bench.intake.answers.append(NONSENSE)
    assert bench.stream.step() == 0.0
    assert bench.stream.step() == 0.0
    assert bench.state(healthy).delivery is Delivery.DELIVERED
    assert bench.state(poisoned).reason == "intake.nonsense"
    assert bench.row(poisoned).next_attempt_at == bench.clock.now() + timedelta(seconds=FIRST)
    assert bench.doubts == 0


def test_a_refusal_is_an_ending(bench: Bench) -> None:
    (one,) = bench.save(1)
    bench.intake.answers.append(IntakeRefusal("intake.invalid", "the filing breaks a rule"))
    bench.stream.step()
    bench.clock.move(100 * MOST)
    assert bench.stream.step() == LONGEST_REST_S
    state = bench.state(one)
    assert (state.delivery, state.reason) == (Delivery.REFUSED, "intake.invalid")
    assert len(bench.intake.delivered) == 1


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
    bench.store.write(lambda connection: filings.save(connection, one, "a" * 64)).result()

    def damage(connection: Connection) -> None:
        connection.execute("DROP TRIGGER page_chunk_never_changes")
        connection.execute("UPDATE page_chunk SET data = x'00' WHERE number = 0")

    bench.store.write(damage).result()
    bench.stream.step()
    assert bench.intake.delivered == []
    state = bench.state(one)
    assert (state.delivery, state.reason) == (Delivery.PENDING, "store.damaged")


def test_another_fault_of_the_store_is_not_called_a_damaged_page(
    bench: Bench, caplog: pytest.LogCaptureFixture
) -> None:
    tripped, healthy = bench.save(1, 2)

    def tamper(connection: Connection) -> None:
        connection.execute("DROP TRIGGER filing_never_changes")
        connection.execute("UPDATE filing SET confirmed_at = '史美娥' WHERE filing_id = ?", (tripped.filing_id,))

    bench.store.write(tamper).result()
    bench.stream.step()
    bench.stream.step()
    state = bench.state(tripped)
    assert (state.delivery, state.reason) == (Delivery.PENDING, "terminal.fault")
    assert bench.state(healthy).delivery is Delivery.DELIVERED
    assert f"filing {tripped.filing_id} cannot be sent: ValueError" in caplog.text
    assert "史美娥" not in caplog.text
    caplog.clear()


def test_a_refusal_that_was_taken_back_is_sent_again(bench: Bench) -> None:
    (one,) = bench.save(1)
    bench.intake.answers.append(IntakeRefusal("intake.invalid", "the filing breaks a rule"))
    bench.stream.step()
    bench.store.write(lambda connection: outbox.retry(connection, one.filing_id, bench.clock.now())).result()
    bench.stream.step()
    assert bench.state(one) == DeliveryState(Delivery.DELIVERED, 2, acknowledgement=ACKNOWLEDGEMENT)


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


@pytest.mark.parametrize("longest", [FIRST, 0.0])
def test_a_round_by_hand_ends_where_the_line_ends_however_short_the_rest(bench: Bench, longest: float) -> None:
    bench.dice.longest = longest
    bench.save(1, 2, 3)
    bench.intake.answers.append(UNREACHABLE)
    bench.stream.try_all()
    assert len(bench.intake.delivered) == 1


def test_what_the_end_of_the_program_breaks_off_is_taken_up_at_once_by_the_next(bench: Bench) -> None:
    (one,) = bench.save(1)
    bench.intake.answers.append(LineFailure(outbox.INTERRUPTED, "the program ended"))
    bench.stream.step()
    assert bench.state(one).delivery is Delivery.SENDING
    bench.stream.step()
    assert bench.state(one).delivery is Delivery.DELIVERED
    assert bench.clock.monotonic() == bench.began
