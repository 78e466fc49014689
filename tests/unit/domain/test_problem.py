"""Problems: values of their own, compared by what they say."""

import pytest

from kiosk.domain.problem import Problem


def test_the_facts_of_one_problem_are_not_those_of_another() -> None:
    one, other = Problem("date.past"), Problem("date.past")
    assert one.facts is not other.facts
    assert one == other


@pytest.mark.parametrize(
    "other", [Problem("phone.long", {"missing": 1}), Problem("phone.short", {"missing": 2}), Problem("phone.short")]
)
def test_problems_differ_by_code_and_by_facts(other: Problem) -> None:
    assert Problem("phone.short", {"missing": 1}) != other
