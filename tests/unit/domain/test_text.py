"""Texts: in the language that was asked for, and never nothing."""

import pytest

from kiosk.domain.text import Language, Text


@pytest.mark.parametrize(
    ("text", "language", "said"),
    [
        (Text("满意", "Satisfied"), Language.ZH, "满意"),
        (Text("满意", "Satisfied"), Language.EN, "Satisfied"),
        (Text("满意"), Language.ZH, "满意"),
        (Text("满意"), Language.EN, "满意"),
        (Text(""), Language.EN, ""),
    ],
)
def test_a_text_is_said_in_its_language_and_in_chinese_where_the_english_is_missing(
    text: Text, language: Language, said: str
) -> None:
    assert text.say(language) == said
