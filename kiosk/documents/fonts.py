"""The fonts of the papers: found, loaded once, chosen character by character.

WenQuanYi Micro Hei carries the text; BabelStone Han is opened only when a character needs it, for it is ten times as
large and one name in thousands wants it. What neither has is set as the geta mark 〓, the printers' sign for a
missing sort, so that a gap is seen and not guessed.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import Any

from reportlab.pdfbase import pdfmetrics

from kiosk.documents.embedding import EmbeddedFont
from kiosk.errors import EnvironmentFailure

GETA_MARK = "〓"

_loading = Lock()


@dataclass(frozen=True, slots=True)
class FontFile:
    """A TrueType file and the Debian package that brings it; `subfont` counts the faces of a collection (.ttc).

    `stroke` is the width, in parts of the type size, by which its outlines are thickened to sit quietly beside the
    main face.
    """

    path: Path
    package: str
    subfont: int = 0
    stroke: float = 0.0


MICRO_HEI = FontFile(Path("/usr/share/fonts/truetype/wqy/wqy-microhei.ttc"), "fonts-wqy-microhei")
BABELSTONE_HAN = FontFile(
    Path("/usr/share/fonts/truetype/babelstone/BabelStoneHan.ttf"), "fonts-babelstone-han", stroke=0.012
)


@dataclass(frozen=True, slots=True)
class FontRun:
    """A stretch of text that one font can set; `font` is the name reportlab knows it by."""

    font: str
    text: str
    stroke: float


class FontBook:
    """Widths and runs of text in the papers' fonts.

    May be used from any thread. Loading happens once per process: reportlab's registry of fonts is process-wide, so
    two books of the same files share them.
    """

    def __init__(self, main: FontFile = MICRO_HEI, rare: FontFile = BABELSTONE_HAN) -> None:
        self._main_file = main
        self._rare_file = rare
        self._main: EmbeddedFont | None = None
        self._rare: EmbeddedFont | None = None
        self._widths: dict[str, float] = {}

    def check(self) -> None:
        """Looks whether both files are there, without loading them.

        Raises EnvironmentFailure naming the missing file and its package.
        """
        for file in (self._main_file, self._rare_file):
            if not file.path.is_file():
                raise _missing(file)

    def warm_up(self) -> None:
        """Loads the main font, so that the first receipt does not wait for it. Raises EnvironmentFailure."""
        self._load_main()

    @property
    def main_name(self) -> str:
        """What reportlab calls the main font. Raises EnvironmentFailure."""
        return str(self._load_main().fontName)

    @property
    def rare_loaded(self) -> bool:
        """Whether a character has asked for the font of rare characters yet."""
        return self._rare is not None

    def width(self, text: str, size: float) -> float:
        """The advance of `text` set in `size` points, in points. Raises EnvironmentFailure."""
        widths = self._widths
        total = 0.0
        for character in text:
            width = widths.get(character)
            if width is None:
                font, shown, _ = self._choose(character)
                width = widths[character] = font.face.getCharWidth(ord(shown))
            total += width
        return total * size / 1000

    def runs(self, text: str) -> Iterator[FontRun]:
        """`text` cut where the font changes. Raises EnvironmentFailure when a font it needs cannot be loaded."""
        current: tuple[str, float] | None = None
        gathered: list[str] = []
        for character in text:
            font, shown, stroke = self._choose(character)
            key = (font.fontName, stroke)
            if key != current:
                if current is not None:
                    yield FontRun(current[0], "".join(gathered), current[1])
                current, gathered = key, []
            gathered.append(shown)
        if current is not None:
            yield FontRun(current[0], "".join(gathered), current[1])

    def _choose(self, character: str) -> tuple[Any, str, float]:
        """The font for one character, the character it will show, and its stroke."""
        code = ord(character)
        main = self._load_main()
        if main.has(code):
            return main, character, self._main_file.stroke
        rare = self._load_rare()
        if rare.has(code):
            return rare, character, self._rare_file.stroke
        return main, GETA_MARK, self._main_file.stroke

    def _load_main(self) -> EmbeddedFont:
        if self._main is None:
            self._main = _load(self._main_file)
        return self._main

    def _load_rare(self) -> EmbeddedFont:
        if self._rare is None:
            self._rare = _load(self._rare_file)
        return self._rare


_loaded: dict[FontFile, EmbeddedFont] = {}


def _load(file: FontFile) -> EmbeddedFont:
    """The registered font of a file; guarded because the print thread and the warm-up may both come first."""
    with _loading:
        if file not in _loaded:
            try:
                font = EmbeddedFont(f"{file.path}#{file.subfont}", file.path, file.subfont)
            except FileNotFoundError as missing:
                raise _missing(file) from missing
            except (OSError, ValueError, EnvironmentFailure) as broken:
                raise EnvironmentFailure(
                    f"the font {file.path} cannot be read ({broken}); install the package {file.package} again"
                ) from broken
            pdfmetrics.registerFont(font)
            # The registry hands out the first font of a face name whatever name was asked for: keep that one, so
            # that widths and embedded outlines come from the same file.
            _loaded[file] = pdfmetrics.getFont(font.fontName)
        return _loaded[file]


def _missing(file: FontFile) -> EnvironmentFailure:
    return EnvironmentFailure(f"the font {file.path} is missing; install the package {file.package}")
