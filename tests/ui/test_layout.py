"""Every screen of the frame, in both shapes, the smallest and the largest text, both languages: nothing is clipped,
covered or out of reach. One window walks through all its screens, as opening one costs most."""

import pytest

from devices.simulators.sample_cards import SHI_MEIE
from kiosk.events import CardRead, CardRemoved, CardUnreadable
from kiosk.workflow.steps import Step
from tests.support.scene import AGENT, PIN, Scene
from tests.support.walk import faults
from tests.ui.conftest import OpenScene

SHAPE = pytest.mark.parametrize("shape", ["upright", "lying"])
SCALE = pytest.mark.parametrize("scale", [1.0, 1.25, 2.0])
LANGUAGE = pytest.mark.parametrize("language", ["zh", "en"])


class Walk:
    """Collects the faults of each screen, one line each."""

    def __init__(self, scene: Scene, shape: str, scale: float, language: str) -> None:
        self._scene, self._shape = scene, shape
        self._scale, self._language = scale, language
        self.found: list[str] = []

    def look(self, name: str) -> None:
        self._scene.app.shell.setTextScale(self._scale)
        self._scene.app.shell.setLanguage(self._language)
        # A grab lays everything out and paints it.
        self._scene.app.window.grabWindow()
        self.found += [f"{name}: {fault}" for fault in faults(self._scene, self._shape)]


@SHAPE
@SCALE
@LANGUAGE
def test_the_hall(open_scene: OpenScene, shape: str, scale: float, language: str) -> None:
    scene = open_scene("hall", shape)
    walk = Walk(scene, shape, scale, language)
    walk.look("attract")
    scene.publish(CardUnreadable("checksum"))
    walk.look("attract, unreadable card")
    scene.publish(CardRemoved())
    scene.hand.touch("browse")
    scene.arrive(Step.HOME)
    walk.look("home of a guest")
    scene.hand.touch("identify")
    scene.arrive(Step.IDENTIFY)
    walk.look("identify")
    scene.publish(CardRead(SHI_MEIE.document))
    scene.arrive(Step.HOME)
    walk.look("home")
    scene.hand.touch("all-matters")
    scene.arrive(Step.FIND)
    walk.look("find")
    scene.app.shell.property("step").search("qqqqqqqq")
    walk.look("find, nothing")
    scene.terminal.choose.open(scene.terminal.choose.shelves.life_events[0].code)
    scene.arrive(Step.GUIDE)
    walk.look("guide")
    assert not walk.found, "\n".join(walk.found)


@SHAPE
@SCALE
@LANGUAGE
def test_the_outlet(open_scene: OpenScene, shape: str, scale: float, language: str) -> None:
    scene = open_scene("village", shape)
    walk = Walk(scene, shape, scale, language)
    walk.look("agent sign-in")
    scene.terminal.identify.sign_in(AGENT, PIN)
    scene.arrive(Step.OUTLET)
    walk.look("outlet")
    scene.hand.touch("next")
    scene.arrive(Step.IDENTIFY)
    walk.look("identify")
    scene.hand.touch("type-number")
    scene.hand.touch("field-number")
    walk.look("typed number, with the digit pad")
    scene.app.shell.property("step").setAuthority("resident-present")
    scene.app.shell.property("step").accept()
    walk.look("typed number, with what is wrong")
    assert not walk.found, "\n".join(walk.found)
