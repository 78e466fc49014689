"""Each move of a delivery by itself; all of them together are in tests/properties."""

import json
from datetime import UTC, datetime, timedelta

import pytest

from kiosk.domain.filing import Delivery, DeliveryState, Filing
from kiosk.storage import audit, filings, outbox
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
    assert filings.rows(conn, 3)[2].brief.state == expected


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


def test_a_refusal_has_its_reason_and_ends_the_delivery(conn: Connection) -> None:
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
    outbox.retry_now(conn)
    assert ONE.filing_id not in ids(outbox.due(conn, NOON, 10))
    for move in (
        lambda: outbox.mark_sending(conn, ONE.filing_id, NOON),
        lambda: outbox.mark_waiting(conn, ONE.filing_id, "line.timeout", "", NOON),
    ):
        with pytest.raises(ValueError, match="refused"):
            move()


def refuse(conn: Connection, *wanted: Filing) -> None:
    for one in wanted:
        outbox.mark_sending(conn, one.filing_id, NOON)
        outbox.mark_refused(conn, one.filing_id, "intake.invalid", "the filing breaks a rule")


def audited(conn: Connection) -> list[tuple[str, dict[str, str]]]:
    rows = conn.execute("SELECT act, facts FROM audit WHERE act LIKE 'outbox.%' ORDER BY number")
    return [(act, json.loads(facts)) for act, facts in rows]


def test_a_person_takes_a_refusal_back_and_the_audit_knows(conn: Connection) -> None:
    refuse(conn, ONE, TWO)
    assert outbox.retry(conn, ONE.filing_id, NOON) == 1
    assert outbox.state(conn, ONE.filing_id).delivery is Delivery.PENDING
    assert outbox.state(conn, TWO.filing_id).delivery is Delivery.REFUSED
    assert ONE.filing_id in ids(outbox.due(conn, NOON, 10))
    assert audited(conn) == [
        ("outbox.refusal-taken-back", {"filing": ONE.filing_id, "reason": "intake.invalid"}),
    ]
    assert audit.first_broken(conn) is None
    outbox.mark_sending(conn, ONE.filing_id, NOON)
    outbox.mark_delivered(conn, ONE.filing_id, ACKNOWLEDGEMENT)
    assert outbox.state(conn, ONE.filing_id) == DeliveryState(Delivery.DELIVERED, 2, acknowledgement=ACKNOWLEDGEMENT)


def test_all_refusals_are_taken_back_together(conn: Connection) -> None:
    refuse(conn, ONE, TWO)
    assert outbox.retry_refused(conn, NOON) == 2
    assert outbox.retry_refused(conn, NOON) == 0
    assert ids(outbox.due(conn, NOON, 10)) == [f.filing_id for f in (ONE, TWO, THREE)]
    assert [facts["filing"] for _, facts in audited(conn)] == [ONE.filing_id, TWO.filing_id]


def test_what_has_not_reached_the_centre_is_listed(conn: Connection) -> None:
    refuse(conn, ONE)
    outbox.mark_sending(conn, TWO.filing_id, NOON)
    outbox.mark_delivered(conn, TWO.filing_id, ACKNOWLEDGEMENT)
    assert ids(outbox.undelivered(conn)) == [ONE.filing_id, THREE.filing_id]
    assert ids(outbox.all_rows(conn)) == [f.filing_id for f in (ONE, TWO, THREE)]


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
    assert outbox.retry(conn, ONE.filing_id, NOON) == 1
    assert outbox.retry(conn, THREE.filing_id, NOON) == 0
    assert ids(outbox.due(conn, NOON, 10)) == [ONE.filing_id]
    assert outbox.retry_now(conn) == 2
    assert ids(outbox.due(conn, NOON, 10)) == [ONE.filing_id, TWO.filing_id]
    outbox.mark_delivered(conn, THREE.filing_id, ACKNOWLEDGEMENT)
    with pytest.raises(ValueError, match="nothing to try again"):
        outbox.retry(conn, THREE.filing_id, NOON)
    assert audited(conn) == []


def test_an_unknown_filing_is_said(conn: Connection) -> None:
    with pytest.raises(KeyError):
        outbox.state(conn, "nobody")
    with pytest.raises(ValueError, match="no filing nobody"):
        outbox.mark_sending(conn, "nobody", NOON)
    with pytest.raises(ValueError, match="no filing nobody"):
        outbox.retry(conn, "nobody", NOON)


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
        "UPDATE outbox SET delivery = 'refused', reason = 'x', next_attempt_us = NULL",
        "DELETE FROM outbox",
    ],
)
def test_the_table_itself_refuses_what_the_moves_forbid(conn: Connection, sql: str) -> None:
    before = outbox.all_rows(conn)
    with pytest.raises(DatabaseError):
        conn.execute(sql)
    assert outbox.all_rows(conn) == before


@pytest.mark.parametrize("goal", ["sending", "delivered", "refused"])
def test_the_table_lets_a_refused_filing_become_pending_only(conn: Connection, goal: str) -> None:
    refuse(conn, ONE)
    with pytest.raises(DatabaseError, match="may not move there"):
        conn.execute(f"UPDATE outbox SET delivery = '{goal}' WHERE filing_id = ?", (ONE.filing_id,))
    assert outbox.retry(conn, ONE.filing_id, NOON) == 1
