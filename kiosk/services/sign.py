"""Consent and signature."""

from dataclasses import dataclass
from importlib import resources

from kiosk.domain.text import Text

CONSENT_VERSION = "2026-11-2"
"""Changes whenever a sentence of the consent changes; it is filed with every consent."""


@dataclass(frozen=True, slots=True)
class ConsentText:
    """The consent a person reads (PIPL art. 14, 17, 29: who, what for, how long, which rights)."""

    version: str
    title: Text
    paragraphs: tuple[Text, ...]


def consent_text() -> ConsentText:
    """The consent of `CONSENT_VERSION`, from `consent.txt`: a Chinese line, its English line, an empty line."""
    lines = resources.files(__package__).joinpath("consent.txt").read_text(encoding="utf-8").strip().split("\n\n")
    texts = [Text(*block.split("\n", 1)) for block in lines]
    return ConsentText(CONSENT_VERSION, texts[0], tuple(texts[1:]))
