"""What holds on every step of both modes: overlays take nothing away, back keeps what was given, leaving forgets it."""

from typing import NamedTuple

import pytest

from devices.simulators.sample_cards import SHI_MEIE
from kiosk.events import CardRead, CardRemoved
from kiosk.workflow.steps import Signal, Step
from tests.support.filing_road import ALLOWANCE, ANSWERS, fill, paper, scan, write_name
from tests.support.scene import AGENT, PIN, Scene
from tests.ui.conftest import OpenScene

ROAD = (
    *(Step.IDENTIFY, Step.HOME, Step.CASES, Step.FIND, Step.GUIDE, Step.FORM, Step.MATERIALS, Step.REVIEW, Step.SIGN),
    *(Step.DONE, Step.CASE),
)
EVERY = [("hall", step) for step in (Step.ATTRACT, *ROAD)] + [("village", step) for step in (Step.OUTLET, *ROAD)]
PLAIN = ("zh", 1.0, "light")
PERSONAL = (SHI_MEIE.document.name, SHI_MEIE.document.number, "6228 4804", "139 5741 2345", SHI_MEIE.document.address)

everywhere = pytest.mark.parametrize(("mode", "step"), EVERY, ids=[f"{mode}-{step.value}" for mode, step in EVERY])


class Given(NamedTuple):
    """What a person has given so far; whatever happens on the screen, it stays."""

    answers: dict[str, str]
    pages: int
    strokes: int
    resident: object
    matter: object


def given(scene: Scene) -> Given:
    session = scene.terminal.visit.session
    model = scene.app.shell.step
    return Given(
        dict(session.filling.answers),
        sum(len(pages) for pages in session.collection.pages.values()),
        len(model.strokes()) if scene.terminal.visit.step is Step.SIGN else 0,
        session.identification.resident,
        session.choice.matter,
    )


def lead(scene: Scene, step: Step) -> Scene:
    """Goes there as a person would; at the form, the first answers are given, at the signature, the name is written."""
    if scene.terminal.visit.mode == "village":
        scene.terminal.identify.sign_in(AGENT, PIN)
        scene.arrive(Step.OUTLET)
    for place in (_to_person, _to_matter, _to_filing):
        if scene.terminal.visit.step is not step:
            place(scene, step)
    scene.arrive(step)
    return scene


def _to_person(scene: Scene, step: Step) -> None:
    if step in (Step.ATTRACT, Step.OUTLET):
        return
    if scene.terminal.visit.mode == "village":
        scene.hand.touch("next")
        scene.arrive(Step.IDENTIFY)
    elif step is Step.IDENTIFY:
        scene.hand.touch("browse")
        scene.hand.touch("identify")
    if step is not Step.IDENTIFY:
        scene.publish(CardRead(SHI_MEIE.document))
        scene.arrive(Step.HOME)


def _to_matter(scene: Scene, step: Step) -> None:
    if step is Step.IDENTIFY:
        return
    if step is Step.CASES:
        scene.hand.touch("my-filings")
    elif step is Step.FIND:
        scene.hand.touch("all-matters")
    elif step is not Step.HOME:
        scene.terminal.choose.open(ALLOWANCE)
        scene.arrive(Step.GUIDE)


def _to_filing(scene: Scene, step: Step) -> None:
    if step not in ROAD[ROAD.index(Step.FORM) :]:
        return
    scene.hand.touch("next")
    scene.arrive(Step.FORM)
    if step is Step.FORM:
        scene.hand.touch("option-bank-rcb")
        scene.enter("field-bank_card", ANSWERS["bank_card"])
        return
    fill(scene, ANSWERS)
    scene.arrive(Step.MATERIALS)
    scan(scene, "hukou_book", paper())
    for touched, arrived in (("", Step.MATERIALS), ("next", Step.REVIEW), ("agree", None), ("next", Step.SIGN)):
        if touched:
            scene.hand.touch(touched)
        if arrived is not None:
            scene.arrive(arrived)
        if arrived is step:
            break
    if scene.terminal.visit.step is Step.SIGN:
        write_name(scene)
    if step in (Step.DONE, Step.CASE):
        scene.hand.touch("next")
        scene.arrive(Step.DONE)
    if step is Step.CASE:
        _to_case(scene)


def _to_case(scene: Scene) -> None:
    filing = scene.terminal.visit.session.outcome.filing
    assert filing is not None
    scene.hand.touch("next")
    scene.arrive(Step.FAREWELL)
    scene.hand.touch("next")
    if scene.terminal.visit.mode == "hall":
        scene.publish(CardRemoved())
        scene.publish(CardRead(SHI_MEIE.document))
        scene.arrive(Step.HOME)
        scene.hand.touch("my-filings")
    scene.hand.touch(f"filing-{filing.filing_id}")


def choices(scene: Scene) -> tuple[str, float, str]:
    shell = scene.app.shell
    return shell.property("language"), shell.property("textScale"), shell.property("look")


@everywhere
def test_no_overlay_and_no_choice_takes_anything_away(open_scene: OpenScene, mode: str, step: Step) -> None:
    scene = lead(open_scene(mode), step)
    before = given(scene)
    scene.hand.touch("help")
    scene.hand.touch("help-close")
    scene.hand.touch("text-size")
    for choice in ("size-200", "look-hc-dark", "look-dark", "text-size-close"):
        scene.hand.touch(choice)
    scene.hand.touch("language")
    if step is not Step.ATTRACT:
        scene.app.shell.property("idle").begin_countdown()
        scene.hand.touch("idle-stay")
    if scene.hand.find("cancel") is not None:
        scene.hand.touch("cancel")
        scene.hand.touch("cancel-keep")
    assert scene.terminal.visit.step is step
    assert scene.app.shell.property("overlay") == ""
    assert choices(scene) == ("en", 2.0, "dark")
    assert given(scene)._replace(strokes=before.strokes) == before
    assert bool(given(scene).strokes) == bool(before.strokes)


@everywhere
def test_back_keeps_what_was_given(open_scene: OpenScene, mode: str, step: Step) -> None:
    scene = lead(open_scene(mode), step)
    visit, before = scene.terminal.visit, given(scene)
    while visit.can(Signal.BACK):
        here = visit.step, visit.session.filling.group
        scene.hand.touch("back")
        scene.hand.wait("the step before", lambda: (visit.step, visit.session.filling.group) != here)  # noqa: B023
        now = given(scene)
        assert before.answers.items() <= now.answers.items()
        assert (now.pages, now.resident) == (before.pages, before.resident)
    assert scene.app.shell.property("overlay") == ""


@everywhere
@pytest.mark.parametrize("how", ["cancel", "idle"])
def test_leaving_forgets(open_scene: OpenScene, mode: str, step: Step, how: str) -> None:
    scene = lead(open_scene(mode), step)
    visit = scene.terminal.visit
    if step in (Step.ATTRACT, Step.OUTLET):
        assert scene.hand.find("cancel") is None, "there is nobody to leave"
        return
    scene.app.shell.setLanguage("en")
    scene.app.shell.setTextScale(1.25)
    if how == "idle":
        scene.app.shell.property("idle").begin_countdown()
        scene.hand.touch("idle-end")
    elif step in (Step.HOME, Step.DONE):
        # Here the large button ends the visit; at home it asks first.
        scene.hand.touch("next")
        if step is Step.HOME:
            scene.hand.touch("cancel-confirm")
    else:
        scene.hand.touch("cancel")
        scene.hand.touch("cancel-confirm")
    rest = Step.ATTRACT if mode == "hall" else Step.OUTLET
    scene.hand.wait("the end", lambda: visit.step in (Step.FAREWELL, rest))
    if visit.step is Step.FAREWELL:
        scene.hand.touch("next")
    scene.arrive(rest)
    scene.hand.wait("the choices to go", lambda: choices(scene) == PLAIN)
    assert given(scene) == Given({}, 0, 0, None, None)
    assert not any(scene.says(words) for words in PERSONAL)
