"""The papers: scanned page by page, looked at, done again, and every way the scanner can fail a person."""

import pytest
from PySide6.QtCore import QSize

from kiosk.events import DevicesChanged, PageScanned, ScanEnded, ScanFailed, ScanProgress
from kiosk.ports import DeviceSnapshot, DeviceState
from kiosk.workflow.steps import Step
from tests.support.filing_road import paper, scan
from tests.support.scene import READY, Scene

UNPLUGGED = (DeviceSnapshot("scanner", "scanner", "test", DeviceState.ABSENT, "absent"),)


def pages(scene: Scene, rule_id: str = "hukou_book") -> int:
    return len(scene.terminal.collect.pages(rule_id))


def test_a_page_is_scanned_with_its_progress_in_sight(materials: Scene) -> None:
    assert materials.says("还差 1 份要交的材料")
    materials.hand.touch("scan-hukou_book")
    job, request = materials.desk.scans[-1]
    assert request.rule.id == "hukou_book"
    assert materials.says("扫描仪正在准备…")
    materials.publish(ScanProgress(job, 0.42))
    assert materials.says("正在扫描… 42%")
    assert materials.hand.find("next") is None, "nobody goes on over a running scan"
    materials.publish(PageScanned(job, paper()))
    materials.publish(ScanEnded(job, 1))
    assert materials.says("✓ 已扫 1 页")
    assert materials.hand.find("page-hukou_book-0") is not None
    assert not materials.says("还差 1 份")


def test_a_scan_can_be_stopped(materials: Scene) -> None:
    materials.hand.touch("scan-hukou_book")
    job, _ = materials.desk.scans[-1]
    materials.hand.touch("cancel-scan")
    assert materials.desk.scans == [], "the desk was told"
    materials.publish(ScanFailed(job, "cancelled"))
    assert materials.hand.find("scan-hukou_book") is not None
    assert materials.hand.find("scan-failure") is None, "a cancelled scan is no failure"


def test_a_full_paper_takes_no_more(materials: Scene) -> None:
    scan(materials, "hukou_book", paper(1))
    scan(materials, "hukou_book", paper(2))
    assert materials.hand.find("scan-hukou_book") is None
    assert pages(materials) == 2


def test_a_page_is_looked_at_and_done_again(materials: Scene) -> None:
    scan(materials, "hukou_book", paper(1))
    scan(materials, "hukou_book", paper(2))
    materials.hand.touch("page-hukou_book-1")
    materials.hand.wait("the large page", lambda: materials.says("户口簿，第 2 页，共 2 页"))
    materials.hand.touch("look-again")
    job, _ = materials.desk.scans[-1]
    assert pages(materials) == 2, "the old page stays until the new one is there"
    materials.publish(PageScanned(job, paper(3)))
    materials.publish(ScanEnded(job, 1))
    assert materials.terminal.collect.pages("hukou_book") == (paper(1), paper(3))


def test_a_page_is_removed(materials: Scene) -> None:
    scan(materials, "hukou_book", paper(1))
    materials.hand.touch("page-hukou_book-0")
    materials.hand.touch("look-remove")
    assert pages(materials) == 0
    assert materials.says("还差 1 份要交的材料")


def test_looking_ends_by_its_button(materials: Scene) -> None:
    scan(materials, "hukou_book", paper(1))
    materials.hand.touch("page-hukou_book-0")
    materials.hand.touch("look-close")
    assert materials.hand.find("look-close") is None
    assert pages(materials) == 1


@pytest.mark.parametrize(
    ("cause", "words"),
    [("no-paper", "没有看到纸"), ("jammed", "纸卡住了"), ("io", "这一页没有扫成"), ("something-new", "这一页没有扫成")],
)
def test_a_failed_scan_says_what_to_do(materials: Scene, cause: str, words: str) -> None:
    materials.hand.touch("scan-hukou_book")
    job, _ = materials.desk.scans[-1]
    materials.publish(ScanFailed(job, cause))
    assert materials.says(words)
    assert materials.hand.find("scan-hukou_book") is not None, "and can be tried again"


def test_a_page_beyond_the_limit_is_told_in_plain_words(materials: Scene) -> None:
    huge = paper()
    too_large = type(huge)(huge.content + bytes(5_000_000), huge.media_type, huge.width_px, huge.height_px)
    materials.hand.touch("scan-hukou_book")
    job, _ = materials.desk.scans[-1]
    materials.publish(PageScanned(job, too_large))
    materials.publish(ScanEnded(job, 1))
    assert materials.says("这份材料太大了，最多 4 兆")
    assert pages(materials) == 0


def test_going_on_without_a_required_paper_points_at_it(materials: Scene) -> None:
    materials.hand.touch("next")
    materials.hand.wait("the word at the paper", lambda: materials.says("这份要交，还没有扫。"))
    assert materials.terminal.visit.step is Step.MATERIALS


def test_without_a_scanner_another_way_is_offered_until_it_is_back(materials: Scene) -> None:
    materials.publish(DevicesChanged(UNPLUGGED))
    assert materials.says("扫描仪现在用不了。")
    assert materials.says("带原件到窗口办")
    assert materials.hand.find("scan-hukou_book") is None, "the button is out of reach"
    materials.publish(DevicesChanged(READY))
    assert materials.hand.find("scan-hukou_book") is not None
    assert not materials.says("扫描仪现在用不了。")


def test_pages_are_shown_from_memory_and_forgotten_with_the_session(materials: Scene) -> None:
    page = paper(90)
    scan(materials, "hukou_book", page)
    pictures = materials.app.shell.pictures
    assert pictures.requestImage(page.digest, QSize(), QSize(100, 100)).height() == 100
    materials.hand.touch("cancel")
    materials.hand.touch("cancel-confirm")
    materials.arrive(Step.FAREWELL)
    assert pictures.requestImage(page.digest, QSize(), QSize(100, 100)).size() == QSize(1, 1)
