"""Every device broken at once: each step of both modes says what can still be done, and staff come in everywhere."""

import pytest

from kiosk.domain.check_digits import id_check_character
from kiosk.events import DevicesChanged, PrintFailed
from kiosk.ports import DeviceSnapshot, DeviceState
from kiosk.workflow.steps import Signal, Step
from tests.support.filing_road import ALLOWANCE, ANSWERS, begin, fill, paper, scan, write_name
from tests.support.scene import AGENT, PIN, Scene

BROKEN = tuple(
    DeviceSnapshot(name, capability, "test", state, cause)
    for name, capability, state, cause in (
        ("id-card", "card", DeviceState.ABSENT, "absent"),
        ("social-card", "card", DeviceState.FAILED, "no-pcscd"),
        ("scanner", "scanner", DeviceState.FAILED, "no-answer"),
        ("camera", "camera", DeviceState.ABSENT, "absent"),
        ("printer", "printer", DeviceState.FAILED, "no-server"),
        ("slip-printer", "slip-printer", DeviceState.ABSENT, "offline"),
        ("cabinet", "cabinet", DeviceState.FAILED, "wrong-unit"),
        ("ups", "ups", DeviceState.FAILED, "no-upsd"),
    )
)
SCANNER = (DeviceSnapshot("scanner", "scanner", "test", DeviceState.READY),)
NUMBER = "33022519440614002"


def staff_come_in_and_go(scene: Scene) -> None:
    step = scene.terminal.visit.step
    scene.app.shell.openStaff()
    scene.arrive(Step.STAFF)
    scene.hand.touch("back")
    scene.arrive(step)


def papers_or_the_window(scene: Scene) -> None:
    """At the papers: nothing can be scanned, and the window is the way."""
    scene.arrive(Step.MATERIALS)
    assert scene.says("扫描仪现在用不了")
    assert scene.says("带原件到窗口办")
    assert scene.hand.find("next") is not None
    assert scene.hand.find("cancel") is not None
    staff_come_in_and_go(scene)


def file_without_a_receipt(scene: Scene) -> None:
    """From the papers to the end: it is saved, and the receipt that cannot come out keeps nobody."""
    scene.hand.touch("next")
    scene.arrive(Step.REVIEW)
    staff_come_in_and_go(scene)
    scene.hand.touch("agree")
    scene.hand.touch("next")
    scene.arrive(Step.SIGN)
    staff_come_in_and_go(scene)
    write_name(scene)
    scene.hand.touch("next")
    scene.arrive(Step.DONE)
    assert scene.says("已经保存好了")

    def ordered() -> bool:
        scene.terminal.receipt.tick()
        return bool(scene.desk.prints or scene.desk.slips)

    # Nothing is heard of the line either: after a while the receipt is ordered without the centre's word.
    scene.terminal.visit.session.outcome.saved_at -= 60
    scene.hand.wait("the order", ordered)
    scene.publish(PrintFailed((scene.desk.prints or scene.desk.slips)[-1][0], "no-server"))
    assert scene.app.shell.overlay == "attention"
    assert scene.says("请叫工作人员")
    scene.app.shell.openStaff()
    scene.arrive(Step.STAFF)
    scene.hand.touch("back")
    scene.arrive(Step.DONE)
    scene.hand.touch("cancel")
    scene.hand.wait("the step", lambda: not scene.app.shell.overlay)
    assert scene.says("记下或拍下上面的编号")
    scene.hand.touch("next")
    scene.arrive(Step.FAREWELL)


def test_a_guest_in_the_hall_looks_around_and_is_sent_to_the_window(hall: Scene) -> None:
    hall.publish(DevicesChanged(BROKEN))
    assert hall.says("要办请到窗口")
    staff_come_in_and_go(hall)
    hall.hand.touch("browse")
    hall.arrive(Step.HOME)
    staff_come_in_and_go(hall)
    hall.terminal.choose.open(ALLOWANCE)
    hall.arrive(Step.GUIDE)
    staff_come_in_and_go(hall)
    hall.terminal.visit.fire(Signal.IDENTIFY)
    hall.arrive(Step.IDENTIFY)
    assert hall.says("现在读不了卡")
    assert hall.says("要办请到窗口")
    assert not hall.says("把身份证放在读卡区"), "nobody is asked for what cannot be done"
    staff_come_in_and_go(hall)
    hall.hand.touch("back")
    hall.arrive(Step.GUIDE)


def test_a_resident_in_the_hall_ends_what_was_begun(hall: Scene) -> None:
    begin(hall)
    staff_come_in_and_go(hall)
    fill(hall, ANSWERS)
    hall.arrive(Step.MATERIALS)
    scan(hall, "hukou_book", paper())
    hall.publish(DevicesChanged(BROKEN))
    hall.arrive(Step.MATERIALS)
    assert hall.says("要交的材料已经齐了，可以直接下一步")
    staff_come_in_and_go(hall)
    file_without_a_receipt(hall)


def test_a_resident_without_the_papers_is_told_the_window(hall: Scene) -> None:
    hall.publish(DevicesChanged(BROKEN))
    begin(hall)
    fill(hall, ANSWERS)
    papers_or_the_window(hall)
    hall.hand.touch("next")
    assert hall.terminal.visit.step is Step.MATERIALS, "a required paper is still missing"


@pytest.mark.parametrize("scanned", [True, False])
def test_an_agent_types_who_it_is_about_and_goes_on(village: Scene, scanned: bool) -> None:
    village.publish(DevicesChanged(BROKEN))
    staff_come_in_and_go(village)
    village.terminal.identify.sign_in(AGENT, PIN)
    village.arrive(Step.OUTLET)
    staff_come_in_and_go(village)
    village.hand.touch("next")
    village.arrive(Step.IDENTIFY)
    assert village.says("照着身份证输姓名和号码就行")
    assert not village.says("窗口"), "the agent needs no window"
    village.hand.touch("type-number")
    step = village.app.shell.property("step")
    step.setName("王芳")
    step.setNumber(NUMBER + id_check_character(NUMBER))
    step.setAuthority("resident-present")
    step.accept()
    village.arrive(Step.HOME)
    staff_come_in_and_go(village)
    village.terminal.choose.open(ALLOWANCE)
    village.arrive(Step.GUIDE)
    village.hand.touch("next")
    village.arrive(Step.FORM)
    staff_come_in_and_go(village)
    # What a card would have told is asked for.
    fill(village, {**ANSWERS, "address": "浙江省象山县高塘岛乡江北村 12 号"})
    papers_or_the_window(village)
    if scanned:
        # The scanner worked for the one page that is wanted.
        village.publish(DevicesChanged(tuple(one for one in BROKEN if one.capability != "scanner") + SCANNER))
        scan(village, "hukou_book", paper())
        village.publish(DevicesChanged(BROKEN))
        file_without_a_receipt(village)
    assert village.terminal.visit.step is (Step.FAREWELL if scanned else Step.MATERIALS)
