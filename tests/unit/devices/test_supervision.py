"""One device's thread: its states, its way back, its jobs; with drivers that do as they are told."""

import logging
from collections import deque
from threading import Thread, get_ident

import pytest

from devices.causes import CAUSES, failure, is_lost
from devices.ownership import ThreadOwnership
from kiosk.clock import SystemClock
from kiosk.errors import DeviceFailure
from kiosk.events import (
    CardNoticed,
    CardRead,
    CardRemoved,
    CardUnreadable,
    PageScanned,
    Printed,
    PrintFailed,
    ScanFailed,
    ScanProgress,
)
from kiosk.ports import DeviceState
from tests.support.devices import PATIENCE_S, QUICK
from tests.unit.devices.scripted import (
    PAGE,
    PAPER,
    REQUEST,
    CheckedPrinter,
    HeldPrinter,
    HeldScanner,
    ScriptedPrinter,
    ScriptedReader,
    running,
)


def test_device_that_comes_late_becomes_ready_by_itself() -> None:
    printer = ScriptedPrinter()
    printer.opening.extend([failure("absent"), failure("no-answer"), None])
    with running(printer=printer) as (manager, heard):
        absent = heard.until_health(lambda health: health.state is DeviceState.ABSENT)
        assert (absent.cause, absent.remedy) == ("absent", CAUSES["absent"].remedy)
        failed = heard.until_health(lambda health: health.state is DeviceState.FAILED)
        assert failed.cause == "no-answer"
        ready = heard.until_health(lambda health: health.state is DeviceState.READY)
        assert (ready.cause, ready.remedy) == ("", "")
        assert manager.snapshots() == (ready,)
    assert printer.closed.is_set()


def test_every_call_comes_from_the_devices_own_thread() -> None:
    printer = ScriptedPrinter()
    printer.printing.extend([None, failure("absent"), None])
    with running(printer=printer) as (manager, heard):
        manager.print_pdf("one", PAPER)
        heard.until(Printed)
        manager.print_pdf("two", PAPER)
        heard.until_health(lambda health: health.state is DeviceState.ABSENT)
        before = len(heard.healths)
        heard.until_health(lambda health: health.state is DeviceState.READY, after=before)
        manager.print_pdf("three", PAPER)
        heard.until(Printed, 2)
    assert printer.openings == 2
    assert len(printer.threads) == 1
    assert get_ident() not in printer.threads


def test_job_for_a_device_that_is_not_there_fails_at_once() -> None:
    printer = ScriptedPrinter()
    printer.opening.extend([failure("absent")] * 1000)
    with running(printer=printer) as (manager, heard):
        heard.until_health(lambda health: health.state is DeviceState.ABSENT)
        manager.print_pdf("paper", PAPER)
        assert heard.until(PrintFailed) == PrintFailed("paper", "absent")


def test_job_wakes_a_device_that_waits_for_its_next_try() -> None:
    printer = ScriptedPrinter()
    printer.opening.extend([failure("permission"), None])
    with running(printer=printer) as (manager, heard):
        heard.until_health(lambda health: health.cause == "permission")
        manager.print_pdf("paper", PAPER)
        assert heard.until(Printed).job == "paper"


def test_fault_of_one_job_leaves_the_device_open_and_the_next_job_clears_it() -> None:
    printer = ScriptedPrinter()
    printer.printing.extend([failure("job-failed"), None])
    with running(printer=printer) as (manager, heard):
        manager.print_pdf("one", PAPER)
        assert heard.until(PrintFailed).cause == "job-failed"
        attention = heard.until_health(lambda health: health.state is DeviceState.NEEDS_ATTENTION)
        assert attention.cause == "job-failed"
        before = len(heard.healths)
        manager.print_pdf("two", PAPER)
        heard.until(Printed)
        heard.until_health(lambda health: health.state is DeviceState.READY, after=before)
    assert printer.openings == 1


def test_trouble_that_is_over_is_not_shown_any_longer() -> None:
    printer = CheckedPrinter()
    with running(printer=printer) as (_, heard):
        heard.until_health(lambda health: health.state is DeviceState.READY)
        printer.trouble = "paper-out"
        heard.until_health(lambda health: health.cause == "paper-out")
        before = len(heard.healths)
        printer.trouble = ""
        mended = heard.until_health(lambda health: health.state is DeviceState.READY, after=before)
    assert mended.cause == ""


def test_bug_in_a_driver_is_a_fault_of_its_device_alone(caplog: pytest.LogCaptureFixture) -> None:
    printer, reader = ScriptedPrinter(), ScriptedReader()
    printer.printing.append(ZeroDivisionError("史美娥"))
    with running(printer=printer, reader=reader) as (manager, heard), caplog.at_level(logging.ERROR):
        manager.print_pdf("one", PAPER)
        assert heard.until(PrintFailed).cause == "bug"
        heard.until_health(lambda health: health.state is DeviceState.FAILED and health.cause == "bug")
        before = len(heard.healths)
        heard.until_health(
            lambda health: health.state is DeviceState.READY and health.capability == "printer", after=before
        )
        manager.print_pdf("two", PAPER)
        heard.until(Printed)
        reader.lies = True
        heard.until(CardRead)
    assert "the driver of printer has a bug: ZeroDivisionError at devices/printers/supervised.py:" in caplog.text
    assert "史美娥" not in caplog.text


def test_card_is_told_once_from_noticing_to_removal() -> None:
    reader = ScriptedReader()
    with running(reader=reader) as (_, heard):
        for round_ in (1, 2):
            reader.lies = True
            heard.until(CardRead, round_)
            reader.lies = False
            heard.until(CardRemoved, round_)
    assert [type(event) for event in heard.events] == [CardNoticed, CardRead, CardRemoved] * 2
    assert reader.reads == 2


def test_card_that_cannot_be_read_is_not_tried_again_before_it_was_taken_away() -> None:
    reader = ScriptedReader()
    reader.faults.append(failure("read-failed"))
    with running(reader=reader) as (manager, heard):
        reader.lies = True
        assert heard.until(CardUnreadable).cause == "read-failed"
        assert manager.snapshots()[0].cause == "", "the card's fault is not the reader's"
        reader.lies = False
        heard.until(CardRemoved)
        reader.lies = True
        heard.until(CardRead)
    assert [type(event) for event in heard.events] == [
        CardNoticed,
        CardUnreadable,
        CardRemoved,
        CardNoticed,
        CardRead,
    ]


def test_scan_tells_its_progress_and_its_page() -> None:
    scanner = HeldScanner()
    scanner.let_go.set()
    with running(scanner=scanner) as (manager, heard):
        manager.scan("page-1", REQUEST)
        assert heard.until(PageScanned) == PageScanned("page-1", PAGE)
        assert heard.until(ScanProgress) == ScanProgress("page-1", 0.5)


def test_cancelling_ends_the_running_scan_and_those_that_wait() -> None:
    scanner = HeldScanner()
    with running(scanner=scanner) as (manager, heard):
        manager.scan("one", REQUEST)
        manager.scan("two", REQUEST)
        assert scanner.begun.wait(PATIENCE_S)
        manager.cancel_scan()
        assert heard.until(ScanFailed, 1) == ScanFailed("one", "cancelled")
        assert heard.until(ScanFailed, 2) == ScanFailed("two", "cancelled")
        scanner.let_go.set()
        manager.scan("three", REQUEST)
        heard.until(PageScanned)
        heard.until_health(lambda health: health.state is DeviceState.READY)
        assert not any(health.cause == "cancelled" for picture in heard.healths for health in picture)


def test_stop_ends_a_running_job_and_refuses_those_that_wait() -> None:
    scanner, clock = HeldScanner(), SystemClock()
    with running(scanner=scanner) as (manager, heard):
        manager.scan("one", REQUEST)
        manager.scan("two", REQUEST)
        assert scanner.begun.wait(PATIENCE_S)
        begun = clock.monotonic()
        manager.stop()
        assert clock.monotonic() - begun < QUICK.stop_s
        assert {heard.until(ScanFailed, 1).job, heard.until(ScanFailed, 2).job} == {"one", "two"}


def test_papers_that_wait_when_the_printer_is_stopped_are_still_printed() -> None:
    printer = HeldPrinter()
    with running(printer=printer) as (manager, heard):
        for job in ("one", "two", "three"):
            manager.print_pdf(job, PAPER)
        assert printer.begun.wait(PATIENCE_S)
        printer.printing.append(failure("job-failed"))
        stopping = Thread(target=manager.stop)
        stopping.start()
        assert printer.cancelled.wait(PATIENCE_S)
        stopping.join(PATIENCE_S)
        assert [heard.until(Printed, count).job for count in (1, 2)] == ["one", "three"]
        assert heard.until(PrintFailed) == PrintFailed("two", "job-failed")
    assert printer.closed.is_set()


def test_a_printer_that_never_came_prints_nothing_when_it_is_stopped() -> None:
    printer = ScriptedPrinter()
    printer.opening.extend([failure("absent")] * 1000)
    with running(printer=printer) as (manager, heard):
        heard.until_health(lambda health: health.state is DeviceState.ABSENT)
        manager.stop()
    assert printer.printing == deque()
    assert not any(isinstance(event, Printed) for event in heard.events)


def test_devices_that_are_not_fitted() -> None:
    with running() as (manager, heard):
        manager.scan("page", REQUEST)
        manager.print_pdf("paper", PAPER)
        manager.cancel_scan()
        assert heard.events == [ScanFailed("page", "absent"), PrintFailed("paper", "absent")]
        assert manager.snapshots() == ()


def test_second_thread_is_refused() -> None:
    owner = ThreadOwnership("the reader")
    owner.claim()
    refused: list[RuntimeError] = []

    def intrude() -> None:
        try:
            owner.check()
        except RuntimeError as fault:
            refused.append(fault)

    thread = Thread(target=intrude)
    thread.start()
    thread.join()
    assert "the reader" in str(refused[0])
    owner.check()
    owner.release()


def test_unknown_cause_counts_as_a_lost_device() -> None:
    assert is_lost(DeviceFailure("never heard of", "?"))
    assert not is_lost(failure("paper-out"))
