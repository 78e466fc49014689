"""Consent and signature."""

from dataclasses import dataclass
from functools import cache
from importlib import resources

from kiosk.domain.text import Text

CONSENT_VERSION = "2026-11-3"
"""Changes whenever a sentence of the consent changes; it is filed with every consent."""


@dataclass(frozen=True, slots=True)
class ConsentText:
    """The consent a person reads (PIPL art. 14, 17, 29: who, what for, how long, which rights)."""

    version: str
    title: Text
    paragraphs: tuple[Text, ...]


@cache
def consent_text(phone: str) -> ConsentText:
    """The consent of `CONSENT_VERSION`, which names `phone` to ask at. Read once, off the face's thread (`warm_up`).

    `consent.txt` holds a Chinese line, its English line, an empty line, and so on.
    """
    text = resources.files(__package__).joinpath("consent.txt").read_text(encoding="utf-8").format(phone=phone)
    lines = text.strip().split("\n\n")
    texts = [Text(*block.split("\n", 1)) for block in lines]
    return ConsentText(CONSENT_VERSION, texts[0], tuple(texts[1:]))
