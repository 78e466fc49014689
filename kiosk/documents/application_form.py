"""The filled application form (申请表): answers by group, consent, signature and date. It goes to the centre."""

from kiosk.documents.application_facts import ApplicationFacts
from kiosk.documents.fonts import FontBook
from kiosk.documents.moments import moment_words
from kiosk.documents.paper import BODY, LABEL, RIGHT, SMALL, Fact, Line, Paper, fact
from kiosk.documents.receipt import material_lines
from kiosk.documents.seals import closing_band
from kiosk.documents.sheet import INK, QUIET, Imprint, Page, Picture, Rule, Style, render
from kiosk.documents.verification import verification_code
from kiosk.domain.text import Text

_TITLE = Text("申请表", "Application form")
_CONSENT = Style(12, INK, 0.0, 1.55)
# Names are never bold: a rare character keeps its thin strokes, and the name would fall apart.
_NAME = Style(16, INK, 0.0, 1.4)
_SIGNATURE_WIDTH, _SIGNATURE_HEIGHT = 170.0, 64.0
_PNG_HEAD = b"\x89PNG\r\n\x1a\n"


def application_pdf(facts: ApplicationFacts, fonts: FontBook) -> bytes:
    """The form as PDF. The same facts give the same bytes.

    Raises EnvironmentFailure when a font is missing and ValueError when the signature is not a PNG.
    """
    return render(application_pages(facts, fonts), Imprint(_TITLE.zh, _TITLE.en, facts.signed_at), fonts)


def application_pages(facts: ApplicationFacts, fonts: FontBook) -> list[Page]:
    """The form laid out; it may take several pages."""
    paper = Paper(fonts, facts.language, facts.place, running=f"{_TITLE.zh}　{facts.provisional_number}", density=0.7)
    paper.head()
    paper.title(_TITLE, facts.matter_title)
    paper.facts(_particulars(facts))
    for group in facts.groups:
        paper.section(group.question)
        paper.facts([fact(label, words) for label, words in group.answers])
    paper.section(Text("交来的材料", "Papers handed in"))
    paper.facts([Fact(Text("材料", "Papers"), tuple((line, BODY) for line in material_lines(facts.materials)))])
    paper.section(Text("本人读过，同意下面的话", "I have read this and agree"))
    paper.paragraphs(facts.consent, _CONSENT)
    _signature(paper, facts)
    closing_band(paper, verification_code(facts.filing_id), ())
    return paper.finish()


def _particulars(facts: ApplicationFacts) -> list[Fact]:
    rows = [
        fact(Text("办理部门", "Department"), facts.department),
        Fact(
            Text("申请人", "Applicant"),
            ((facts.resident_name, _NAME), (facts.resident_number, BODY), (facts.evidence, LABEL)),
        ),
        fact(Text("暂存编号", "Receipt no."), facts.provisional_number),
    ]
    if facts.agent:
        who = f"{facts.agent.name}，{facts.agent.outlet}"
        rows.insert(2, Fact(Text("代办员", "Agent"), ((who, BODY), (facts.agent.authority, LABEL))))
    return rows


def _signature(paper: Paper, facts: ApplicationFacts) -> None:
    """At the right, on a line as on any form: the signature, and beneath it the date."""
    width, height = _fitted(facts.signature_png)
    paper.gap(16)
    paper.need(_SIGNATURE_HEIGHT + 30)
    left = RIGHT - _SIGNATURE_WIDTH
    line = paper.y + _SIGNATURE_HEIGHT + 4
    corner = left + (_SIGNATURE_WIDTH - width) / 2
    paper.page.add(Picture(corner, paper.y + _SIGNATURE_HEIGHT - height, width, height, facts.signature_png))
    paper.page.add(Rule(left, line, RIGHT, line, 0.8, QUIET))
    label = "申请人签名"
    label_x = left - paper.fonts.width(label, LABEL.size) - 10
    paper.set_lines([Line(label, LABEL)], label_x, line - LABEL.line_height + 3)
    signed = moment_words(facts.signed_at).zh
    signed_x = RIGHT - paper.fonts.width(signed, LABEL.size)
    paper.y = paper.set_lines([Line(signed, LABEL)], signed_x, line + 4) + SMALL.line_height


def _fitted(png: bytes) -> tuple[float, float]:
    """The size of the signature, as large as its place allows without changing its shape."""
    # Width and height stand big-endian in the first chunk (PNG, RFC 2083, 4.1.1).
    width, height = int.from_bytes(png[16:20], "big"), int.from_bytes(png[20:24], "big")
    if not png.startswith(_PNG_HEAD) or not width or not height:
        raise ValueError("the signature is not a PNG picture")
    scale = min(_SIGNATURE_WIDTH / width, _SIGNATURE_HEIGHT / height)
    return width * scale, height * scale
