"""The card that outlasts its person's visit never opens another one by itself."""

import pytest

from devices.simulators.sample_cards import SHI_MEIE, WANG_JIANGUO
from kiosk.events import CardNoticed, CardRemoved, DevicesChanged
from kiosk.ports import DeviceSnapshot, DeviceState
from kiosk.workflow.steps import Signal, Step
from tests.unit.services.conftest import Face


def reader(state: DeviceState) -> DevicesChanged:
    return DevicesChanged((DeviceSnapshot("id-card", "card", "serial-id", state),))


@pytest.fixture
def left(hall: Face) -> Face:
    """A terminal at rest, on whose reader the last person's card still lies."""
    hall.put_card()
    hall.terminal.visit.fire(Signal.CANCEL)
    hall.terminal.visit.fire(Signal.NEXT)
    assert hall.terminal.visit.step is Step.ATTRACT
    return hall


def lose_the_reader(face: Face) -> None:
    """As its thread tells it: the card goes with the reader, then the reader is absent."""
    face.terminal.visit.hear(CardRemoved())
    face.terminal.visit.hear(reader(DeviceState.ABSENT))


def find_it_again(face: Face) -> None:
    face.terminal.visit.hear(reader(DeviceState.READY))
    face.terminal.visit.hear(CardNoticed())


def test_it_is_known_as_left_until_it_is_taken(left: Face) -> None:
    assert left.terminal.identify.left_card
    left.terminal.visit.hear(CardRemoved())
    assert not left.terminal.identify.left_card


@pytest.mark.parametrize("pause", [0.0, 600.0], ids=["at once", "after ten minutes"])
def test_a_reader_that_comes_back_with_it_begins_nothing(left: Face, pause: float) -> None:
    for _ in range(2):
        lose_the_reader(left)
        left.clock.pass_seconds(pause)
        left.terminal.visit.hear(reader(DeviceState.FAILED))
        find_it_again(left)
        left.put_card(SHI_MEIE.document)
        assert left.terminal.visit.step is Step.ATTRACT
        assert left.terminal.visit.session.identification.resident is None
        assert left.terminal.identify.left_card


def test_its_person_who_lays_it_down_again_begins_anew(left: Face) -> None:
    left.terminal.visit.hear(CardRemoved())
    left.put_card(SHI_MEIE.document)
    assert left.terminal.visit.step is Step.HOME


def test_also_after_the_reader_came_back_with_it(left: Face) -> None:
    lose_the_reader(left)
    find_it_again(left)
    left.put_card(SHI_MEIE.document)
    left.terminal.visit.hear(CardRemoved())
    left.put_card(SHI_MEIE.document)
    assert left.terminal.visit.step is Step.HOME


def test_another_card_is_the_next_visit_whatever_the_reader_did(left: Face) -> None:
    lose_the_reader(left)
    find_it_again(left)
    left.put_card(WANG_JIANGUO.document)
    assert left.terminal.visit.step is Step.HOME


def test_a_card_taken_long_before_the_reader_was_lost_is_nobodys_left_card(left: Face) -> None:
    left.terminal.visit.hear(CardRemoved())
    left.clock.pass_seconds(60)
    left.terminal.visit.hear(reader(DeviceState.ABSENT))
    find_it_again(left)
    left.put_card(SHI_MEIE.document)
    assert left.terminal.visit.step is Step.HOME


def test_nothing_of_the_number_is_kept(left: Face) -> None:
    kept = [vars(one) for one in left.terminal.identify._left.values()]
    assert kept
    assert SHI_MEIE.document.number not in repr(kept)
