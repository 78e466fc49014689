"""A card laid down while another person is at the terminal opens nothing when that person leaves."""

import pytest

from devices.simulators.sample_cards import SHI_MEIE, WANG_JIANGUO
from kiosk.domain.resident import AuthorityKind
from kiosk.events import CardNoticed, CardRead, CardRemoved, DevicesChanged
from kiosk.ports import DeviceSnapshot, DeviceState
from kiosk.workflow.steps import Signal, Step
from tests.unit.services.conftest import Face
from tests.unit.services.road import sign_in

NEXT = WANG_JIANGUO.document


def lay(face: Face) -> None:
    """The next person's card takes the place of the one that lies there."""
    for event in (CardRemoved(), CardNoticed(), CardRead(NEXT)):
        face.terminal.visit.hear(event)


def end(face: Face) -> None:
    face.terminal.visit.fire(Signal.CANCEL)
    face.terminal.visit.fire(Signal.NEXT)
    assert face.terminal.visit.step is Step.ATTRACT


def resident_name(face: Face) -> str:
    resident = face.terminal.visit.session.identification.resident
    return resident.name if resident is not None else ""


@pytest.fixture
def early(hall: Face) -> Face:
    """Somebody is at the terminal, and another's card lies on the reader."""
    hall.put_card()
    lay(hall)
    assert resident_name(hall) == SHI_MEIE.document.name
    return hall


def test_the_end_of_the_visit_does_not_open_the_next_persons(early: Face) -> None:
    end(early)
    assert resident_name(early) == ""
    assert early.terminal.identify.left_card, "the screen asks to take it away"


def test_lifted_and_laid_down_again_it_is_the_next_visit(early: Face) -> None:
    end(early)
    lay(early)
    assert early.terminal.visit.step is Step.HOME
    assert resident_name(early) == NEXT.name


def test_lifted_before_the_end_it_is_nobodys(early: Face) -> None:
    early.terminal.visit.hear(CardRemoved())
    end(early)
    assert not early.terminal.identify.left_card


def test_a_reader_that_was_away_meanwhile_makes_no_difference(early: Face) -> None:
    visit = early.terminal.visit
    visit.hear(CardRemoved())
    visit.hear(DevicesChanged((DeviceSnapshot("id-card", "card", "serial-id", DeviceState.ABSENT),)))
    end(early)
    visit.hear(DevicesChanged((DeviceSnapshot("id-card", "card", "serial-id", DeviceState.READY),)))
    visit.hear(CardNoticed())
    visit.hear(CardRead(NEXT))
    assert visit.step is Step.ATTRACT
    assert early.terminal.identify.left_card


def test_a_card_laid_while_staff_are_at_it_is_laid_down_again(hall: Face) -> None:
    hall.terminal.staff.enter()
    lay(hall)
    hall.terminal.visit.fire(Signal.BACK)
    assert hall.terminal.visit.step is Step.ATTRACT
    assert hall.terminal.identify.left_card
    lay(hall)
    assert hall.terminal.visit.step is Step.HOME


def test_at_an_outlet_the_agent_begins_the_next_visit_with_it(village: Face) -> None:
    visit = village.terminal.visit
    sign_in(village)
    visit.fire(Signal.IDENTIFY)
    village.put_card()
    lay(village)
    assert resident_name(village) == SHI_MEIE.document.name
    visit.fire(Signal.CANCEL)
    visit.fire(Signal.NEXT)
    assert visit.step is Step.OUTLET
    assert resident_name(village) == "", "nothing begins by itself"
    assert not village.terminal.identify.left_card
    visit.fire(Signal.IDENTIFY)
    assert resident_name(village) == NEXT.name
    authority = visit.session.identification.authority
    assert authority is not None
    assert authority.kind is AuthorityKind.RESIDENT_PRESENT
