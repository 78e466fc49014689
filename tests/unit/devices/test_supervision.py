"""One device's thread: its states, its way back, its jobs; with drivers that do as they are told."""

import logging
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Event, Thread, get_ident

import pytest

from devices.causes import CAUSES, failure, is_lost
from devices.manager import DeviceManager
from devices.ownership import ThreadOwnership
from devices.simulators.sample_cards import SHI_MEIE
from kiosk.clock import SystemClock
from kiosk.domain.identity import IdentityDocument
from kiosk.domain.material import MaterialRule, Page
from kiosk.domain.text import Text
from kiosk.errors import DeviceFailure
from kiosk.events import (
    CardNoticed,
    CardRead,
    CardRemoved,
    CardUnreadable,
    EventBus,
    PageScanned,
    Printed,
    PrintFailed,
    ScanFailed,
    ScanProgress,
)
from kiosk.ports import DeviceState, PrintPlace, PrintRequest, ScanRequest
from tests.support.devices import PATIENCE_S, QUICK, Heard

REQUEST = ScanRequest(MaterialRule("deed", Text("房产证")))
PAPER = PrintRequest("回执", b"%PDF-1.7")
PAGE = Page(b"jpeg", "image/jpeg", 10, 14)


class ScriptedPrinter:
    """Raises what `faults` holds, one for each opening or print; says who called it."""

    def __init__(self) -> None:
        self.opening: deque[Exception | None] = deque()
        self.printing: deque[Exception | None] = deque()
        self.threads: set[int] = set()
        self.openings = 0
        self.closed = Event()

    def open(self) -> None:
        self.threads.add(get_ident())
        self.openings += 1
        self._raise(self.opening)

    def close(self) -> None:
        self.closed.set()

    def print_pdf(self, _request: PrintRequest) -> PrintPlace:
        self.threads.add(get_ident())
        self._raise(self.printing)
        return PrintPlace("office", to_folder=False)

    @staticmethod
    def _raise(script: deque[Exception | None]) -> None:
        fault = script.popleft() if script else None
        if fault is not None:
            raise fault


class CheckedPrinter(ScriptedPrinter):
    """Can tell its health: whatever `trouble` names."""

    trouble = ""

    def check(self) -> None:
        if self.trouble:
            raise failure(self.trouble)


class HeldScanner:
    """Scans until it is cancelled or let go."""

    def __init__(self) -> None:
        self.begun = Event()
        self.let_go = Event()
        self.cancelled = Event()

    def open(self) -> None:
        """Always there."""

    def close(self) -> None:
        """Never mind."""

    def scan(self, _request: ScanRequest, progress: Callable[[float], None]) -> Page:
        self.cancelled.clear()
        progress(0.5)
        self.begun.set()
        self.let_go.wait(PATIENCE_S)
        if self.cancelled.is_set():
            raise failure("cancelled")
        return PAGE

    def cancel(self) -> None:
        self.cancelled.set()
        self.let_go.set()


class ScriptedReader:
    """A card lies there or not; reading raises what `faults` holds."""

    def __init__(self) -> None:
        self.lies = False
        self.faults: deque[Exception] = deque()
        self.reads = 0

    def open(self) -> None:
        """Always there."""

    def close(self) -> None:
        """Never mind."""

    def poll(self) -> bool:
        return self.lies

    def present(self) -> bool:
        return self.lies

    def read(self) -> IdentityDocument:
        self.reads += 1
        if self.faults:
            raise self.faults.popleft()
        return SHI_MEIE.document


@contextmanager
def running(
    *, reader: ScriptedReader | None = None, scanner: HeldScanner | None = None, printer: ScriptedPrinter | None = None
) -> Iterator[tuple[DeviceManager, Heard]]:
    bus = EventBus()
    heard = Heard(bus)
    manager = DeviceManager(
        bus,
        SystemClock(),
        reader=None if reader is None else lambda: reader,
        scanner=None if scanner is None else lambda: scanner,
        printer=None if printer is None else lambda: printer,
        delays=QUICK,
    )
    assert all(snapshot.state is DeviceState.STARTING for snapshot in manager.snapshots())
    manager.start()
    try:
        yield manager, heard
    finally:
        manager.stop()


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
        heard.until(PrintFailed)
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
        heard.until_health(lambda health: health.state is DeviceState.READY, after=before)


def test_bug_in_a_driver_is_a_fault_of_its_device_alone(caplog: pytest.LogCaptureFixture) -> None:
    printer, reader = ScriptedPrinter(), ScriptedReader()
    printer.printing.append(ZeroDivisionError())
    with running(printer=printer, reader=reader) as (manager, heard), caplog.at_level(logging.ERROR):
        manager.print_pdf("one", PAPER)
        assert heard.until(PrintFailed).cause == "bug"
        heard.until_health(lambda health: health.state is DeviceState.FAILED and health.cause == "bug")
        manager.print_pdf("two", PAPER)
        heard.until(Printed)
        reader.lies = True
        heard.until(CardRead)
    assert "has a bug" in caplog.text


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
