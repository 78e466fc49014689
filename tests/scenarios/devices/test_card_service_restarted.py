"""pcscd is restarted, or a reader pulled out and plugged in again, with the terminal running on."""

from kiosk.events import CardRead, CardRemoved
from kiosk.ports import DeviceSnapshot, DeviceState
from tests.scenarios.devices.conftest import SocialTerminal


def health(social: SocialTerminal, state: DeviceState, cause: str, after: int) -> DeviceSnapshot:
    return social.heard.until_health(lambda one: (one.state, one.cause) == (state, cause), after)


def test_service_that_went_away_is_told_and_used_again_as_often_as_it_happens(social: SocialTerminal) -> None:
    for round_ in (1, 2, 3):
        before = len(social.heard.healths)
        social.service.stop()
        told = health(social, DeviceState.ABSENT, "no-pcscd", before)
        assert told.remedy == "Start pcscd.socket."
        social.service.restart()
        health(social, DeviceState.READY, "", before)
        social.first.insert("shi-meie")
        assert social.heard.until(CardRead, round_).document.name == "史美娥"
        social.first.remove()
        social.heard.until(CardRemoved, round_)


def test_card_that_lies_there_goes_with_the_service_and_is_noticed_anew(social: SocialTerminal) -> None:
    social.first.insert("shi-meie")
    social.heard.until(CardRead)
    social.service.restart()
    social.heard.until(CardRemoved)
    assert social.heard.until(CardRead, 2).document.name == "史美娥"


def test_readers_pulled_out_are_absent_and_come_back(social: SocialTerminal) -> None:
    before = len(social.heard.healths)
    social.service.restart(without=["First", "Second"])
    health(social, DeviceState.ABSENT, "absent", before)
    social.service.restart(without=["First"])
    health(social, DeviceState.READY, "", before + 1)
    social.second.insert("lan-rare")
    assert social.heard.until(CardRead).document.name == "蓝𬱖䶮"


def test_service_that_hangs_is_told_and_the_devices_stop_all_the_same(social: SocialTerminal) -> None:
    before = len(social.heard.healths)
    social.service.freeze()
    health(social, DeviceState.FAILED, "no-answer", before)
    social.service.thaw()
    health(social, DeviceState.READY, "", before + 1)
    social.first.insert("shi-meie")
    assert social.heard.until(CardRead).document.name == "史美娥"
