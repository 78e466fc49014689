"""Links between filings, withdrawals, and the papers that a case asks for, as the store keeps them."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from kiosk.domain.case import CaseChange, CaseStatus
from kiosk.domain.course import WITHDRAWN, Withdrawal, WithdrawalReason, WithdrawalState
from kiosk.domain.filing import Consent, Delivery, Filing
from kiosk.domain.identity import Evidence
from kiosk.storage import cases, endings, filings, outbox
from kiosk.storage.connection import Store
from tests.unit.storage.samples import ACKNOWLEDGEMENT, NOON, filing

TAG = "a" * 64


def saved(store: Store, seed: int, **links: str) -> Filing:
    made = replace(filing(seed, materials=()), **links)
    store.write(lambda c: filings.save(c, made, TAG)).result()
    return made


def delivered(store: Store, sent: Filing) -> None:
    store.write(lambda c: outbox.mark_sending(c, sent.filing_id, NOON)).result()
    store.write(lambda c: outbox.mark_delivered(c, sent.filing_id, ACKNOWLEDGEMENT)).result()


def word(sent: Filing) -> Withdrawal:
    consent = Consent("w-1", NOON)
    return Withdrawal(sent.filing_id, WithdrawalReason.CHANGED_MIND, Evidence.CARD_PRESENT, consent, NOON)


def test_a_link_comes_back_with_its_filing_and_shows_from_both_ends(open_store: Callable[[], Store]) -> None:
    store = open_store()
    old = saved(store, 1)
    new = saved(store, 2, corrects=old.filing_id)
    assert store.read(lambda c: filings.load(c, new.filing_id)) == new
    assert store.read(lambda c: endings.course(c, old.filing_id)).corrected_by == new.filing_id
    course = store.read(lambda c: endings.course(c, new.filing_id))
    assert (course.corrects, course.earlier_number) == (old.filing_id, old.provisional_number)
    # A correction that the centre refused stands in nobody's way.
    store.write(lambda c: outbox.mark_sending(c, new.filing_id, NOON)).result()
    store.write(lambda c: outbox.mark_refused(c, new.filing_id, "intake.invalid", "")).result()
    assert store.read(lambda c: endings.course(c, old.filing_id)).corrected_by == ""


def test_papers_brought_later_are_listed_with_the_case_they_went_to(open_store: Callable[[], Store]) -> None:
    store = open_store()
    old = saved(store, 1)
    delivered(store, old)
    asked = CaseChange(old.filing_id, "n", CaseStatus.SUPPLEMENT_REQUIRED, "", NOON, ("hukou", "photo"))
    store.write(lambda c: cases.record(c, (asked,), "1")).result()
    papers = saved(store, 2, supplements=old.filing_id)
    first, second = store.read(lambda c: filings.rows(c, 10))
    assert (first.brief.filing_id, first.case, first.brings_papers) == (papers.filing_id, asked, True)
    assert (second.case, second.brings_papers) == (asked, False)
    assert store.read(lambda c: endings.course(c, old.filing_id)).supplemented_by == papers.filing_id
    delivered(store, papers)
    assert store.read(lambda c: endings.course(c, old.filing_id)).supplemented_by == ""


def test_what_was_never_tried_is_withdrawn_without_a_word(open_store: Callable[[], Store]) -> None:
    store = open_store()
    sent = saved(store, 1)
    assert store.write(lambda c: endings.withdraw(c, word(sent))).result() is WithdrawalState.LOCAL
    state = store.read(lambda c: outbox.state(c, sent.filing_id))
    assert (state.delivery, state.reason) == (Delivery.REFUSED, WITHDRAWN)
    assert store.read(endings.ready) == []
    with pytest.raises(ValueError, match="nothing to take back"):
        store.write(lambda c: endings.withdraw(c, word(sent))).result()


def test_what_was_carried_out_or_is_being_sent_is_told_to_the_centre(open_store: Callable[[], Store]) -> None:
    store = open_store()
    under_way, carried = saved(store, 1), saved(store, 2)
    store.write(lambda c: outbox.mark_sending(c, under_way.filing_id, NOON)).result()
    store.write(
        lambda c: c.execute("INSERT INTO carry_out (export_id, made_at, answer_key) VALUES ('x', '', zeroblob(32))")
    ).result()
    store.write(lambda c: c.execute("INSERT INTO carried_filing VALUES (?, 'x')", (carried.filing_id,))).result()
    for one in (under_way, carried):
        assert store.write(lambda c, one=one: endings.withdraw(c, word(one))).result() is WithdrawalState.PENDING
    assert store.read(endings.ready) == [word(under_way), word(carried)]
    # The one in flight is its stream's; it ends there.
    assert store.read(lambda c: outbox.state(c, under_way.filing_id)).delivery is Delivery.SENDING
    with pytest.raises(ValueError, match="taken back before"):
        store.write(lambda c: endings.withdraw(c, word(under_way))).result()
    store.write(lambda c: endings.mark_taken(c, carried.filing_id, ACKNOWLEDGEMENT, NOON)).result()
    known = store.read(lambda c: outbox.state(c, carried.filing_id))
    assert (known.delivery, known.acknowledgement) == (Delivery.DELIVERED, ACKNOWLEDGEMENT)
    assert store.read(endings.ready) == [word(under_way)]
