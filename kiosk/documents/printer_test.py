"""The test page of a printer: what goes wrong on paper first, on one sheet."""

from datetime import datetime

from kiosk.documents.fonts import FontBook
from kiosk.documents.paper import BODY, LEFT, SMALL, STRONG, WIDTH, Paper, Place, fact
from kiosk.documents.seals import closing_band
from kiosk.documents.sheet import INK, MILLIMETRE, PAGE_HEIGHT, PAGE_WIDTH, Box, Imprint, Rule, render
from kiosk.domain.moments import moment_words
from kiosk.domain.text import Language, Text

_TITLE = Text("打印测试页", "Printer test page")
_SUBTITLE = Text(
    "字迹清楚、边框四边完整、尺子量得准，就可以用了。",
    "Fine if sharp, its frame whole on all sides and its ruler true.",
)
_GREYS = 11
_RULER_MM = 160
_EDGE_MM = 6
"""From the edge of the sheet: no printer reaches it whole, all of them come within 5 mm."""


def printer_test_pdf(place: Place, now: datetime, fonts: FontBook) -> bytes:
    """The page as PDF; `now` is timezone-aware. Raises EnvironmentFailure when a font is missing."""
    paper = Paper(fonts, Language.EN, place)
    _frame(paper)
    paper.head()
    paper.title(_TITLE, _SUBTITLE)
    paper.facts(
        [
            fact(Text("终端", "Terminal"), f"{place.name.zh} {place.terminal_id}"),
            fact(Text("时间", "Time"), moment_words(now)),
            fact(Text("汉字", "Chinese"), "象山县便民服务中心，最多跑一次。永字八法：点横竖撇捺提折钩", style=STRONG),
            fact(Text("生僻字", "Rare characters"), "蓝𬱖䶮　㛃　𠅤　𪚥　畲", style=STRONG),
            fact(
                Text("小字", "Small print"),
                "The quick brown fox jumps over the lazy dog 0123456789 一二三四五六七八九十",
                style=SMALL,
            ),
            fact(Text("数字", "Digits"), "0 1 2 3 4 5 6 7 8 9　O 0　l 1　B 8　S 5　Z 2", style=BODY),
        ]
    )
    _greys(paper)
    _ruler(paper)
    closing_band(paper, f"JIUJIN-TEST {place.terminal_id}", ())
    return render(paper.finish(), Imprint(_TITLE.zh, _TITLE.en, now), fonts)


def _frame(paper: Paper) -> None:
    edge = _EDGE_MM * MILLIMETRE
    paper.page.add(Box(edge, edge, PAGE_WIDTH - 2 * edge, PAGE_HEIGHT - 2 * edge, 0, stroke=INK, thickness=1.0))


def _greys(paper: Paper) -> None:
    paper.section(Text("灰阶", "Grey steps"))
    width = WIDTH / _GREYS
    for step in range(_GREYS):
        level = round(255 * step / (_GREYS - 1))
        paper.page.add(Box(LEFT + step * width, paper.y, width, 34, 0, fill=f"#{level:02X}{level:02X}{level:02X}"))
    paper.page.add(Box(LEFT, paper.y, WIDTH, 34, 0, stroke=INK, thickness=0.6))
    paper.y += 34


def _ruler(paper: Paper) -> None:
    paper.section(Text("尺子（毫米）", "Ruler (mm)"))
    top = paper.y + 4
    paper.page.add(Rule(LEFT, top, LEFT + _RULER_MM * MILLIMETRE, top, 0.8, INK))
    for mark in range(_RULER_MM + 1):
        x = LEFT + mark * MILLIMETRE
        length = 14 if mark % 10 == 0 else 9 if mark % 5 == 0 else 5
        paper.page.add(Rule(x, top, x, top + length, 0.5, INK))
        if mark % 20 == 0:
            paper.set_lines(paper.words(str(mark), SMALL, 40), x - 3, top + 14)
    paper.y = top + 32
