"""A fault that needs a hand takes the whole screen, and lets go of it."""

from dataclasses import replace

import pytest

from devices.causes import CAUSES
from kiosk.events import DevicesChanged, Printed, PrintFailed, ScanFailed
from kiosk.ports import DeviceSnapshot, DeviceState, PrintPlace
from kiosk.services.attention import Notice
from kiosk.workflow.steps import Step
from tests.support.scene import READY, Scene
from ui.viewmodels.attention import words_of

NO_PRINTER = tuple(
    DeviceSnapshot("printer", "printer", "cups", DeviceState.NEEDS_ATTENTION, "paper-out")
    if one.capability == "printer"
    else one
    for one in READY
)


def shown(scene: Scene) -> bool:
    return scene.app.shell.overlay == "attention"


def fail(done: Scene, cause: str = "paper-out") -> None:
    """The receipt has been ordered and cannot come out."""
    done.terminal.receipt.tick()
    outcome = done.terminal.visit.session.outcome
    done.hand.wait("the order", lambda: bool(done.desk.prints) or bool(outcome.paper_failure))
    done.publish(DevicesChanged(NO_PRINTER))
    done.publish(PrintFailed(done.desk.prints[-1][0], cause))


@pytest.mark.parametrize(
    ("cause", "words"),
    [
        ("paper-out", "打印机没纸了"),
        ("paper-jam", "打印机卡纸了"),
        ("door-open", "打印机的门没关好"),
        ("toner-out", "打印机没墨了"),
        ("output-full", "出纸口满了"),
        ("offline", "打印机没有开"),
        ("no-answer", "打印机没有回话"),
    ],
)
def test_paper_that_cannot_come_out_is_told_over_the_whole_screen(done: Scene, cause: str, words: str) -> None:
    fail(done, cause)
    assert shown(done)
    assert done.says(words)
    assert done.says("一点没丢"), "the filing is safe, and that is said first"


@pytest.mark.parametrize("cause", ["crashed", "no-server", "spool-full", "cutter", "something-new"])
def test_no_cause_is_too_rare_to_be_told(done: Scene, cause: str) -> None:
    fail(done, cause)
    assert shown(done)
    assert done.says("打印机现在用不了")
    assert done.says("请叫工作人员")


def test_slip_that_cannot_come_out_is_told_of_its_own_printer(done: Scene) -> None:
    done.terminal.receipt.tick()
    outcome = done.terminal.visit.session.outcome
    done.hand.wait("the order", lambda: bool(done.desk.prints))
    outcome.on_slip = True
    slips = DeviceSnapshot("slips", "slip-printer", "escpos", DeviceState.NEEDS_ATTENTION, "paper-out")
    done.publish(DevicesChanged((*READY, slips)))
    done.publish(PrintFailed(done.desk.prints[-1][0], "paper-out"))
    assert done.item("attention-title").property("text") == "小票纸用完了"
    done.publish(DevicesChanged((*READY, replace(slips, state=DeviceState.READY, cause=""))))
    assert done.item("attention-title").property("text") == "打印机好了"


def test_printer_that_is_still_at_the_job_is_not_called_well(done: Scene) -> None:
    done.terminal.receipt.tick()
    done.hand.wait("the order", lambda: bool(done.desk.prints))
    done.publish(DevicesChanged(tuple(replace(one, state=DeviceState.BUSY) for one in READY)))
    done.publish(PrintFailed(done.desk.prints[-1][0], "paper-jam"))
    assert done.item("attention-title").property("text") == "打印机卡纸了"


@pytest.mark.parametrize("cause", sorted({*CAUSES, "drawing"}))
@pytest.mark.parametrize("capability", ["printer", "slip-printer"])
def test_every_cause_has_words_for_the_person_who_waits(capability: str, cause: str) -> None:
    words = words_of(Notice(capability, cause, mended=False))
    for text in (words.title, words.turn):
        assert text.zh
        assert text.en
        assert text.zh != text.en
    assert any(way in words.turn.zh for way in ("再打一次", "工作人员")), "it says what to do"


def test_refill_is_noticed_and_the_paper_comes_with_one_touch(done: Scene) -> None:
    fail(done)
    assert done.item("attention-title").property("text") == "打印机没纸了"
    done.publish(DevicesChanged(READY))
    assert shown(done), "the paper is still not there"
    assert done.says("打印机好了")
    assert done.item("attention-title").property("text") == "打印机好了", "what is over is not said any more"
    before = len(done.desk.prints)
    done.hand.touch("next")
    done.hand.wait("the second print", lambda: len(done.desk.prints) > before)
    assert not shown(done)
    done.publish(Printed(done.desk.prints[-1][0], PrintPlace("office", to_folder=False)))
    assert not shown(done)


def test_person_who_does_not_want_to_wait_goes_on_and_is_not_asked_twice(done: Scene) -> None:
    fail(done)
    done.hand.touch("cancel")
    done.hand.wait("the step", lambda: not shown(done))
    done.publish(DevicesChanged(NO_PRINTER))
    assert not shown(done)
    done.hand.touch("back")
    done.publish(PrintFailed(done.desk.prints[-1][0], "paper-out"))
    assert shown(done), "a new try that fails is a new word"


def test_countdown_comes_before_it_and_gives_the_screen_back(done: Scene) -> None:
    fail(done)
    done.app.shell.idle.begin_countdown()
    assert done.app.shell.overlay == "idle"
    done.hand.touch("idle-stay")
    done.hand.wait("the notice again", lambda: shown(done))


def test_staff_reach_their_screen_from_it_and_come_back_to_it(done: Scene) -> None:
    fail(done)
    done.app.shell.openStaff()
    done.arrive(Step.STAFF)
    assert not shown(done)
    done.hand.touch("back")
    done.arrive(Step.DONE)
    assert shown(done)


def test_next_person_never_sees_it(done: Scene) -> None:
    fail(done)
    done.app.shell.confirmCancel()
    done.arrive(Step.FAREWELL)
    assert not shown(done)


@pytest.mark.parametrize(("cause", "words"), [("jammed", "纸卡在扫描仪里了"), ("cover-open", "扫描仪的盖子开着")])
def test_stuck_paper_is_told_and_the_scan_done_again(materials: Scene, cause: str, words: str) -> None:
    rule = materials.terminal.collect.rules()[0]
    materials.terminal.collect.scan(rule)
    job, request = materials.desk.scans[-1]
    materials.publish(ScanFailed(job, cause))
    assert shown(materials)
    assert materials.says(words)
    materials.hand.touch("next")
    materials.hand.wait("the scan", lambda: len(materials.desk.scans) == 2)
    assert materials.desk.scans[-1][1].rule == request.rule
    assert not shown(materials)


def test_sheet_in_a_scanner_that_answers_again_is_still_to_be_pulled_out(materials: Scene) -> None:
    materials.terminal.collect.scan(materials.terminal.collect.rules()[0])
    materials.publish(ScanFailed(materials.desk.scans[-1][0], "jammed"))
    materials.publish(DevicesChanged(READY))
    assert shown(materials)
    assert materials.says("轻轻把纸往外拉")


def test_page_without_paper_is_told_on_the_step_alone(materials: Scene) -> None:
    materials.terminal.collect.scan(materials.terminal.collect.rules()[0])
    materials.publish(ScanFailed(materials.desk.scans[-1][0], "no-paper"))
    assert not shown(materials)
