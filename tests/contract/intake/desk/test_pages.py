"""What the officials' page shows: the list, one case, its papers; everything escaped, every look recorded."""

from dataclasses import replace
from datetime import date, timedelta
from io import BytesIO

import pypdf
import pytest
from PIL import Image
from sqlalchemy import select, update

from kiosk.domain.material import Material, Page
from kiosk.domain.text import Text
from sync.reference_intake.tables import case_cards, readings
from sync.reference_intake.web.case_page import looks
from tests.contract.intake.desk.conftest import Centre, picture
from tests.support.browser import Browser
from tests.support.many_cases import copy_case
from tests.unit.storage.samples import NAME, NUMBER, resident

HOSTILE = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>{{ 7*7 }}"


def test_a_case_shows_everything_that_was_filed(centre: Centre, official: Browser) -> None:
    made = centre.case(village=True)
    page = official.page(f"/cases/{made.filing_id}")
    for said in (NAME, NUMBER, made.provisional_number, "林阿根", "本人委托林阿根代办", "13800138000", "没有的材料"):
        assert said in page.text, said
    for image in page.images:
        answer = official.get(image)
        assert answer.status_code == 200
        assert answer.headers["Content-Type"] in ("image/jpeg", "image/png")
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
        Image.open(BytesIO(answer.content)).verify()
    assert len(page.images) == 4


def test_the_pages_of_all_papers_can_be_looked_through(centre: Centre, official: Browser) -> None:
    made = centre.case()
    path, seen = f"/cases/{made.filing_id}/papers/1/1", []
    while path:
        seen.append(path.rpartition("papers/")[2])
        page = official.page(path)
        path = next(
            (link for link in page.links if "/papers/" in link and link.rpartition("papers/")[2] not in seen), ""
        )
    assert seen == ["1/1", "1/2", "2/1", "3/1"]
    for nowhere in ("4/1", "0/1", "1/3", "1/x", "9" * 5000 + "/1"):
        official.page(f"/cases/{made.filing_id}/papers/{nowhere}", 404)


def test_one_paper_comes_as_one_pdf_with_a_name_that_tells_nothing(centre: Centre, official: Browser) -> None:
    made = centre.case()
    both = official.get(f"/cases/{made.filing_id}/papers/1.pdf")
    assert both.headers["Content-Type"] == "application/pdf"
    assert both.headers["Content-Disposition"].startswith('attachment; filename="11330225MB0000019043302250000422')
    read = pypdf.PdfReader(BytesIO(both.content))
    assert len(read.pages) == 2
    jpeg = made.materials[0].pages[0].content
    assert jpeg in both.content or len(read.pages[0].images) == 1
    assert official.get(f"/cases/{made.filing_id}/papers/3.pdf").content == b"%PDF-1.7 nothing in it"
    for nothing in ("4.pdf", "7.pdf", "0.pdf", "x.pdf"):
        official.page(f"/cases/{made.filing_id}/papers/{nothing}", 404)


@pytest.mark.parametrize(
    ("content", "media_type"),
    [
        (b"<html><script>alert(1)</script>", "image/jpeg"),
        (b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", "image/png"),
        (b"MZ\x90\x00", "application/pdf"),
        (b"II*\x00" + b"\xff" * 40, "image/tiff"),
    ],
)
def test_bytes_that_are_not_what_they_say_are_never_handed_out(
    centre: Centre, official: Browser, content: bytes, media_type: str
) -> None:
    made = centre.case(change={"materials": (Material("id-card", Text("身份证"), (Page(content, media_type, 1, 1),)),)})
    digest = made.materials[0].pages[0].digest
    for path in (f"files/{digest}", "papers/1.pdf"):
        answer = official.get(f"/cases/{made.filing_id}/{path}")
        assert answer.status_code == 415
        assert content not in answer.content
        assert answer.headers["Content-Type"] == "text/html; charset=utf-8"


def test_a_picture_that_would_fill_the_memory_is_not_opened(centre: Centre, official: Browser) -> None:
    content = bytearray(picture("PNG"))
    content[16:24] = (60_000).to_bytes(4, "big") * 2
    page = Page(bytes(content), "image/png", 1, 1)
    made = centre.case(change={"materials": (Material("id-card", Text("身份证"), (page,)),)})
    assert official.get(f"/cases/{made.filing_id}/papers/1.pdf").status_code == 415


def test_a_file_of_another_case_is_not_found(centre: Centre, official: Browser) -> None:
    one, other = centre.case(), centre.case()
    digest = one.materials[0].pages[0].digest
    assert official.get(f"/cases/{one.filing_id}/files/{digest}").status_code == 200
    assert official.get(f"/cases/{other.filing_id}/files/{digest}").status_code == 404
    for odd in ("..%2F" + one.filing_id, "%00", digest.upper(), "x" * 5000):
        assert official.get(f"/cases/{one.filing_id}/files/{odd}").status_code == 404, odd


def test_nothing_that_anybody_wrote_becomes_part_of_the_page(centre: Centre, official: Browser) -> None:
    made = centre.case(
        village=True,
        change={
            "matter_title": HOSTILE,
            "provisional_number": HOSTILE,
            "answers": {HOSTILE[:90]: HOSTILE, "x": ""},
            "materials": (Material("odd", Text(HOSTILE), (Page(picture("PNG", 7), "image/png", 60, 90),)),),
        },
    )
    person = replace(resident(), name="<i>" + HOSTILE[:40], address=HOSTILE)
    made = centre.case(change={"parties": replace(made.parties, resident=person), "matter_title": HOSTILE})
    assert official.act(made.filing_id, "supplement", note=HOSTILE).status_code == 303
    for path in ("/", f"/cases/{made.filing_id}", f"/cases/{made.filing_id}/papers/1/1", "/?words=" + "%3Cb%3E%22"):
        answer = official.get(path)
        assert "<script" not in answer.text
        assert "onerror=alert(1)>" not in answer.text.replace("&gt;", "")
        assert "49" not in answer.text.partition("<h1>")[2].partition("</h1>")[0]
        official.page(path)
    assert HOSTILE in official.page(f"/cases/{made.filing_id}").text


def test_every_look_is_recorded_before_it_is_answered(centre: Centre, official: Browser) -> None:
    made = centre.case()
    official.page(f"/cases/{made.filing_id}")
    digest = made.materials[0].pages[0].digest
    official.get(f"/cases/{made.filing_id}/files/{digest}")
    official.get(f"/cases/{made.filing_id}/papers/1.pdf")
    official.send(official.page("/").form("/people"), number=NUMBER)
    found = looks(centre.engine, filing_id=made.filing_id)
    assert {row.what for row in found} == {"case", "pages", "download", "search"}
    assert {row.official for row in found} == {"王芳"}
    assert "王芳 · 打开了这一件" in official.page(f"/cases/{made.filing_id}").text
    with centre.engine.begin() as connection:
        assert connection.execute(select(readings.c.filing_id).where(readings.c.official == "看一看")).all() == []


def test_the_list_hides_names_and_finds_people_by_post_alone(centre: Centre, official: Browser) -> None:
    number = "330225197001010013"
    made = centre.case(change={"parties": replace(centre.case().parties, resident=resident(number))})
    page = official.page("/")
    assert NAME not in page.text
    assert "史***" in page.text
    found = official.send(page.form("/people"), number=f" {number} ")
    assert made.filing_id in found.text
    assert number not in found.text
    assert "没有办件" in official.send(page.form("/people"), number="330225197001010014").text
    assert official.get("/people").status_code == 405
    assert f"/cases/{made.filing_id}" not in official.page(f"/?words={number}").links


def test_the_list_is_newest_first_and_pages_meet_without_gap(centre: Centre, official: Browser) -> None:
    made = [centre.case(change={"matter_code": "330225009999", "matter_title": "翻页的事"}).filing_id for _ in range(3)]
    copies = copy_case(centre.engine, made[0], 60)
    path, seen = "/?matter=330225009999", []
    pages = []
    while path:
        page = official.page(path)
        pages.append(path)
        seen += [link.removeprefix("/cases/") for link in page.links if link.startswith("/cases/")]
        path = next((link for link in page.links if "before=" in link), "")
        assert path not in pages
    assert seen == [*reversed(copies), *reversed(made)]
    assert len(pages) == 2
    back = next(link for link in official.page(pages[1]).links if "after=" in link)
    assert [link for link in official.page(back).links if link.startswith("/cases/")] == [
        link for link in official.page(pages[0]).links if link.startswith("/cases/")
    ]


def test_the_filters_narrow_the_list_and_their_counts_agree(centre: Centre, official: Browser) -> None:
    change = {"matter_code": "330225007777", "matter_title": "筛选的事"}
    one, other = centre.case(change=change), centre.case(change=change)
    official.act(one.filing_id, "accept")
    by_matter = official.page("/?matter=330225007777")
    assert "全部 2" in by_matter.text
    assert "已受理 1" in by_matter.text
    assert _cases(official, "/?matter=330225007777&status=accepted") == [one.filing_id]
    assert _cases(official, "/?words=筛选&status=received") == [other.filing_id]
    assert _cases(official, f"/?words={one.filing_id}") == [one.filing_id]
    assert _cases(official, f"/?words={one.provisional_number}") == [one.filing_id]
    number = centre.changes(one.filing_id)[0]["case_number"]
    assert _cases(official, f"/?words={number}") == [one.filing_id]
    assert set(_cases(official, "/?matter=330225007777&township=茅洋乡")) == {one.filing_id, other.filing_id}
    assert _cases(official, "/?matter=330225007777&township=石浦镇") == []
    yesterday = (date.today() - timedelta(days=2)).isoformat()
    with centre.engine.begin() as connection:
        late = update(case_cards).where(case_cards.c.filing_id == other.filing_id).values(due_on=yesterday)
        connection.execute(late)
    assert _cases(official, "/?matter=330225007777&due=late") == [other.filing_id]
    assert "已逾期 1" in official.page("/?matter=330225007777").text


def test_the_page_speaks_english_when_asked(centre: Centre) -> None:
    made = centre.case()
    with centre.browser("陈伟") as browser:
        page = browser.page(f"/cases/{made.filing_id}")
        assert browser.send(page.form("/language"), to="en").headers["Location"] == f"/cases/{made.filing_id}"
        english = browser.page(f"/cases/{made.filing_id}")
        assert "Ask for supplement" in english.text
        assert "一次性告知" not in english.text
        for path in ("/", "/sign-in", f"/cases/{made.filing_id}/papers/1/1"):
            browser.page(path)


def _cases(browser: Browser, path: str) -> list[str]:
    return [link.removeprefix("/cases/") for link in browser.page(path).links if link.startswith("/cases/")]
