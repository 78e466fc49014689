"""The guide says what stands in the way before anybody has typed a word."""

from kiosk.events import DevicesChanged
from kiosk.workflow.steps import Step
from tests.support.filing_road import ALLOWANCE, identify
from tests.support.scene import READY, Scene
from tests.ui.filing.test_materials import UNPLUGGED

NO_PAPERS = "002023560000"


def at_guide(scene: Scene, matter: str) -> Scene:
    identify(scene)
    scene.terminal.choose.open(matter)
    scene.arrive(Step.GUIDE)
    return scene


def test_a_scanner_that_is_away_is_told_with_another_way(hall: Scene) -> None:
    at_guide(hall, ALLOWANCE)
    assert hall.hand.find("scanner-trouble") is None
    hall.publish(DevicesChanged(UNPLUGGED))
    assert hall.says("扫描仪现在用不了。")
    assert hall.says("带原件到窗口办，打 12345")
    hall.publish(DevicesChanged(READY))
    assert hall.hand.find("scanner-trouble") is None


def test_a_matter_without_papers_does_not_mind(hall: Scene) -> None:
    hall.publish(DevicesChanged(UNPLUGGED))
    at_guide(hall, NO_PAPERS)
    assert hall.hand.find("scanner-trouble") is None
