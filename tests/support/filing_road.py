"""The road of a filing in a scene: what a resident does, step by step."""

from PySide6.QtCore import QBuffer, QByteArray, QIODevice
from PySide6.QtGui import QColor, QImage, QImageWriter

from devices.simulators.sample_cards import SHI_MEIE
from kiosk.domain.material import Page
from kiosk.events import CardNoticed, CardRead, PageScanned, ScanEnded
from kiosk.workflow.steps import Signal, Step
from tests.support.scene import Scene

ALLOWANCE = "000511007000"
TRADER = "000131008000"
ANSWERS = {
    "bank": "rcb",
    "bank_card": "6228480402564890018",
    "phone": "13957412345",
    "living_with": "home",
    "by_proxy": "no",
}
NAME_STROKES = [
    [(0.18, 0.30), (0.34, 0.26), (0.30, 0.42), (0.22, 0.62)],
    [(0.48, 0.28), (0.62, 0.26), (0.56, 0.48), (0.46, 0.70), (0.60, 0.60), (0.74, 0.74)],
]


def paper(shade: int = 200) -> Page:
    """A small grey page; each shade is another page."""
    image = QImage(210, 297, QImage.Format.Format_RGB32)
    image.fill(QColor(shade, shade, shade))
    content = QByteArray()
    buffer = QBuffer(content)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    assert QImageWriter(buffer, QByteArray(b"JPEG")).write(image)
    return Page(bytes(content.data()), "image/jpeg", 210, 297)


def lay_card(scene: Scene) -> None:
    scene.publish(CardNoticed())
    scene.publish(CardRead(SHI_MEIE.document))


def identify(scene: Scene) -> None:
    lay_card(scene)
    scene.arrive(Step.HOME)


def begin(scene: Scene, matter: str = ALLOWANCE) -> None:
    """From the first screen into the form of `matter`."""
    identify(scene)
    scene.terminal.choose.open(matter)
    scene.arrive(Step.GUIDE)
    scene.terminal.visit.fire(Signal.NEXT)
    scene.arrive(Step.FORM)


def fill(scene: Scene, answers: dict[str, str]) -> None:
    """Answers every question by the service, as other tests touch each of them."""
    service = scene.terminal.fill
    while scene.terminal.visit.step is Step.FORM:
        for _ in range(2):
            # Twice, because an answer may bring up the next field of the same group.
            for field in service.fields():
                if field.id in answers:
                    service.answer(field, answers[field.id])
        assert service.next() == {}


def scan(scene: Scene, rule_id: str, page: Page) -> None:
    """Touches the button of that paper; the scanner brings `page`."""
    scene.hand.touch(f"scan-{rule_id}")
    job, _ = scene.desk.scans[-1]
    scene.publish(PageScanned(job, page))
    scene.publish(ScanEnded(job, 1))


def to_review(scene: Scene) -> None:
    begin(scene)
    fill(scene, ANSWERS)
    scene.arrive(Step.MATERIALS)
    scan(scene, "hukou_book", paper())
    scene.hand.touch("next")
    scene.arrive(Step.REVIEW)


def to_sign(scene: Scene) -> None:
    to_review(scene)
    scene.hand.touch("agree")
    scene.hand.touch("next")
    scene.arrive(Step.SIGN)


def write_name(scene: Scene) -> None:
    """Signs with a finger."""
    for stroke in NAME_STROKES:
        scene.hand.draw("signature-pad", stroke)


def to_done(scene: Scene) -> None:
    to_sign(scene)
    write_name(scene)
    scene.hand.touch("next")
    scene.arrive(Step.DONE)
