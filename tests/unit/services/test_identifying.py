"""Who is there: cards in their order, typed numbers, agents and their PINs."""

from dataclasses import replace
from datetime import date

import pytest

from devices.simulators.sample_cards import SHI_MEIE, WANG_JIANGUO
from kiosk.domain.identity import Evidence, Validity
from kiosk.domain.resident import AuthorityKind
from kiosk.events import (
    CardRemoved,
    SignInRefused,
)
from kiosk.workflow.steps import Signal, Step
from tests.unit.services.conftest import Face
from tests.unit.services.road import choose_allowance, file_allowance, sign_in


def test_an_agent_files_for_a_resident_and_the_three_parties_are_recorded_apart(village: Face) -> None:
    sign_in(village)
    village.terminal.visit.fire(Signal.IDENTIFY)
    wrong = village.terminal.identify.type_resident("王芳", "33022519440614002", AuthorityKind.WRITTEN)
    assert set(wrong) == {"number"}
    village.put_card()
    assert village.terminal.visit.step is Step.HOME
    choose_allowance(village)
    parties = file_allowance(village).filing.parties
    assert parties.agent is not None
    assert parties.agent.agent_id == "1042"
    assert parties.authority is not None
    assert parties.authority.kind is AuthorityKind.RESIDENT_PRESENT
    assert parties.resident.evidence is Evidence.CARD_PRESENT


def test_a_typed_resident_stands_on_the_agents_word(village: Face) -> None:
    sign_in(village)
    village.terminal.visit.fire(Signal.IDENTIFY)
    number = "33022519440614002"
    from kiosk.domain.check_digits import id_check_character

    assert (
        village.terminal.identify.type_resident(" 王芳 ", number + id_check_character(number), AuthorityKind.WRITTEN)
        == {}
    )
    resident = village.terminal.visit.session.identification.resident
    assert resident is not None
    assert resident.name == "王芳"
    assert resident.evidence is Evidence.AGENT_WORD
    assert resident.birth_date is not None
    assert resident.birth_date.isoformat() == "1944-06-14"


def test_wrong_pins_wait_longer_and_longer(village: Face) -> None:
    for _ in range(3):
        village.terminal.identify.sign_in("1042", "000000")
        refused = village.until(SignInRefused)
    assert refused.wait_s == pytest.approx(village.terminal.settings.delays.sign_in_block)
    village.terminal.identify.sign_in("1042", "258036")
    assert village.until(SignInRefused).wait_s > 0
    village.clock.pass_seconds(village.terminal.settings.delays.sign_in_block)
    sign_in(village)
    assert village.terminal.visit.step is Step.OUTLET


def test_a_card_laid_during_the_farewell_is_the_next_visit(hall: Face) -> None:
    hall.put_card()
    hall.terminal.visit.fire(Signal.CANCEL)
    assert hall.terminal.visit.step is Step.FAREWELL
    hall.put_card(WANG_JIANGUO.document)
    assert hall.terminal.visit.step is Step.FAREWELL
    hall.terminal.visit.fire(Signal.NEXT)
    assert hall.terminal.visit.step is Step.HOME
    resident = hall.terminal.visit.session.identification.resident
    assert resident is not None
    assert resident.name == "王建国"


def test_a_card_laid_early_and_taken_away_again_is_forgotten(hall: Face) -> None:
    hall.put_card()
    hall.terminal.visit.fire(Signal.CANCEL)
    hall.put_card(WANG_JIANGUO.document)
    hall.terminal.visit.hear(CardRemoved())
    hall.terminal.visit.fire(Signal.NEXT)
    assert hall.terminal.visit.step is Step.ATTRACT


def test_an_expired_card_is_told_and_not_taken(hall: Face) -> None:
    old = replace(SHI_MEIE.document, validity=Validity(date(2000, 1, 1), date(2010, 1, 1)))
    hall.put_card(old)
    assert hall.terminal.visit.step is Step.ATTRACT
    assert hall.terminal.identify.card.trouble == "card-expired"
