"""Withdrawals on a stick: what a village takes back reaches the centre without a line, whatever else arrives when."""

from pathlib import Path

import pytest

from kiosk.domain.case import CaseStatus
from kiosk.domain.course import WITHDRAWN, Withdrawal, WithdrawalReason, WithdrawalState
from kiosk.domain.filing import Consent, Delivery
from kiosk.domain.identity import Evidence
from kiosk.storage import endings, outbox
from sync.carry_out import answers
from sync.carry_out.answers import AnswersTaken
from sync.carry_out.export import Exported
from sync.carry_out.messages import Contents
from sync.manifest import manifest_of, withdrawal_of
from sync.reference_intake.carry_in import TakenFile
from sync.reference_intake.ledger import ANY_TERMINAL
from tests.support.carrying import TERMINAL, Centre, Village
from tests.unit.storage.samples import NOON, filing

SMALL = filing(1, materials=())
OTHER = filing(2, materials=())
WORD = Withdrawal(SMALL.filing_id, WithdrawalReason.CHANGED_MIND, Evidence.CARD_PRESENT, Consent("w-1", NOON), NOON)


def take_back(village: Village) -> None:
    village.store.write(lambda c: endings.withdraw(c, WORD)).result()


def export(village: Village, name: str) -> tuple[Exported, Path]:
    target = village.folder / name
    return village.exporter.export(village.sender, target), target


def bring_back(village: Village, taken: TakenFile) -> AnswersTaken:
    file = village.folder / "answers.jiujin"
    file.write_bytes(answers.sealed(taken.export_id, taken.terminal_id, taken.answer_key, taken.answers(), NOON))
    return answers.take(village.store, village.clock, file)


def stands(village: Village) -> tuple[Delivery, WithdrawalState | None]:
    delivery = village.store.read(lambda c: outbox.state(c, SMALL.filing_id)).delivery
    return delivery, village.store.read(lambda c: endings.course(c, SMALL.filing_id)).withdrawal


def carried_and_taken_back(village: Village) -> Path:
    """The filing left in a first file, and was taken back before anybody heard of it."""
    village.save(SMALL)
    first = village.export("first.jiujin")
    take_back(village)
    return first


def test_what_an_earlier_stick_brought_is_taken_back_by_the_next(village: Village, centre: Centre) -> None:
    first = carried_and_taken_back(village)
    village.save(OTHER)
    done, second = export(village, "second.jiujin")
    assert (done.filings, done.withdrawals, done.refused) == ((OTHER.filing_id,), (SMALL.filing_id,), ())
    centre.carry_in().take(first)
    taken = centre.carry_in().take(second)
    assert (taken.count("withdrawn"), taken.count("taken")) == (1, 1)
    assert centre.desk.show(SMALL.filing_id)["status"] == CaseStatus.WITHDRAWN
    told = bring_back(village, taken)
    assert (told.withdrawn, told.delivered) == ([SMALL.filing_id], [OTHER.filing_id])
    # It had become a case, so the terminal has its number now.
    assert stands(village) == (Delivery.DELIVERED, WithdrawalState.TAKEN)
    assert bring_back(village, taken).known == [OTHER.filing_id, SMALL.filing_id]
    assert export(village, "third.jiujin")[0] == Exported()


def test_sticks_that_arrive_in_the_wrong_order_leave_no_living_case(village: Village, centre: Centre) -> None:
    first = carried_and_taken_back(village)
    done, second = export(village, "second.jiujin")
    assert (done.filings, done.withdrawals) == ((), (SMALL.filing_id,))
    taken = centre.carry_in().take(second)
    (late,) = centre.carry_in().take(first).filings
    assert (late.outcome, late.problem) == ("refused", "withdrawn")
    assert centre.desk.cases() == []
    assert bring_back(village, taken).withdrawn == [SMALL.filing_id]
    assert stands(village) == (Delivery.REFUSED, WithdrawalState.TAKEN)


def test_answers_to_the_first_file_come_when_it_is_taken_back_already(village: Village, centre: Centre) -> None:
    first = carried_and_taken_back(village)
    assert bring_back(village, centre.carry_in().take(first)).delivered == [SMALL.filing_id]
    # The case number is known, and the withdrawal still on its way.
    assert stands(village) == (Delivery.DELIVERED, WithdrawalState.PENDING)
    taken = centre.carry_in().take(export(village, "second.jiujin")[1])
    assert bring_back(village, taken).withdrawn == [SMALL.filing_id]
    assert centre.desk.show(SMALL.filing_id)["status"] == CaseStatus.WITHDRAWN


def test_a_case_that_has_ended_stays_and_the_terminal_hears_it(village: Village, centre: Centre) -> None:
    first = carried_and_taken_back(village)
    centre.carry_in().take(first)
    for status in (CaseStatus.ACCEPTED, CaseStatus.CONCLUDED):
        centre.desk.decide(SMALL.filing_id, status, "已办结")
    second = export(village, "second.jiujin")[1]
    taken = centre.carry_in().take(second)
    assert [(one.outcome, one.problem) for one in taken.withdrawals] == [("refused", "withdrawal-too-late")]
    assert bring_back(village, taken).kept == [SMALL.filing_id]
    course = village.store.read(lambda c: endings.course(c, SMALL.filing_id))
    assert (course.withdrawal, course.withdrawal_refusal) == (WithdrawalState.REFUSED, "intake.withdrawal-too-late")


def test_the_line_was_quicker(village: Village, centre: Centre) -> None:
    carried_and_taken_back(village)
    second = export(village, "second.jiujin")[1]
    centre.ledger.withdraw(TERMINAL, withdrawal_of(WORD))
    taken = centre.carry_in().take(second)
    assert taken.count("withdrawn") == 1
    village.store.write(lambda c: endings.mark_taken(c, SMALL.filing_id, None, NOON)).result()
    assert bring_back(village, taken).known == [SMALL.filing_id]


def test_of_one_taken_back_on_its_way_the_word_alone_is_carried(village: Village, centre: Centre) -> None:
    village.save(SMALL)
    centre.ledger.begin(TERMINAL, manifest_of(SMALL))
    village.store.write(lambda c: outbox.mark_sending(c, SMALL.filing_id, NOON)).result()
    take_back(village)
    village.store.write(outbox.recover_interrupted).result()
    assert stands(village) == (Delivery.PENDING, WithdrawalState.PENDING)
    done, file = export(village, "out.jiujin")
    assert (done.filings, done.withdrawals) == ((), (SMALL.filing_id,))
    bring_back(village, centre.carry_in().take(file))
    state = village.store.read(lambda c: outbox.state(c, SMALL.filing_id))
    assert (state.delivery, state.reason) == (Delivery.REFUSED, WITHDRAWN)


def test_a_foreign_filing_is_taken_back_by_nobody_else(village: Village, centre: Centre) -> None:
    centre.ledger.begin(ANY_TERMINAL, manifest_of(SMALL))
    carried_and_taken_back(village)
    taken = centre.carry_in().take(export(village, "second.jiujin")[1])
    assert [(one.outcome, one.problem) for one in taken.withdrawals] == [("waiting", "filing-unknown")]
    assert taken.answers().withdrawals == ()


@pytest.mark.parametrize("twice", [False, True])
def test_contents_that_carry_nothing_or_one_thing_twice_are_none(twice: bool) -> None:
    words = (withdrawal_of(WORD),) * (2 if twice else 0)
    with pytest.raises(ValueError, match="twice" if twice else "nothing"):
        Contents(answer_key=bytes(32), withdrawals=words)
