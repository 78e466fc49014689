"""The question what shall become of a draft, as people see it."""

import pytest

from devices.simulators.sample_cards import SHI_MEIE, WANG_JIANGUO
from kiosk.events import CardNoticed, CardRead, CardRemoved, PowerChanged
from kiosk.ports import Power
from kiosk.workflow.steps import Signal, Step
from tests.support.filing_road import begin
from tests.support.scene import AGENT, PIN, Scene
from tests.support.walk import faults
from tests.ui.conftest import OpenScene
from tests.ui.test_power import LAYOUTS


def leave_half_way(scene: Scene) -> None:
    if scene.terminal.visit.mode == "village":
        scene.terminal.identify.sign_in(AGENT, PIN)
        scene.arrive(Step.OUTLET)
        scene.terminal.visit.fire(Signal.IDENTIFY)
    begin(scene)
    scene.hand.wait("the draft to be settled", lambda: bool(scene.terminal.visit.session.draft.settled))
    scene.hand.touch("option-bank-rcb")
    scene.hand.touch("cancel")
    scene.hand.touch("cancel-later")
    scene.arrive(Step.FAREWELL)
    scene.hand.wait("the word on the draft", lambda: scene.says("存好了") or scene.says("Your draft is saved"))


def come_back(scene: Scene) -> None:
    scene.hand.touch("next")
    scene.publish(CardRemoved())
    if scene.terminal.visit.mode == "village":
        scene.terminal.visit.fire(Signal.IDENTIFY)
    scene.publish(CardNoticed())
    scene.publish(CardRead(SHI_MEIE.document))
    scene.arrive(Step.DRAFT)


def test_who_comes_back_goes_on(hall: Scene) -> None:
    leave_half_way(hall)
    come_back(hall)
    assert hall.says("上次办到一半")
    hall.hand.touch("next")
    hall.arrive(Step.FORM)
    assert hall.terminal.visit.session.filling.answers["bank"] == "rcb"


def test_deleting_asks_once_more(hall: Scene) -> None:
    leave_half_way(hall)
    come_back(hall)
    hall.hand.touch("draft-wipe")
    hall.hand.touch("draft-wipe-keep")
    hall.hand.touch("draft-wipe")
    hall.hand.touch("draft-wipe-confirm")
    hall.arrive(Step.HOME)
    assert hall.hand.find("unfinished") is None


def test_later_leaves_a_way_back_on_the_first_page(hall: Scene) -> None:
    leave_half_way(hall)
    come_back(hall)
    hall.hand.touch("back")
    hall.arrive(Step.HOME)
    hall.hand.touch("unfinished")
    hall.arrive(Step.DRAFT)
    hall.hand.touch("draft-anew")
    hall.arrive(Step.GUIDE)
    assert hall.terminal.visit.session.filling.answers == {}


def test_the_next_person_sees_nothing_of_it(hall: Scene) -> None:
    leave_half_way(hall)
    hall.hand.touch("next")
    hall.publish(CardRemoved())
    hall.publish(CardRead(WANG_JIANGUO.document))
    hall.arrive(Step.HOME)
    hall.hand.wait("the drafts", lambda: hall.terminal.visit.session.draft.looked)
    assert not hall.says("办到一半")
    assert hall.hand.find("unfinished") is None


def test_the_farewell_of_a_low_battery_says_that_the_draft_is_kept(hall: Scene) -> None:
    begin(hall)
    hall.hand.wait("the draft to be settled", lambda: bool(hall.terminal.visit.session.draft.settled))
    hall.hand.touch("option-bank-rcb")
    hall.publish(PowerChanged(Power.LOW))
    hall.arrive(Step.FAREWELL)
    hall.hand.wait("the word on the draft", lambda: hall.says("没有提交的也存好了"))
    assert hall.says("来电后接着办")


@pytest.mark.parametrize(("mode", "shape", "language", "scale"), LAYOUTS)
def test_everything_can_be_read_and_touched(
    open_scene: OpenScene, mode: str, shape: str, language: str, scale: float
) -> None:
    scene = open_scene(mode, shape)
    leave_half_way(scene)
    come_back(scene)
    scene.app.shell.setLanguage(language)
    scene.app.shell.setTextScale(scale)
    scene.app.window.grabWindow()
    assert faults(scene, shape) == []
    scene.hand.touch("draft-wipe")
    scene.app.window.grabWindow()
    assert faults(scene, shape) == []
