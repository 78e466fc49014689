"""TrueType fonts inside a PDF, with text that can be found again.

reportlab subsets and embeds TrueType outlines well, but three things do not do for these papers, and each is
overridden at the one method that does it, in a subclass of our own instead of a patch of the library:

- its ToUnicode map writes a character beyond U+FFFF as five hexadecimal digits, where PDF 32000-1, 9.10.3 wants
  UTF-16BE (𬱖 is D873 DC56); a receipt with such a name could not be searched. It also puts up to 256 entries into one
  `beginbfchar`, where the limit is 100.
- it reads the whole file into memory: 51 MB for BabelStone Han. We map the file instead.
- it copies the whole outline table for every subset: 40 ms for a name with one rare character.
"""

import mmap
from pathlib import Path
from typing import Any
from weakref import WeakKeyDictionary

from reportlab.pdfbase.ttfonts import TTEncoding, TTFError, TTFont, TTFontFace

_BFCHAR_LIMIT = 100


class _Outlines:
    """A table inside a mapped file, copied only where it is sliced."""

    def __init__(self, content: mmap.mmap, start: int) -> None:
        self._content = content
        self._start = start

    def __getitem__(self, part: slice) -> bytes:
        return self._content[self._start + part.start : self._start + part.stop]


class _MappedFace(TTFontFace):  # type: ignore[misc]  # reportlab ships no types
    """A face whose file stays on disk, mapped."""

    def readFile(self, file: Path) -> None:  # noqa: N802  # reportlab's name
        self.filename = str(file)
        with file.open("rb") as opened:
            self._ttf_data = mmap.mmap(opened.fileno(), 0, access=mmap.ACCESS_READ)
        self._pos = 0

    def get_table(self, tag: str) -> Any:
        if tag == "glyf":
            return _Outlines(self._ttf_data, self.get_table_pos(tag)[0])
        return super().get_table(tag)


class EmbeddedFont(TTFont):  # type: ignore[misc]  # reportlab ships no types
    """A TrueType font for reportlab's canvas.

    `name` is what the canvas calls it. Raises OSError when the file cannot be opened and ValueError when it is not a
    TrueType font with outlines that may be embedded.
    """

    def __init__(self, name: str, path: Path, subfont: int = 0) -> None:
        # The parent's constructor cannot be told which face to build; these are the attributes it sets.
        self.fontName = name
        try:
            self.face = _MappedFace(path, subfontIndex=subfont)
        except TTFError as broken:
            raise ValueError(str(broken)) from broken
        self.face.glyphToChar = {}  # only text shaping reads it, and it holds a list for each of 60,000 glyphs
        self.encoding = TTEncoding()
        self.state: WeakKeyDictionary[Any, Any] = WeakKeyDictionary()
        self._asciiReadable = False  # embeds the Latin letters that are used, not all of them
        self.shapable = False

    def has(self, code: int) -> bool:
        """Whether the font draws the character U+`code`."""
        return bool(self.face.charToGlyph.get(code, 0))

    def addObjects(self, doc: Any) -> None:  # noqa: N802  # reportlab's name
        """Writes the subsets into `doc`, then puts a right ToUnicode map in place of reportlab's."""
        subsets = list(self.state[doc].subsets)
        names = [self.getSubsetInternalName(index, doc)[1:] for index in range(len(subsets))]
        super().addObjects(doc)
        for name, subset in zip(names, subsets, strict=True):
            font = doc.idToObject["BasicFonts"].dict[name]
            doc.idToObject[font.ToUnicode.name].content = to_unicode_map(font.BaseFont, subset)


def to_unicode_map(font_name: str, subset: list[int]) -> str:
    """The ToUnicode CMap of a one-byte subset: `subset[code]` is the character that `code` shows.

    Source: PDF 32000-1, 9.10.3, and Adobe Technical Note 5014 for the limit of 100 entries a block.
    """
    entries = [
        f"<{code:02X}> <{chr(character).encode('utf-16-be').hex().upper()}>"
        for code, character in enumerate(subset)
        if character
    ]
    lines = [
        "/CIDInit /ProcSet findresource begin",
        "12 dict begin",
        "begincmap",
        f"/CIDSystemInfo << /Registry ({font_name}) /Ordering ({font_name}) /Supplement 0 >> def",
        f"/CMapName /{font_name} def",
        "/CMapType 2 def",
        "1 begincodespacerange",
        "<00> <FF>",
        "endcodespacerange",
    ]
    for start in range(0, len(entries), _BFCHAR_LIMIT):
        block = entries[start : start + _BFCHAR_LIMIT]
        lines += [f"{len(block)} beginbfchar", *block, "endbfchar"]
    lines += ["endcmap", "CMapName currentdict /CMap defineresource pop", "end", "end"]
    return "\n".join(lines)
