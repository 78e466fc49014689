"""The receipt of a filing made before, printed again from its case."""

from kiosk.events import DevicesChanged, Printed, PrintFailed
from kiosk.ports import DeviceSnapshot, DeviceState, PrintPlace
from kiosk.workflow.steps import Signal, Step
from tests.support.filing_road import identify, to_done
from tests.support.scene import READY, Scene
from tests.unit.documents.reading import by_pypdf


def to_case(scene: Scene) -> str:
    """Files something, comes back another time and opens it; the filing's provisional number."""
    to_done(scene)
    filing = scene.terminal.visit.session.outcome.filing
    assert filing is not None
    scene.hand.touch("next")
    scene.arrive(Step.FAREWELL)
    scene.hand.wait("the first receipt", lambda: bool(scene.desk.prints))
    scene.desk.prints.clear()
    scene.terminal.visit.fire(Signal.NEXT)
    identify(scene)
    scene.terminal.visit.fire(Signal.CASES)
    scene.hand.touch(f"filing-{filing.filing_id}")
    scene.arrive(Step.CASE)
    return filing.provisional_number


def test_the_receipt_is_made_anew_from_what_the_store_holds(hall: Scene) -> None:
    number = to_case(hall)
    hall.hand.touch("print-receipt")
    hall.hand.wait("the paper", lambda: bool(hall.desk.prints))
    job, request = hall.desk.prints[-1]
    assert number in by_pypdf(request.pdf)
    assert hall.says("正在打印回执…")
    hall.terminal.reprint.print(hall.terminal.visit.session.reprinting.filing_id, hall.app.shell.spoken)
    assert len(hall.desk.prints) == 1, "one at a time"
    hall.publish(Printed(job, PrintPlace("HP", to_folder=False)))
    assert hall.says("回执打好了，在打印机 HP，请取走。")


def test_a_failure_is_told_and_can_be_tried_again(hall: Scene) -> None:
    to_case(hall)
    hall.hand.touch("print-receipt")
    hall.hand.wait("the paper", lambda: bool(hall.desk.prints))
    hall.publish(PrintFailed(hall.desk.prints[-1][0], "paper-jam"))
    assert hall.says("打印机卡纸了。")
    hall.hand.touch("print-receipt")
    hall.hand.wait("the second paper", lambda: len(hall.desk.prints) == 2)


def test_it_is_a_slip_where_no_sheet_can_be_had(hall: Scene) -> None:
    number = to_case(hall)
    slips = DeviceSnapshot("slip-printer", "slip-printer", "test", DeviceState.READY)
    hall.publish(DevicesChanged((*READY[:2], slips)))
    hall.hand.touch("print-receipt")
    hall.hand.wait("the slip", lambda: bool(hall.desk.slips))
    assert number in {line.words for line in hall.desk.slips[-1][1].lines}
    assert hall.desk.prints == []


def test_without_any_printer_nobody_is_offered_one(hall: Scene) -> None:
    to_case(hall)
    hall.publish(DevicesChanged(READY[:2]))
    assert hall.hand.find("print-receipt") is None


def test_the_next_person_hears_nothing_of_it(hall: Scene) -> None:
    to_case(hall)
    hall.hand.touch("print-receipt")
    hall.hand.wait("the paper", lambda: bool(hall.desk.prints))
    job = hall.desk.prints[-1][0]
    hall.terminal.visit.fire(Signal.CANCEL)
    hall.publish(PrintFailed(job, "paper-jam"))
    assert hall.terminal.visit.session.reprinting.failure == ""
