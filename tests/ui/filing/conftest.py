"""Scenes that stand at the steps of a filing."""

import pytest

from kiosk.workflow.steps import Step
from tests.support.filing_road import ANSWERS, TRADER, begin, fill, to_done, to_review, to_sign
from tests.support.scene import Scene


@pytest.fixture
def form(hall: Scene) -> Scene:
    begin(hall)
    return hall


@pytest.fixture
def trader(hall: Scene) -> Scene:
    """The form of a sole trader: texts, money, several choices, dates."""
    begin(hall, TRADER)
    return hall


@pytest.fixture
def materials(hall: Scene) -> Scene:
    begin(hall)
    fill(hall, ANSWERS)
    hall.arrive(Step.MATERIALS)
    return hall


@pytest.fixture
def review(hall: Scene) -> Scene:
    to_review(hall)
    return hall


@pytest.fixture
def sign(hall: Scene) -> Scene:
    to_sign(hall)
    return hall


@pytest.fixture
def done(hall: Scene) -> Scene:
    to_done(hall)
    return hall
