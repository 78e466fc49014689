"""Line breaks by Chinese rules."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.documents.lines import break_lines
from tests.unit.documents.samples import LONG_ADDRESS, LONG_TITLE

CLOSING = "、。，．：；！？）」』】〕〉》”’%,.:;!?)]}"
OPENING = "（「『【〔〈《“‘([{"


def measure(text: str) -> float:
    """Full-width characters are 2 wide, the others 1."""
    return sum(1 if character < "\u2000" else 2 for character in text)


@pytest.mark.parametrize("width", range(6, 60, 3))
@pytest.mark.parametrize("text", [LONG_TITLE, LONG_ADDRESS, "他说：“好！（真的）”，就走了……", "A、B、C（D）"])
def test_no_line_starts_with_closing_or_ends_with_opening_punctuation(text: str, width: int) -> None:
    lines = break_lines(text, width, measure)
    assert "".join(lines) == text
    # A run of marks longer than the line itself has to be cut somewhere.
    if width >= 12:
        assert not [line for line in lines[1:] if line[0] in CLOSING]
        assert not [line for line in lines[:-1] if line[-1] in OPENING]


def test_words_and_numbers_stay_whole() -> None:
    assert break_lines("请打 12345 问 Jiujin 服务", 10, measure) == ("请打 12345", "问 Jiujin", "服务")


def test_a_word_longer_than_the_line_is_cut() -> None:
    number = "11330225002961234A3330225001000202603020017"
    lines = break_lines("编号" + number, 20, measure)
    assert "".join(lines) == "编号" + number
    assert max(map(measure, lines)) <= 20


def test_a_last_line_has_company() -> None:
    assert break_lines("一二三四五六", 10, measure) == ("一二三四", "五六")


def test_line_feeds_are_kept_and_nothing_is_one_empty_line() -> None:
    assert break_lines("一\n\n二", 10, measure) == ("一", "", "二")
    assert break_lines("", 10, measure) == ("",)


def test_a_variation_selector_stays_with_its_character() -> None:
    lines = break_lines("葛\U000e0100城市" * 8, 9, measure)
    assert not [line for line in lines if line[0] == "\U000e0100"]


@given(
    st.text(st.sampled_from("一二三，。（）“”、：A b1-/%… 𬱖\u3000"), max_size=80),
    st.integers(min_value=4, max_value=40),
)
def test_nothing_but_spaces_is_lost_and_nothing_is_too_wide(text: str, width: int) -> None:
    lines = break_lines(text, width, measure)
    spaces = str.maketrans("", "", " \u3000")
    assert "".join(lines).translate(spaces) == text.translate(spaces)
    assert all(measure(line.rstrip(" \u3000")) <= width for line in lines)
