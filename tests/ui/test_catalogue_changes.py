"""The catalogue changes while people use the terminal: what they have begun stays as it was, what comes is new."""

from pathlib import Path

import pytest

from kiosk.catalogue_install import CountyShelf
from kiosk.workflow.steps import Signal, Step
from tests.support.county_steps import ALLOWANCE, County
from tests.support.filing_road import ANSWERS, begin, fill, identify, paper, scan, write_name
from tests.support.scene import Scene

NEW_TITLE = "尊老金"


@pytest.fixture
def county(tmp_path: Path) -> County:
    return County(tmp_path)


def publish(scene: Scene, county: County) -> None:
    """The county renames the allowance, and the terminal takes the step from another thread than the face's."""
    terminal = scene.terminal
    shelf = CountyShelf(scene.running.store, terminal.bus, (county.public,))
    before = county.file
    county.change(ALLOWANCE, title=(NEW_TITLE, "Elders' allowance"))
    shelf.take(county.step(before, "2027.1"))
    scene.hand.wait("the new catalogue", lambda: terminal.choose.shelves.version == "2027.1")


def found(scene: Scene, words: str) -> list[str]:
    return [brief.title.zh for brief in scene.terminal.choose.search(words)]


def test_what_is_new_is_found_at_once_and_what_was_is_not(hall: Scene, county: County) -> None:
    identify(hall)
    assert "高龄津贴" in found(hall, "高龄津贴")
    publish(hall, county)
    assert NEW_TITLE in found(hall, NEW_TITLE)
    assert "高龄津贴" not in found(hall, NEW_TITLE)


def test_a_form_that_was_begun_is_ended_as_it_was_begun(hall: Scene, county: County) -> None:
    begin(hall)
    old = hall.terminal.visit.session.choice.matter
    assert old is not None
    publish(hall, county)
    assert hall.terminal.visit.step is Step.FORM
    assert hall.terminal.visit.session.choice.matter is old
    fill(hall, ANSWERS)
    hall.arrive(Step.MATERIALS)
    scan(hall, "hukou_book", paper())
    hall.hand.touch("next")
    hall.arrive(Step.REVIEW)
    hall.hand.touch("agree")
    hall.hand.touch("next")
    hall.arrive(Step.SIGN)
    write_name(hall)
    hall.hand.touch("next")
    hall.arrive(Step.DONE)
    saved = hall.terminal.visit.session.outcome.filing
    assert saved is not None
    assert (saved.matter_version, saved.matter_title) == (old.version, "高龄津贴")


def test_a_list_that_stood_open_leads_to_what_is_now(hall: Scene, county: County) -> None:
    identify(hall)
    hall.terminal.visit.fire(Signal.SEARCH)
    hall.arrive(Step.FIND)
    publish(hall, county)
    hall.terminal.choose.open(ALLOWANCE)
    hall.arrive(Step.GUIDE)
    assert hall.says(NEW_TITLE)
