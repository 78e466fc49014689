"""The parts all papers are made of, and how they flow over sheets of A4.

A paper is Chinese: an office must be able to read it. When the person reads English, each part carries the English
small beneath the Chinese.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from kiosk.config import TerminalSettings
from kiosk.documents.fonts import FontBook
from kiosk.documents.lines import break_lines
from kiosk.documents.sheet import (
    ACTION,
    INK,
    LINE,
    MARGIN,
    PAGE_HEIGHT,
    PAGE_WIDTH,
    QUIET,
    SEAL,
    WHITE,
    Box,
    Page,
    Rule,
    Run,
    Style,
)
from kiosk.domain.text import Language, Text

BOLD = 0.03

TITLE = Style(30, INK, BOLD, 1.3)
SUBTITLE = Style(14, QUIET, 0.0, 1.5)
LABEL = Style(12.5, QUIET, 0.0, 1.55)
BODY = Style(13, INK, 0.0, 1.5)
STRONG = Style(16, INK, BOLD, 1.4)
LARGE = Style(22, INK, BOLD, 1.3)
SMALL = Style(10, QUIET, 0.0, 1.4)
TRANSLATION = Style(10, QUIET, 0.0, 1.25)
RUNNING = Style(12, QUIET, 0.0, 1.4)
HEADING = Style(15, ACTION, BOLD, 1.5)

LEFT, RIGHT = MARGIN, PAGE_WIDTH - MARGIN
WIDTH = RIGHT - LEFT
LABEL_WIDTH = {Language.ZH: 98.0, Language.EN: 124.0}
_BESIDE_GAP = 0.6  # of the Chinese type's size, at most 9 points
_ROUNDING = 0.01


@dataclass(frozen=True, slots=True)
class Place:
    """Where a paper was made: what its head and foot say."""

    name: Text
    terminal_id: str
    phone: str

    @classmethod
    def of(cls, terminal: TerminalSettings) -> "Place":
        """The place of this terminal."""
        return cls(Text(terminal.place, terminal.place_en), terminal.id, terminal.service_phone)


@dataclass(frozen=True, slots=True)
class Line:
    """A line that is ready to be set; `beside` stands on the same baseline to its right."""

    text: str
    style: Style
    x: float = 0.0
    beside: "Line | None" = None


@dataclass(frozen=True, slots=True)
class Fact:
    """A row of the table: what it is called, and its values one beneath the other, each in its style.

    `aside` stands at the right of the last line in the label's type, or beneath where there is no room.
    """

    label: Text
    values: tuple[tuple[Text | str, Style], ...]
    aside: str = ""


def fact(label: Text, *values: Text | str, style: Style = BODY) -> Fact:
    """A row whose values all look alike."""
    return Fact(label, tuple((value, style) for value in values))


def height_of(lines: Sequence[Line]) -> float:
    """What the lines take, one beneath the other, in points."""
    return sum(line.style.line_height for line in lines)


@dataclass(slots=True)
class Paper:
    """Pages being filled from top to bottom.

    `density` below 1 draws rows closer together, never the type smaller. `running` stands at the head of every page
    but the first, so that a loose sheet finds its paper again.
    """

    fonts: FontBook
    language: Language
    place: Place
    density: float = 1.0
    running: str = ""
    pages: list[Page] = field(default_factory=list)
    y: float = 0.0
    _foot: list[Line] = field(default_factory=list)

    def __post_init__(self) -> None:
        terminal = f"终端 {self.place.terminal_id}"
        room = WIDTH - self.fonts.width(self._foot_right(99, 99), SMALL.size) - 16
        self._foot = self.words(f"{self.place.name.zh} · {terminal}", SMALL, room)
        if len(self._foot) > 2:
            # The head has said the place in full; a foot of many lines would only take the paper's room.
            self._foot = self.words(terminal, SMALL, room)
        self._start_page()

    @property
    def page(self) -> Page:
        return self.pages[-1]

    @property
    def bottom(self) -> float:
        """How far down the text may go."""
        return PAGE_HEIGHT - MARGIN - self._foot_height - 8

    @property
    def _foot_height(self) -> float:
        return height_of(self._foot) + 6

    def words(self, text: Text | str, style: Style, width: float, *, beside: bool = False) -> list[Line]:
        """The lines of a text, and its English in small type where the person reads English.

        With `beside` the English stands to the right of the last Chinese line if there is room, else beneath.
        """
        style = replace(style, leading=style.leading * (0.9 + 0.1 * self.density))
        chinese, english = (text.zh, text.en) if isinstance(text, Text) else (text, "")
        lines = [Line(part, style) for part in self._broken(chinese, style, width)]
        if self.language is not Language.EN or not english or english == chinese:
            return lines
        small = replace(TRANSLATION, size=max(TRANSLATION.size, style.size * 0.65))
        last = lines[-1]
        start = self.fonts.width(last.text, style.size) + min(9.0, style.size * _BESIDE_GAP)
        if beside and start + self.fonts.width(english, small.size) <= width:
            return [*lines[:-1], replace(last, beside=Line(english, small, start))]
        return lines + [Line(part, small) for part in self._broken(english, small, width)]

    def _broken(self, text: str, style: Style, width: float) -> tuple[str, ...]:
        return break_lines(text, width + _ROUNDING, lambda part: self.fonts.width(part, style.size))

    def set_lines(self, lines: Sequence[Line], x: float, y: float, page: Page | None = None) -> float:
        """Sets lines at `x` from `y` down, on the current page unless told; returns where they end."""
        page = page or self.page
        for line in lines:
            # The em square of Micro Hei sits 0.12 of its size below the baseline; half the leading goes above it.
            size = line.style.size
            baseline = y + (line.style.line_height - size) / 2 + size * 0.86
            part: Line | None = line
            while part is not None:
                width = self.fonts.width(part.text, part.style.size)
                page.add(Run(x + part.x, baseline, part.text, part.style, width))
                part = part.beside
            y += line.style.line_height
        return y

    def need(self, height: float) -> None:
        """Turns the page unless `height` points are left on it."""
        if self.y + height > self.bottom + _ROUNDING:
            self._start_page()

    def gap(self, points: float) -> None:
        """White space, drawn together where the paper is full."""
        self.y += points * self.density

    def _start_page(self) -> None:
        self.pages.append(Page())
        self.y = MARGIN
        if len(self.pages) > 1 and self.running:
            self.y = self.set_lines(self.words(self.running, RUNNING, WIDTH), LEFT, self.y) + 6
            self.page.add(Rule(LEFT, self.y, RIGHT, self.y, 0.8, LINE))
            self.y += 10

    def head(self) -> None:
        """The mark 就近 and whose paper this is."""
        side = 40.0
        seal = Style(side * 0.38, WHITE, BOLD, 1.12)
        self.page.add(Box(LEFT, self.y, side, side, side * 0.17, fill=SEAL))
        characters = [Line(character, seal, (side - seal.size) / 2) for character in "就近"]
        self.set_lines(characters, LEFT, self.y + (side - height_of(characters)) / 2)
        beside = LEFT + side + 12
        brand = "就近办  Jiujin" if self.language is Language.EN else "就近办"
        lines = [
            Line(brand, Style(16, INK, BOLD, 1.35)),
            *self.words(self.place.name, Style(11, QUIET, 0.0, 1.4), RIGHT - beside, beside=True),
        ]
        tall = max(side, height_of(lines))
        self.set_lines(lines, beside, self.y + max(0.0, (side - height_of(lines)) / 2))
        self.y += tall + 10
        self.page.add(Rule(LEFT, self.y, RIGHT, self.y, 0.8, LINE))

    def title(self, title: Text, subtitle: Text, *, width: float = WIDTH, subtitle_style: Style = SUBTITLE) -> None:
        """The large title and one sentence beneath it."""
        self.gap(18)
        self.y = self.set_lines(self.words(title, TITLE, width, beside=True), LEFT, self.y)
        self.y += 2
        self.y = self.set_lines(self.words(subtitle, subtitle_style, width), LEFT, self.y)
        self.gap(10)

    def facts(self, rows: Sequence[Fact]) -> None:
        """A table of plain facts, hair lines between its rows; a row too long for a page goes on on the next."""
        for index, row in enumerate(rows):
            self._fact(row, first=index == 0)

    def _fact(self, row: Fact, *, first: bool) -> None:
        pad, page = 7.0 * self.density, self.page
        label_width = LABEL_WIDTH[self.language]
        label = self.words(row.label, LABEL, label_width - 6, beside=True)
        value_x = LEFT + label_width
        room = RIGHT - value_x
        values = [line for text, style in row.values for line in self.words(text, style, room, beside=True)]
        if row.aside:
            values = self._with_aside(values, row.aside, room)
        whole = 2 * pad + max(height_of(label), height_of(values))
        if whole <= self.bottom - 2 * MARGIN:
            self.need(whole)
        if not first and self.page is page:
            self.page.add(Rule(LEFT, self.y, RIGHT, self.y, 0.6, LINE))
        self.y += pad
        top = self.y
        # A label stands on the first baseline of its value, however large that is.
        drop = (values[0].style.line_height - label[0].style.line_height) / 2 if values else 0.0
        drop += (values[0].style.size - label[0].style.size) * 0.36 if values else 0.0
        label_end = self.set_lines(label, LEFT, top + drop)
        for line in values:
            if self.y + line.style.line_height > self.bottom:
                self._start_page()
                label_end = self.y
            self.y = self.set_lines([line], value_x, self.y)
        self.y = max(self.y, label_end) + pad

    def _with_aside(self, values: list[Line], aside: str, room: float) -> list[Line]:
        last = values[-1]
        start = self.fonts.width(last.text, last.style.size) + 20
        if last.beside is None and start + self.fonts.width(aside, LABEL.size) <= room:
            return [*values[:-1], replace(last, beside=Line(aside, LABEL, start))]
        return values + self.words(aside, LABEL, room)

    def box(self, heading: Text, items: Sequence[Text]) -> None:
        """A framed box with a heading and numbered sentences."""
        inset, number = 16.0, 22.0
        inner = WIDTH - 2 * inset
        head = self.words(heading, HEADING, inner, beside=True)
        bodies = [self.words(item, BODY, inner - number) for item in items]
        gap = 4.0 * self.density
        pad = 12.0 * self.density
        height = 2 * pad + height_of(head) + sum(height_of(body) + gap for body in bodies)
        self.need(height)
        self.page.add(Box(LEFT + 0.6, self.y, WIDTH - 1.2, height, 8, stroke=ACTION, thickness=1.2))
        y = self.set_lines(head, LEFT + inset, self.y + pad)
        for index, body in enumerate(bodies, 1):
            y += gap
            self.set_lines([Line(f"{index}.", replace(BODY, colour=ACTION, stroke=BOLD))], LEFT + inset, y)
            y = self.set_lines(body, LEFT + inset + number, y)
        self.y += height

    def section(self, heading: Text) -> None:
        """The heading of a table; it never stands alone at the foot of a page."""
        lines = self.words(heading, HEADING, WIDTH, beside=True)
        self.gap(14)
        self.need(height_of(lines) + 3 * BODY.line_height)
        self.y = self.set_lines(lines, LEFT, self.y)

    def paragraphs(self, text: str, style: Style = BODY) -> None:
        """Running text; line feeds in it end paragraphs."""
        for line in self.words(text, style, WIDTH):
            self.need(line.style.line_height)
            self.y = self.set_lines([line], LEFT, self.y)

    def finish(self) -> list[Page]:
        """Puts the foot under every page: place, terminal, telephone, and the page's number if there are several."""
        top = PAGE_HEIGHT - MARGIN - self._foot_height
        count = len(self.pages)
        for number, page in enumerate(self.pages, 1):
            page.add(Rule(LEFT, top, RIGHT, top, 0.8, LINE))
            self.set_lines(self._foot, LEFT, top + 6, page)
            right = self._foot_right(number, count)
            x = RIGHT - self.fonts.width(right, SMALL.size)
            self.set_lines(self.words(right, SMALL, WIDTH), x, top + 6, page)
        return self.pages

    def _foot_right(self, number: int, count: int) -> str:
        service = _SERVICE[self.language].format(phone=self.place.phone)
        if count == 1:
            return service
        return f"{service} · {_PAGE_NUMBER[self.language].format(number=number, count=count)}"


_SERVICE = {Language.ZH: "服务电话 {phone}", Language.EN: "服务电话 Service line {phone}"}
_PAGE_NUMBER = {Language.ZH: "第 {number} 页，共 {count} 页", Language.EN: "第 {number} 页 Page {number}/{count}"}
