"""Somebody takes the card away too early."""

from devices.simulators.sample_cards import SHI_MEIE
from kiosk.events import CardNoticed, CardRead, CardRemoved, CardUnreadable
from tests.scenarios.devices.conftest import Terminal


def test_the_person_is_told_and_laying_it_down_again_works(terminal: Terminal) -> None:
    terminal.control.fault("pulled", on="read")
    terminal.control.insert(SHI_MEIE)
    assert terminal.heard.until(CardUnreadable) == CardUnreadable("card-pulled")
    terminal.heard.until(CardRemoved)
    terminal.control.insert(SHI_MEIE)
    assert terminal.heard.until(CardRead).document.name == "史美娥"
    assert [type(event) for event in terminal.heard.events] == [
        CardNoticed,
        CardUnreadable,
        CardRemoved,
        CardNoticed,
        CardRead,
    ]
    assert terminal.manager.snapshots()[0].cause == "", "nothing is wrong with the reader"


def test_pulled_before_it_was_selected(terminal: Terminal) -> None:
    terminal.control.fault("pulled", on="select")
    terminal.control.insert(SHI_MEIE)
    assert terminal.heard.until(CardUnreadable).cause == "card-pulled"
    terminal.heard.until(CardRemoved)
