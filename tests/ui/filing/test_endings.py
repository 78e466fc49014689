"""A filing that is not well: what happened, whose turn it is, and the way on, from the Case screen to the end."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from kiosk.documents.receipt_facts import receipt_facts
from kiosk.domain.case import CaseChange, CaseStatus
from kiosk.domain.course import WITHDRAWN
from kiosk.domain.filing import Acknowledgement, Delivery, Filing
from kiosk.events import CaseChanged, DeliveryChanged
from kiosk.storage import cases, endings, filings, outbox
from kiosk.storage.cipher import Connection
from kiosk.workflow.steps import Signal, Step
from tests.support.filing_road import identify, paper, scan, to_done, write_name
from tests.support.scene import Scene
from tests.unit.documents.samples import MATTER, PLACE

NUMBER = "11330225MB000001904000511007000202611200001"
WHEN = datetime(2026, 11, 20, 8, 30, tzinfo=UTC)


def filed(scene: Scene) -> Filing:
    """A filing of the person with the card, made on the screens; the visit has ended."""
    to_done(scene)
    filing = scene.terminal.visit.session.outcome.filing
    assert filing is not None
    scene.hand.touch("next")
    scene.arrive(Step.FAREWELL)
    scene.terminal.visit.fire(Signal.NEXT)
    return filing


def store(scene: Scene, work: Callable[[Connection], object]) -> None:
    scene.running.store.write(work).result()


def refuse(scene: Scene, filing: Filing, reason: str, detail: str = "") -> None:
    def work(connection: Connection) -> None:
        outbox.mark_sending(connection, filing.filing_id, WHEN)
        outbox.mark_refused(connection, filing.filing_id, reason, detail)

    store(scene, work)


def decide(scene: Scene, filing: Filing, status: CaseStatus, note: str = "", wanted: tuple[str, ...] = ()) -> None:
    change = CaseChange(filing.filing_id, NUMBER, status, note, WHEN, wanted)

    def work(connection: Connection) -> None:
        if outbox.state(connection, filing.filing_id).delivery is Delivery.PENDING:
            outbox.mark_sending(connection, filing.filing_id, WHEN)
            outbox.mark_delivered(connection, filing.filing_id, Acknowledgement(NUMBER, "482913", WHEN))
        cases.record(connection, (change,), f"cursor-{status}")

    store(scene, work)
    scene.publish(CaseChanged(change))


def open_case(scene: Scene, filing: Filing) -> None:
    identify(scene)
    scene.terminal.visit.fire(Signal.CASES)
    scene.arrive(Step.CASES)
    scene.hand.wait("the filing", lambda: scene.hand.find(f"filing-{filing.filing_id}") is not None)
    scene.hand.touch(f"filing-{filing.filing_id}")
    scene.arrive(Step.CASE)


def offered(scene: Scene, name: str) -> None:
    scene.hand.wait(name, lambda: scene.hand.find(name) is not None)


def sign_and_save(scene: Scene) -> Filing:
    scene.hand.touch("agree")
    scene.hand.touch("next")
    scene.arrive(Step.SIGN)
    write_name(scene)
    scene.hand.touch("next")
    scene.arrive(Step.DONE)
    filing = scene.terminal.visit.session.outcome.filing
    assert filing is not None
    return scene.running.store.read(lambda connection: filings.load(connection, filing.filing_id))


def test_a_refused_filing_says_why_and_is_corrected_with_all_that_was_given(hall: Scene) -> None:
    old = filed(hall)
    refuse(hall, old, "intake.matter-superseded", "version 9 or newer is taken")
    open_case(hall, old)
    assert hall.says("这件事的表后来改了")
    offered(hall, "case-correct")
    assert hall.hand.find("case-withdraw") is None
    hall.hand.touch("case-correct")
    hall.arrive(Step.FORM)
    filling = hall.terminal.visit.session.filling
    assert filling.answers["bank_card"] == old.answers["bank_card"]
    while hall.terminal.visit.step is Step.FORM:
        assert hall.terminal.fill.next() == {}
    if hall.terminal.visit.step is Step.MATERIALS:
        assert [page.digest for page in hall.terminal.collect.pages("hukou_book")] == [
            page.digest for material in old.materials for page in material.pages
        ]
        hall.hand.touch("next")
    hall.arrive(Step.REVIEW)
    new = sign_and_save(hall)
    assert (new.corrects, new.supplements) == (old.filing_id, None)
    assert new.filing_id != old.filing_id
    hall.hand.touch("next")
    hall.arrive(Step.FAREWELL)
    hall.terminal.visit.fire(Signal.NEXT)
    open_case(hall, old)
    offered(hall, "case-course")
    assert hall.says("您已经改好再交")
    assert hall.hand.find("case-correct") is None


def test_a_duplicate_names_the_other_case_and_offers_no_correction(hall: Scene) -> None:
    old = filed(hall)
    refuse(hall, old, "intake.duplicate", f"in hand already (case {NUMBER})")
    open_case(hall, old)
    assert hall.says("这件事已经在别处交过")
    assert hall.says("您不用再交")
    assert hall.hand.find("case-correct") is None


def test_papers_are_brought_where_the_centre_asks_for_them(hall: Scene) -> None:
    old = filed(hall)
    decide(hall, old, CaseStatus.SUPPLEMENT_REQUIRED, "户口簿看不清。", ("hukou_book",))
    open_case(hall, old)
    offered(hall, "case-supplement")
    hall.hand.touch("case-supplement")
    hall.arrive(Step.MATERIALS)
    assert [rule.id for rule in hall.terminal.collect.rules()] == ["hukou_book"]
    assert hall.terminal.collect.missing() != ()
    scan(hall, "hukou_book", paper(120))
    hall.hand.touch("next")
    hall.arrive(Step.REVIEW)
    new = sign_and_save(hall)
    assert (new.corrects, new.supplements) == (None, old.filing_id)
    assert new.answers == {}
    hall.hand.touch("next")
    hall.arrive(Step.FAREWELL)
    hall.terminal.visit.fire(Signal.NEXT)
    open_case(hall, old)
    offered(hall, "case-course")
    assert hall.hand.find("case-supplement") is None


def test_without_a_list_any_paper_may_be_brought_and_one_must_be(hall: Scene) -> None:
    old = filed(hall)
    decide(hall, old, CaseStatus.SUPPLEMENT_REQUIRED, "请补材料。")
    open_case(hall, old)
    offered(hall, "case-supplement")
    hall.hand.touch("case-supplement")
    hall.arrive(Step.MATERIALS)
    assert hall.terminal.collect.missing() == hall.terminal.collect.rules() != ()
    scan(hall, "hukou_book", paper(120))
    assert hall.terminal.collect.missing() == ()


def test_taking_back_is_asked_once_more_and_needs_a_reason(hall: Scene) -> None:
    old = filed(hall)
    open_case(hall, old)
    offered(hall, "case-withdraw")
    hall.hand.touch("case-withdraw")
    offered(hall, "withdraw-keep")
    hall.hand.touch("withdraw-keep")
    offered(hall, "case-withdraw")
    hall.hand.touch("case-withdraw")
    offered(hall, "withdraw-wrong-entry")
    hall.hand.touch("withdraw-wrong-entry")
    hall.hand.touch("withdraw-confirm")
    offered(hall, "case-course")
    assert hall.says("没有送到中心")
    state = hall.running.store.read(lambda connection: outbox.state(connection, old.filing_id))
    assert (state.delivery, state.reason) == (Delivery.REFUSED, WITHDRAWN)
    assert hall.hand.find("case-withdraw") is None
    assert not hall.says("中心没有收")


def test_what_is_concluded_offers_nothing(hall: Scene) -> None:
    old = filed(hall)
    decide(hall, old, CaseStatus.CONCLUDED)
    open_case(hall, old)
    hall.hand.wait("the word", lambda: hall.says("已办结"))
    for name in ("case-correct", "case-supplement", "case-withdraw"):
        assert hall.hand.find(name) is None


def test_an_agent_without_the_resident_is_told_who_must_come(signed_in: Scene) -> None:
    # At an outlet anybody's filing may be looked at, and only under a resident's authority changed.
    assert not signed_in.terminal.endings.proven


@pytest.mark.parametrize("reason", ["intake.matter-superseded", "intake.matter-closed", "intake.deadline-passed"])
def test_every_refusal_has_words_of_its_own(hall: Scene, reason: str) -> None:
    old = filed(hall)
    refuse(hall, old, reason)
    hall.publish(DeliveryChanged(old.filing_id, hall.running.store.read(lambda c: outbox.state(c, old.filing_id))))
    open_case(hall, old)
    assert not hall.says("是哪里不对")
    course = hall.running.store.read(lambda connection: endings.course(connection, old.filing_id))
    assert course.matter_code == old.matter_code


def test_an_agent_brings_papers_for_a_resident_and_the_paper_says_for_which_case(signed_in: Scene) -> None:
    scene = signed_in
    scene.terminal.visit.fire(Signal.IDENTIFY)
    scene.arrive(Step.IDENTIFY)
    old = filed_at_the_outlet(scene)
    decide(scene, old, CaseStatus.SUPPLEMENT_REQUIRED, "户口簿看不清。", ("hukou_book",))
    scene.terminal.visit.fire(Signal.IDENTIFY)
    scene.arrive(Step.IDENTIFY)
    open_case(scene, old)
    offered(scene, "case-supplement")
    scene.hand.touch("case-supplement")
    scene.arrive(Step.MATERIALS)
    scan(scene, "hukou_book", paper(120))
    scene.hand.touch("next")
    scene.arrive(Step.REVIEW)
    new = sign_and_save(scene)
    assert new.supplements == old.filing_id
    assert new.parties.agent is not None
    assert scene.says("补给哪一件")
    facts = receipt_facts(new, MATTER, PLACE, acknowledgement=None, earlier_number=NUMBER)
    assert any("收到补正材料" in step.zh and NUMBER in step.zh for step in facts.next_steps)


def filed_at_the_outlet(scene: Scene) -> Filing:
    to_done(scene)
    filing = scene.terminal.visit.session.outcome.filing
    assert filing is not None
    scene.hand.touch("next")
    scene.arrive(Step.FAREWELL)
    scene.terminal.visit.fire(Signal.NEXT)
    scene.arrive(Step.OUTLET)
    return filing
