"""Every fault has a sentence in both languages, said to a person and not to a programmer."""

import re
from string import Formatter

import pytest

from kiosk.domain.problem import Problem
from kiosk.domain.text import Text
from kiosk.domain.wording import SENTENCES, problem_text

FACTS: dict[str, str | int] = {
    "missing": 3,
    "extra": 3,
    "most": 2,
    "minimum": "1",
    "maximum": "1",
    "unit_zh": "元",
    "unit_en": "yuan",
}
every_code = pytest.mark.parametrize("code", SENTENCES)


def names(sentence: str) -> set[str]:
    """The names in braces."""
    return {name for _, name, _, _ in Formatter().parse(sentence) if name}


@every_code
def test_a_fault_is_said_in_whole_sentences_of_both_languages(code: str) -> None:
    said = problem_text(Problem(code, FACTS))
    assert re.fullmatch(r".*[\u4e00-\u9fff].*。", said.zh)
    assert re.fullmatch(r"[A-Z0-9][\x20-\x7e]*\.", said.en)
    for sentence in (said.zh, said.en):
        assert "  " not in sentence
        assert not re.search(r"[{}_]", sentence)


@every_code
def test_a_sentence_names_no_code(code: str) -> None:
    said = problem_text(Problem(code, FACTS))
    assert not re.search("[a-z]", said.zh)
    assert not re.search(r"[a-z]\.[a-z]", said.en)
    assert code not in said.en


@every_code
def test_both_languages_tell_the_same_facts(code: str) -> None:
    zh, en = (names(sentence) - {"s", "unit_zh", "unit_en"} for sentence in SENTENCES[code])
    assert zh == en
    assert zh <= FACTS.keys()


@pytest.mark.parametrize("side", [0, 1])
@pytest.mark.parametrize("code", ["number.small", "number.large"])
def test_a_bound_is_told_in_the_unit_of_its_own_language(code: str, side: int) -> None:
    assert names(SENTENCES[code][side]) & {"unit_zh", "unit_en"} == {("unit_zh", "unit_en")[side]}


@pytest.mark.parametrize(
    ("code", "facts", "en"),
    [
        ("text.short", {"missing": 1}, "Too short: at least 1 more character."),
        ("text.short", {"missing": 2}, "Too short: at least 2 more characters."),
        ("text.long", {"extra": 1}, "Too long by 1 character."),
        ("text.long", {"extra": 11}, "Too long by 11 characters."),
        ("bank-card.long", {"extra": 1}, "1 digit too many."),
        ("phone.long", {"extra": 2}, "2 digits too many."),
    ],
)
def test_english_counts_one_and_many(code: str, facts: dict[str, str | int], en: str) -> None:
    assert problem_text(Problem(code, facts)).en == en


@pytest.mark.parametrize(
    ("unit_zh", "unit_en", "said"),
    [("元", "yuan", Text("最少 1 元。", "At least 1 yuan.")), ("", "", Text("最少 1。", "At least 1."))],
)
def test_an_absent_unit_leaves_no_gap(unit_zh: str, unit_en: str, said: Text) -> None:
    facts: dict[str, str | int] = {"minimum": "1", "unit_zh": unit_zh, "unit_en": unit_en}
    assert problem_text(Problem("number.small", facts)) == said


def test_a_code_that_nobody_has_worded_is_our_bug() -> None:
    with pytest.raises(KeyError, match=r"phone\.unheard-of"):
        problem_text(Problem("phone.unheard-of"))


def test_saying_a_fault_leaves_its_facts_alone() -> None:
    problem = Problem("text.short", {"missing": 1})
    problem_text(problem)
    assert problem == Problem("text.short", {"missing": 1})
