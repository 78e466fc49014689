"""The filled application form."""

from dataclasses import replace
from pathlib import Path

import pytest

from kiosk.documents.application_facts import ApplicationFacts, application_facts
from kiosk.documents.application_form import application_pages, application_pdf
from kiosk.documents.fonts import FontBook
from kiosk.documents.sheet import PAGE_WIDTH, Picture
from kiosk.domain.text import Language
from tests.unit.documents.reading import (
    by_pdftotext,
    by_pypdf,
    fonts_of,
    outside_margins,
    overlapping,
    squeezed,
    words,
)
from tests.unit.documents.samples import LONG_ADDRESS, MATTER, NAME, NUMBER, PLACE, RARE, filing, png

CONSENT = "您把这件事交给县中心办。\n\n中心收到后，这台机器上的内容就清除。"


def facts(**changes: object) -> ApplicationFacts:
    made = application_facts(filing(), MATTER, PLACE, consent=CONSENT)
    return replace(made, **changes)  # type: ignore[arg-type]


def test_answers_stand_in_words() -> None:
    answers = {label.zh: words.zh for group in facts().groups for label, words in group.answers}
    assert answers == {
        "住址": "茅洋乡溪口村",
        "哪天开始住": "2001 年 5 月 6 日",
        "是租的吗": "否",
        "照顾": "送餐、助浴",
    }


def test_units_and_what_was_not_asked() -> None:
    made = application_facts(
        filing(answers={"rented": "yes", "rent": "800", "care": "meals"}), MATTER, PLACE, consent=CONSENT
    )
    answers = {label.zh: words.zh for group in made.groups for label, words in group.answers}
    assert answers == {"是租的吗": "是", "房租": "800 元"}


@pytest.mark.parametrize("language", Language)
def test_everything_can_be_read_out(language: Language, fonts: FontBook) -> None:
    made = facts(language=language, resident_name=RARE)
    pdf = application_pdf(made, fonts)
    put_in = sorted(squeezed("".join(words(application_pages(made, fonts)))))
    assert sorted(by_pypdf(pdf)) == put_in
    text = by_pdftotext(pdf)
    assert sorted(text) == put_in
    for wanted in (RARE, NUMBER, "申请表", "送餐、助浴", *CONSENT.split(), "申请人签名", "2026年3月2日"):
        assert wanted in text


def test_the_signature_stands_in_its_shape_at_the_right(fonts: FontBook) -> None:
    marks = [mark for page in application_pages(facts(signature_png=png(300, 60)), fonts) for mark in page.in_order()]
    (picture,) = [mark for mark in marks if isinstance(mark, Picture)]
    assert picture.width / picture.height == pytest.approx(5)
    assert picture.x > PAGE_WIDTH / 2


def test_a_signature_that_is_no_picture_is_an_error(fonts: FontBook) -> None:
    with pytest.raises(ValueError, match="PNG"):
        application_pdf(facts(signature_png=b"scribble"), fonts)


def test_long_answers_go_on_over_pages_within_the_margins(fonts: FontBook) -> None:
    group = facts().groups[0]
    label, words_ = group.answers[0]
    long = replace(group, answers=((label, replace(words_, zh=LONG_ADDRESS * 12)),) * 3)
    pages = application_pages(facts(groups=(long,)), fonts)
    assert len(pages) > 2
    for page in pages:
        assert outside_margins(page) == []
        assert overlapping(page) == []
    assert squeezed("".join(words(pages))).count("黄沙岙") == 3 * 12 * 6


def test_fonts_are_embedded_and_the_file_is_the_same_every_time(fonts: FontBook, tmp_path: Path) -> None:
    pdf = application_pdf(facts(), fonts)
    assert pdf == application_pdf(facts(), fonts)
    assert all(row[-5:-2] == ["yes", "yes", "yes"] for row in fonts_of(pdf, tmp_path))


def test_the_person_does_not_stand_in_a_printed_value() -> None:
    assert NAME not in repr(facts())
    assert NUMBER not in repr(facts())
    assert "茅洋乡溪口村" not in repr(facts())
