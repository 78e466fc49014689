"""The line to the reader is disturbed."""

from devices.simulators.sample_cards import LAN_RARE, SHI_MEIE
from kiosk.events import CardNoticed, CardRead, CardRemoved, CardUnreadable
from tests.scenarios.devices.conftest import Terminal


def test_one_disturbance_is_not_even_noticed(terminal: Terminal) -> None:
    terminal.control.fault("wrong-checksum", on="read")
    terminal.control.insert(LAN_RARE)
    assert terminal.heard.until(CardRead).document.name == "蓝𬱖䶮"
    assert [type(event) for event in terminal.heard.events] == [CardNoticed, CardRead]


def test_lasting_disturbance_is_told_once_and_the_next_card_reads(terminal: Terminal) -> None:
    terminal.control.fault("wrong-checksum", times=3, on="read")
    terminal.control.insert(LAN_RARE)
    assert terminal.heard.until(CardUnreadable) == CardUnreadable("checksum")
    terminal.control.remove()
    terminal.heard.until(CardRemoved)
    terminal.control.insert(SHI_MEIE)
    assert terminal.heard.until(CardRead).document.name == "史美娥"
    assert terminal.control.state()["reads"] == 4


def test_disturbed_polls_do_not_hide_a_card(terminal: Terminal) -> None:
    terminal.control.fault("wrong-checksum", times=2, on="find")
    terminal.control.insert(SHI_MEIE)
    assert terminal.heard.until(CardRead).document.name == "史美娥"
