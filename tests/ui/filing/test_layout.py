"""Every screen of the road in both shapes, in the smallest and the largest text, in both languages: nothing is cut off,
nothing leaves the window, everything that can be touched is large enough and has a name."""

import re

import pytest
from PySide6.QtQuick import QQuickItem

from kiosk.domain.filing import Delivery, DeliveryState, FilingBrief, FilingRow
from kiosk.events import FilingsFound
from kiosk.workflow.steps import Signal, Step
from tests.support.filing_road import ANSWERS, TRADER, begin, fill, lay_card, paper, scan, write_name
from tests.support.scene import Scene
from tests.ui.conftest import OpenScene
from ui.viewmodels.cases import CasesModel
from ui.viewmodels.done import DoneModel
from ui.viewmodels.review import ReviewModel

HAN = re.compile(r"[\u4e00-\u9fff]")
LEAST_TARGET = {"upright": 60, "lying": 48}
FACTS = ("史", "浙江", "中文", "就", "近", "高龄津贴")
"""Chinese that stays Chinese on an English screen: the person's own facts, the mark, the way back to Chinese."""


def inside(item: QQuickItem, scene: Scene) -> bool:
    place = scene.place(item)
    return place.left() >= -1 and place.right() <= scene.app.window.width() + 1


def check(scene: Scene, shape: str, english: bool) -> None:
    # A picture is what makes Qt lay everything out, as it would before the next frame.
    scene.app.window.grabWindow()
    keyboard = scene.hand.find("keyboard")
    for item in scene.items():
        if keyboard is not None and keyboard.isAncestorOf(item):
            continue
        if item.inherits("QQuickText") and item.property("text"):
            words = item.property("text")
            assert not item.property("truncated"), f"{words!r} is cut off"
            assert item.property("contentWidth") <= item.width() + 1, f"{words!r} is wider than its room"
            assert inside(item, scene), f"{words!r} leaves the window"
            if english and HAN.search(words):
                assert any(fact in words for fact in FACTS), f"{words!r} is not translated"
        if item.metaObject().indexOfSignal("clicked()") >= 0 and item.metaObject().indexOfProperty("role") >= 0:
            name = item.property("name")
            assert name, f"{item.objectName()} has no name for those who do not see it"
            assert inside(item, scene), f"{name} leaves the window"
            least = min(item.width(), item.height())
            assert least >= LEAST_TARGET[shape] or item.objectName() == "", f"{name} is {least} small"


@pytest.mark.parametrize("shape", ["upright", "lying"])
@pytest.mark.parametrize("scale", [1.0, 2.0])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_road_in_every_shape(open_scene: OpenScene, shape: str, scale: float, language: str) -> None:
    scene = open_scene("hall", shape)
    shell = scene.app.shell

    def look() -> None:
        shell.setLanguage(language)
        shell.setTextScale(scale)
        check(scene, shape, language == "en")

    begin(scene)
    look()
    scene.hand.touch("next")
    look()
    for overlay in (shell.help, shell.showTextSize, shell.cancel, shell.idle.begin_countdown):
        overlay()
        look()
        shell.closeOverlay()
    fill(scene, ANSWERS)
    scene.arrive(Step.MATERIALS)
    look()
    scan(scene, "hukou_book", paper())
    look()
    scene.hand.touch("next")
    scene.arrive(Step.REVIEW)
    look()
    # By the model: in the largest text the tile stands many screens below.
    review = shell.step
    assert isinstance(review, ReviewModel)
    review.toggleAgreed()
    look()
    review.next()
    scene.arrive(Step.SIGN)
    look()
    write_name(scene)
    scene.hand.touch("next")
    scene.arrive(Step.DONE)
    look()
    done = shell.step
    assert isinstance(done, DoneModel)
    done.rate(2)
    look()
    scene.hand.touch("next")
    scene.arrive(Step.FAREWELL)
    look()


@pytest.mark.parametrize("shape", ["upright", "lying"])
@pytest.mark.parametrize("scale", [1.0, 2.0])
def test_a_form_of_all_kinds_and_the_list_of_filings(open_scene: OpenScene, shape: str, scale: float) -> None:
    scene = open_scene("hall", shape)
    begin(scene, TRADER)
    scene.app.shell.setTextScale(scale)
    scene.terminal.visit.session.filling.answers.update({"has_name": "yes", "rented": "yes", "trades": "food,other"})
    for number in range(len(scene.terminal.fill.groups())):
        scene.terminal.visit.session.filling.group = number
        scene.terminal.visit.changed()
        check(scene, shape, english=False)
    scene.terminal.visit.fire(Signal.CANCEL)
    scene.terminal.visit.fire(Signal.NEXT)
    lay_card(scene)
    scene.arrive(Step.DRAFT)
    scene.app.shell.setTextScale(scale)
    check(scene, shape, english=False)
    scene.hand.touch("back")
    scene.arrive(Step.HOME)
    scene.terminal.visit.fire(Signal.CASES)
    scene.arrive(Step.CASES)
    scene.hand.wait("the store's answer", lambda: scene.hand.find("no-filings") is not None)
    brief = FilingBrief(
        "one",
        "ZC-330225-0042-7",
        "对从事公益事业的单位利用自有房产开展居家养老服务的、经县级以上民政部门核准的一次性建设补贴和运营补贴的申请"
        * 2,
        "史美娥",
        scene.terminal.clock.now(),
        DeliveryState(Delivery.PENDING),
    )
    scene.publish(FilingsFound((FilingRow(brief, None),), False, session_id=scene.session_id))
    check(scene, shape, english=False)
    cases = scene.app.shell.step
    assert isinstance(cases, CasesModel)
    cases.open("one")
    scene.arrive(Step.CASE)
    check(scene, shape, english=False)
