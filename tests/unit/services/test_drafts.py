"""What a person gave and did not confirm: kept as typed, theirs alone, and gone when it is over."""

from dataclasses import replace
from pathlib import Path

import pytest

from devices.simulators.sample_cards import SHI_MEIE, WANG_JIANGUO
from kiosk.domain.draft import fitting
from kiosk.domain.resident import AuthorityKind
from kiosk.events import CardRemoved, DraftKept, DraftOpened, DraftsFound
from kiosk.services.draft_keeper import Keeping
from kiosk.services.retention import Retention
from kiosk.workflow.steps import Signal, Step
from tests.unit.services.conftest import Face, open_face
from tests.unit.services.road import ALLOWANCE, choose_allowance, file_allowance, fill_allowance, sign_in

DAY_S = 86400.0


def begin(face: Face) -> None:
    """A card, the allowance, its form, one answer that is durably kept."""
    face.put_card()
    face.until(DraftsFound)
    choose_allowance(face)
    face.until(DraftsFound)
    face.terminal.visit.fire(Signal.NEXT)
    face.terminal.fill.begin()
    answer(face, "rcb")


def answer(face: Face, bank: str) -> None:
    matter = face.terminal.visit.session.choice.matter
    assert matter is not None
    field = next(one for one in matter.form.fields() if one.id == "bank")
    face.terminal.fill.answer(field, bank)
    face.terminal.visit.fire(Signal.TIMEOUT)
    while face.terminal.drafts.keeping is not Keeping.KEPT:
        face.until(DraftKept)
    face.terminal.visit.fire(Signal.NEXT)
    face.terminal.visit.hear(CardRemoved())


def resume(face: Face) -> None:
    draft = face.terminal.visit.session.draft.drafts[0]
    face.terminal.drafts.go_on(draft)
    face.until(DraftOpened)


def drafts_in_store(face: Face, running_store: object) -> int:
    return running_store.read(lambda c: c.execute("SELECT count(*) FROM draft").fetchone()[0])  # type: ignore[attr-defined]


def test_the_same_card_is_asked_and_goes_on_where_it_stopped(hall: Face) -> None:
    begin(hall)
    assert hall.terminal.visit.step is Step.ATTRACT
    hall.put_card()
    hall.until(DraftsFound)
    assert hall.terminal.visit.step is Step.DRAFT
    resume(hall)
    session = hall.terminal.visit.session
    assert hall.terminal.visit.step is Step.FORM
    assert session.filling.answers["bank"] == "rcb"
    assert session.choice.matter is not None
    assert session.choice.matter.code == ALLOWANCE


def test_another_card_is_never_asked(hall: Face) -> None:
    begin(hall)
    hall.put_card(WANG_JIANGUO.document)
    hall.until(DraftsFound)
    assert hall.terminal.visit.step is Step.HOME
    assert hall.terminal.visit.session.draft.drafts == ()


def test_a_draft_with_its_page_outlives_the_program(tmp_path: Path) -> None:
    face, running = open_face(tmp_path, "hall")
    face.put_card()
    face.until(DraftsFound)
    choose_allowance(face)
    face.until(DraftsFound)
    fill_allowance(face)
    face.scan_page("hukou_book", b"page one")
    running.close()
    face, running = open_face(tmp_path, "hall")
    try:
        face.put_card()
        face.until(DraftsFound)
        resume(face)
        assert face.terminal.visit.step is Step.MATERIALS
        assert [page.content for page in face.terminal.collect.pages("hukou_book")] == [b"page one"]
        assert face.terminal.visit.can(Signal.BACK)
        face.terminal.visit.fire(Signal.BACK)
        assert face.terminal.visit.step is Step.FORM
        face.terminal.visit.fire(Signal.BACK)
        assert face.terminal.visit.step is Step.GUIDE
    finally:
        running.close()


def test_a_confirmed_filing_leaves_no_draft_behind(tmp_path: Path) -> None:
    face, running = open_face(tmp_path, "hall")
    try:
        face.put_card()
        face.until(DraftsFound)
        choose_allowance(face)
        face.until(DraftsFound)
        file_allowance(face)
        assert drafts_in_store(face, running.store) == 0
        assert running.store.read(lambda c: c.execute("SELECT count(*) FROM page").fetchone()[0]) == 1
    finally:
        running.close()


def test_giving_up_wipes_it(tmp_path: Path) -> None:
    face, running = open_face(tmp_path, "hall")
    try:
        begin(face)
        assert drafts_in_store(face, running.store) == 1
        face.put_card()
        face.until(DraftsFound)
        resume(face)
        face.terminal.drafts.give_up()
        face.terminal.visit.fire(Signal.CANCEL)
        assert face.terminal.drafts.keeping is Keeping.NONE
        face.terminal.visit.fire(Signal.NEXT)
        face.terminal.visit.hear(CardRemoved())
        face.put_card()
        assert face.until(DraftsFound).drafts == ()
        assert drafts_in_store(face, running.store) == 0
    finally:
        running.close()


def test_wiping_the_only_draft_leads_home(hall: Face) -> None:
    begin(hall)
    hall.put_card()
    hall.until(DraftsFound)
    hall.terminal.drafts.discard(hall.terminal.visit.session.draft.drafts[0])
    assert hall.until(DraftsFound).drafts == ()
    assert hall.terminal.visit.step is Step.HOME


def test_a_matter_chosen_again_asks_before_it_writes_over_the_draft(hall: Face) -> None:
    begin(hall)
    hall.put_card()
    hall.until(DraftsFound)
    hall.terminal.visit.fire(Signal.NEXT)
    hall.until(DraftsFound)
    assert hall.terminal.visit.step is Step.HOME
    choose_allowance(hall)
    hall.until(DraftsFound)
    assert hall.terminal.visit.step is Step.DRAFT


def test_beginning_anew_starts_empty_and_takes_the_place_of_the_old_one(hall: Face) -> None:
    begin(hall)
    hall.put_card()
    hall.until(DraftsFound)
    hall.terminal.drafts.anew(hall.terminal.visit.session.draft.drafts[0])
    choose_allowance(hall)
    assert hall.terminal.visit.step is Step.GUIDE
    assert hall.terminal.visit.session.filling.answers == {}
    hall.terminal.visit.fire(Signal.NEXT)
    hall.terminal.fill.begin()
    answer(hall, "icbc")
    hall.put_card()
    assert len(hall.until(DraftsFound).drafts) == 1
    resume(hall)
    assert hall.terminal.visit.session.filling.answers["bank"] == "icbc"


@pytest.mark.parametrize(("days", "offered"), [(6.9, 1), (7.1, 0)])
def test_a_draft_waits_for_its_days_and_no_longer(hall: Face, days: float, offered: int) -> None:
    begin(hall)
    hall.clock.pass_seconds(days * DAY_S)
    hall.put_card()
    assert len(hall.until(DraftsFound).drafts) == offered


def test_the_sweep_wipes_what_has_expired_and_says_so_in_the_audit(tmp_path: Path) -> None:
    face, running = open_face(tmp_path, "hall")
    try:
        begin(face)
        sweep = Retention(face.terminal.settings, face.clock, face.terminal.bus, running.store)
        assert sweep.sweep().drafts == 0
        face.clock.pass_seconds(8 * DAY_S)
        assert sweep.sweep().drafts == 1
        assert drafts_in_store(face, running.store) == 0
        acts = running.store.read(lambda c: c.execute("SELECT act, facts FROM audit").fetchall())
        assert [act for act, _ in acts if act.startswith("draft.")] == ["draft.begun", "draft.wiped"]
        assert SHI_MEIE.document.number not in str(acts)
    finally:
        running.close()


def test_a_typed_number_does_not_open_what_was_begun_with_the_card(village: Face) -> None:
    sign_in(village)
    document = SHI_MEIE.document
    village.terminal.visit.fire(Signal.IDENTIFY)
    begin(village)
    village.terminal.visit.fire(Signal.IDENTIFY)
    assert village.terminal.identify.type_resident(document.name, document.number, AuthorityKind.WRITTEN) == {}
    assert village.until(DraftsFound).drafts == ()


def test_the_card_opens_what_was_begun_with_a_typed_number(village: Face) -> None:
    sign_in(village)
    document = SHI_MEIE.document
    village.terminal.visit.fire(Signal.IDENTIFY)
    village.terminal.identify.type_resident(document.name, document.number, AuthorityKind.WRITTEN)
    village.until(DraftsFound)
    choose_allowance(village)
    village.until(DraftsFound)
    village.terminal.visit.fire(Signal.NEXT)
    village.terminal.fill.begin()
    answer(village, "rcb")
    village.terminal.visit.fire(Signal.IDENTIFY)
    village.put_card()
    assert [brief.agent_id for brief in village.until(DraftsFound).drafts] == ["1042"]


def test_a_draft_of_another_version_takes_over_what_still_fits(hall: Face) -> None:
    begin(hall)
    hall.put_card()
    hall.until(DraftsFound)
    hall.terminal.drafts.go_on(hall.terminal.visit.session.draft.drafts[0])
    opened = hall.until(DraftOpened)
    changed = replace(opened.matter, version=opened.matter.version + 1)
    draft = replace(opened.draft, answers={"bank": "rcb", "phone": "12", "gone": "x"})
    today = hall.clock.now().date()
    assert fitting(opened.matter, draft, today)[0] == {"bank": "rcb", "phone": "12"}
    assert fitting(changed, draft, today)[0] == {"bank": "rcb"}
