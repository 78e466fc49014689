"""The Case screen in each ending: in both shapes, the smallest and the largest text, both languages."""

import pytest

from kiosk.domain.case import CaseChange, CaseStatus
from kiosk.domain.course import Course, WithdrawalState
from kiosk.domain.filing import Acknowledgement, Delivery, DeliveryState, FilingRow
from kiosk.domain.refusals import Turn, refusal_words
from kiosk.events import CourseFound, FilingsFound
from kiosk.workflow.steps import Signal, Step
from sync.failures import REFUSALS
from tests.support.filing_road import identify
from tests.support.scene import Scene
from tests.ui.conftest import OpenScene
from tests.ui.filing.test_cases import WHEN, row
from tests.ui.filing.test_layout import check

NUMBER = "11330225MB000001904000511007000202611200001"


DELIVERED = DeliveryState(Delivery.DELIVERED, 1, acknowledgement=Acknowledgement(NUMBER, "482913", WHEN))


def refused(reason: str, detail: str = "") -> FilingRow:
    return row("one", DeliveryState(Delivery.REFUSED, 1, reason, detail))


def at_the_centre(status: CaseStatus) -> FilingRow:
    return row("one", DELIVERED, CaseChange("one", NUMBER, status, "Page 2.", WHEN))


ENDINGS: dict[str, tuple[FilingRow, Course]] = {
    "superseded": (refused("intake.matter-superseded"), Course()),
    "duplicate": (refused("intake.duplicate", f"in hand (case {NUMBER})"), Course()),
    "supplement": (at_the_centre(CaseStatus.SUPPLEMENT_REQUIRED), Course()),
    "not-accepted": (at_the_centre(CaseStatus.NOT_ACCEPTED), Course(corrects="zero", earlier_number=NUMBER)),
    "too-late": (
        at_the_centre(CaseStatus.CONCLUDED),
        Course(withdrawal=WithdrawalState.REFUSED, withdrawal_refusal="intake.withdrawal-too-late"),
    ),
    "withdrawn": (refused("resident.withdrawn"), Course(withdrawal=WithdrawalState.PENDING)),
}


ACTS = ("case-correct", "case-supplement", "case-withdraw")
OFFERED = {
    "superseded": {"case-correct"},
    "supplement": {"case-supplement", "case-withdraw"},
    "not-accepted": {"case-correct"},
}


@pytest.mark.parametrize("shape", ["upright", "lying"])
def test_every_ending_in_every_size_and_language(open_scene: OpenScene, shape: str) -> None:
    scene = open_scene("hall", shape)
    identify(scene)
    scene.terminal.visit.fire(Signal.CASES)
    scene.arrive(Step.CASES)
    scene.hand.wait("the store's answer", lambda: scene.hand.find("no-filings") is not None)
    for ending, (found, course) in ENDINGS.items():
        show(scene, found, course)
        offered = {name for name in ACTS if scene.hand.find(name) is not None}
        assert offered == OFFERED.get(ending, set()), ending
        _look_around(scene, shape)
        if scene.hand.find("case-withdraw") is not None:
            scene.app.shell.setTextScale(1.0)
            scene.hand.touch("case-withdraw")
            _look_around(scene, shape)
            scene.hand.touch("withdraw-keep")
        scene.hand.touch("back")
        scene.arrive(Step.CASES)


def show(scene: Scene, found: FilingRow, course: Course) -> None:
    scene.publish(FilingsFound((found,), False, session_id=scene.session_id))
    scene.hand.touch("filing-one")
    scene.arrive(Step.CASE)
    # The store does not have it: what the screen asks for is answered here.
    scene.publish(FilingsFound((found,), False, session_id=scene.session_id))
    scene.publish(CourseFound("one", course, session_id=scene.session_id))


def _look_around(scene: Scene, shape: str) -> None:
    for language in ("zh", "en"):
        for scale in (1.0, 2.0):
            scene.app.shell.setLanguage(language)
            scene.app.shell.setTextScale(scale)
            check(scene, shape, language == "en")
    scene.app.shell.setLanguage("zh")
    scene.app.shell.setTextScale(1.0)


def test_every_refusal_of_the_contract_has_words_of_its_own_in_both_languages() -> None:
    unknown = refusal_words("intake.something-new")
    for kind in REFUSALS:
        words = refusal_words(f"intake.{kind}")
        assert words.happened != unknown.happened, kind
        assert words.happened.zh != words.happened.en
        assert words.next_step.zh != words.next_step.en
        assert words.turn in Turn
