"""Review, consent, signature, saving."""

from concurrent.futures import Future

import msgspec.json
import pytest
from PySide6.QtGui import QImage

from kiosk.errors import StoreFailure
from kiosk.storage.connection import Store
from kiosk.workflow.steps import Step
from sync import wire
from sync.manifest import manifest_of
from sync.reference_intake.ledger import LIMITS
from tests.support.filing_road import NAME_STROKES, write_name
from tests.support.scene import Scene


def test_everything_is_there_to_be_read_once_more(review: Scene) -> None:
    for words in ("史美娥", "农商银行", "6228 4804 0256 4890 018", "139 5741 2345", "户口簿", "1 页", "同意书"):
        assert review.says(words), f"{words} is missing"
    assert not review.says("13957412345")


def test_each_part_leads_back_to_where_it_was_given(review: Scene) -> None:
    review.hand.touch("edit-1")
    review.arrive(Step.FORM)
    review.hand.wait("the second question", lambda: review.says("怎么联系您？"))
    assert review.hand.find("field-phone") is not None


def test_the_papers_lead_back_to_the_scanner(review: Scene) -> None:
    review.hand.touch("edit-materials")
    review.arrive(Step.MATERIALS)
    assert review.hand.find("page-hukou_book-0") is not None


def test_nobody_signs_before_agreeing(review: Scene) -> None:
    review.hand.touch("next")
    review.hand.wait("the reminder", lambda: review.says("看完上面的话"))
    assert review.terminal.visit.step is Step.REVIEW
    review.hand.touch("agree")
    assert not review.says("看完上面的话")
    review.hand.touch("next")
    review.arrive(Step.SIGN)


def test_confirming_wants_a_signature(sign: Scene) -> None:
    sign.hand.touch("next")
    sign.hand.wait("the reminder", lambda: sign.says("还没有签名。"))
    sign.hand.tap(sign.place(sign.item("signature-pad")).center())
    assert sign.says("还没有签名。"), "one tap is no name"


def test_a_signature_can_be_wiped_and_written_again(sign: Scene) -> None:
    write_name(sign)
    assert sign.app.shell.step.property("signed") is True
    sign.hand.touch("clear-signature")
    assert sign.app.shell.step.property("signed") is False
    assert sign.app.shell.step.property("empty") is True


def test_a_signature_stays_when_the_text_grows(sign: Scene) -> None:
    write_name(sign)
    before = sign.app.shell.step.strokes()
    sign.app.shell.setTextScale(2.0)
    sign.hand.wait("another pad", lambda: sign.app.shell.step.strokes() != before)
    assert [len(stroke) for stroke in sign.app.shell.step.strokes()] == [len(stroke) for stroke in before]
    pad = sign.item("signature-pad")
    for stroke in sign.app.shell.step.strokes():
        assert all(0 <= point["x"] <= pad.width() and 0 <= point["y"] <= pad.height() for point in stroke)


def test_a_trembling_hand_makes_nothing_that_the_contract_cannot_carry(sign: Scene) -> None:
    step = sign.app.shell.step
    for number in range(400):
        step.penDown(float(number), 10.0)
        for point in range(60):
            step.penMove(float(number), 10.0 + 2 * point)
        step.penUp()
    sign.hand.touch("next")
    sign.arrive(Step.DONE)
    filing = sign.terminal.visit.session.outcome.filing
    assert filing is not None
    sent = msgspec.json.encode(manifest_of(filing))
    assert len(sent) < LIMITS.manifest_bytes / 2
    assert msgspec.json.decode(sent, type=wire.Manifest).filing_id == filing.filing_id


def test_what_is_saved_has_the_strokes_and_their_picture(sign: Scene) -> None:
    write_name(sign)
    sign.hand.touch("next")
    sign.arrive(Step.DONE)
    filing = sign.terminal.visit.session.outcome.filing
    assert filing is not None
    strokes = filing.signature.strokes
    assert len(strokes) == len(NAME_STROKES)
    pad_width = strokes[0][0][0] / NAME_STROKES[0][0][0]
    for drawn, wanted in zip(strokes, NAME_STROKES, strict=True):
        assert drawn[0][0] == pytest.approx(wanted[0][0] * pad_width, abs=2)
        assert drawn[-1][0] == pytest.approx(wanted[-1][0] * pad_width, abs=2)
        assert len(drawn) >= len(wanted)
    assert strokes[0][0][2] == 0
    times = [moment for stroke in strokes for _, _, moment in stroke]
    assert times == sorted(times)
    picture = QImage.fromData(filing.signature.png)
    assert picture.width() == 900
    dark = sum(
        picture.pixelColor(x, y).lightness() < 128
        for x in range(0, picture.width(), 3)
        for y in range(0, picture.height(), 3)
    )
    assert dark > 20, "there is ink on the paper"


def test_a_failed_save_loses_nothing_and_can_be_tried_again(sign: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    write_name(sign)

    def full(*_: object) -> "Future[None]":
        refused: Future[None] = Future()
        refused.set_exception(StoreFailure("jiujin.db: no space left"))
        return refused

    with monkeypatch.context() as broken:
        broken.setattr(Store, "write", full)
        sign.hand.touch("next")
        sign.hand.wait("the message", lambda: sign.says("没有保存成。"))
    assert sign.says("填的、扫的、签的都还在。")
    assert not sign.says("jiujin.db"), "the reason is for staff, not for a person"
    assert sign.app.shell.step.property("signed") is True
    assert sign.terminal.visit.step is Step.SIGN
    sign.hand.touch("clear-signature")
    write_name(sign)
    sign.hand.touch("next")
    sign.arrive(Step.DONE)
