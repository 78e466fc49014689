"""One evaluation per filing, kept until the centre has it."""

from collections.abc import Callable

import pytest

from kiosk.domain.evaluation import Evaluation
from kiosk.storage import evaluations, filings, outbox
from kiosk.storage.cipher import Connection, DatabaseError
from kiosk.storage.connection import Store
from tests.unit.storage.samples import ACKNOWLEDGEMENT, NOON, NUMBER, filing

ONE, TWO, THREE = (filing(seed, materials=()) for seed in (1, 2, 3))
GOOD = Evaluation(ONE.filing_id, 5, (), NOON)
BAD = Evaluation(TWO.filing_id, 1, ("too-long", "unclear"), NOON)


@pytest.fixture(autouse=True)
def _filed(store: Store) -> None:
    """Three filings, of which the centre has the first two."""

    def work(connection: Connection) -> None:
        for one in (ONE, TWO, THREE):
            filings.save(connection, one, filings.person_tag(connection, NUMBER))
        for one in (ONE, TWO):
            outbox.mark_sending(connection, one.filing_id, NOON)
            outbox.mark_delivered(connection, one.filing_id, ACKNOWLEDGEMENT)

    store.write(work).result()


def save(store: Store, *wanted: Evaluation) -> None:
    for one in wanted:
        store.write(lambda c, one=one: evaluations.save(c, one)).result()


def test_evaluations_wait_in_their_order_until_they_are_sent(store: Store) -> None:
    save(store, BAD, GOOD)
    assert store.read(evaluations.ready) == [BAD, GOOD]
    for _ in range(2):
        store.write(lambda c: evaluations.mark_sent(c, BAD.filing_id)).result()
    assert store.read(evaluations.ready) == [GOOD]


def test_an_evaluation_is_ready_once_the_centre_has_its_filing(store: Store) -> None:
    early = Evaluation(THREE.filing_id, 4, (), NOON)
    save(store, early, GOOD)
    assert store.read(evaluations.ready) == [GOOD]
    store.write(lambda c: outbox.mark_sending(c, THREE.filing_id, NOON)).result()
    store.write(lambda c: outbox.mark_delivered(c, THREE.filing_id, ACKNOWLEDGEMENT)).result()
    assert store.read(evaluations.ready) == [early, GOOD]


def test_a_refusal_is_kept_with_its_reason(store: Store, open_store: Callable[[], Store]) -> None:
    save(store, BAD, GOOD)
    with pytest.raises(ValueError, match="needs its reason"):
        store.write(lambda c: evaluations.mark_refused(c, BAD.filing_id, "")).result()
    store.write(lambda c: evaluations.mark_refused(c, BAD.filing_id, "intake.invalid")).result()
    store.close()
    again = open_store()
    assert again.read(evaluations.ready) == [GOOD]
    kept = again.read(lambda c: c.execute("SELECT refusal FROM evaluation ORDER BY rowid").fetchall())
    assert kept == [("intake.invalid",), ("",)]


def test_what_the_centre_has_is_not_refused_afterwards(store: Store) -> None:
    save(store, GOOD)
    store.write(lambda c: evaluations.mark_refused(c, GOOD.filing_id, "intake.invalid")).result()
    store.write(lambda c: evaluations.mark_sent(c, GOOD.filing_id)).result()
    store.write(lambda c: evaluations.mark_refused(c, GOOD.filing_id, "intake.invalid")).result()
    assert store.read(lambda c: c.execute("SELECT sent, refusal FROM evaluation").fetchall()) == [(1, "")]


def test_a_person_evaluates_once_and_only_what_was_filed(store: Store) -> None:
    save(store, GOOD)
    with pytest.raises(ValueError, match="already"):
        save(store, GOOD)
    with pytest.raises(ValueError, match="no filing nobody"):
        save(store, Evaluation("nobody", 5, (), NOON))
    for mark in (evaluations.mark_sent, lambda c, id_: evaluations.mark_refused(c, id_, "intake.invalid")):
        with pytest.raises(ValueError, match="no evaluation of filing nobody"):
            store.write(lambda c, mark=mark: mark(c, "nobody")).result()
    assert store.read(evaluations.ready) == [GOOD]


def test_an_evaluation_cannot_be_improved_afterwards(store: Store) -> None:
    save(store, BAD)
    with pytest.raises(DatabaseError, match="never changed"):
        store.write(lambda c: c.execute("UPDATE evaluation SET level = 5")).result()
    assert store.read(evaluations.ready) == [BAD]
