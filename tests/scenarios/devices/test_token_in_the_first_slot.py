"""A token of another trade sits in a PC/SC reader, for ever or by mistake; social-security cards are read beside it."""

from kiosk.events import CardNoticed, CardRead, CardRemoved, CardUnreadable
from kiosk.ports import DeviceState
from tests.scenarios.devices.conftest import SocialTerminal

READER = "social-card"


def test_card_in_the_second_slot_is_read_as_if_the_token_were_not_there(social: SocialTerminal) -> None:
    social.first.insert_token()
    assert social.heard.until(CardUnreadable) == CardUnreadable("card-unknown", READER)
    for round_ in (1, 2):
        social.second.insert("shi-meie")
        assert social.heard.until(CardRead, round_).document.name == "史美娥"
        social.second.remove()
        # The token's own, when the card came, and the card's.
        social.heard.until(CardRemoved, 1 + round_)
    assert len([event for event in social.heard.events if isinstance(event, CardUnreadable)]) == 1
    assert social.manager.snapshots()[0].state is DeviceState.READY


def test_unknown_card_is_told_as_such_and_the_right_one_reads_afterwards(social: SocialTerminal) -> None:
    social.first.insert_token()
    assert social.heard.until(CardUnreadable).cause == "card-unknown"
    social.first.remove()
    social.heard.until(CardRemoved)
    social.first.insert("lan-rare")
    assert social.heard.until(CardRead).document.name == "蓝𬱖䶮"
    assert [type(event) for event in social.heard.events] == [
        CardNoticed,
        CardUnreadable,
        CardRemoved,
        CardNoticed,
        CardRead,
    ]


def test_cards_in_both_readers_are_read_one_after_the_other(social: SocialTerminal) -> None:
    social.second.insert("wang-jianguo")
    assert social.heard.until(CardRead).document.name == "王建国"
    social.first.insert("shi-meie")
    social.second.remove()
    assert social.heard.until(CardRead, 2).document.name == "史美娥"
