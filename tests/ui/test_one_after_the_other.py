"""One person after the other at the same screen: nothing of the first reaches the second."""

import pytest

from devices.simulators.sample_cards import SHI_MEIE, WANG_JIANGUO
from kiosk.domain.text import Language
from kiosk.errors import StoreFailure
from kiosk.events import CardRead, CardRemoved, FilingsFound, FilingsUnread
from kiosk.storage.connection import Connection
from kiosk.workflow.steps import Signal, Step
from tests.support.filing_road import ANSWERS, begin, fill, identify
from tests.support.scene import Scene
from tests.ui.filing.test_cases import WAITING

PLAIN = ("zh", 1.0, "light")


def choices(scene: Scene) -> tuple[str, float, str]:
    shell = scene.app.shell
    return shell.property("language"), shell.property("textScale"), shell.property("look")


def choose(scene: Scene) -> None:
    scene.app.shell.setLanguage("en")
    scene.app.shell.setTextScale(2.0)
    scene.app.shell.setLook("hc-dark")


def test_the_next_card_laid_during_the_farewell_finds_everything_plain(hall: Scene) -> None:
    identify(hall)
    choose(hall)
    hall.terminal.visit.fire(Signal.CANCEL)
    hall.arrive(Step.FAREWELL)
    assert choices(hall) == ("en", 2.0, "hc-dark"), "whoever is leaving can still read the farewell"
    seen: list[Step] = []
    hall.app.shell.moved.connect(lambda: seen.append(hall.terminal.visit.step))
    hall.publish(CardRemoved())
    hall.publish(CardRead(WANG_JIANGUO.document))
    hall.hand.touch("next")
    hall.arrive(Step.HOME)
    assert choices(hall) == PLAIN
    assert seen == [Step.ATTRACT, Step.HOME]
    assert hall.says("王先生，您好")


def test_a_card_laid_during_anothers_visit_is_laid_anew(hall: Scene) -> None:
    identify(hall)
    hall.publish(CardRemoved())
    hall.publish(CardRead(WANG_JIANGUO.document))
    assert hall.terminal.visit.session.identification.resident == SHI_MEIE.document
    hall.terminal.visit.fire(Signal.CANCEL)
    hall.terminal.visit.fire(Signal.NEXT)
    hall.arrive(Step.ATTRACT)
    assert not hall.says("王先生，您好")
    hall.publish(CardRemoved())
    hall.publish(CardRead(WANG_JIANGUO.document))
    hall.arrive(Step.HOME)
    assert hall.says("王先生，您好")


def test_ones_own_card_that_still_lies_there_begins_nothing_anew(hall: Scene) -> None:
    identify(hall)
    hall.publish(CardRead(SHI_MEIE.document))
    hall.terminal.visit.fire(Signal.CANCEL)
    hall.terminal.visit.fire(Signal.NEXT)
    hall.arrive(Step.ATTRACT)
    assert hall.terminal.visit.session.identification.resident is None


def test_an_agent_keeps_their_own_choices_and_a_resident_none(signed_in: Scene) -> None:
    signed_in.app.shell.setTextScale(1.25)
    signed_in.hand.touch("next")
    signed_in.arrive(Step.IDENTIFY)
    signed_in.publish(CardRead(SHI_MEIE.document))
    signed_in.arrive(Step.HOME)
    choose(signed_in)
    signed_in.terminal.visit.fire(Signal.CANCEL)
    signed_in.arrive(Step.FAREWELL)
    signed_in.hand.touch("next")
    signed_in.arrive(Step.OUTLET)
    assert choices(signed_in) == ("zh", 1.25, "light")
    signed_in.terminal.visit.fire(Signal.SIGN_OUT)
    assert choices(signed_in) == PLAIN


def test_at_zero_nothing_of_the_person_is_left(hall: Scene) -> None:
    begin(hall)
    hall.app.shell.setLanguage("en")
    fill(hall, ANSWERS)
    left = hall.terminal.visit.session
    hall.app.shell.property("idle").begin_countdown()
    for _ in range(45):
        hall.app.shell.property("idle").tick()
    hall.arrive(Step.FAREWELL)
    now = hall.terminal.visit.session
    assert now is not left
    assert (now.identification.resident, now.choice.matter, now.filling.answers) == (None, None, {})
    assert now.collection.pages == {}
    hall.hand.touch("next")
    hall.arrive(Step.ATTRACT)
    assert hall.app.shell.spoken is Language.ZH
    for words in ("史美娥", "史女士", "13957412345", "139 5741 2345", "3302"):
        assert not hall.says(words)
    assert hall.app.application.clipboard().text() == ""


def test_a_guest_who_lays_the_card_later_is_looked_up(hall: Scene) -> None:
    hall.hand.touch("browse")
    hall.arrive(Step.HOME)
    hall.publish(CardRead(SHI_MEIE.document))
    hall.hand.wait("the store's answer", lambda: hall.says("在这台机器上还没有办过"))
    hall.hand.touch("my-filings")
    hall.arrive(Step.CASES)
    hall.hand.wait("the answer here too", lambda: hall.hand.find("no-filings") is not None)
    assert hall.terminal.visit.session.identification.resident == SHI_MEIE.document


def test_a_guest_may_lay_the_card_at_the_list_itself(hall: Scene) -> None:
    hall.terminal.visit.fire(Signal.BROWSE)
    hall.terminal.visit.fire(Signal.CASES)
    hall.arrive(Step.CASES)
    assert hall.says("先放身份证")
    hall.publish(CardRead(SHI_MEIE.document))
    hall.hand.wait("the store's answer", lambda: hall.hand.find("no-filings") is not None)


def test_a_late_list_of_the_outlet_is_not_taken_for_the_residents_own(signed_in: Scene) -> None:
    signed_in.hand.touch("next")
    signed_in.arrive(Step.IDENTIFY)
    signed_in.publish(CardRead(SHI_MEIE.document))
    signed_in.arrive(Step.HOME)
    signed_in.hand.wait("the store's answer", lambda: signed_in.says("在这台机器上还没有办过"))
    signed_in.publish(FilingsFound((WAITING,), True, session_id=signed_in.session_id))
    assert signed_in.says("在这台机器上还没有办过")
    signed_in.hand.touch("my-filings")
    signed_in.arrive(Step.CASES)
    signed_in.hand.wait("the store's answer", lambda: signed_in.hand.find("no-filings") is not None)
    signed_in.publish(FilingsFound((WAITING,), True, session_id=signed_in.session_id))
    assert signed_in.hand.find("filing-one") is None


def test_what_could_not_be_looked_up_is_said_and_asked_again(hall: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise StoreFailure("the disk cannot be read")

    with monkeypatch.context() as trouble:
        trouble.setattr("kiosk.services.status.filings.person_tag", broken)
        identify(hall)
        hall.hand.wait("the home's word", lambda: hall.says("现在查不到"))
        hall.hand.touch("my-filings")
        hall.arrive(Step.CASES)
        hall.hand.wait("the list's word", lambda: hall.says("办过的事都还在"))
    hall.hand.touch("again")
    hall.hand.wait("the store's answer", lambda: hall.hand.find("no-filings") is not None)
    assert not hall.says("办过的事都还在")


def test_a_matter_that_could_not_be_read_is_not_called_gone(hall: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(_connection: Connection, _code: str) -> None:
        raise StoreFailure("the disk cannot be read")

    identify(hall)
    event = hall.terminal.choose.shelves.life_events[0].code
    with monkeypatch.context() as trouble:
        trouble.setattr("kiosk.services.choose.stored.matter", broken)
        hall.hand.touch(f"matter-{event}")
        hall.hand.wait("what happened", lambda: hall.says("这次没有打开"))
        assert hall.terminal.visit.step is Step.HOME
    hall.hand.touch(f"matter-{event}")
    hall.arrive(Step.GUIDE)


def test_the_desk_says_when_its_list_cannot_be_read(signed_in: Scene) -> None:
    signed_in.publish(FilingsUnread(True, session_id=signed_in.session_id))
    assert signed_in.says("现在查不到")
    signed_in.hand.touch("again")
    signed_in.hand.wait("the desk", lambda: not signed_in.says("现在查不到"))
