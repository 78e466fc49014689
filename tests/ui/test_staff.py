"""The staff's screen: reachable whatever is broken, closed to everybody else."""

from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from devices.causes import CAUSES
from devices.simulators.sample_cards import SHI_MEIE
from kiosk.events import CardRead, ConsumablesCounted, DevicesChanged, Printed, StaffRefused, StaffSignedIn
from kiosk.ports import DeviceSnapshot, DeviceState, PrintPlace, Supply
from kiosk.workflow.steps import Step
from tests.support.scene import AGENT, PIN, Scene
from ui.viewmodels.staff import StaffModel
from ui.viewmodels.staff_words import remedy

BROKEN = (
    DeviceSnapshot("id-card", "card", "serial-id", DeviceState.ABSENT, "absent", "", "/dev/ttyUSB0"),
    DeviceSnapshot("social-card", "card", "social-card", DeviceState.READY),
    DeviceSnapshot("scanner", "scanner", "sane", DeviceState.NEEDS_ATTENTION, "jammed"),
    DeviceSnapshot("printer", "printer", "cups", DeviceState.FAILED, "no-answer", "", "office"),
)


def knock(scene: Scene) -> None:
    """With a keyboard; the mark held down does the same."""
    QTest.keyClick(
        scene.app.window, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier
    )
    scene.arrive(Step.STAFF)


def come_in(scene: Scene) -> None:
    knock(scene)
    scene.enter("field-agent", AGENT)
    scene.enter("field-pin", PIN)
    scene.hand.touch("next")
    scene.hand.wait("the open door", lambda: bool(scene.terminal.staff.number))


def test_mark_held_for_two_seconds_is_the_door(hall: Scene) -> None:
    door = Scene.place(hall.item("staff-door")).center()
    where = QPoint(round(door.x()), round(door.y()))
    QTest.mousePress(hall.app.window, Qt.MouseButton.LeftButton, pos=where)
    assert hall.terminal.visit.step is Step.ATTRACT, "a touch alone is none"
    hall.arrive(Step.STAFF)
    QTest.mouseRelease(hall.app.window, Qt.MouseButton.LeftButton, pos=where)


def test_every_device_is_told_with_what_to_do_and_the_broken_ones_do_not_lock_staff_out(hall: Scene) -> None:
    hall.publish(DevicesChanged(BROKEN))
    come_in(hall)
    for words in ("读卡器", "没有接上", "/dev/ttyUSB0", "社保卡读卡器", "正常", "扫描仪卡纸", "不回话", "office"):
        assert hall.says(words), words
    hall.hand.touch("back")
    hall.arrive(Step.ATTRACT)
    knock(hall)
    assert not hall.terminal.staff.number, "the door has closed behind them"
    assert not hall.says("没有接上")


def test_what_will_soon_be_used_up_is_told_while_it_still_works(hall: Scene) -> None:
    low = DeviceSnapshot("printer", "printer", "cups", DeviceState.READY, warnings=("toner-low", "paper-low"))
    hall.publish(DevicesChanged((low,)))
    come_in(hall)
    for words in ("正常", "墨快没了", "纸快没了"):
        assert hall.says(words), words
    staff = hall.app.shell.step
    assert isinstance(staff, StaffModel)
    assert [device["tone"] for device in staff.devices] == ["attention"]
    hall.publish(DevicesChanged((replace(low, warnings=()),)))
    assert [device["tone"] for device in staff.devices] == ["done"]


def test_wrong_pin_opens_nothing_and_waits_longer(hall: Scene) -> None:
    refusals: list[StaffRefused] = []
    hall.terminal.bus.subscribe(lambda event: refusals.append(event) if isinstance(event, StaffRefused) else None)
    knock(hall)
    hall.enter("field-agent", AGENT)
    for tries in range(3):
        hall.enter("field-pin", "000000")
        hall.hand.touch("next")
        hall.hand.wait("the refusal", lambda done=tries: len(refusals) > done)
    hall.hand.wait("the wait", lambda: hall.says("秒再试"))
    assert not hall.terminal.staff.number


def test_wait_after_wrong_pins_ends_for_those_too_who_come_back_to_the_door(hall: Scene) -> None:
    refusals: list[StaffRefused] = []
    hall.terminal.bus.subscribe(lambda event: refusals.append(event) if isinstance(event, StaffRefused) else None)
    knock(hall)
    hall.enter("field-agent", AGENT)
    for tries in range(3):
        hall.enter("field-pin", "000000")
        hall.hand.touch("next")
        hall.hand.wait("the refusal", lambda done=tries: len(refusals) > done)
    hall.hand.touch("back")
    hall.arrive(Step.ATTRACT)
    knock(hall)
    assert not hall.says("编号或密码不对"), "it was another who was refused"
    hall.enter("field-agent", AGENT)
    hall.enter("field-pin", PIN)
    hall.hand.touch("next")
    hall.hand.wait("the wait, told again", lambda: hall.says("秒再试"))
    assert not hall.terminal.staff.number


def test_count_is_taken_and_the_days_are_told_only_when_they_are_known(hall: Scene) -> None:
    come_in(hall)
    assert hall.says("没有人数过")
    hall.enter("count-sheets", "480")
    hall.hand.touch("refill-sheets")
    hall.hand.wait("the count", lambda: hall.says("还有 480"))
    assert hall.says("记下了：480")
    hall.publish(Printed("paper", PrintPlace("office", to_folder=False, sheets=2)))
    hall.hand.wait("the use", lambda: hall.says("还有 478"))
    hall.enter("count-toner", "9999999")
    hall.hand.touch("refill-toner")
    assert hall.says("要 0 到 100000 之间的数")


def test_the_receipt_roll_is_counted_in_metres_as_its_box_has_it(hall: Scene) -> None:
    slips = DeviceSnapshot("slip-printer", "slip-printer", "escpos", DeviceState.READY, place="h:9100")
    hall.publish(DevicesChanged((slips,)))
    come_in(hall)
    assert hall.says("小票纸（米）")
    hall.enter("count-roll", "80")
    hall.hand.touch("refill-roll")
    hall.hand.wait("the count", lambda: hall.says("还有 80"))
    assert hall.says("记下了：80")
    hall.publish(Printed("slip", PrintPlace("h:9100", to_folder=False, roll_mm=142)))
    hall.hand.wait("the use, rounded down", lambda: hall.says("还有 79"))
    hall.enter("count-roll", "10")
    hall.hand.touch("refill-roll")
    hall.publish(Printed("slip", PrintPlace("h:9100", to_folder=False, roll_mm=142)))
    hall.hand.wait("the last metres", lambda: hall.says("还有 9.8"))
    hall.enter("count-roll", "1001")
    hall.hand.touch("refill-roll")
    assert hall.says("要 0 到 1000 之间的数")


def test_what_the_printer_says_of_its_toner_stands_beside_the_count(hall: Scene) -> None:
    supplies = (Supply("Black Toner", "toner", 37), Supply("Waste", "wasteToner", 20), Supply("Cyan", "toner", None))
    printer = DeviceSnapshot("printer", "printer", "cups", DeviceState.READY, supplies=supplies)
    come_in(hall)
    assert not hall.says("打印机自己说")
    hall.publish(DevicesChanged((printer,)))
    hall.hand.wait(
        "the printer's words", lambda: hall.says("没有人数过，不知道还有多少；打印机自己说：Black Toner 37%")
    )
    assert not hall.says("20%")


def test_visit_waits_while_staff_look_and_their_leaving_brings_it_back(hall: Scene) -> None:
    hall.publish(CardRead(SHI_MEIE.document))
    hall.arrive(Step.HOME)
    knock(hall)
    assert not hall.says("史美娥")
    hall.hand.touch("back")
    hall.arrive(Step.HOME)
    assert hall.terminal.visit.session.identification.resident is not None


def test_card_laid_while_staff_are_at_it_begins_nothing(hall: Scene) -> None:
    knock(hall)
    hall.publish(CardRead(SHI_MEIE.document))
    assert hall.terminal.visit.step is Step.STAFF
    assert hall.terminal.visit.session.identification.resident is None


def test_forgotten_staff_screen_goes_back_to_the_start_and_ends_the_visit(hall: Scene) -> None:
    hall.publish(CardRead(SHI_MEIE.document))
    knock(hall)
    hall.app.shell.idle.begin_countdown()
    while hall.app.shell.idle.counting:
        hall.app.shell.idle.tick()
    hall.arrive(Step.ATTRACT)
    assert hall.terminal.visit.session.identification.resident is None


def test_agents_of_the_outlet_come_in_from_their_desk_and_their_door(signed_in: Scene) -> None:
    come_in(signed_in)
    assert signed_in.terminal.staff.number == AGENT
    signed_in.hand.touch("back")
    signed_in.arrive(Step.OUTLET)
    assert not signed_in.terminal.staff.number, "the door has closed behind them"


@pytest.mark.parametrize("event", [StaffSignedIn("1042"), StaffRefused(0.0), ConsumablesCounted(())])
def test_late_answer_of_the_door_is_harmless_elsewhere(hall: Scene, event: object) -> None:
    hall.publish(event)  # type: ignore[arg-type]
    assert not hall.terminal.staff.number


@pytest.mark.parametrize("cause", sorted(CAUSES.keys() - {"stopped", "starting", "busy", "cancelled", "", "blank"}))
def test_every_cause_has_a_word_for_staff(cause: str) -> None:
    words = remedy(DeviceSnapshot("one", "printer", "test", DeviceState.FAILED, cause))
    assert words is not None
    assert words.zh
    assert words.en
