"""The code on a receipt, under the code reader: the case on the screen, or plain words on why not."""

import pytest
from PySide6.QtTest import QTest

from kiosk.config import DelaySettings
from kiosk.domain.case import CaseChange, CaseStatus
from kiosk.domain.filing import Delivery
from kiosk.domain.identity import mask_name
from kiosk.domain.receipt_case import ReceiptCase
from kiosk.domain.verification import verification_code
from kiosk.events import CaseFound, CaseNotFound, CaseUnreachable, CodeScanned, DevicesChanged
from kiosk.ports import DeviceSnapshot, DeviceState
from kiosk.services.find_filing import Trouble
from kiosk.storage import filings
from kiosk.workflow.steps import Signal, Step
from tests.support.filing_road import begin, identify
from tests.support.scene import AGENT, PIN, READY, Scene
from tests.support.walk import faults
from tests.ui.conftest import OpenScene
from tests.unit.storage.samples import NAME, NOON, NUMBER, filing
from ui.viewmodels.code_notice import TROUBLES

LOADED = DelaySettings(code_gap=0.5)
HERE, ELSEWHERE = filing(1, materials=()), filing(2, materials=())
CODE_HERE, CODE_ELSEWHERE = verification_code(HERE.filing_id), verification_code(ELSEWHERE.filing_id)
CASE_NUMBER = "11330225MB00000190400051100700" + "0" + "202605060001"
TOLD = ReceiptCase(
    ELSEWHERE.filing_id,
    "高龄津贴",
    Delivery.DELIVERED,
    CASE_NUMBER,
    (
        CaseChange(ELSEWHERE.filing_id, CASE_NUMBER, CaseStatus.RECEIVED, "", NOON),
        CaseChange(ELSEWHERE.filing_id, CASE_NUMBER, CaseStatus.SUPPLEMENT_REQUIRED, "户口簿第 2 页看不清。", NOON),
    ),
)


class NotingCentre:
    """Notes what the centre was asked; a test answers by publishing."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def ask(self, _session_id: str, filing_id: str) -> None:
        self.asked.append(filing_id)


@pytest.fixture
def hall(open_scene: OpenScene) -> Scene:
    return _with_centre(open_scene("hall", code_reader=True, delays=LOADED))


def _with_centre(scene: Scene) -> Scene:
    scene.running.centre.desk = NotingCentre()
    scene.running.store.write(lambda connection: filings.save(connection, HERE, "a" * 64)).result()
    return scene


def to_the_centre(scene: Scene, code: str = CODE_ELSEWHERE) -> None:
    """Scans a receipt of another terminal; the centre has been asked."""
    centre = scene.running.centre.desk
    assert isinstance(centre, NotingCentre)
    count = len(centre.asked)
    scene.hand.scan_code(code)
    scene.hand.wait("the question", lambda: len(centre.asked) > count)


def test_a_guest_opens_a_filing_of_this_terminal(hall: Scene) -> None:
    hall.hand.scan_code(CODE_HERE)
    hall.arrive(Step.CASE)
    for words in ("等着送出", "还没有消息", "凭回执上的码打开", mask_name(NAME)):
        assert hall.says(words), f"{words} is missing from {hall.said()}"
    for secret in (NAME, NUMBER, "查询码"):
        assert not hall.says(secret), secret
    hall.hand.touch("back")
    hall.arrive(Step.ATTRACT)
    assert hall.terminal.visit.session.finding.case is None


def test_a_filing_of_another_terminal_comes_from_the_centre(hall: Scene) -> None:
    to_the_centre(hall)
    assert hall.says("正在问县中心")
    hall.publish(CaseFound(TOLD, session_id=hall.session_id))
    hall.arrive(Step.CASE)
    hall.hand.wait("the notice to be gone", lambda: hall.app.shell.property("overlay") == "")
    for words in ("高龄津贴", "需要补材料", "轮到您了", "户口簿第 2 页看不清。", "中心已收到", "已经送到"):
        assert hall.says(words), f"{words} is missing"
    assert not hall.says("给谁办")


def test_the_answer_to_somebody_who_has_gone_opens_nothing(hall: Scene) -> None:
    before = hall.session_id
    to_the_centre(hall)
    hall.hand.touch("code-close")
    hall.hand.touch("browse")
    hall.arrive(Step.HOME)
    hall.terminal.visit.fire(Signal.CANCEL)
    hall.arrive(Step.FAREWELL)
    hall.publish(CaseFound(TOLD, session_id=before))
    assert hall.terminal.visit.step is Step.FAREWELL


@pytest.mark.parametrize(
    ("event", "words"), [(CaseNotFound, "县中心还没有这一件"), (CaseUnreachable, "现在问不到县中心")]
)
def test_a_filing_that_cannot_be_shown_is_told_with_what_to_do(hall: Scene, event: type, words: str) -> None:
    to_the_centre(hall)
    reason = {"reason": "line.timeout"} if event is CaseUnreachable else {}
    hall.publish(event(filing_id=ELSEWHERE.filing_id, session_id=hall.session_id, **reason))
    assert hall.says(words)
    assert hall.says("打 12345，报回执上的编号")
    hall.hand.touch("code-close")
    hall.hand.wait("the notice to be gone", lambda: hall.app.shell.property("overlay") == "")
    assert hall.terminal.visit.step is Step.ATTRACT


@pytest.mark.parametrize(
    ("code", "words"),
    [("6901234567892", "这个码不是本县办事回执上的码"), (CODE_HERE[:-1] + "!", "没有扫清楚")],
)
def test_a_code_that_is_none_is_told_so(hall: Scene, code: str, words: str) -> None:
    hall.hand.scan_code(code)
    hall.hand.wait("the notice", lambda: hall.app.shell.property("overlay") != "")
    assert hall.says(words)
    assert hall.terminal.visit.step is Step.ATTRACT


def test_who_fills_in_a_form_is_not_torn_out_of_it(hall: Scene) -> None:
    begin(hall)
    hall.hand.scan_code(CODE_HERE)
    hall.hand.wait("the notice", lambda: hall.says("现在正在办事，先不查回执"))
    hall.hand.touch("code-close")
    assert hall.terminal.visit.step is Step.FORM


def test_where_no_visit_may_begin_a_receipt_begins_none(hall: Scene) -> None:
    hall.terminal.visit.close_gate("power")
    hall.hand.scan_code(CODE_HERE)
    hall.hand.wait("the words", lambda: hall.terminal.visit.session.finding.trouble == "closed")
    assert hall.terminal.visit.step is Step.ATTRACT


def test_every_trouble_has_its_words() -> None:
    assert set(TROUBLES) == set(Trouble)


def test_the_next_receipt_takes_the_place_of_the_first(hall: Scene) -> None:
    identify(hall)
    hall.hand.scan_code(CODE_HERE)
    hall.arrive(Step.CASE)
    to_the_centre(hall)
    hall.publish(CaseFound(TOLD, session_id=hall.session_id))
    hall.hand.wait("the other case", lambda: hall.says("需要补材料"))
    hall.hand.touch("back")
    hall.arrive(Step.HOME)
    assert not hall.says("需要补材料"), "one step back, and not to the first receipt"


def test_at_an_outlet_the_agent_signs_in_first(open_scene: OpenScene) -> None:
    village = _with_centre(open_scene("village", code_reader=True, delays=LOADED))
    village.hand.scan_code(CODE_HERE)
    village.hand.wait("the notice", lambda: village.says("请代办员先登录"))
    village.hand.touch("code-close")
    village.enter("field-agent", AGENT)
    village.enter("field-pin", PIN)
    village.hand.touch("next")
    village.arrive(Step.OUTLET)
    village.hand.scan_code(CODE_HERE)
    village.arrive(Step.CASE)
    assert village.says("凭回执上的码打开")
    village.hand.touch("back")
    village.arrive(Step.OUTLET)


def test_people_are_told_of_the_code_reader_where_there_is_one(hall: Scene, open_scene: OpenScene) -> None:
    assert hall.says("把上面的码对着扫码口")
    hall.hand.touch("browse")
    hall.arrive(Step.HOME)
    assert hall.says("把上面的码对着扫码口")
    hall.terminal.visit.fire(Signal.CASES)
    hall.arrive(Step.CASES)
    hall.hand.wait("the line", lambda: hall.says("把上面的码对着扫码口"))


def test_without_a_code_reader_nobody_speaks_of_it_and_keys_are_keys(open_scene: OpenScene) -> None:
    scene = open_scene("hall")
    assert not scene.says("扫码口")
    scene.hand.scan_code(CODE_HERE, suffix="")
    QTest.qWait(0)
    assert scene.terminal.visit.step is Step.ATTRACT
    assert scene.app.shell.property("keysInUse")


CAMERA = DeviceSnapshot("camera", "camera", "test", DeviceState.READY)


def test_the_camera_looks_for_a_code_while_it_is_asked_to(open_scene: OpenScene) -> None:
    scene = _with_centre(open_scene("hall"))
    scene.publish(DevicesChanged((*READY, CAMERA)))
    identify(scene)
    scene.terminal.visit.fire(Signal.CASES)
    scene.arrive(Step.CASES)
    assert not scene.desk.previewing
    scene.hand.touch("look")
    scene.hand.wait("the camera", lambda: scene.desk.searching)
    assert scene.says("平放到摄像头下面")
    scene.hand.touch("look")
    scene.hand.wait("its end", lambda: not scene.desk.previewing)
    scene.hand.touch("look")
    scene.publish(CodeScanned(CODE_HERE))
    scene.arrive(Step.CASE)
    assert not scene.desk.previewing, "nobody is filmed for longer than it takes"


@pytest.mark.parametrize("shape", ["upright", "lying"])
@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("scale", [1.0, 2.0])
def test_everything_can_be_read_and_touched(open_scene: OpenScene, shape: str, language: str, scale: float) -> None:
    scene = _with_centre(open_scene("hall", shape, code_reader=True, delays=LOADED))
    found = {}
    scene.app.shell.setLanguage(language)
    scene.app.shell.setTextScale(scale)
    found["attract"] = _settled_faults(scene, shape)
    for name, event in (
        ("asking", None),
        ("unreachable", CaseUnreachable(ELSEWHERE.filing_id, "line.timeout", session_id=scene.session_id)),
        ("unknown", CaseNotFound(ELSEWHERE.filing_id, session_id=scene.session_id)),
    ):
        to_the_centre(scene)
        if event is not None:
            scene.publish(event)
        found[name] = _settled_faults(scene, shape)
        scene.hand.touch("code-close")
        scene.hand.wait("the notice to be gone", lambda: scene.app.shell.property("overlay") == "")
    to_the_centre(scene)
    scene.publish(CaseFound(TOLD, session_id=scene.session_id))
    scene.arrive(Step.CASE)
    found["case"] = _settled_faults(scene, shape)
    assert {name: wrong for name, wrong in found.items() if wrong} == {}


def _settled_faults(scene: Scene, shape: str) -> list[str]:
    # A grab lays everything out and paints it.
    scene.app.window.grabWindow()
    return faults(scene, shape)
