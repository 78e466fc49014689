"""The readiness report of a terminal (就绪报告), for whoever installs and repairs it."""

from dataclasses import dataclass, replace
from datetime import datetime

from kiosk.documents.fonts import FontBook
from kiosk.documents.paper import BODY, LABEL, STRONG, SUBTITLE, Fact, Paper, Place
from kiosk.documents.sheet import ATTENTION, QUIET, Imprint, Page, Style, render
from kiosk.domain.moments import moment_words
from kiosk.domain.text import Language, Text

_TITLE = Text("终端就绪报告", "Readiness report")
_READY = Text("可以对外服务。", "This terminal is ready to serve.")
_NOT_READY = Text("还不能对外服务，请先处理下面标出的问题。", "This terminal is not ready. See what is marked below.")
_DENSITY = 0.55


@dataclass(frozen=True, slots=True)
class ReadinessRow:
    """One thing that was checked; `found` and `remedy` are lines for staff, `well` that nobody has to come."""

    title: Text
    state: Text
    well: bool
    found: str
    remedy: str


@dataclass(frozen=True, slots=True)
class ReadinessFacts:
    """Everything on the report; `made_at` is timezone-aware."""

    place: Place
    made_at: datetime
    ready: bool
    rows: tuple[ReadinessRow, ...]


def readiness_pdf(facts: ReadinessFacts, fonts: FontBook) -> bytes:
    """The report as PDF. The same facts give the same bytes. Raises EnvironmentFailure when a font is missing."""
    return render(readiness_pages(facts, fonts), Imprint(_TITLE.zh, _TITLE.en, facts.made_at), fonts)


def readiness_pages(facts: ReadinessFacts, fonts: FontBook) -> list[Page]:
    """The report, laid out."""
    when = moment_words(facts.made_at)
    paper = Paper(fonts, Language.EN, facts.place, _DENSITY, running=f"{_TITLE.zh}　{when.zh}")
    paper.head()
    style = SUBTITLE if facts.ready else replace(SUBTITLE, colour=ATTENTION)
    paper.title(_TITLE, _READY if facts.ready else _NOT_READY, subtitle_style=style)
    paper.facts([Fact(Text("检查时间", "Checked on"), ((when, BODY),)), *(_row(row) for row in facts.rows)])
    return paper.finish()


def _row(row: ReadinessRow) -> Fact:
    state = replace(STRONG, size=BODY.size, colour=STRONG.colour if row.well else ATTENTION)
    small = replace(LABEL, size=10.5, colour=QUIET)
    values: list[tuple[Text | str, Style]] = [(row.state, state)]
    values += [(words, small) for words in (row.found,) if words]
    values += [(words, replace(small, colour=ATTENTION)) for words in (row.remedy,) if words]
    return Fact(row.title, tuple(values))
