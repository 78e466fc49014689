"""A text in the terminal's two languages."""

from dataclasses import dataclass
from enum import StrEnum


class Language(StrEnum):
    """The languages of screens and papers; Chinese is the first and never missing."""

    ZH = "zh"
    EN = "en"


@dataclass(frozen=True, slots=True)
class Text:
    """Chinese text with its English twin; `en` is empty where nobody has translated it yet."""

    zh: str
    en: str = ""

    def say(self, language: Language) -> str:
        """The text in `language`, in Chinese where the English is missing."""
        return self.en if language is Language.EN and self.en else self.zh
