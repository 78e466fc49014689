"""After saving: the state of the filing, the receipt, the things to take, the evaluation, the end."""

from datetime import UTC, datetime

from kiosk.domain.filing import Acknowledgement, Delivery, DeliveryState
from kiosk.events import CardRemoved, DeliveryChanged, DevicesChanged, LineChanged, Printed, PrintFailed, PrintProgress
from kiosk.ports import DeviceSnapshot, DeviceState, PrintPhase, PrintPlace
from kiosk.services.session import Session
from kiosk.workflow.steps import Step
from tests.support.filing_road import write_name
from tests.support.scene import READY, Scene
from tests.unit.documents.reading import by_pypdf
from ui.viewmodels.done import LATE_S, SLOW_S, DoneModel
from ui.viewmodels.farewell import FarewellModel

RECEIVED = DeliveryState(
    Delivery.DELIVERED,
    1,
    acknowledgement=Acknowledgement("浙象〔2026〕000123", "482913", datetime(2026, 11, 23, tzinfo=UTC)),
)


def session(scene: Scene) -> Session:
    return scene.terminal.visit.session


def deliver(scene: Scene, state: DeliveryState) -> None:
    filing = session(scene).outcome.filing
    assert filing is not None
    scene.publish(DeliveryChanged(filing.filing_id, state))


def printing(scene: Scene) -> str:
    """Waits until the receipt is at the printer's; the job's name."""
    scene.hand.wait("the receipt", lambda: bool(scene.desk.prints))
    return scene.desk.prints[-1][0]


def test_it_says_saved_first_and_official_by_itself(done: Scene) -> None:
    assert done.says("已经保存好了")
    assert done.says("正在送到县中心…")
    assert done.hand.find("provisional-stamp") is None
    deliver(done, RECEIVED)
    for words in ("已经送到县中心", "浙象〔2026〕000123", "482913"):
        assert done.says(words)


def test_with_the_line_down_it_is_stamped_provisional_until_the_centre_answers(done: Scene) -> None:
    done.publish(LineChanged(up=False, reason="line.unreachable"))
    assert done.says("现在送不到县中心，这是暂存")
    assert done.hand.find("provisional-stamp") is not None
    filing = session(done).outcome.filing
    assert filing is not None
    assert done.says(filing.provisional_number)
    deliver(done, RECEIVED)
    assert done.hand.find("provisional-stamp") is None


def test_who_reads_english_gets_an_english_receipt(sign: Scene) -> None:
    write_name(sign)
    sign.app.shell.setLanguage("en")
    sign.hand.touch("next")
    sign.arrive(Step.DONE)
    deliver(sign, RECEIVED)
    printing(sign)
    paper = by_pypdf(sign.desk.prints[-1][1].pdf)
    assert "Filingreceipt" in paper
    assert "Old-ageallowance" in paper


def test_a_refusal_is_told_with_a_way_out(done: Scene) -> None:
    deliver(done, DeliveryState(Delivery.REFUSED, 1, "intake.refused", "superseded"))
    assert done.says("县中心没有收，请到窗口问一下")
    assert not done.says("superseded")


def test_it_says_where_the_receipt_is(done: Scene) -> None:
    assert done.says("正在等县中心的回音")
    deliver(done, RECEIVED)
    job = printing(done)
    assert done.says("正在打印回执…")
    done.publish(Printed(job, PrintPlace("大厅打印机", to_folder=False)))
    assert done.says("回执打好了，在打印机 大厅打印机，请取走。")
    assert done.says("请取走：身份证、户口簿原件、回执")


def test_a_folder_is_named_where_there_is_no_printer(done: Scene) -> None:
    deliver(done, RECEIVED)
    done.publish(Printed(printing(done), PrintPlace("/somewhere/printed/receipt.pdf", to_folder=True)))
    assert done.says("回执存在打印文件夹")
    assert done.says("receipt.pdf")
    assert not done.says("/somewhere")
    assert not done.says("户口簿原件、回执"), "nobody is sent to a paper that is not there"


def test_a_printer_without_paper_does_not_spoil_the_filing_and_prints_again(done: Scene) -> None:
    deliver(done, RECEIVED)
    done.publish(PrintFailed(printing(done), "paper-out"))
    done.hand.touch("cancel")  # the full-screen word is put aside
    done.hand.wait("the step", lambda: not done.app.shell.overlay)
    assert done.says("打印机没纸了。")
    assert done.says("办的事不受影响")
    done.hand.touch("back")
    done.hand.wait("the second job", lambda: len(done.desk.prints) == 2)


def test_the_card_on_the_reader_is_remembered(done: Scene) -> None:
    assert done.says("身份证还在读卡器上。")
    done.publish(CardRemoved())
    assert not done.says("身份证还在读卡器上。")
    assert done.says("请取走：户口簿原件")


def test_everything_stands_on_one_screen(done: Scene) -> None:
    # As long as a case number of the centre can be.
    word = Acknowledgement("11330225MB000001904000511007000202611240001", "482913", datetime(2026, 11, 23, tzinfo=UTC))
    deliver(done, DeliveryState(Delivery.DELIVERED, 1, acknowledgement=word))
    done.publish(
        Printed(printing(done), PrintPlace("/somewhere/printed/20261124-020107-就近办-回执.pdf", to_folder=True))
    )
    done.app.window.grabWindow()
    bar = done.place(done.item("next")).top()
    assert all(done.place(done.item(f"rate-{level}")).bottom() < bar for level in range(1, 6))
    assert not done.says("下面还有")


def test_a_slip_onto_the_wrong_level_can_be_mended(done: Scene) -> None:
    done.hand.touch("rate-1")
    done.hand.wait("the reasons", lambda: done.says("哪里让您不满意？"))
    done.hand.touch("rate-5")
    done.hand.wait("thanks", lambda: done.says("谢谢您的评价。"))
    assert session(done).outcome.evaluation == 5


def test_a_printer_that_never_answers_is_told(done: Scene) -> None:
    deliver(done, RECEIVED)
    printing(done)
    model = done.app.shell.step
    for _ in range(LATE_S):
        model.tick()
    assert done.says("打印机一直没有回应。")
    assert done.says("办的事不受影响")
    done.publish(Printed(done.desk.prints[-1][0], PrintPlace("大厅打印机", to_folder=False)))
    assert done.says("大厅打印机")


def test_a_slow_printer_is_seen_to_be_at_work_and_not_taken_for_a_dead_one(done: Scene) -> None:
    deliver(done, RECEIVED)
    job = printing(done)
    model = done.app.shell.step
    for _ in range(LATE_S + SLOW_S):
        model.tick()
        done.publish(PrintProgress(job, PrintPhase.PRINTING))
    assert done.says("打印机有点慢，还在打，请等一等。")
    assert not done.says("打印机一直没有回应。")
    done.app.shell.setLanguage("en")
    assert done.says("The printer is slow; it is still printing. One moment.")
    done.publish(Printed(job, PrintPlace("HP", to_folder=False)))
    assert done.says("The receipt is printed, at HP. Please take it.")


def test_a_slip_in_place_of_the_sheet_is_said_to_be_one(done: Scene) -> None:
    slips = DeviceSnapshot("slip-printer", "slip-printer", "test", DeviceState.READY)
    done.publish(DevicesChanged((*READY, slips)))
    deliver(done, RECEIVED)
    job = printing(done)
    done.publish(PrintFailed(job, "paper-out"))
    assert done.says("正在打印小票…")
    done.publish(Printed(done.desk.slips[-1][0], PrintPlace("roll", to_folder=False)))
    assert done.says("回执打在小票上了，请取走小票。")
    assert done.says("回执")


def test_a_good_word_is_one_touch(done: Scene) -> None:
    done.hand.touch("rate-5")
    done.hand.wait("thanks", lambda: done.says("谢谢您的评价。"))
    assert session(done).outcome.evaluation == 5


def test_a_bad_word_is_asked_for_its_reasons(done: Scene) -> None:
    done.hand.touch("rate-1")
    done.hand.wait("the question", lambda: done.says("哪里让您不满意？"))
    assert session(done).outcome.evaluation == 0, "nothing is given yet"
    assert done.hand.find("send-reasons") is None, "and cannot be without a reason"
    done.hand.touch("reason-too-long")
    done.hand.touch("reason-unclear")
    done.hand.touch("reason-too-long")
    done.hand.touch("send-reasons")
    done.hand.wait("thanks", lambda: done.says("谢谢您的评价。"))
    assert session(done).outcome.evaluation == 1


def test_it_ends_by_itself_and_forgets(done: Scene) -> None:
    model = done.app.shell.step
    assert isinstance(model, DoneModel)
    before = session(done)
    for _ in range(round(done.terminal.settings.delays.done) - 1):
        model.tick()
    assert done.says("1 秒后自动结束")
    model.stay()
    assert done.says("90 秒后自动结束")
    for _ in range(round(done.terminal.settings.delays.done)):
        model.tick()
    done.arrive(Step.FAREWELL)
    assert session(done) is not before
    assert done.says("屏幕上没有您的信息了")
    assert not done.says("史")


def test_farewell_goes_back_to_the_start_by_itself(done: Scene) -> None:
    done.hand.touch("next")
    done.arrive(Step.FAREWELL)
    farewell = done.app.shell.step
    assert isinstance(farewell, FarewellModel)
    for _ in range(round(done.terminal.settings.delays.farewell)):
        farewell.tick()
    done.arrive(Step.ATTRACT)
