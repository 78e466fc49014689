"""From the greeting to the guide of a matter."""

import pytest

from devices.simulators.sample_cards import SHI_MEIE
from kiosk.domain.matter import Platform
from kiosk.events import CardRead, LineChanged
from kiosk.workflow.steps import Step
from tests.support.scene import Scene


@pytest.fixture
def greeted(hall: Scene) -> Scene:
    hall.publish(CardRead(SHI_MEIE.document))
    hall.arrive(Step.HOME)
    return hall


def test_the_card_is_greeted_by_name(greeted: Scene) -> None:
    assert greeted.says("史女士，您好。今天想办什么？")
    greeted.hand.wait("the filings", lambda: greeted.says("在这台机器上还没有办过"))


def test_every_theme_and_life_event_can_be_touched(greeted: Scene) -> None:
    shelves = greeted.terminal.choose.shelves
    names = greeted.hand.names()
    assert {f"theme-{theme.id}" for theme in shelves.themes} <= set(names)
    assert {f"matter-{event.code}" for event in shelves.life_events} <= set(names)


def test_the_initials_of_a_matter_find_it_with_every_key(greeted: Scene) -> None:
    greeted.hand.touch("search")
    greeted.arrive(Step.FIND)
    rows = greeted.item("results").property("count")
    greeted.hand.press("gljt")
    greeted.hand.wait("fewer rows", lambda: 0 < greeted.item("results").property("count") < rows)
    greeted.hand.wait("the allowance", lambda: greeted.says("高龄津贴"))
    assert 0 < greeted.item("results").property("count") < rows


def test_nothing_found_says_what_to_try(greeted: Scene) -> None:
    greeted.hand.touch("search")
    greeted.arrive(Step.FIND)
    greeted.app.shell.property("step").search("qqqqqqqq")
    greeted.hand.wait("the advice", lambda: greeted.says("没有找到“qqqqqqqq”"))
    assert greeted.says("换个说法试试")
    greeted.hand.touch("all-matters")
    greeted.hand.wait("everything", lambda: greeted.item("results").property("count") > 0)


def test_the_list_stays_where_it_is_when_the_line_changes(greeted: Scene) -> None:
    greeted.hand.touch("all-matters")
    greeted.arrive(Step.FIND)
    greeted.hand.touch("more-below")
    results = greeted.item("results")
    greeted.hand.wait("the next page", lambda: results.property("contentY") > 400)
    greeted.hand.wait("the end of the motion", lambda: not results.property("moving"))
    before = results.property("contentY")
    greeted.publish(LineChanged(up=False, reason="line.unreachable"))
    assert results.property("contentY") >= before


def test_the_keyboard_covers_no_row_of_the_list(greeted: Scene) -> None:
    greeted.hand.touch("search")
    greeted.arrive(Step.FIND)
    greeted.hand.press("y")
    keyboard = greeted.place(greeted.item("keyboard"))
    results = greeted.place(greeted.item("results"))
    bar = greeted.place(greeted.item("back"))
    assert keyboard.height() > 300
    assert results.bottom() <= keyboard.top() + 1
    assert keyboard.bottom() <= bar.top()


def test_a_matter_of_the_investment_platform_says_so(greeted: Scene) -> None:
    brief = next(one for one in greeted.terminal.choose.shelves.briefs if one.platform is Platform.INVESTMENT)
    greeted.terminal.choose.open(brief.code)
    greeted.arrive(Step.GUIDE)
    assert greeted.says(brief.title.zh)
    assert greeted.says("投资项目在线审批监管平台")


def test_the_guide_tells_papers_time_cost_and_where_and_leads_into_the_form(greeted: Scene) -> None:
    greeted.terminal.choose.open("000511007000")
    greeted.arrive(Step.GUIDE)
    matter = greeted.terminal.visit.session.choice.matter
    assert matter is not None
    assert all(greeted.says(rule.name.zh) for rule in matter.materials)
    for label in ("多久", "多少钱", "跑几次", "送到哪里"):
        assert greeted.says(label)
    greeted.hand.touch("next")
    greeted.arrive(Step.FORM)


def test_a_guest_is_asked_for_the_card_before_the_form(hall: Scene) -> None:
    hall.hand.touch("browse")
    hall.arrive(Step.HOME)
    hall.terminal.choose.open("000511007000")
    hall.arrive(Step.GUIDE)
    assert hall.says("放身份证，开始办")
    hall.hand.touch("next")
    hall.arrive(Step.IDENTIFY)
    hall.publish(CardRead(SHI_MEIE.document))
    hall.arrive(Step.GUIDE)
    assert hall.item("next").property("label") == "开始办"
