"""Evaluations (好差评): five levels, and a reason for the two lowest."""

from datetime import datetime

import pytest

from kiosk.domain.evaluation import LEVELS, REASONS, Evaluation
from kiosk.domain.moments import CHINA

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=CHINA)


def test_the_levels_are_the_five_of_the_standard_with_the_best_first() -> None:
    assert [(level, words.zh) for level, words in LEVELS.items()] == [
        (5, "非常满意"),
        (4, "满意"),
        (3, "基本满意"),
        (2, "不满意"),
        (1, "非常不满意"),
    ]


def test_levels_and_reasons_have_english_words_too() -> None:
    assert all(words.en for words in (*LEVELS.values(), *REASONS.values()))
    assert all(words.zh for words in REASONS.values())


@pytest.mark.parametrize("level", [0, 6, -1])
def test_there_is_no_level_outside_one_to_five(level: int) -> None:
    with pytest.raises(ValueError, match=f"not {level}"):
        Evaluation("id", level, ("other",), NOON)


@pytest.mark.parametrize("level", [1, 2])
def test_the_two_lowest_levels_need_a_reason(level: int) -> None:
    with pytest.raises(ValueError, match="need a reason"):
        Evaluation("id", level, (), NOON)
    assert Evaluation("id", level, ("unclear",), NOON).level == level


@pytest.mark.parametrize("level", [3, 4, 5])
def test_the_others_need_none_and_may_have_one(level: int) -> None:
    assert Evaluation("id", level, (), NOON).reasons == ()
    assert Evaluation("id", level, ("too-long", "other"), NOON).reasons == ("too-long", "other")


@pytest.mark.parametrize("level", range(1, 6))
def test_a_reason_nobody_offered_is_refused_by_name(level: int) -> None:
    with pytest.raises(ValueError, match="too-dark"):
        Evaluation("id", level, ("other", "too-dark"), NOON)
