"""Somebody pulls the social-security card out too early, or it stops answering."""

from kiosk.events import CardNoticed, CardRead, CardRemoved, CardUnreadable
from tests.scenarios.devices.conftest import SocialTerminal

READER = "social-card"


def test_the_person_is_told_and_putting_it_in_again_works(social: SocialTerminal) -> None:
    social.first.fault("pulled", on="read-by-tag")
    social.first.insert("shi-meie")
    assert social.heard.until(CardUnreadable) == CardUnreadable("card-pulled", READER)
    social.heard.until(CardRemoved)
    social.first.insert("shi-meie")
    assert social.heard.until(CardRead).document.name == "史美娥"
    assert [type(event) for event in social.heard.events] == [
        CardNoticed,
        CardUnreadable,
        CardRemoved,
        CardNoticed,
        CardRead,
    ]
    assert social.manager.snapshots()[0].cause == "", "nothing is wrong with the reader"


def test_one_damaged_answer_is_not_even_noticed(social: SocialTerminal) -> None:
    social.first.fault("damaged", on="read-by-tag")
    social.first.insert("lan-rare")
    assert social.heard.until(CardRead).document.name == "蓝𬱖䶮"
    assert [type(event) for event in social.heard.events] == [CardNoticed, CardRead]


def test_card_that_never_answers_is_told_and_the_next_one_reads(social: SocialTerminal) -> None:
    social.first.fault("silence", on="read-by-tag")
    social.first.insert("shi-meie")
    assert social.heard.until(CardUnreadable) == CardUnreadable("no-answer", READER)
    social.first.remove()
    social.first.insert("wang-jianguo")
    assert social.heard.until(CardRead).document.name == "王建国"
