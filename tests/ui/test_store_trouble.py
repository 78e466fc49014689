"""What people see of a disk without room and of a damaged store: before they begin, in the middle, and afterwards."""

from collections.abc import Iterator
from itertools import product

import pytest

from kiosk.events import Event, RestartWanted, RoomChanged, SavingFailed, StoreDamageFound
from kiosk.storage.cipher import Connection
from kiosk.workflow.steps import Signal, Step
from tests.support.filing_road import begin, identify, to_done, to_sign, write_name
from tests.support.scene import AGENT, PIN, Scene
from tests.support.walk import faults
from tests.ui.conftest import OpenScene

FULL = RoomChanged(enough=False, free_mb=12)
ROOM = RoomChanged(enough=True, free_mb=9000)
DAMAGED = StoreDamageFound(restart=False)
SHAPES = [("hall", "upright"), ("hall", "lying"), ("village", "lying")]


def looks(scene: Scene) -> Iterator[tuple[str, float]]:
    """Every language and the smallest and largest size, painted."""
    for language, scale in product(("zh", "en"), (1.0, 2.0)):
        scene.app.shell.setLanguage(language)
        scene.app.shell.setTextScale(scale)
        # A grab lays everything out and paints it.
        scene.app.window.grabWindow()
        yield language, scale
    scene.app.shell.setLanguage("zh")
    scene.app.shell.setTextScale(1.0)


def to_desk(scene: Scene) -> None:
    scene.enter("field-agent", AGENT)
    scene.enter("field-pin", PIN)
    scene.hand.touch("next")
    scene.arrive(Step.OUTLET)


def test_with_a_full_disk_nobody_begins_and_everybody_is_told_where_to_go(hall: Scene) -> None:
    hall.publish(FULL)
    assert hall.says("机器存满了\n暂时不能办事")
    assert hall.says("请到窗口或别的自助机办，或打 12345")
    assert not hall.terminal.visit.can(Signal.BROWSE)
    hall.publish(ROOM)
    assert not hall.says("机器存满了")
    assert hall.terminal.visit.can(Signal.BROWSE)


def test_a_damaged_store_ends_the_program_once_nobody_is_at_work(hall: Scene) -> None:
    heard: list[Event] = []
    begin(hall)
    hall.terminal.bus.subscribe(heard.append)
    hall.publish(StoreDamageFound(restart=True))
    assert hall.says("这台机器要检修")
    assert RestartWanted() not in heard, "the person in the middle of it is not thrown out"
    hall.app.shell.confirmCancel()
    hall.arrive(Step.FAREWELL)
    assert RestartWanted() not in heard
    hall.hand.touch("next")
    hall.hand.wait("the restart", lambda: RestartWanted() in heard)
    assert heard.count(RestartWanted()) == 1


def test_a_filing_that_found_no_room_says_what_to_do_and_is_tried_again(hall: Scene) -> None:
    to_sign(hall)
    write_name(hall)
    hall.publish(FULL)
    outcome = hall.terminal.visit.session.outcome
    outcome.saving_id = "0190-x"
    hall.publish(SavingFailed("0190-x", "the disk is full"))
    assert hall.says("机器存满了，这件事没有交上")
    hall.publish(ROOM)
    assert hall.says("填的、扫的、签的都还在")
    hall.hand.touch("next")
    hall.arrive(Step.DONE)


def test_a_filing_of_which_a_page_was_lost_names_it_to_its_person(hall: Scene) -> None:
    to_done(hall)
    filing = hall.terminal.visit.session.outcome.filing
    assert filing is not None

    def lose(connection: Connection) -> None:
        words = "UPDATE outbox SET reason = 'store.damaged', detail = '户口簿 2/3' WHERE filing_id = ?"
        connection.execute(words, (filing.filing_id,))

    hall.running.store.write(lose).result()
    hall.hand.touch("next")
    hall.arrive(Step.FAREWELL)
    hall.terminal.visit.fire(Signal.NEXT)
    identify(hall)
    assert hall.says("1 件有缺，没有送出")
    hall.terminal.visit.fire(Signal.CASES)
    hall.hand.touch(f"filing-{filing.filing_id}")
    hall.arrive(Step.CASE)
    assert hall.says("机器坏过，缺了：户口簿 2/3")
    for look in looks(hall):
        assert faults(hall, "upright") == [], look


@pytest.mark.parametrize(("mode", "shape"), SHAPES)
def test_every_word_on_it_is_readable_in_every_shape(open_scene: OpenScene, mode: str, shape: str) -> None:
    scene = open_scene(mode, shape)
    if mode == "village":
        to_desk(scene)
    for event in (FULL, DAMAGED):
        scene.publish(event)
        for look in looks(scene):
            assert faults(scene, shape) == [], (event, look)
        if event is FULL:
            scene.publish(ROOM)


@pytest.mark.parametrize("shape", ["upright", "lying"])
def test_every_word_is_readable_in_the_middle_of_a_visit(open_scene: OpenScene, shape: str) -> None:
    scene = open_scene("hall", shape)
    to_sign(scene)
    scene.publish(FULL)
    scene.terminal.visit.session.outcome.saving_id = "0190-x"
    scene.publish(SavingFailed("0190-x", "the disk is full"))
    for look in looks(scene):
        assert faults(scene, shape) == [], look
    scene.publish(ROOM)
    scene.publish(DAMAGED)
    for look in looks(scene):
        assert faults(scene, shape) == [], look
