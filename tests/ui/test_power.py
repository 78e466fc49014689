"""What people see of a power cut, of a presence sensor, of a card and a paper that were left behind."""

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtGui import QGuiApplication

from devices.simulators.sample_cards import SHI_MEIE
from kiosk.config import DelaySettings
from kiosk.events import (
    CardRead,
    CardRemoved,
    DoorsChanged,
    Event,
    PowerChanged,
    PresenceChanged,
    Printed,
    ShutDownWanted,
)
from kiosk.ports import Door, Light, Power, PrintPlace
from kiosk.workflow.steps import Signal, Step
from tests.support.filing_road import ALLOWANCE, ANSWERS, fill
from tests.support.scene import Scene
from tests.support.walk import faults
from tests.ui.conftest import OpenScene
from ui.viewmodels.idle import IdleWatch

LAYOUTS = [
    (mode, shape, language, scale)
    for mode, shape in (("hall", "upright"), ("hall", "lying"), ("village", "lying"))
    for language in ("zh", "en")
    for scale in (1.0, 2.0)
]
COARSE = 1.06
"""Qt's timers may be up to a twentieth late."""

Watching = Callable[[DelaySettings], IdleWatch]


@pytest.fixture
def watching(qapp: QGuiApplication) -> Iterator[Watching]:
    """Makes watches, and takes them down on the thread that made them."""
    made: list[IdleWatch] = []

    def make(delays: DelaySettings) -> IdleWatch:
        made.append(IdleWatch(delays))
        return made[-1]

    yield make
    for watch in made:
        watch.rest()
        watch.deleteLater()
        QCoreApplication.sendPostedEvents(watch, QEvent.Type.DeferredDelete)


def test_on_the_battery_the_first_screen_says_so_and_begins_nothing(hall: Scene) -> None:
    hall.publish(PowerChanged(Power.BATTERY))
    assert hall.says("停电了\n暂时不能办事")
    assert hall.says("来电后自动恢复")
    assert hall.says("Power cut: closed until the power is back")
    assert not [name for name in hall.hand.names() if name == "browse" or name.startswith("theme-")]
    hall.app.shell.property("step").openTheme("allowance")
    hall.app.shell.property("step").browse()
    hall.publish(CardRead(SHI_MEIE.document))
    assert hall.terminal.visit.step is Step.ATTRACT
    assert not hall.says("正在读卡")
    hall.publish(PowerChanged(Power.MAINS))
    hall.arrive(Step.HOME)


def test_when_the_mains_are_back_the_invitation_is_too(hall: Scene) -> None:
    hall.publish(PowerChanged(Power.BATTERY))
    hall.publish(PowerChanged(Power.MAINS))
    assert hall.says("把身份证\n放在读卡区")
    hall.hand.touch("browse")
    hall.arrive(Step.HOME)


def test_the_running_visit_is_told_and_goes_on(hall: Scene) -> None:
    hall.publish(CardRead(SHI_MEIE.document))
    hall.arrive(Step.HOME)
    hall.publish(PowerChanged(Power.BATTERY))
    assert hall.item("strip").property("text") == "停电了，请尽快办完；已保存的不会丢。"
    hall.terminal.choose.open(ALLOWANCE)
    hall.arrive(Step.GUIDE)
    assert hall.says("停电了，请尽快办完")
    hall.publish(PowerChanged(Power.MAINS))
    assert not hall.says("停电了")


def test_an_agent_is_told_and_cannot_begin(signed_in: Scene) -> None:
    signed_in.publish(PowerChanged(Power.BATTERY))
    assert signed_in.says("停电了，暂时不能开始办事，来电后自动恢复。")
    signed_in.app.shell.property("step").begin()
    assert signed_in.terminal.visit.step is Step.OUTLET
    signed_in.publish(PowerChanged(Power.MAINS))
    signed_in.hand.touch("next")
    signed_in.arrive(Step.IDENTIFY)


def test_a_low_battery_says_that_the_draft_is_kept_and_wants_the_terminal_closed(hall: Scene) -> None:
    hall.publish(CardRead(SHI_MEIE.document))
    hall.arrive(Step.HOME)
    hall.terminal.choose.open(ALLOWANCE)
    hall.arrive(Step.GUIDE)
    hall.hand.touch("next")
    hall.arrive(Step.FORM)
    fill(hall, ANSWERS)
    hall.arrive(Step.MATERIALS)
    hall.publish(PowerChanged(Power.LOW))
    hall.arrive(Step.FAREWELL)
    hall.hand.wait("the word on the draft", lambda: hall.says("没有提交的也存好了，来电后接着办"))
    assert not hall.says("史")
    ended: list[Event] = []
    hall.terminal.bus.subscribe(ended.append)
    hall.terminal.visit.fire(Signal.NEXT)
    assert ShutDownWanted() in ended


def test_a_visit_that_was_just_looking_lost_nothing(hall: Scene) -> None:
    hall.publish(CardRead(SHI_MEIE.document))
    hall.arrive(Step.HOME)
    hall.publish(PowerChanged(Power.LOW))
    hall.arrive(Step.FAREWELL)
    assert hall.says("已经提交的都在，不会丢。")
    assert not hall.says("没有提交的")


def test_a_card_left_behind_is_asked_for_until_it_is_taken(hall: Scene) -> None:
    hall.publish(CardRead(SHI_MEIE.document))
    hall.arrive(Step.HOME)
    hall.app.shell.confirmCancel()
    hall.arrive(Step.FAREWELL)
    assert hall.says("身份证还在读卡区，请拿走。")
    hall.hand.touch("next")
    hall.arrive(Step.ATTRACT)
    assert hall.says("请拿走\n您的身份证")
    assert hall.desk.lit is Light.READER
    hall.publish(CardRemoved())
    assert hall.says("把身份证\n放在读卡区")


def test_a_card_taken_during_the_farewell_is_not_asked_for(hall: Scene) -> None:
    hall.publish(CardRead(SHI_MEIE.document))
    hall.arrive(Step.HOME)
    hall.app.shell.confirmCancel()
    hall.arrive(Step.FAREWELL)
    hall.publish(CardRemoved())
    assert hall.says("请带好证件和材料。")


def test_an_agent_is_told_of_the_card_that_was_left(signed_in: Scene) -> None:
    signed_in.hand.touch("next")
    signed_in.arrive(Step.IDENTIFY)
    signed_in.publish(CardRead(SHI_MEIE.document))
    signed_in.arrive(Step.HOME)
    signed_in.app.shell.confirmCancel()
    signed_in.arrive(Step.FAREWELL)
    signed_in.hand.touch("next")
    signed_in.arrive(Step.OUTLET)
    assert signed_in.says("读卡器上还放着上一位的身份证")
    signed_in.publish(CardRemoved())
    assert not signed_in.says("读卡器上还放着")


def test_somebody_who_comes_is_greeted(hall: Scene) -> None:
    assert not hall.says("您好！")
    hall.publish(PresenceChanged(True))
    assert hall.says("您好！")
    hall.publish(PresenceChanged(False))
    assert not hall.says("您好！")


def test_an_open_pick_up_door_is_told(hall: Scene) -> None:
    hall.publish(DoorsChanged(frozenset({Door.PAPERS})))
    assert hall.says("取件口的门还开着")
    hall.publish(DoorsChanged(frozenset()))
    assert not hall.says("取件口的门还开着")


def test_a_paper_behind_the_door_is_told_at_the_farewell(open_scene: OpenScene) -> None:
    scene = open_scene("hall", cabinet="/dev/ttyS9")
    scene.publish(CardRead(SHI_MEIE.document))
    scene.arrive(Step.HOME)
    scene.publish(Printed("job", PrintPlace("HP", to_folder=False)))
    scene.app.shell.confirmCancel()
    scene.arrive(Step.FAREWELL)
    assert scene.says("取件口里还有打好的纸，请拿走。")
    scene.publish(DoorsChanged(frozenset({Door.PAPERS})))
    assert scene.says("取件口的门还开着")


def test_whoever_has_gone_is_waited_for_less_long(hall: Scene) -> None:
    hall.publish(CardRead(SHI_MEIE.document))
    hall.arrive(Step.HOME)
    watch = hall.app.shell.property("idle")
    delays = hall.terminal.settings.delays
    assert watch.quiet_s > delays.gone * COARSE
    hall.publish(PresenceChanged(False))
    assert 0 < watch.quiet_s <= delays.gone * COARSE
    hall.publish(PresenceChanged(True))
    assert watch.quiet_s > delays.gone * COARSE


def test_a_touch_is_believed_more_than_the_sensor(watching: Watching) -> None:
    watch = watching(DelaySettings(idle=300.0, gone=20.0))
    watch.touched()
    watch.sensed(False)
    assert watch.quiet_s <= 20 * COARSE
    watch.touched()
    assert watch.quiet_s > 20 * COARSE


def test_the_sensor_never_makes_the_wait_longer(watching: Watching) -> None:
    watch = watching(DelaySettings(idle=10.0, gone=20.0))
    watch.touched()
    watch.sensed(False)
    assert watch.quiet_s <= 10 * COARSE


def test_somebody_who_comes_back_stops_the_countdown(watching: Watching) -> None:
    watch = watching(DelaySettings(countdown=45.0))
    watch.touched()
    watch.begin_countdown()
    watch.sensed(False)
    assert watch.counting
    watch.sensed(True)
    assert not watch.counting
    assert watch.quiet_s > 0


def test_where_nobody_is_expected_the_sensor_starts_nothing(watching: Watching) -> None:
    watch = watching(DelaySettings())
    watch.rest()
    watch.sensed(False)
    watch.sensed(True)
    assert (watch.quiet_s, watch.counting) == (0, False)


@pytest.mark.parametrize(("mode", "shape", "language", "scale"), [row for row in LAYOUTS if row[0] == "hall"])
def test_the_farewell_that_a_battery_wants_is_readable_in_every_shape(
    open_scene: OpenScene, mode: str, shape: str, language: str, scale: float
) -> None:
    scene = open_scene(mode, shape, cabinet="/dev/ttyS9")
    scene.publish(CardRead(SHI_MEIE.document))
    scene.publish(Printed("job", PrintPlace("HP", to_folder=False)))
    scene.terminal.visit.session.filling.answers["phone"] = "13957412345"
    scene.publish(PowerChanged(Power.LOW))
    scene.arrive(Step.FAREWELL)
    scene.app.shell.setLanguage(language)
    scene.app.shell.setTextScale(scale)
    scene.app.window.grabWindow()
    assert faults(scene, shape) == []


@pytest.mark.parametrize(("mode", "shape", "language", "scale"), LAYOUTS)
@pytest.mark.parametrize("source", [Power.BATTERY, Power.MAINS])
def test_every_word_is_readable_in_every_shape(
    open_scene: OpenScene, source: Power, mode: str, shape: str, language: str, scale: float
) -> None:
    scene = open_scene(mode, shape)
    scene.publish(PresenceChanged(True))
    scene.publish(PowerChanged(source))
    if source is Power.MAINS and mode == "hall":
        scene.publish(CardRead(SHI_MEIE.document))
        scene.app.shell.confirmCancel()
        scene.arrive(Step.FAREWELL)
        scene.hand.touch("next")
        scene.arrive(Step.ATTRACT)
    scene.app.shell.setLanguage(language)
    scene.app.shell.setTextScale(scale)
    # A grab lays everything out and paints it.
    scene.app.window.grabWindow()
    assert faults(scene, shape) == []
