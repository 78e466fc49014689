"""A whole visit by the services alone: if it needed a screen, logic would have leaked into the screen."""

from dataclasses import replace

import pytest

from devices.simulators.sample_cards import SHI_MEIE
from kiosk.domain.filing import Acknowledgement, Delivery, DeliveryState
from kiosk.domain.identity import Sex
from kiosk.domain.problem import Problem
from kiosk.errors import StoreFailure
from kiosk.events import (
    CardRead,
    DeliveryChanged,
    EvaluationFailed,
    EvaluationSaved,
    FilingSaved,
    FilingsFound,
    LineChanged,
    MatterMissing,
    MatterOpened,
    ReceiptDrawn,
    SavingFailed,
)
from kiosk.workflow.steps import Signal, Step
from tests.unit.services.conftest import Face
from tests.unit.services.road import ALLOWANCE, STROKE, choose_allowance, file_allowance, fill_allowance


def test_with_the_line_up_the_official_receipt_is_printed(hall: Face) -> None:
    hall.put_card()
    assert hall.terminal.visit.step is Step.HOME
    choose_allowance(hall)
    hall.terminal.bus.publish(LineChanged(up=True, reason=""))
    hall.until(LineChanged)
    filing = file_allowance(hall).filing
    assert hall.terminal.visit.step is Step.DONE
    assert hall.desk.prints == [], "it waits for the centre's word"
    acknowledged = Acknowledgement("C" * 43, "123456", hall.clock.now())
    hall.terminal.bus.publish(
        DeliveryChanged(filing.filing_id, DeliveryState(Delivery.DELIVERED, 1, acknowledgement=acknowledged))
    )
    hall.until(ReceiptDrawn)
    outcome = hall.terminal.visit.session.outcome
    assert outcome.receipt_kind == "official"
    hall.printed()
    assert outcome.paper is not None
    assert outcome.paper.where == "HP"


def test_with_the_line_down_the_provisional_receipt_comes_at_once_and_the_official_one_on_demand(hall: Face) -> None:
    hall.put_card()
    choose_allowance(hall)
    filing = file_allowance(hall).filing
    hall.until(ReceiptDrawn)
    outcome = hall.terminal.visit.session.outcome
    assert outcome.receipt_kind == "provisional"
    acknowledged = Acknowledgement("C" * 43, "123456", hall.clock.now())
    hall.terminal.bus.publish(
        DeliveryChanged(filing.filing_id, DeliveryState(Delivery.DELIVERED, 2, acknowledgement=acknowledged))
    )
    hall.until(DeliveryChanged)
    hall.terminal.receipt.again()
    hall.until(ReceiptDrawn)
    assert outcome.receipt_kind == "official"
    assert len(hall.desk.prints) == 2


def test_a_centre_that_never_answers_does_not_keep_the_person_waiting(hall: Face) -> None:
    hall.put_card()
    choose_allowance(hall)
    hall.terminal.bus.publish(LineChanged(up=True, reason=""))
    hall.until(LineChanged)
    file_allowance(hall)
    hall.terminal.receipt.tick()
    assert hall.terminal.visit.session.outcome.receipt_kind == ""
    hall.clock.pass_seconds(hall.terminal.settings.delays.receipt_wait)
    hall.terminal.receipt.tick()
    assert hall.terminal.visit.session.outcome.receipt_kind == "provisional"


def test_the_person_finds_the_filing_again_and_nobody_else_does(hall: Face) -> None:
    hall.put_card()
    choose_allowance(hall)
    filing = file_allowance(hall).filing
    assert hall.terminal.evaluate.rate(2) is False, "a low level waits for its reason"
    assert hall.terminal.evaluate.rate(2, ("too-long",))
    hall.until(EvaluationSaved)
    hall.terminal.visit.fire(Signal.NEXT)
    session = hall.terminal.visit.session
    assert session.outcome.filing is None
    assert session.identification.resident is None
    assert session.filling.answers == {}
    hall.terminal.visit.fire(Signal.NEXT)
    hall.put_card()
    hall.terminal.status.mine()
    assert [row.brief.filing_id for row in hall.until(FilingsFound).rows] == [filing.filing_id]


def test_a_page_that_comes_after_its_session_ended_is_dropped(hall: Face) -> None:
    hall.put_card()
    choose_allowance(hall)
    fill_allowance(hall)
    rule = hall.terminal.collect.rules()[0]
    assert hall.terminal.collect.scan(rule)
    job, _ = hall.desk.scans[-1]
    hall.terminal.visit.fire(Signal.CANCEL)
    hall.terminal.visit.fire(Signal.NEXT)
    hall.put_card()
    choose_again = hall.terminal.choose
    choose_again.open(ALLOWANCE)
    hall.until(MatterOpened)
    from kiosk.domain.material import Page
    from kiosk.events import PageScanned

    hall.terminal.bus.publish(PageScanned(job, Page(b"somebody else's", "image/jpeg", 1, 1)))
    hall.until(PageScanned)
    assert hall.terminal.visit.session.collection.pages == {}


def test_what_is_wrong_is_told_at_the_field_and_the_answers_stay(hall: Face) -> None:
    hall.put_card()
    choose_allowance(hall)
    hall.terminal.visit.fire(Signal.NEXT)
    fill = hall.terminal.fill
    fill.begin()
    bank = next(field for field in fill.fields() if field.id == "bank")
    fill.answer(bank, bank.options[0].code)
    card = next(field for field in fill.fields() if field.id == "bank_card")
    problem = fill.answer(card, "6228 4804 0256 4890 0")
    assert isinstance(problem, Problem)
    assert problem.facts["missing"] == 2
    assert "bank_card" in fill.next()
    assert hall.terminal.visit.session.filling.answers["bank_card"] == "62284804025648900"


def test_a_change_made_from_the_review_leads_back_to_the_review(hall: Face) -> None:
    hall.put_card()
    choose_allowance(hall)
    fill_allowance(hall)
    hall.scan_page("hukou_book", b"page one")
    hall.terminal.collect.next()
    fill = hall.terminal.fill
    fill.edit(1)
    assert next(field.id for field in fill.fields()) == "phone"
    assert fill.next() == {}
    assert hall.terminal.visit.step is Step.REVIEW
    # An answer that opens a new question leads there first.
    fill.edit(2)
    living = next(field for field in fill.fields() if field.id == "living_with")
    fill.answer(living, "elsewhere")
    assert set(fill.next()) == {"since"}
    since = next(field for field in fill.fields() if field.id == "since")
    fill.answer(since, "2020-01-01")
    assert fill.next() == {}
    assert hall.terminal.visit.step is Step.REVIEW


def test_what_the_card_says_and_the_field_cannot_take_is_asked(hall: Face) -> None:
    stranger = replace(SHI_MEIE.document, sex=Sex.NOT_STATED, address="长" * 101)
    hall.put_card(stranger)
    choose_allowance(hall)
    hall.terminal.visit.fire(Signal.NEXT)
    hall.terminal.fill.begin()
    assert [field.id for field in hall.terminal.fill.fields()] == ["sex", "address"]


def test_a_matter_that_is_gone_is_said_to_be_gone(hall: Face) -> None:
    hall.put_card()
    hall.terminal.choose.open("none")
    assert hall.until(MatterMissing).code == "none"
    assert hall.terminal.visit.step is Step.HOME


def test_who_ends_before_the_receipt_is_due_still_gets_it(hall: Face) -> None:
    hall.put_card()
    choose_allowance(hall)
    hall.terminal.bus.publish(LineChanged(up=True, reason=""))
    hall.until(LineChanged)
    filing = file_allowance(hall).filing
    hall.terminal.visit.fire(Signal.NEXT)
    hall.until(ReceiptDrawn)
    job, request = hall.desk.prints[-1]
    assert filing.filing_id in job
    assert request.pdf.startswith(b"%PDF")
    assert hall.terminal.visit.session.outcome.receipt_pdf == b"", "nothing of it belongs to the next session"


def test_nothing_leads_away_while_a_filing_is_being_saved(hall: Face) -> None:
    hall.put_card()
    choose_allowance(hall)
    fill_allowance(hall)
    hall.scan_page("hukou_book", b"page one")
    hall.terminal.collect.next()
    hall.terminal.visit.fire(Signal.NEXT)
    hall.terminal.submit.confirm(STROKE, b"png")
    for signal in (Signal.CANCEL, Signal.TIMEOUT, Signal.BACK):
        assert not hall.terminal.visit.can(signal)
    hall.terminal.visit.hear(SavingFailed("another filing", "disk full"))
    assert hall.terminal.visit.session.outcome.saving_failure == "", "it was somebody else's"
    hall.until(FilingSaved)
    assert hall.terminal.visit.step is Step.DONE


def test_a_matter_opened_for_a_session_that_ended_moves_nobody(hall: Face) -> None:
    hall.put_card()
    hall.terminal.choose.open(ALLOWANCE)
    hall.terminal.visit.fire(Signal.CANCEL)
    hall.terminal.visit.fire(Signal.NEXT)
    hall.terminal.visit.hear(CardRead(SHI_MEIE.document))
    hall.until(MatterOpened)
    assert hall.terminal.visit.step is Step.HOME
    assert hall.terminal.visit.session.choice.matter is None


def test_who_leaves_takes_the_running_scan_along(hall: Face) -> None:
    hall.put_card()
    choose_allowance(hall)
    fill_allowance(hall)
    hall.terminal.collect.scan(hall.terminal.collect.rules()[0])
    hall.terminal.visit.fire(Signal.CANCEL)
    assert hall.desk.cancelled == 1


def test_who_goes_back_to_the_form_stops_the_running_scan(hall: Face) -> None:
    hall.put_card()
    choose_allowance(hall)
    fill_allowance(hall)
    hall.terminal.collect.scan(hall.terminal.collect.rules()[0])
    hall.terminal.visit.fire(Signal.BACK)
    assert hall.desk.cancelled == 1


def test_an_evaluation_that_could_not_be_kept_is_asked_again(hall: Face, monkeypatch: pytest.MonkeyPatch) -> None:
    hall.put_card()
    choose_allowance(hall)
    file_allowance(hall)

    def full(*_: object) -> None:
        raise StoreFailure("the disk is full")

    monkeypatch.setattr("kiosk.services.evaluate.evaluations.save", full)
    assert hall.terminal.evaluate.rate(5)
    hall.until(EvaluationFailed)
    assert hall.terminal.visit.session.outcome.evaluation == 0
