"""Which printer the receipt goes to, and what is known of it on its way."""

import pytest

from kiosk.events import DevicesChanged, Printed, PrintFailed, PrintProgress, ReceiptDrawn
from kiosk.ports import DeviceSnapshot, DeviceState, PrintPhase, PrintPlace
from kiosk.services.session import Outcome
from tests.unit.services.conftest import Face
from tests.unit.services.road import choose_allowance, file_allowance

READY, FAILED = DeviceState.READY, DeviceState.NEEDS_ATTENTION


def devices(face: Face, *, printer: DeviceState | None, slip_printer: DeviceState | None) -> None:
    named = (("printer", printer), ("slip-printer", slip_printer))
    health = tuple(DeviceSnapshot(name, name, "test", state) for name, state in named if state is not None)
    face.terminal.bus.publish(DevicesChanged(health))
    face.until(DevicesChanged)


def filed(face: Face) -> Outcome:
    face.put_card()
    choose_allowance(face)
    file_allowance(face)
    face.until(ReceiptDrawn)
    return face.terminal.visit.session.outcome


def test_the_sheet_is_the_receipt_where_both_printers_work(hall: Face) -> None:
    devices(hall, printer=READY, slip_printer=READY)
    filed(hall)
    assert (len(hall.desk.prints), len(hall.desk.slips)) == (1, 0)


@pytest.mark.parametrize("printer", [FAILED, None])
def test_a_slip_takes_its_place_where_the_sheet_cannot_be_printed(hall: Face, printer: DeviceState | None) -> None:
    devices(hall, printer=printer, slip_printer=READY)
    outcome = filed(hall)
    assert hall.desk.prints == []
    job, slip = hall.desk.slips.pop()
    assert outcome.on_slip
    assert outcome.filing is not None
    assert outcome.filing.provisional_number in {line.words for line in slip.lines}
    hall.terminal.bus.publish(Printed(job, PrintPlace("roll", to_folder=False, roll_mm=90)))
    hall.until(Printed)
    assert outcome.paper is not None


def test_a_sheet_that_fails_becomes_a_slip_once(hall: Face) -> None:
    devices(hall, printer=READY, slip_printer=READY)
    outcome = filed(hall)
    job, _ = hall.desk.prints[-1]
    hall.terminal.bus.publish(PrintFailed(job, "paper-jam"))
    hall.until(PrintFailed)
    assert [again for again, _ in hall.desk.slips] == [job]
    assert outcome.paper_failure == "", "nothing has failed for the person yet"
    hall.terminal.bus.publish(PrintFailed(job, "paper-out"))
    hall.until(PrintFailed)
    assert outcome.paper_failure == "paper-out"
    assert len(hall.desk.slips) == 1


def test_without_a_slip_printer_the_failure_is_told_and_the_sheet_printed_again(hall: Face) -> None:
    devices(hall, printer=READY, slip_printer=None)
    outcome = filed(hall)
    job, _ = hall.desk.prints[-1]
    hall.terminal.bus.publish(PrintFailed(job, "paper-jam"))
    hall.until(PrintFailed)
    assert outcome.paper_failure == "paper-jam"
    hall.terminal.receipt.again()
    assert outcome.paper_failure == ""
    assert len(hall.desk.prints) == 2


def test_printing_again_goes_to_the_printer_that_works_now(hall: Face) -> None:
    devices(hall, printer=FAILED, slip_printer=READY)
    outcome = filed(hall)
    hall.terminal.bus.publish(Printed(hall.desk.slips[-1][0], PrintPlace("roll", to_folder=False)))
    hall.until(Printed)
    devices(hall, printer=READY, slip_printer=READY)
    hall.terminal.receipt.again()
    assert (len(hall.desk.prints), outcome.on_slip) == (1, False)


def test_how_far_the_paper_is_stands_in_the_session_until_it_is_there(hall: Face) -> None:
    devices(hall, printer=READY, slip_printer=None)
    outcome = filed(hall)
    job, _ = hall.desk.prints[-1]
    for phase in PrintPhase:
        hall.terminal.bus.publish(PrintProgress(job, phase))
        hall.until(PrintProgress)
        assert outcome.printing is phase
    hall.terminal.bus.publish(PrintProgress("another", PrintPhase.QUEUED))
    hall.until(PrintProgress)
    assert outcome.printing is PrintPhase.PRINTING
    hall.terminal.bus.publish(Printed(job, PrintPlace("HP", to_folder=False)))
    hall.until(Printed)
    assert outcome.printing is None
