"""Help, cancel, idle, text size: laid over any step, closed by their buttons."""

import pytest

from kiosk.workflow.steps import Step
from tests.support.filing_road import begin, identify
from tests.support.scene import Scene


@pytest.mark.parametrize("step", [Step.HOME, Step.FORM])
def test_help_tells_what_to_do_on_this_step(hall: Scene, step: Step) -> None:
    identify(hall) if step is Step.HOME else begin(hall)
    hall.hand.touch("help")
    hall.hand.wait("the help", lambda: hall.says("这一步怎么做"))
    assert hall.says("一次只问一件事") is (step is Step.FORM)
    assert hall.says("12345")
    hall.hand.touch("help-close")
    assert not hall.says("这一步怎么做")


def test_every_step_has_its_own_help(hall: Scene) -> None:
    hall.hand.touch("help") if hall.hand.find("help") else hall.app.shell.help()
    hall.hand.wait("the help", lambda: hall.says("这一步怎么做"))
    overlay = next(item for item in hall.items() if item.metaObject().className().startswith("Help_"))
    told = {step: overlay.sentences(step.value).toVariant() for step in Step}
    assert all(told[step] for step in Step)
    own = [tuple(told[step]) for step in Step if step not in (Step.FAREWELL, Step.CASES)]
    assert len(set(own)) == len(own)


def test_cancelling_asks_first(form: Scene) -> None:
    form.terminal.visit.session.filling.answers["phone"] = "13957412345"
    form.hand.touch("cancel")
    form.hand.wait("the question", lambda: form.says("不办了？"))
    form.hand.touch("cancel-keep")
    assert form.terminal.visit.step is Step.FORM
    assert form.terminal.visit.session.filling.answers["phone"] == "13957412345"
    form.hand.touch("cancel")
    form.hand.touch("cancel-confirm")
    form.arrive(Step.FAREWELL)
    assert form.terminal.visit.session.filling.answers == {}


def test_the_countdown_asks_and_a_word_stops_it(form: Scene) -> None:
    form.app.shell.idle.begin_countdown()
    form.hand.wait("the question", lambda: form.says("还在吗？"))
    assert form.item("idle-left").property("text") == "45"
    form.app.shell.idle.tick()
    assert form.item("idle-left").property("text") == "44"
    form.hand.touch("idle-stay")
    form.hand.wait("the page", lambda: not form.says("还在吗？"))
    assert form.terminal.visit.step is Step.FORM


def test_ending_from_the_countdown(form: Scene) -> None:
    form.app.shell.idle.begin_countdown()
    form.hand.touch("idle-end")
    form.arrive(Step.FAREWELL)
    assert form.terminal.visit.session.filling.answers == {}


def test_sizes_and_looks_change_at_once_and_end_with_the_session(form: Scene) -> None:
    form.hand.touch("text-size")
    form.hand.touch("size-200")
    assert form.app.shell.textScale == 2.0
    form.hand.touch("look-hc-dark")
    assert form.app.shell.look == "hc-dark"
    form.hand.touch("text-size-close")
    form.hand.wait("the page", lambda: form.hand.find("size-200") is None)
    form.hand.touch("cancel")
    form.hand.touch("cancel-confirm")
    form.arrive(Step.FAREWELL)
    form.hand.touch("next")
    form.arrive(Step.ATTRACT)
    assert (form.app.shell.textScale, form.app.shell.look) == (1.0, "light")
