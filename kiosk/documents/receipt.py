"""The receipt (回执): the one paper a person takes home."""

from bisect import bisect_left
from dataclasses import replace

from kiosk.documents.fonts import FontBook
from kiosk.documents.paper import (
    BODY,
    LABEL,
    LARGE,
    STRONG,
    SUBTITLE,
    WIDTH,
    Fact,
    Paper,
    fact,
)
from kiosk.documents.receipt_facts import MaterialFacts, ReceiptFacts, ReceiptKind
from kiosk.documents.seals import CODE_SIDE, STAMP_HEIGHT, STAMP_ROOM, add_stamp, closing_band, cross_out
from kiosk.documents.sheet import ATTENTION, MARGIN, Imprint, Page, Style, render
from kiosk.domain.moments import in_china, moment_words
from kiosk.domain.text import Language, Text
from kiosk.domain.verification import verification_code

_DENSITIES = tuple(step / 20 for step in range(20, 4, -1))

TITLES = {
    ReceiptKind.OFFICIAL: Text("申报回执", "Filing receipt"),
    ReceiptKind.PROVISIONAL: Text("暂存回执", "Provisional receipt"),
}
SUBTITLES = {
    ReceiptKind.OFFICIAL: Text(
        "县中心已收到。是否受理，等中心告诉您。",
        "The centre has received it and will decide.",
    ),
    ReceiptKind.PROVISIONAL: Text(
        "已经保存好了，县中心还没有确认收到。",
        "Saved here. The centre has not yet confirmed receipt.",
    ),
}
REFUSED = Text("已经保存好了，但是县中心没有收下。", "Saved here, but the centre did not take it.")


def receipt_pdf(facts: ReceiptFacts, fonts: FontBook) -> bytes:
    """The receipt as PDF, on one sheet of A4 where it fits. The same facts give the same bytes.

    Raises EnvironmentFailure when a font is missing.
    """
    title = TITLES[facts.kind]
    imprint = Imprint(title.zh, title.en, facts.received_at or facts.submitted_at)
    return render(receipt_pages(facts, fonts), imprint, fonts)


def receipt_pages(facts: ReceiptFacts, fonts: FontBook) -> list[Page]:
    """The receipt laid out on as few pages as it can, and then as airy as that allows."""
    airy = _lay_out(facts, fonts, _DENSITIES[0])
    if len(airy) == 1:
        return airy
    fewest = len(_lay_out(facts, fonts, _DENSITIES[-1]))
    if len(airy) == fewest:
        return airy
    # Closer rows never take more pages, so the first density that does with the fewest is found by halving.
    first = bisect_left(
        _DENSITIES, True, hi=len(_DENSITIES) - 1, key=lambda density: len(_lay_out(facts, fonts, density)) <= fewest
    )
    return _lay_out(facts, fonts, _DENSITIES[first])


def _lay_out(facts: ReceiptFacts, fonts: FontBook, density: float) -> list[Page]:
    provisional = facts.kind is ReceiptKind.PROVISIONAL
    number = facts.provisional_number if provisional else facts.case_number
    paper = Paper(fonts, facts.language, facts.place, density, running=f"{TITLES[facts.kind].zh}　{number}")
    paper.head()
    colour = replace(SUBTITLE, colour=ATTENTION) if provisional else SUBTITLE
    top = paper.y
    paper.title(
        TITLES[facts.kind],
        REFUSED if facts.refused else SUBTITLES[facts.kind],
        width=WIDTH - (STAMP_ROOM if provisional else 0),
        subtitle_style=colour,
    )
    if provisional:
        paper.y = max(paper.y, top + STAMP_HEIGHT)
    start = paper.y
    paper.facts(_rows(facts))
    paper.gap(14)
    paper.box(Text("接下来", "What happens next"), facts.next_steps)
    paper.gap(16)
    closing_band(paper, verification_code(facts.filing_id), facts.take_along)
    if provisional:
        for index, page in enumerate(paper.pages):
            cross_out(page, start if index == 0 else MARGIN + 30, paper.bottom - (CODE_SIDE + 30))
        add_stamp(paper, paper.pages[0], top, "中心没有收下" if facts.refused else "中心尚未确认收到")
    return paper.finish()


def _rows(facts: ReceiptFacts) -> list[Fact]:
    rows = [
        fact(Text("办什么", "Matter"), facts.matter_title, style=_title_style(facts.matter_title)),
        _person(facts),
    ]
    if facts.agent:
        who = f"{facts.agent.name}，{facts.agent.outlet}"
        rows.append(Fact(Text("谁代办", "Agent"), ((who, BODY), (facts.agent.authority, LABEL))))
    rows += _numbers(facts)
    rows += [
        fact(Text("交了什么", "Papers"), *material_lines(facts.materials)),
        fact(Text("送到哪里", "Sent to"), _route(facts)),
        fact(Text("多久办好", "Time limit"), facts.time_limit),
        fact(Text("费用", "Fee"), facts.fee),
        fact(Text("提交时间", "Filed on"), *_times(facts)),
    ]
    return rows


def _person(facts: ReceiptFacts) -> Fact:
    whose = facts.resident_name if facts.agent else f"{facts.resident_name}（本人）"
    who = f"{whose}  {facts.resident_number}"
    label = Text("给谁办", "For")
    if facts.language is Language.ZH:
        return Fact(label, ((who, BODY),), aside=facts.evidence.zh)
    return Fact(label, ((who, BODY), (facts.evidence, LABEL)))


def _title_style(title: Text) -> Style:
    """Large, but the county has titles of 110 characters: those a little smaller."""
    return STRONG if len(title.zh) <= 46 else replace(STRONG, size=14)


def _numbers(facts: ReceiptFacts) -> list[Fact]:
    if facts.kind is ReceiptKind.PROVISIONAL:
        return [fact(Text("暂存编号", "Provisional no."), facts.provisional_number, style=LARGE)]
    case = replace(BODY, stroke=STRONG.stroke)
    before = f"原暂存编号 {facts.provisional_number}"
    return [
        fact(Text("办件编号", "Case no."), facts.case_number, style=case),
        Fact(Text("查询码", "Query code"), ((facts.query_code, LARGE),), aside=before),
    ]


def material_lines(materials: tuple[MaterialFacts, ...]) -> list[Text]:
    """The papers handed in, numbered when there are several."""
    if not materials:
        return [Text("这件事不用交材料", "No papers needed")]
    numbers = [f"{index}. " for index in range(1, len(materials) + 1)] if len(materials) > 1 else [""]
    return [
        Text(
            f"{number}{material.name.zh}，{material.pages} 页",
            f"{material.name.en or material.name.zh}, {_count(material.pages, 'page')}",
        )
        for number, material in zip(numbers, materials, strict=True)
    ]


def _route(facts: ReceiptFacts) -> Text:
    department = facts.department
    return Text(
        f"{facts.goes_to.zh}，由{department.zh}办理",
        f"{facts.goes_to.en or facts.goes_to.zh}, handled by {department.en or department.zh}",
    )


def _times(facts: ReceiptFacts) -> list[Text]:
    if facts.received_at is None:
        return [moment_words(facts.submitted_at)]
    filed, received = in_china(facts.submitted_at), in_china(facts.received_at)
    if received.date() == filed.date():
        day = moment_words(filed)
        return [Text(f"{day.zh}，{received:%H:%M} 中心收到", f"{day.en}, received by the centre {received:%H:%M}")]
    arrival = moment_words(received)
    return [moment_words(filed), Text(f"{arrival.zh} 中心收到", f"Received by the centre {arrival.en}")]


def _count(number: int, thing: str) -> str:
    return f"{number} {thing}" if number == 1 else f"{number} {thing}s"
