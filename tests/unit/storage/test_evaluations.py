"""One evaluation per filing, kept until the centre has it."""

import pytest

from kiosk.domain.evaluation import Evaluation
from kiosk.storage import evaluations, filings
from kiosk.storage.cipher import DatabaseError
from kiosk.storage.connection import Store
from tests.unit.storage.samples import NOON, NUMBER, filing

FIRST, SECOND = filing(1, materials=()), filing(2, materials=())
GOOD = Evaluation(FIRST.filing_id, 5, (), NOON)
BAD = Evaluation(SECOND.filing_id, 1, ("too-long", "unclear"), NOON)


@pytest.fixture(autouse=True)
def _filed(store: Store) -> None:
    for one in (FIRST, SECOND):
        store.write(lambda c, one=one: filings.save(c, one, filings.person_tag(c, NUMBER))).result()


def test_evaluations_wait_in_their_order_until_they_are_sent(store: Store) -> None:
    for one in (BAD, GOOD):
        store.write(lambda c, one=one: evaluations.save(c, one)).result()
    assert store.read(evaluations.unsent) == [BAD, GOOD]
    for _ in range(2):
        store.write(lambda c: evaluations.mark_sent(c, BAD.filing_id)).result()
    assert store.read(evaluations.unsent) == [GOOD]


def test_a_person_evaluates_once_and_only_what_was_filed(store: Store) -> None:
    store.write(lambda c: evaluations.save(c, GOOD)).result()
    with pytest.raises(ValueError, match="already"):
        store.write(lambda c: evaluations.save(c, GOOD)).result()
    with pytest.raises(ValueError, match="no filing nobody"):
        store.write(lambda c: evaluations.save(c, Evaluation("nobody", 5, (), NOON))).result()
    with pytest.raises(ValueError, match="no evaluation"):
        store.write(lambda c: evaluations.mark_sent(c, "nobody")).result()
    assert store.read(evaluations.unsent) == [GOOD]


def test_an_evaluation_cannot_be_improved_afterwards(store: Store) -> None:
    store.write(lambda c: evaluations.save(c, BAD)).result()
    with pytest.raises(DatabaseError, match="never changed"):
        store.write(lambda c: c.execute("UPDATE evaluation SET level = 5")).result()
    assert store.read(evaluations.unsent) == [BAD]
