"""The reader's cable is pulled and plugged in again, with the terminal running on."""

from devices.simulators.sample_cards import SHI_MEIE, WANG_JIANGUO
from kiosk.events import CardRead, CardRemoved
from kiosk.ports import DeviceState
from tests.scenarios.devices.conftest import Terminal


def unplug(terminal: Terminal) -> None:
    before = len(terminal.heard.healths)
    terminal.control.unplug()
    health = terminal.heard.until_health(lambda health: health.state is DeviceState.ABSENT, after=before)
    assert (health.cause, health.driver) == ("absent", "serial-id")
    assert health.remedy


def replug(terminal: Terminal) -> None:
    before = len(terminal.heard.healths)
    terminal.control.replug()
    health = terminal.heard.until_health(lambda health: health.state is DeviceState.READY, after=before)
    assert (health.cause, health.remedy) == ("", "")


def test_it_is_back_in_service_by_itself_as_often_as_it_happens(terminal: Terminal) -> None:
    for round_ in (1, 2, 3):
        unplug(terminal)
        replug(terminal)
        terminal.control.insert(SHI_MEIE)
        assert terminal.heard.until(CardRead, round_).document.name == "史美娥"
        terminal.control.remove()
        terminal.heard.until(CardRemoved, round_)


def test_card_that_lies_there_goes_with_the_reader(terminal: Terminal) -> None:
    terminal.control.insert(SHI_MEIE)
    terminal.heard.until(CardRead)
    unplug(terminal)
    terminal.heard.until(CardRemoved)
    terminal.control.insert(WANG_JIANGUO)
    replug(terminal)
    assert terminal.heard.until(CardRead, 2).document.name == "王建国"


def test_reader_that_falls_silent_comes_back_when_it_speaks_again(terminal: Terminal) -> None:
    before = len(terminal.heard.healths)
    terminal.control.fault("silence", times=1000)
    health = terminal.heard.until_health(lambda health: health.state is DeviceState.FAILED, after=before)
    assert health.cause == "no-answer"
    terminal.control.clear_faults()
    terminal.heard.until_health(lambda health: health.state is DeviceState.READY, after=before)
    terminal.control.insert(SHI_MEIE)
    assert terminal.heard.until(CardRead).document.name == "史美娥"
