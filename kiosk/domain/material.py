"""The papers of a filing: what a matter wants, and what was scanned."""

from dataclasses import dataclass, field
from enum import StrEnum
from hashlib import sha256

from kiosk.domain.form import Condition
from kiosk.domain.text import Text


class ColourMode(StrEnum):
    """How a page is scanned."""

    COLOUR = "colour"
    GREY = "grey"
    LINEART = "lineart"


@dataclass(frozen=True, slots=True)
class MaterialRule:
    """One paper a matter wants: how many pages, how it is scanned, how large it may be (bytes, all pages)."""

    id: str
    name: Text
    hint: Text = Text("")
    required: bool = True
    max_pages: int = 10
    resolution_dpi: int = 150
    colour: ColourMode = ColourMode.COLOUR
    max_bytes: int = 10_000_000
    when: Condition | None = None


class PageDoubt(StrEnum):
    """What may be wrong with a page that was taken all the same; the person decides."""

    BLURRED = "blurred"
    GLARE = "glare"
    CUT_OFF = "cut-off"


@dataclass(frozen=True, slots=True)
class Page:
    """One scanned page, as the file that will reach the centre.

    `digest` is the SHA-256 of the content, lower-case hex: the page's name on the line and in the store. It is taken
    where the page comes into being, on the scanner's thread, so that nobody waits for it when confirming.
    """

    content: bytes
    media_type: str
    width_px: int
    height_px: int
    doubts: tuple[PageDoubt, ...] = field(default=(), compare=False)
    digest: str = field(init=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "digest", sha256(self.content).hexdigest())

    def __repr__(self) -> str:
        return f"Page({self.media_type}, {self.width_px}x{self.height_px}, {len(self.content)} bytes)"


@dataclass(frozen=True, slots=True)
class Material:
    """A required paper with its pages in reading order."""

    rule_id: str
    name: Text
    pages: tuple[Page, ...]

    @property
    def size(self) -> int:
        """Bytes of all pages."""
        return sum(len(page.content) for page in self.pages)
