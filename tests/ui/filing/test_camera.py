"""The document camera on the papers' screen: the live picture, the shutter, and every way it ends."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QSize
from PySide6.QtGui import QColor, QImage, QImageWriter
from PySide6.QtQuick import QQuickItem

from kiosk.config import DelaySettings
from kiosk.domain.material import Page, PageDoubt
from kiosk.events import CameraSaw, DevicesChanged, PageScanned, ScanEnded, ScanFailed
from kiosk.ports import CameraPicture, DeviceSnapshot, DeviceState
from kiosk.workflow.steps import Step
from tests.support.filing_road import ANSWERS, begin, fill, paper
from tests.support.scene import READY, Scene
from tests.support.walk import faults
from tests.ui.conftest import OpenScene

CAMERA = DeviceSnapshot("camera", "camera", "uvc", DeviceState.READY)
LOST = DeviceSnapshot("camera", "camera", "uvc", DeviceState.ABSENT, "absent")
NO_SCANNER = tuple(one for one in READY if one.capability != "scanner")
BROKEN_SCANNER = (*NO_SCANNER, DeviceSnapshot("scanner", "scanner", "test", DeviceState.ABSENT, "absent"))


def frame(shade: int) -> CameraPicture:
    """What the camera sees: one shade of grey."""
    image = QImage(64, 48, QImage.Format.Format_RGB32)
    image.fill(QColor(shade, shade, shade))
    content = QByteArray()
    buffer = QBuffer(content)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    assert QImageWriter(buffer, QByteArray(b"JPEG")).write(image)
    return CameraPicture(bytes(content.data()), 64, 48)


@pytest.fixture
def papers(materials: Scene) -> Scene:
    """The papers' screen of a terminal with a scanner and a camera."""
    materials.publish(DevicesChanged((*READY, CAMERA)))
    return materials


@pytest.fixture
def aiming(papers: Scene) -> Scene:
    """Somebody looks through the camera."""
    papers.hand.touch("capture-hukou_book")
    papers.publish(CameraSaw(frame(200)))
    return papers


def held(scene: Scene) -> QImage:
    """What the camera's picture provider would show."""
    return scene.app.shell.camera_pictures.requestImage("1", QSize(), QSize())


def nothing_held(scene: Scene) -> bool:
    return held(scene).size() == QSize(1, 1)


def shoot(scene: Scene, *pages: Page, cause: str = "") -> None:
    """Touches the shutter; the camera answers with pages, or fails."""
    before = len(scene.desk.captures)
    scene.hand.touch("shutter")
    scene.hand.wait("the order", lambda: len(scene.desk.captures) == before + 1)
    job, _ = scene.desk.captures[-1]
    for page in pages:
        scene.publish(PageScanned(job, page))
    scene.publish(ScanFailed(job, cause) if cause else ScanEnded(job, len(pages)))


def pages(scene: Scene) -> tuple[Page, ...]:
    return scene.terminal.collect.pages("hukou_book")


def test_nothing_is_said_of_a_camera_where_none_is_fitted(materials: Scene) -> None:
    assert materials.hand.find("scan-hukou_book") is not None
    assert not materials.says("拍照")


def test_each_paper_offers_the_camera_beside_the_scanner(papers: Scene) -> None:
    assert papers.hand.find("scan-hukou_book") is not None
    assert papers.hand.find("capture-hukou_book") is not None
    assert papers.says("拍照")
    assert not papers.desk.previewing, "nobody has asked for it yet"


def test_the_live_picture_is_shown_and_a_newer_one_takes_its_place(papers: Scene) -> None:
    papers.hand.touch("capture-hukou_book")
    assert papers.desk.previewing
    assert papers.says("户口簿，第 1 页")
    assert papers.says("高拍仪正在打开…")
    papers.publish(CameraSaw(frame(40)))
    assert not papers.says("高拍仪正在打开…")
    sight = papers.item("camera-sight")
    papers.hand.wait("the first picture", lambda: sight.property("sourceSize").width() == 64)
    assert held(papers).pixelColor(5, 5).red() == 40
    papers.publish(CameraSaw(frame(220)))
    assert held(papers).pixelColor(5, 5).red() == 220
    shade = shade_on_the_screen(papers, sight)
    papers.hand.wait("the new picture on the screen", lambda: abs(shade() - 220) < 8)


def shade_on_the_screen(scene: Scene, item: QQuickItem) -> Callable[[], int]:
    """What is drawn in the middle of an item."""

    def shade() -> int:
        where = scene.place(item).center().toPoint()
        picture = scene.app.window.grabWindow()
        return picture.pixelColor(where * picture.devicePixelRatio()).red()

    return shade


def test_a_page_is_taken_looked_at_and_kept(aiming: Scene) -> None:
    shoot(aiming, paper(90))
    _, request = aiming.desk.captures[-1]
    assert request.rule.id == "hukou_book"
    assert aiming.hand.find("shutter") is None
    assert aiming.says("字看得清、四边都在，就用这张。")
    aiming.hand.touch("keep-page")
    assert pages(aiming) == (paper(90),)
    assert not aiming.desk.previewing
    assert aiming.hand.find("keep-page") is None
    assert aiming.hand.find("page-hukou_book-0") is not None


def test_while_it_is_taken_the_shutter_is_out_of_reach(aiming: Scene) -> None:
    aiming.hand.touch("shutter")
    assert aiming.says("正在拍，别动纸…")
    assert aiming.hand.find("shutter") is None
    assert len(aiming.desk.captures) == 1


def test_a_page_taken_again_replaces_the_one_before(aiming: Scene) -> None:
    shoot(aiming, paper(90))
    aiming.hand.touch("retake")
    assert pages(aiming) == (paper(90),), "the old page stays until the new one is there"
    assert aiming.desk.previewing
    aiming.publish(CameraSaw(frame(200)))
    shoot(aiming, paper(120))
    aiming.hand.touch("keep-page")
    assert pages(aiming) == (paper(120),)


def test_one_page_after_the_other_until_the_paper_is_full(aiming: Scene) -> None:
    shoot(aiming, paper(90))
    aiming.hand.touch("next-page")
    assert aiming.says("户口簿，第 2 页")
    shoot(aiming, paper(120))
    assert aiming.hand.find("next-page") is None, "two pages are all this paper takes"
    aiming.hand.touch("keep-page")
    assert pages(aiming) == (paper(90), paper(120))
    assert aiming.hand.find("capture-hukou_book") is None


def test_what_may_be_wrong_with_a_page_is_told_and_the_person_decides(aiming: Scene) -> None:
    seen = paper(90)
    shoot(aiming, Page(seen.content, seen.media_type, seen.width_px, seen.height_px, (PageDoubt.GLARE,)))
    assert aiming.says("有反光")
    assert aiming.hand.find("retake") is not None
    aiming.hand.touch("keep-page")
    assert len(pages(aiming)) == 1


@pytest.mark.parametrize(
    ("cause", "words"),
    [("no-paper", "没有看到纸"), ("too-large", "太大了"), ("no-answer", "没有拍成"), ("something-new", "没有拍成")],
)
def test_a_failed_capture_says_what_to_do_and_can_be_tried_again(aiming: Scene, cause: str, words: str) -> None:
    shoot(aiming, cause=cause)
    assert aiming.says(words)
    assert pages(aiming) == ()
    shoot(aiming, paper(90))
    assert not aiming.says(words)
    assert pages(aiming) == (paper(90),)


def test_closing_ends_the_preview_and_keeps_no_picture(aiming: Scene) -> None:
    assert not nothing_held(aiming)
    aiming.hand.touch("close-camera")
    assert not aiming.desk.previewing
    assert nothing_held(aiming)
    aiming.publish(CameraSaw(frame(200)))
    assert nothing_held(aiming), "one that was under way when it was closed"


def test_leaving_the_step_ends_the_preview(aiming: Scene) -> None:
    aiming.app.shell.back()
    aiming.arrive(Step.FORM)
    assert not aiming.desk.previewing
    assert nothing_held(aiming)


def test_the_end_of_the_session_ends_the_preview(aiming: Scene) -> None:
    shoot(aiming, paper(90))
    aiming.app.shell.confirmCancel()
    aiming.arrive(Step.FAREWELL)
    assert not aiming.desk.previewing
    assert nothing_held(aiming)


def test_a_person_who_has_left_is_not_filmed_on(open_scene: OpenScene) -> None:
    scene = open_scene("hall", delays=DelaySettings(countdown=1.0))
    begin(scene)
    fill(scene, ANSWERS)
    scene.arrive(Step.MATERIALS)
    scene.publish(DevicesChanged((*READY, CAMERA)))
    scene.hand.touch("capture-hukou_book")
    scene.publish(CameraSaw(frame(200)))
    scene.app.shell.idle.begin_countdown()
    scene.hand.wait("the end of the countdown", lambda: scene.terminal.visit.step is not Step.MATERIALS)
    assert not scene.desk.previewing
    assert nothing_held(scene)


def test_a_page_that_comes_after_the_session_reaches_nobody(aiming: Scene) -> None:
    aiming.hand.touch("shutter")
    job, _ = aiming.desk.captures[-1]
    aiming.app.shell.confirmCancel()
    aiming.arrive(Step.FAREWELL)
    aiming.publish(PageScanned(job, paper(90)))
    aiming.publish(ScanEnded(job, 1))
    assert aiming.terminal.visit.session.collection.pages == {}


def test_a_camera_unplugged_while_it_is_looked_through_says_so_and_comes_back(aiming: Scene) -> None:
    aiming.publish(DevicesChanged((*READY, LOST)))
    assert aiming.says("高拍仪现在用不了。")
    assert aiming.says("可以用扫描仪")
    assert aiming.hand.find("shutter") is None, "out of reach"
    assert nothing_held(aiming), "what was seen last is not what lies there now"
    aiming.publish(DevicesChanged((*READY, CAMERA)))
    aiming.publish(CameraSaw(frame(200)))
    assert not aiming.says("高拍仪现在用不了。")
    assert aiming.hand.find("shutter") is not None
    assert not nothing_held(aiming)


def test_a_broken_scanner_points_to_the_camera(papers: Scene) -> None:
    papers.publish(DevicesChanged((*BROKEN_SCANNER, CAMERA)))
    assert papers.says("扫描仪现在用不了。")
    assert papers.says("可以用高拍仪")
    assert papers.hand.find("capture-hukou_book") is not None


def test_a_broken_camera_is_told_with_the_other_way(papers: Scene) -> None:
    papers.publish(DevicesChanged((*READY, LOST)))
    assert papers.says("高拍仪现在用不了。")
    assert papers.says("可以用扫描仪")
    assert papers.hand.find("capture-hukou_book") is None, "out of reach"
    assert papers.hand.find("scan-hukou_book") is not None


def test_where_there_is_only_a_camera_the_screen_leads_with_it(papers: Scene) -> None:
    papers.publish(DevicesChanged((*NO_SCANNER, CAMERA)))
    assert papers.says("把材料拍一下")
    assert papers.says("字朝上放平")
    assert papers.hand.find("scan-hukou_book") is None
    assert not papers.says("扫描仪")
    papers.hand.touch("capture-hukou_book")
    papers.publish(CameraSaw(frame(200)))
    shoot(papers, paper(90))
    papers.hand.touch("keep-page")
    papers.hand.touch("page-hukou_book-0")
    papers.hand.touch("look-again")
    assert papers.desk.previewing, "a page is done again the way it was done"
    shoot(papers, paper(120))
    papers.hand.touch("keep-page")
    assert pages(papers) == (paper(120),)


@pytest.mark.parametrize("shape", ["upright", "lying"])
@pytest.mark.parametrize("scale", [1.0, 2.0])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_it_can_be_read_and_touched_in_every_shape(
    open_scene: OpenScene, shape: str, scale: float, language: str
) -> None:
    scene = open_scene("hall", shape)
    begin(scene)
    fill(scene, ANSWERS)
    scene.arrive(Step.MATERIALS)
    scene.app.shell.setLanguage(language)
    scene.app.shell.setTextScale(scale)
    seen = paper()
    doubtful = Page(seen.content, seen.media_type, seen.width_px, seen.height_px, (PageDoubt.CUT_OFF,))
    camera = scene.app.shell.step.camera

    def look(standing: str) -> None:
        # A picture is what makes Qt lay everything out, as it would before the next frame.
        scene.app.window.grabWindow()
        wrong = faults(scene, shape)
        assert not wrong, f"{standing}: {wrong}"

    for devices in ((*READY, CAMERA), (*READY, LOST), (*NO_SCANNER, CAMERA), (*NO_SCANNER, LOST)):
        scene.publish(DevicesChanged(devices))
        look(str([one.capability for one in devices]))
    scene.publish(DevicesChanged((*READY, CAMERA)))
    camera.open("hukou_book")
    look("waking")
    scene.publish(CameraSaw(frame(200)))
    look("aiming")
    camera.shoot()
    look("taking")
    job, _ = scene.desk.captures[-1]
    scene.publish(ScanFailed(job, "no-paper"))
    look("failed")
    camera.shoot()
    job, _ = scene.desk.captures[-1]
    scene.publish(PageScanned(job, doubtful))
    scene.publish(ScanEnded(job, 1))
    look("taken")
