"""The centre's answers: whoever could not open the export could not have written them."""

from pathlib import Path

import pytest

from kiosk.domain.filing import Delivery
from kiosk.storage import outbox
from sync.carry_out import answers
from sync.carry_out.answers import AnswersTaken
from sync.carry_out.messages import Answer, Answers
from sync.carry_out.refusals import DAMAGED, UNKNOWN_EXPORT, CarryOutRefusal
from sync.reference_intake.carry_in import TakenFile
from tests.support.carrying import Centre, Village
from tests.unit.storage.samples import NOON, filing

SMALL = filing(1, materials=())
OTHER = filing(2, materials=())


def carried(village: Village, centre: Centre) -> TakenFile:
    village.save(SMALL, OTHER)
    return centre.carry_in().take(village.export())


def answered(village: Village, taken: TakenFile, *told: Answer, key: bytes | None = None) -> AnswersTaken:
    file = village.folder / "answers.jiujin"
    sealed = answers.sealed(taken.export_id, taken.terminal_id, key or taken.answer_key, Answers(answers=told), NOON)
    file.write_bytes(sealed)
    return answers.take(village.store, village.clock, file)


def test_a_terminal_learns_its_case_numbers(village: Village, centre: Centre) -> None:
    taken = carried(village, centre)
    told = [answer for row in taken.filings if (answer := row.answer()) is not None]
    assert answered(village, taken, *told).delivered == [SMALL.filing_id, OTHER.filing_id]
    state = village.store.read(lambda c: outbox.state(c, SMALL.filing_id))
    assert state.delivery is Delivery.DELIVERED
    assert state.acknowledgement is not None
    assert state.acknowledgement.case_number == centre.desk.show(SMALL.filing_id)["case_number"]
    assert answered(village, taken, *told).known == [SMALL.filing_id, OTHER.filing_id]


def test_a_refusal_ends_the_delivery_with_its_reason(village: Village, centre: Centre) -> None:
    taken = carried(village, centre)
    report = answered(village, taken, Answer(filing_id=SMALL.filing_id, problem="media-type", detail="video/mp4"))
    assert report.refused == [SMALL.filing_id]
    state = village.store.read(lambda c: outbox.state(c, SMALL.filing_id))
    assert (state.delivery, state.reason, state.detail) == (Delivery.REFUSED, "intake.media-type", "video/mp4")
    # The centre has come round since, and its word stands.
    answer = taken.filings[0].answer()
    assert answer is not None
    assert answered(village, taken, answer).delivered == [SMALL.filing_id]


def test_a_filing_under_way_on_the_line_is_settled_too(village: Village, centre: Centre) -> None:
    taken = carried(village, centre)
    village.store.write(lambda c: outbox.mark_sending(c, SMALL.filing_id, NOON)).result()
    answer = taken.filings[0].answer()
    assert answer is not None
    assert answered(village, taken, answer).delivered == [SMALL.filing_id]


def test_answers_for_filings_that_were_not_in_the_file_move_nothing(village: Village, centre: Centre) -> None:
    taken = carried(village, centre)
    later = filing(3, materials=())
    village.save(later)
    assert answered(village, taken, Answer(filing_id=later.filing_id, problem="invalid")).gone == [later.filing_id]
    assert village.store.read(lambda c: outbox.state(c, later.filing_id)).delivery is Delivery.PENDING


@pytest.mark.parametrize("key", [bytes(32), b"\xff" * 32])
def test_answers_under_another_key_are_refused(village: Village, centre: Centre, key: bytes) -> None:
    taken = carried(village, centre)
    with pytest.raises(CarryOutRefusal) as refusal:
        answered(village, taken, Answer(filing_id=SMALL.filing_id, problem="invalid"), key=key)
    assert refusal.value.reason == DAMAGED
    assert village.store.read(lambda c: outbox.state(c, SMALL.filing_id)).delivery is Delivery.PENDING


def test_answers_to_another_terminals_file_are_refused(village: Village, centre: Centre, tmp_path: Path) -> None:
    taken = carried(village, centre)
    file = tmp_path / "foreign.jiujin"
    file.write_bytes(answers.sealed(filing(77).filing_id, taken.terminal_id, taken.answer_key, Answers(), NOON))
    with pytest.raises(CarryOutRefusal) as refusal:
        answers.take(village.store, village.clock, file)
    assert refusal.value.reason == UNKNOWN_EXPORT
