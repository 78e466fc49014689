"""Each move of a delivery by itself; all of them together are in tests/properties."""

from datetime import UTC, datetime, timedelta

import pytest

from kiosk.domain.filing import Delivery, DeliveryState
from kiosk.storage import filings, outbox
from kiosk.storage.cipher import Connection, DatabaseError
from kiosk.storage.connection import Store
from tests.unit.storage.samples import ACKNOWLEDGEMENT, NOON, NUMBER, filing

ONE, TWO, THREE = (filing(seed, materials=()) for seed in (1, 2, 3))


@pytest.fixture
def conn(store: Store) -> Connection:
    """The writer's connection, idle after three filings were saved; this thread is then its only user."""

    def save(connection: Connection) -> Connection:
        for one in (ONE, TWO, THREE):
            filings.save(connection, one, filings.person_tag(connection, NUMBER))
        return connection

    return store.write(save).result()


def ids(rows: list[outbox.OutboxRow]) -> list[str]:
    return [row.filing_id for row in rows]


def test_a_new_filing_is_due_at_once_even_with_a_clock_far_behind(conn: Connection) -> None:
    assert ids(outbox.due(conn, datetime(1999, 1, 1, tzinfo=UTC), 10)) == [f.filing_id for f in (ONE, TWO, THREE)]
    assert ids(outbox.due(conn, NOON, 2)) == [ONE.filing_id, TWO.filing_id]
    assert outbox.next_due(conn) == datetime(1970, 1, 1, tzinfo=UTC)


def test_sending_is_counted_before_it_happens(conn: Connection) -> None:
    outbox.mark_sending(conn, ONE.filing_id, NOON)
    assert outbox.state(conn, ONE.filing_id) == DeliveryState(Delivery.SENDING, attempts=1)
    assert ONE.filing_id not in ids(outbox.due(conn, NOON, 10))


def test_an_acknowledgement_is_kept_to_the_letter(conn: Connection) -> None:
    outbox.mark_sending(conn, ONE.filing_id, NOON)
    outbox.mark_waiting(conn, ONE.filing_id, "line.timeout", "no answer in 10 s", NOON)
    outbox.mark_sending(conn, ONE.filing_id, NOON)
    outbox.mark_delivered(conn, ONE.filing_id, ACKNOWLEDGEMENT)
    expected = DeliveryState(Delivery.DELIVERED, attempts=2, acknowledgement=ACKNOWLEDGEMENT)
    assert outbox.state(conn, ONE.filing_id) == expected
    assert filings.briefs(conn, 3)[2].state == expected


def test_a_failed_attempt_waits_until_its_time(conn: Connection) -> None:
    for one in (ONE, TWO, THREE):
        outbox.mark_sending(conn, one.filing_id, NOON)
        outbox.mark_waiting(conn, one.filing_id, "intake.nonsense", "not JSON", NOON + timedelta(seconds=5))
    at = NOON + timedelta(seconds=5)
    assert outbox.due(conn, at - timedelta(microseconds=1), 10) == []
    assert ids(outbox.due(conn, at, 10)) == [f.filing_id for f in (ONE, TWO, THREE)]
    assert outbox.next_due(conn) == at
    row = outbox.all_rows(conn)[0]
    assert (row.reason, row.detail, row.next_attempt_at) == ("intake.nonsense", "not JSON", at)


def test_a_clock_that_was_set_back_does_not_hold_a_filing_for_years(conn: Connection) -> None:
    outbox.mark_sending(conn, ONE.filing_id, NOON)
    outbox.mark_waiting(conn, ONE.filing_id, "line.timeout", "", NOON.replace(year=2099))
    assert ONE.filing_id in ids(outbox.due(conn, NOON, 10))


def test_a_refusal_has_its_reason_and_is_final(conn: Connection) -> None:
    outbox.mark_sending(conn, ONE.filing_id, NOON)
    with pytest.raises(ValueError, match="needs its reason"):
        outbox.mark_refused(conn, ONE.filing_id, "", "")
    outbox.mark_refused(conn, ONE.filing_id, "intake.refused", "the matter has a newer version")
    state = outbox.state(conn, ONE.filing_id)
    assert (state.delivery, state.reason, state.detail) == (
        Delivery.REFUSED,
        "intake.refused",
        "the matter has a newer version",
    )
    with pytest.raises(ValueError, match="refused"):
        outbox.mark_sending(conn, ONE.filing_id, NOON)


def test_a_crash_while_sending_is_made_good_at_the_next_start(conn: Connection) -> None:
    outbox.mark_sending(conn, TWO.filing_id, NOON)
    assert outbox.recover_interrupted(conn) == 1
    assert outbox.recover_interrupted(conn) == 0
    state = outbox.state(conn, TWO.filing_id)
    assert (state.delivery, state.attempts, state.reason) == (Delivery.PENDING, 1, outbox.INTERRUPTED)
    assert TWO.filing_id in ids(outbox.due(conn, NOON, 10))


def test_trying_again_now_moves_only_what_waits(conn: Connection) -> None:
    later = NOON + timedelta(hours=2)
    for one in (ONE, TWO):
        outbox.mark_sending(conn, one.filing_id, NOON)
        outbox.mark_waiting(conn, one.filing_id, "line.timeout", "", later)
    outbox.mark_sending(conn, THREE.filing_id, NOON)
    assert outbox.retry_now(conn, ONE.filing_id) == 1
    assert outbox.retry_now(conn, THREE.filing_id) == 0
    assert ids(outbox.due(conn, NOON, 10)) == [ONE.filing_id]
    assert outbox.retry_now(conn, None) == 2
    assert ids(outbox.due(conn, NOON, 10)) == [ONE.filing_id, TWO.filing_id]
    outbox.mark_delivered(conn, THREE.filing_id, ACKNOWLEDGEMENT)
    with pytest.raises(ValueError, match="nothing to try again"):
        outbox.retry_now(conn, THREE.filing_id)


def test_an_unknown_filing_is_said(conn: Connection) -> None:
    with pytest.raises(KeyError):
        outbox.state(conn, "nobody")
    with pytest.raises(ValueError, match="no filing nobody"):
        outbox.mark_sending(conn, "nobody", NOON)
    with pytest.raises(ValueError, match="no filing nobody"):
        outbox.retry_now(conn, "nobody")


def test_a_time_without_a_zone_is_refused(conn: Connection) -> None:
    with pytest.raises(ValueError, match="zone"):
        outbox.due(conn, datetime(2026, 5, 6), 10)
    assert len(outbox.all_rows(conn)) == 3


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE outbox SET delivery = 'delivered'",
        "UPDATE outbox SET delivery = 'delivered', case_number = 'x', query_code = 'y', next_attempt_us = NULL",
        "UPDATE outbox SET delivery = 'lost', next_attempt_us = NULL",
        "UPDATE outbox SET next_attempt_us = NULL",
        "UPDATE outbox SET filing_id = 'other'",
        "DELETE FROM outbox",
    ],
)
def test_the_table_itself_refuses_what_the_moves_forbid(conn: Connection, sql: str) -> None:
    before = outbox.all_rows(conn)
    with pytest.raises(DatabaseError):
        conn.execute(sql)
    assert outbox.all_rows(conn) == before
