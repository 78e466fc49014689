"""Lines drawn as pictures, for the characters that no receipt printer has: rare ones in people's names, above all."""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from devices.printers.escpos_roll import COLUMN_DOTS, GETA_MARK, ROW_DOTS, Roll, width_of
from kiosk.ports import SlipLine

if TYPE_CHECKING:
    from PIL.Image import Image

# The fonts of the papers (kiosk/documents/fonts.py): the second has every character of Unicode's planes 0 to 3.
_FONTS = (
    Path("/usr/share/fonts/truetype/wqy/wqy-microhei.ttc"),
    Path("/usr/share/fonts/truetype/babelstone/BabelStoneHan.ttf"),
)
_NOWHERE = "\U0010ffff"
"""A character that no font has."""
_HALF_GREY = 128


@dataclass(slots=True)
class LinePainter:
    """Draws one line as black and white; a character in no font, or with no font installed, becomes the geta mark."""

    roll: Roll
    fonts: tuple[Path, ...] = field(default=_FONTS)

    def draw(self, line: SlipLine) -> "Image":
        """A PIL picture as wide as the roll, its words placed as the line says."""
        from PIL import Image as Pictures
        from PIL import ImageDraw

        height = ROW_DOTS * line.scale
        picture = Pictures.new("L", (self.roll.dots, height + line.scale * 4), 255)
        pen = ImageDraw.Draw(picture)
        width = width_of(line.words) * COLUMN_DOTS * line.scale
        x = (self.roll.dots - width) // 2 if line.centred else 0
        for character in line.words:
            shown, font = self._font(character, height)
            if font is not None:
                pen.text((x, 0), shown, font=font, fill=0, stroke_width=1 if line.bold else 0, stroke_fill=0)
            x += width_of(character) * COLUMN_DOTS * line.scale
        return picture.point(lambda grey: 255 if grey > _HALF_GREY else 0).convert("1")

    def _font(self, character: str, size: int) -> tuple[str, Any]:
        for path in self.fonts:
            opened = _opened(path, size)
            if opened is not None and opened.has(character):
                return character, opened.font
        first = _opened(self.fonts[0], size) if self.fonts else None
        return GETA_MARK, first.font if first is not None else None


@dataclass(frozen=True, slots=True)
class _Font:
    font: Any
    has: Callable[[str], bool]


@lru_cache(maxsize=4)
def _opened(path: Path, size: int) -> _Font | None:
    from PIL import ImageFont

    try:
        font = ImageFont.truetype(str(path), size)
    except OSError:
        return None
    missing = bytes(font.getmask(_NOWHERE))
    return _Font(font, lambda character: character.isspace() or bytes(font.getmask(character)) != missing)
