"""What people and staff see of devices that fail, in both shapes, languages, the smallest and the largest text: nothing
is clipped, covered, crowded or out of reach. One window walks through them all, as opening one costs most."""

from dataclasses import replace

import pytest

from devices.simulators.sample_cards import SHI_MEIE
from kiosk.domain.material import Page, PageDoubt
from kiosk.events import (
    CardRead,
    CardRemoved,
    CardUnreadable,
    DevicesChanged,
    PageScanned,
    PrintFailed,
    ScanEnded,
    ScanFailed,
)
from kiosk.ports import DeviceSnapshot, DeviceState
from kiosk.services.find_filing import Trouble
from kiosk.workflow.steps import Signal, Step
from tests.support.filing_road import ANSWERS, begin, fill, paper, write_name
from tests.support.scene import AGENT, PIN, READY, Scene
from tests.ui.conftest import OpenScene
from tests.ui.filing.test_camera import CAMERA
from tests.ui.test_layout import LANGUAGE, SHAPE, Walk
from ui.viewmodels.attention import PRINTER, SCANNER, SLIPS
from ui.viewmodels.materials import MaterialsModel
from ui.viewmodels.review import ReviewModel

SCALE = pytest.mark.parametrize("scale", [1.0, 2.0])
LONG_PLACE = "/dev/serial/by-id/usb-Prolific_Technology_Inc._USB-Serial_Controller_D-if00-port0"
SOCIAL = DeviceSnapshot("social-card", "card", "social-card", DeviceState.READY)
NO_READER = tuple(one for one in READY if one.capability != "card")
LOST_READER = DeviceSnapshot("id-card", "card", "serial-id", DeviceState.ABSENT, "absent", "", LONG_PLACE)
EVERY_STATE = (
    LOST_READER,
    replace(SOCIAL, place="Feitian SCR301 (SCR301) 00 00"),
    DeviceSnapshot("scanner", "scanner", "sane", DeviceState.NEEDS_ATTENTION, "jammed", "", "airscan:e0:大厅东侧"),
    DeviceSnapshot("camera", "camera", "uvc", DeviceState.STARTING, "starting"),
    DeviceSnapshot("printer", "printer", "cups", DeviceState.FAILED, "crashed", "", "HP-LaserJet-Pro-MFP-M428fdn"),
    DeviceSnapshot(
        "slips", "slip-printer", "escpos", DeviceState.NEEDS_ATTENTION, "unheard-of", "", "tcp://slips:9100"
    ),
    DeviceSnapshot("cabinet", "cabinet", "modbus", DeviceState.BUSY),
)


@SHAPE
@SCALE
@LANGUAGE
def test_before_a_visit_and_behind_the_staff_door(
    open_scene: OpenScene, shape: str, scale: float, language: str
) -> None:
    scene = open_scene("hall", shape, code_reader=True)
    walk = Walk(scene, shape, scale, language)
    for name, devices in (("only social cards", (*NO_READER, SOCIAL)), ("no reader works", (*NO_READER, LOST_READER))):
        scene.publish(DevicesChanged(devices))
        walk.look(name)
    scene.publish(DevicesChanged((*NO_READER, LOST_READER, SOCIAL)))
    scene.publish(CardUnreadable("card-unknown", "social-card"))
    walk.look("an unknown card on the reader that is left")
    scene.publish(CardRemoved("social-card"))
    scene.publish(CardRead(SHI_MEIE.document))
    scene.terminal.visit.fire(Signal.CANCEL)
    scene.terminal.visit.fire(Signal.NEXT)
    assert scene.terminal.identify.left_card
    walk.look("a card that has to be lifted first")
    scene.publish(CardRemoved())
    for trouble in Trouble:
        scene.terminal.visit.session.finding.trouble = trouble
        scene.terminal.visit.changed()
        walk.look(f"a code: {trouble.value}")
        scene.app.shell.closeOverlay()
    scene.app.shell.help()
    walk.look("help")
    scene.app.shell.closeOverlay()
    scene.terminal.visit.fire(Signal.BROWSE)
    scene.terminal.visit.fire(Signal.IDENTIFY)
    scene.arrive(Step.IDENTIFY)
    walk.look("identify")
    scene.app.shell.openStaff()
    scene.arrive(Step.STAFF)
    walk.look("the staff door")
    scene.terminal.staff.sign_in(AGENT, PIN)
    scene.hand.wait("the open door", lambda: bool(scene.terminal.staff.number))
    scene.publish(DevicesChanged(EVERY_STATE))
    walk.look("staff")
    assert not walk.found, "\n".join(walk.found)


@SHAPE
@SCALE
@LANGUAGE
def test_on_the_road_of_a_filing(open_scene: OpenScene, shape: str, scale: float, language: str) -> None:
    scene = open_scene("hall", shape)
    walk = Walk(scene, shape, scale, language)
    begin(scene)
    fill(scene, ANSWERS)
    scene.arrive(Step.MATERIALS)
    scene.publish(DevicesChanged((*READY, CAMERA)))
    scene.app.shell.help()
    walk.look("help at the papers")
    scene.app.shell.closeOverlay()
    rule = scene.terminal.collect.rules()[0]
    for cause in SCANNER:
        scene.terminal.collect.scan(rule)
        scene.publish(ScanFailed(scene.desk.scans[-1][0], cause))
        assert scene.app.shell.overlay == "attention"
        walk.look(f"scanner: {cause}")
        scene.app.shell.attention.putAside()
    _scan_doubtful(scene)
    walk.look("doubtful pages")
    step = scene.app.shell.step
    assert isinstance(step, MaterialsModel)
    step.look(rule.id, 0)
    walk.look("a doubtful page")
    step.closeLook()
    _file(scene)
    _look_at_papers_that_fail(scene, walk)
    scene.publish(DevicesChanged(READY))
    walk.look("the printer works again")
    scene.app.shell.attention.putAside()
    walk.look("done without the paper")
    assert not walk.found, "\n".join(walk.found)


def _look_at_papers_that_fail(scene: Scene, walk: Walk) -> None:
    outcome = scene.terminal.visit.session.outcome
    job = scene.desk.prints[-1][0]
    for on_slip, causes in ((True, SLIPS), (False, PRINTER)):
        for cause in (*causes, "crashed"):
            outcome.on_slip = on_slip
            scene.publish(DevicesChanged(_printer(cause)))
            scene.publish(PrintFailed(job, cause))
            assert scene.app.shell.overlay == "attention"
            walk.look(f"{'slips' if on_slip else 'printer'}: {cause}")


def _printer(cause: str) -> tuple[DeviceSnapshot, ...]:
    return tuple(
        replace(one, state=DeviceState.NEEDS_ATTENTION, cause=cause) if one.capability == "printer" else one
        for one in READY
    )


def _scan_doubtful(scene: Scene) -> None:
    scene.terminal.collect.scan(scene.terminal.collect.rules()[0])
    job = scene.desk.scans[-1][0]
    for shade, doubts in ((80, (PageDoubt.BLURRED, PageDoubt.GLARE)), (90, (PageDoubt.CUT_OFF,))):
        seen = paper(shade)
        scene.publish(PageScanned(job, Page(seen.content, seen.media_type, seen.width_px, seen.height_px, doubts)))
    scene.publish(ScanEnded(job, 2))


def _file(scene: Scene) -> None:
    """From the papers to the saved filing; by the models where the largest text puts a button far below."""
    scene.app.shell.step.next()
    scene.arrive(Step.REVIEW)
    review = scene.app.shell.step
    assert isinstance(review, ReviewModel)
    review.toggleAgreed()
    review.next()
    scene.arrive(Step.SIGN)
    write_name(scene)
    scene.hand.touch("next")
    scene.arrive(Step.DONE)
    scene.hand.wait("the receipt", lambda: _ordered(scene))


def _ordered(scene: Scene) -> bool:
    scene.terminal.receipt.tick()
    return bool(scene.desk.prints)
