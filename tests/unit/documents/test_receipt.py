"""Receipts: what is put in can be read out, nothing leaves the sheet, and the kinds are never mixed up."""

import re
from dataclasses import replace
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

import pytest
from pypdf import PdfReader

from kiosk.documents.fonts import FontBook
from kiosk.documents.receipt import receipt_pages, receipt_pdf
from kiosk.documents.receipt_facts import ReceiptFacts, ReceiptKind, next_steps
from kiosk.documents.sheet import MARGIN, PAGE_WIDTH, SEAL_LINE, Cells, Layer, Rule, Turned
from kiosk.domain.moments import CHINA
from kiosk.domain.text import Language, Text
from tests.unit.documents.reading import (
    by_pdftotext,
    by_pypdf,
    fonts_of,
    outside_margins,
    overlapping,
    runs,
    squeezed,
    words,
)
from tests.unit.documents.samples import AGENT, LONG, RARE, RECEIPTS, receipt

ORDINARY = [name for name in RECEIPTS if not name.endswith("long")]
every_receipt = pytest.mark.parametrize("facts", RECEIPTS.values(), ids=RECEIPTS)


@every_receipt
def test_the_text_read_out_is_the_text_put_in(facts: ReceiptFacts, fonts: FontBook) -> None:
    pages = receipt_pages(facts, fonts)
    pdf = receipt_pdf(facts, fonts)
    put_in = sorted(squeezed("".join(words(pages))))
    assert sorted(by_pypdf(pdf)) == put_in
    assert sorted(by_pdftotext(pdf)) == put_in


@pytest.mark.parametrize("kind", ReceiptKind)
def test_every_fact_can_be_searched(kind: ReceiptKind, fonts: FontBook) -> None:
    facts = receipt(kind, agent=AGENT, resident_name=RARE)
    wanted = [
        facts.provisional_number,
        facts.case_number,
        facts.query_code,
        facts.matter_title.zh,
        facts.department.zh,
        RARE,
        facts.resident_number,
        facts.evidence.zh,
        AGENT.name,
        AGENT.outlet,
        AGENT.authority.zh,
        *(material.name.zh for material in facts.materials),
        *(step.zh for step in facts.next_steps),
        *(thing.zh for thing in facts.take_along),
        facts.time_limit.zh,
        facts.fee.zh,
        facts.goes_to.zh,
        facts.place.name.zh,
        facts.place.terminal_id,
        "2026年3月2日12:00",
        "12345",
    ]
    pdf = receipt_pdf(facts, fonts)
    for text in (by_pypdf(pdf), by_pdftotext(pdf)):
        assert [one for one in wanted if squeezed(one) not in text] == []


@every_receipt
def test_nothing_leaves_the_margins_or_touches_another_text(facts: ReceiptFacts, fonts: FontBook) -> None:
    for page in receipt_pages(facts, fonts):
        assert outside_margins(page) == []
        assert overlapping(page) == []


@every_receipt
def test_only_notes_are_smaller_than_twelve_points(facts: ReceiptFacts, fonts: FontBook) -> None:
    small = [run for page in receipt_pages(facts, fonts) for run in runs(page) if run.style.size < 12]
    chinese = [run.text for run in small if re.search("[\u4e00-\u9fff]", run.text)]
    notes = ("终端", "服务电话", "扫码核对", "第 ")
    place = facts.place.name.zh
    assert [t for t in chinese if not t.startswith(notes) and t not in place and t.split(" ·")[0] not in place] == []
    assert min(run.style.size for run in small) >= 10


@pytest.mark.parametrize("name", ORDINARY)
def test_an_ordinary_receipt_is_one_sheet(name: str, fonts: FontBook) -> None:
    assert len(receipt_pages(RECEIPTS[name], fonts)) == 1


def test_loose_sheets_of_a_long_receipt_say_what_they_belong_to(fonts: FontBook) -> None:
    facts = receipt(**LONG)
    pages = receipt_pages(facts, fonts)
    assert len(pages) > 1
    for number, page in enumerate(pages, 1):
        text = " ".join(run.text for run in runs(page))
        assert f"第 {number} 页，共 {len(pages)} 页" in text
        assert facts.provisional_number in text
    assert [page for page in pages if any(isinstance(mark, Cells) for mark in page.in_order())] == [pages[-1]]


def test_a_provisional_receipt_is_stamped_and_crossed_on_every_page(fonts: FontBook) -> None:
    pages = receipt_pages(receipt(**LONG), fonts)
    assert "暂 存" in words(pages[:1])
    for page in pages:
        lines = [
            mark
            for layer, mark in page.marks
            if layer is Layer.UNDER and isinstance(mark, Rule) and mark.colour == SEAL_LINE
        ]
        assert len(lines) == 2
        for line in lines:
            assert line.x1 == pytest.approx(MARGIN)
            assert line.x2 == pytest.approx(PAGE_WIDTH - MARGIN)
        crossed = [run for run in runs(page) if _crosses(lines[0], run.x, run.x + run.width, run.baseline)]
        assert crossed, "the lines must run through the text"


def _crosses(line: Rule, left: float, right: float, height: float) -> bool:
    x = line.x1 + (line.x2 - line.x1) * (height - line.y1) / (line.y2 - line.y1)
    return left <= x <= right


@pytest.mark.parametrize("language", Language)
def test_an_official_receipt_has_no_stamp_and_does_not_say_accepted(language: Language, fonts: FontBook) -> None:
    facts = receipt(ReceiptKind.OFFICIAL, language=language)
    pages = receipt_pages(facts, fonts)
    assert not [mark for page in pages for mark in page.in_order() if isinstance(mark, Turned)]
    text = by_pypdf(receipt_pdf(facts, fonts))
    assert "县中心已收到" in text
    assert "已受理" not in text
    assert "暂存回执" not in text
    assert facts.case_number in text


def test_a_provisional_receipt_claims_no_receipt_by_the_centre(fonts: FontBook) -> None:
    text = by_pypdf(receipt_pdf(receipt(), fonts))
    assert "县中心还没有确认收到" in text
    assert "县中心已收到" not in text
    assert "查询码" not in text


def test_a_refused_filing_is_not_promised_to_be_sent(fonts: FontBook) -> None:
    steps = next_steps(Text("县民政局"), "12345", delivered=False, refused=True)
    text = by_pypdf(receipt_pdf(receipt(refused=True, next_steps=steps), fonts))
    assert "县中心没有收下" in text
    assert "自己送到" not in text


def test_english_stands_beside_the_chinese_not_instead(fonts: FontBook) -> None:
    text = by_pypdf(receipt_pdf(receipt(language=Language.EN), fonts))
    for chinese, english in (("暂存回执", "Provisionalreceipt"), ("城乡居民高龄津贴", "Old-ageallowanceforresidents")):
        assert chinese in text
        assert english in text


@every_receipt
def test_all_fonts_are_embedded_subsets_with_a_unicode_map(
    facts: ReceiptFacts, fonts: FontBook, tmp_path: Path
) -> None:
    rows = fonts_of(receipt_pdf(facts, fonts), tmp_path)
    assert rows
    assert all(row[-5:-2] == ["yes", "yes", "yes"] for row in rows)
    assert any("WenQuanYiMicroHei" in row[0] for row in rows)
    assert any("BabelStoneHan" in row[0] for row in rows) == (facts.resident_name == RARE)


@every_receipt
def test_the_file_is_small_and_the_same_every_time(facts: ReceiptFacts, fonts: FontBook) -> None:
    pdf = receipt_pdf(facts, fonts)
    assert len(pdf) <= 200_000
    assert receipt_pdf(facts, fonts) == pdf
    assert receipt_pdf(facts, FontBook()) == pdf


def test_the_file_says_what_it_is_and_nothing_about_the_person(fonts: FontBook) -> None:
    reader = PdfReader(BytesIO(receipt_pdf(receipt(ReceiptKind.OFFICIAL), fonts)))
    assert reader.metadata is not None
    assert reader.metadata.title == "申报回执"
    assert reader.trailer["/Root"]["/Lang"] == "zh-CN"  # type: ignore[index]
    assert reader.metadata.creation_date == receipt(ReceiptKind.OFFICIAL).received_at
    said = " ".join(str(value) for value in reader.metadata.values())
    assert not re.search(r"史|0423|ZC-|482913|0193a5b2", said)


@pytest.mark.parametrize(
    ("kind", "changes"),
    [
        (ReceiptKind.PROVISIONAL, {"case_number": "1"}),
        (ReceiptKind.PROVISIONAL, {"query_code": "123456"}),
        (ReceiptKind.OFFICIAL, {"case_number": ""}),
        (ReceiptKind.OFFICIAL, {"query_code": ""}),
        (ReceiptKind.OFFICIAL, {"refused": True}),
    ],
)
def test_the_kinds_cannot_be_mixed_up(kind: ReceiptKind, changes: dict[str, object]) -> None:
    facts = receipt(kind)
    with pytest.raises(ValueError, match=r"case number|refused"):
        replace(facts, **changes)  # type: ignore[arg-type]


def test_a_receipt_without_papers_says_so(fonts: FontBook) -> None:
    assert "不用交材料" in by_pypdf(receipt_pdf(receipt(materials=(), take_along=()), fonts))


@pytest.mark.parametrize(
    ("filed", "zh", "en"),
    [
        (datetime(2026, 3, 2, 16, 5, tzinfo=UTC), "2026年3月3日00:05", "3March2026,00:05"),
        (datetime(2026, 3, 2, 15, 59, tzinfo=UTC), "2026年3月2日23:59", "2March2026,23:59"),
    ],
)
def test_a_time_in_utc_is_printed_as_china_time(filed: datetime, zh: str, en: str, fonts: FontBook) -> None:
    said = squeezed("".join(words(receipt_pages(receipt(language=Language.EN, submitted_at=filed), fonts))))
    assert zh in said
    assert en in said


@pytest.mark.parametrize(
    ("filed", "received", "zh", "en"),
    [
        (
            datetime(2026, 3, 2, 12, 0, tzinfo=CHINA),
            datetime(2026, 3, 2, 4, 1, tzinfo=UTC),
            ["2026年3月2日12:00，12:01中心收到"],
            ["2March2026,12:00,receivedbythecentre12:01"],
        ),
        (
            datetime(2026, 3, 2, 7, 59, tzinfo=CHINA),
            datetime(2026, 3, 2, 0, 1, tzinfo=UTC),
            ["2026年3月2日07:59，08:01中心收到"],
            ["2March2026,07:59,receivedbythecentre08:01"],
        ),
        (
            datetime(2026, 3, 2, 23, 58, tzinfo=CHINA),
            datetime(2026, 3, 2, 16, 1, tzinfo=UTC),
            ["2026年3月2日23:58", "2026年3月3日00:01中心收到"],
            ["2March2026,23:58", "Receivedbythecentre3March2026,00:01"],
        ),
        (
            datetime(2026, 12, 31, 15, 58, tzinfo=UTC),
            datetime(2026, 12, 31, 16, 1, tzinfo=UTC),
            ["2026年12月31日23:58", "2027年1月1日00:01中心收到"],
            ["31December2026,23:58", "Receivedbythecentre1January2027,00:01"],
        ),
    ],
    ids=["the same day", "the same day though not in UTC", "the next day", "the next day though not in UTC"],
)
def test_the_time_the_centre_says_in_utc_is_printed_as_china_time(
    filed: datetime, received: datetime, zh: list[str], en: list[str], fonts: FontBook
) -> None:
    facts = receipt(ReceiptKind.OFFICIAL, language=Language.EN, submitted_at=filed, received_at=received)
    said = squeezed("".join(words(receipt_pages(facts, fonts))))
    assert [one for one in (*zh, *en) if one not in said] == []
