"""A reader of identity cards and one of social-security cards on one terminal: each speaks of its own card alone."""

from dataclasses import replace
from datetime import date

from devices.simulators.sample_cards import SHI_MEIE
from devices.simulators.social_samples import SHI_MEIE_SOCIAL, WANG_JIANGUO_SOCIAL
from kiosk.domain.identity import DocumentKind, Evidence, Validity
from kiosk.events import CardNoticed, CardRead, CardRemoved, CardUnreadable
from kiosk.workflow.steps import Step
from tests.unit.services.conftest import Face

SOCIAL = "social-card"


def test_a_social_security_card_is_as_good_as_any_card_that_lies_there(hall: Face) -> None:
    hall.terminal.visit.hear(CardRead(SHI_MEIE_SOCIAL.document, SOCIAL))
    assert hall.terminal.visit.step is Step.HOME
    resident = hall.terminal.visit.session.identification.resident
    assert resident is not None
    assert (resident.kind, resident.evidence) == (DocumentKind.SOCIAL, Evidence.CARD_PRESENT)


def test_an_expired_social_security_card_is_told_and_not_taken(hall: Face) -> None:
    old = replace(SHI_MEIE_SOCIAL.document, validity=Validity(date(2010, 1, 1), date(2020, 1, 1)))
    hall.terminal.visit.hear(CardRead(old, SOCIAL))
    assert hall.terminal.visit.step is Step.ATTRACT
    assert hall.terminal.identify.card.trouble == "card-expired"


def test_a_card_taken_from_one_reader_leaves_the_other_readers_card_lying(hall: Face) -> None:
    visit, identify = hall.terminal.visit, hall.terminal.identify
    visit.hear(CardRead(SHI_MEIE.document))
    visit.hear(CardNoticed(SOCIAL))
    visit.hear(CardRead(SHI_MEIE_SOCIAL.document, SOCIAL))
    visit.hear(CardRemoved())
    assert identify.card_lies
    assert visit.session.identification.card_on_reader
    visit.hear(CardRemoved(SOCIAL))
    assert not identify.card_lies
    assert not visit.session.identification.card_on_reader


def test_a_card_taken_from_one_reader_does_not_silence_what_is_said_of_the_other(hall: Face) -> None:
    visit, identify = hall.terminal.visit, hall.terminal.identify
    visit.hear(CardNoticed(SOCIAL))
    visit.hear(CardUnreadable("card-unknown", SOCIAL))
    visit.hear(CardRemoved())
    assert identify.card.trouble == "card-unknown"
    visit.hear(CardRemoved(SOCIAL))
    assert identify.card.trouble == ""


def test_another_persons_card_that_waits_is_not_forgotten_with_the_first_ones(hall: Face) -> None:
    visit = hall.terminal.visit
    visit.hear(CardRead(SHI_MEIE.document))
    visit.hear(CardRead(WANG_JIANGUO_SOCIAL.document, SOCIAL))
    visit.hear(CardRemoved())
    assert hall.terminal.identify._lying == {SOCIAL: WANG_JIANGUO_SOCIAL.document}
    visit.hear(CardRemoved(SOCIAL))
    assert hall.terminal.identify._lying == {}
