"""What the centre tells is kept once, in its order, and the cursor goes with it."""

from dataclasses import replace
from datetime import timedelta

import pytest

from kiosk.domain.case import CaseChange, CaseStatus
from kiosk.storage import cases, filings
from kiosk.storage.cipher import Connection, DatabaseError
from kiosk.storage.connection import Store
from tests.unit.storage.samples import NOON, NUMBER, filing

FILED = filing(1, materials=())
RECEIVED = CaseChange(FILED.filing_id, "330225-42", CaseStatus.RECEIVED, "", NOON)
ACCEPTED = replace(RECEIVED, status=CaseStatus.ACCEPTED, note="材料齐全", changed_at=NOON + timedelta(hours=1))
REVIEW = replace(RECEIVED, status=CaseStatus.IN_REVIEW, changed_at=NOON + timedelta(hours=2))


@pytest.fixture(autouse=True)
def _filed(store: Store) -> None:
    store.write(lambda c: filings.save(c, FILED, filings.person_tag(c, NUMBER))).result()


def test_nothing_was_told_yet(store: Store) -> None:
    assert store.read(cases.cursor) == ""
    assert store.read(lambda c: cases.latest(c, FILED.filing_id)) is None
    assert store.read(lambda c: cases.history(c, FILED.filing_id)) == ()


def test_a_page_of_changes_told_twice_is_kept_once(store: Store) -> None:
    assert store.write(lambda c: cases.record(c, [RECEIVED, ACCEPTED], "c2")).result() == (RECEIVED, ACCEPTED)
    assert store.write(lambda c: cases.record(c, [RECEIVED, ACCEPTED, REVIEW], "c3")).result() == (REVIEW,)
    assert store.read(lambda c: cases.history(c, FILED.filing_id)) == (RECEIVED, ACCEPTED, REVIEW)
    assert store.read(lambda c: cases.latest(c, FILED.filing_id)) == REVIEW
    assert store.read(cases.cursor) == "c3"


def test_the_same_status_at_another_time_is_another_change(store: Store) -> None:
    again = replace(REVIEW, changed_at=REVIEW.changed_at + timedelta(days=3))
    assert store.write(lambda c: cases.record(c, [REVIEW, again], "c")).result() == (REVIEW, again)


def test_a_stranger_s_change_does_not_hold_up_the_others(store: Store) -> None:
    stranger = replace(RECEIVED, filing_id="somebody-elses")
    assert store.write(lambda c: cases.record(c, [stranger, RECEIVED], "c2")).result() == (RECEIVED,)
    assert store.read(cases.cursor) == "c2"


def test_changes_and_cursor_appear_together_or_not_at_all(store: Store) -> None:
    def fail(conn: Connection) -> None:
        cases.record(conn, [RECEIVED], "c1")
        raise LookupError

    with pytest.raises(LookupError):
        store.write(fail).result()
    assert store.read(cases.cursor) == ""
    assert store.read(lambda c: cases.history(c, FILED.filing_id)) == ()


def test_what_the_centre_said_cannot_be_changed(store: Store) -> None:
    store.write(lambda c: cases.record(c, [RECEIVED], "c1")).result()
    with pytest.raises(DatabaseError, match="never changed"):
        store.write(lambda c: c.execute("UPDATE case_change SET note = 'x'")).result()
    assert store.read(lambda c: cases.latest(c, FILED.filing_id)) == RECEIVED
