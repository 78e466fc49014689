"""The papers: scanned page by page, looked at, done again, and every way the scanner can fail a person."""

import pytest
from PySide6.QtCore import QSize

from kiosk.domain.material import Page, PageDoubt
from kiosk.events import DevicesChanged, PageScanned, ScanEnded, ScanFailed, ScanProgress
from kiosk.ports import DeviceSnapshot, DeviceState, PaperSource
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
    assert materials.desk.cancelled == 1, "the desk was told"
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
    if materials.app.shell.overlay:
        materials.hand.touch("cancel")  # a jam takes the whole screen until it is put aside
        materials.hand.wait("the step", lambda: not materials.app.shell.overlay)
    assert materials.hand.find("scan-hukou_book") is not None, "and can be tried again"


def test_a_page_beyond_the_limit_is_told_in_plain_words(materials: Scene) -> None:
    huge = paper()
    too_large = type(huge)(huge.content + bytes(5_000_000), huge.media_type, huge.width_px, huge.height_px)
    materials.hand.touch("scan-hukou_book")
    job, _ = materials.desk.scans[-1]
    materials.publish(PageScanned(job, too_large))
    materials.publish(ScanEnded(job, 1))
    assert materials.says("这份材料太大了，最多 4 兆，这一页没有留下。放正了再扫一次。"), "there is no page to remove"
    assert pages(materials) == 0
    scan(materials, "hukou_book", paper())
    materials.hand.touch("scan-hukou_book")
    job, _ = materials.desk.scans[-1]
    materials.publish(PageScanned(job, too_large))
    materials.publish(ScanEnded(job, 1))
    assert materials.says("删掉一页再扫")


def test_a_scanner_that_needs_a_hand_can_be_tried_again_at_once(materials: Scene) -> None:
    materials.hand.touch("scan-hukou_book")
    job, _ = materials.desk.scans[-1]
    broken = DeviceSnapshot("scanner", "scanner", "sane", DeviceState.NEEDS_ATTENTION, "no-paper")
    materials.publish(ScanFailed(job, "no-paper"))
    materials.publish(DevicesChanged((broken,)))
    assert sum("没有看到纸" in words for words in materials.said()) == 1, "it is said once"
    materials.hand.touch("scan-hukou_book")
    assert len(materials.desk.scans) == 2


def test_nobody_is_told_to_try_again_what_cannot_be_tried(materials: Scene) -> None:
    materials.hand.touch("scan-hukou_book")
    materials.publish(ScanFailed(materials.desk.scans[-1][0], "io"))
    assert materials.says("再试一次")
    materials.publish(DevicesChanged((DeviceSnapshot("scanner", "scanner", "sane", DeviceState.ABSENT, "io"),)))
    assert materials.says("扫描仪现在用不了")
    assert not materials.says("再试一次")


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


def doubtful(*doubts: PageDoubt) -> Page:
    page = paper(90)
    return Page(page.content, page.media_type, page.width_px, page.height_px, doubts)


def test_one_touch_takes_all_the_pages_a_paper_may_still_have(materials: Scene) -> None:
    materials.hand.touch("scan-hukou_book")
    job, request = materials.desk.scans[-1]
    assert (request.most_pages, request.source) == (2, PaperSource.ANY)
    materials.publish(PageScanned(job, paper(1)))
    assert materials.hand.find("next") is None, "the feeder goes on"
    materials.publish(PageScanned(job, paper(2)))
    materials.publish(ScanEnded(job, 2, blanks=2))
    assert materials.terminal.collect.pages("hukou_book") == (paper(1), paper(2))
    assert materials.hand.find("scan-failure") is None, "empty backs are nobody's fault"


def test_the_second_touch_asks_for_what_is_left_and_doing_again_for_one(materials: Scene) -> None:
    scan(materials, "hukou_book", paper(1))
    materials.hand.touch("scan-hukou_book")
    job, request = materials.desk.scans[-1]
    assert request.most_pages == 1
    materials.publish(ScanFailed(job, "no-paper"))
    materials.hand.touch("page-hukou_book-0")
    materials.hand.touch("look-again")
    assert materials.desk.scans[-1][1].most_pages == 1


def test_pages_before_a_jam_are_kept(materials: Scene) -> None:
    materials.hand.touch("scan-hukou_book")
    job, _ = materials.desk.scans[-1]
    materials.publish(PageScanned(job, paper(1)))
    materials.publish(ScanFailed(job, "io"))
    assert pages(materials) == 1
    assert materials.says("这一页没有扫成")


def test_a_blank_page_is_told_and_not_kept(materials: Scene) -> None:
    materials.hand.touch("scan-hukou_book")
    job, _ = materials.desk.scans[-1]
    materials.publish(ScanEnded(job, 0, blanks=1))
    assert materials.says("这一页是空白的")
    assert pages(materials) == 0


@pytest.mark.parametrize(
    ("doubt", "words"),
    [(PageDoubt.BLURRED, "字有点糊"), (PageDoubt.GLARE, "有反光"), (PageDoubt.CUT_OFF, "纸边缺了一块")],
)
def test_a_doubtful_page_is_kept_and_its_doubt_told(materials: Scene, doubt: PageDoubt, words: str) -> None:
    scan(materials, "hukou_book", paper(1))
    assert materials.hand.find("doubts-hukou_book") is None
    scan(materials, "hukou_book", doubtful(doubt))
    assert materials.says(f"第 2 页{words}")
    materials.hand.touch("page-hukou_book-0")
    assert materials.hand.find("look-doubt") is None
    materials.hand.touch("look-close")
    materials.hand.touch("page-hukou_book-1")
    assert materials.says(f"这一页{words}")
