"""A reader of identity cards and one of social-security cards on one terminal: each speaks of its own card alone."""

from dataclasses import replace
from datetime import date

from devices.simulators.sample_cards import SHI_MEIE
from devices.simulators.social_samples import SHI_MEIE_SOCIAL, WANG_JIANGUO_SOCIAL
from kiosk.domain.identity import DocumentKind, Evidence, Validity
from kiosk.events import CardNoticed, CardRead, CardRemoved, CardUnreadable
from kiosk.workflow.steps import Signal, Step
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


def test_of_two_cards_that_wait_one_is_taken_and_the_other_begins_nothing_after_it(hall: Face) -> None:
    visit = hall.terminal.visit
    visit.fire(Signal.BROWSE)
    visit.fire(Signal.CANCEL)
    visit.hear(CardRead(SHI_MEIE.document))
    visit.hear(CardRead(WANG_JIANGUO_SOCIAL.document, SOCIAL))
    visit.fire(Signal.NEXT)
    resident = visit.session.identification.resident
    assert resident is not None
    assert resident.number == WANG_JIANGUO_SOCIAL.document.number
    visit.hear(CardRemoved(SOCIAL))
    visit.fire(Signal.CANCEL)
    visit.fire(Signal.NEXT)
    assert visit.step is Step.ATTRACT
    assert hall.terminal.identify.left_card
    visit.hear(CardRemoved())
    visit.hear(CardRead(SHI_MEIE.document))
    assert visit.step is Step.HOME


def test_a_card_on_the_other_reader_does_not_make_the_left_one_forgotten(hall: Face) -> None:
    visit = hall.terminal.visit
    visit.hear(CardRead(SHI_MEIE.document))
    visit.fire(Signal.CANCEL)
    visit.fire(Signal.NEXT)
    visit.hear(CardRead(WANG_JIANGUO_SOCIAL.document, SOCIAL))
    assert visit.step is Step.HOME
    visit.hear(CardRemoved(SOCIAL))
    visit.fire(Signal.CANCEL)
    visit.fire(Signal.NEXT)
    assert visit.step is Step.ATTRACT
    assert hall.terminal.identify.left_card, "the first person's card still lies there"
