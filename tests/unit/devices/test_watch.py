"""A driver that does not come back: who is told what, that nothing is told twice, and that all the others go on."""

from dataclasses import replace
from threading import Event, current_thread

import pytest

from devices.causes import CAUSES, failure
from devices.watch import WatchedCalls
from kiosk.clock import SystemClock
from kiosk.events import (
    CardNoticed,
    CardRead,
    CardRemoved,
    CardUnreadable,
    EventBus,
    Printed,
    PrintFailed,
    PrintProgress,
)
from kiosk.ports import DeviceSnapshot, DeviceState, PrintPhase
from tests.support.devices import PATIENCE_S, HandClock
from tests.unit.devices.hanging import IMPATIENT, HangingPrinter, HangingReader, impatient
from tests.unit.devices.scripted import PAPER


def _hung(health: DeviceSnapshot) -> bool:
    return health.state is DeviceState.FAILED and health.cause == "no-answer"


def _ready(health: DeviceSnapshot) -> bool:
    return health.state is DeviceState.READY


def test_job_that_hangs_fails_with_those_behind_it_and_the_driver_is_told_to_cancel() -> None:
    printer = HangingPrinter()
    printer.prints.set()
    with impatient(printer) as (manager, heard):
        manager.print_pdf("one", PAPER)
        manager.print_pdf("two", PAPER)
        failed = {heard.until(PrintFailed, 1), heard.until(PrintFailed, 2)}
        assert failed == {PrintFailed("one", "no-answer"), PrintFailed("two", "no-answer")}
        health = heard.until_health(_hung)
        assert health.remedy == CAUSES["no-answer"].remedy
        assert printer.cancelled.wait(PATIENCE_S)


def test_late_answer_is_not_heard_and_the_device_is_opened_anew() -> None:
    printer = HangingPrinter()
    printer.prints.set()
    with impatient(printer) as (manager, heard):
        manager.print_pdf("late", PAPER)
        heard.until_health(_hung)
        before = len(heard.healths)
        printer.release()
        heard.until_health(_ready, after=before)
        manager.print_pdf("next", PAPER)
        assert heard.until(Printed).job == "next"
        assert printer.openings == 2
        assert printer.printed == 2, "the hung one went on by itself"
        late = [event for event in heard.events if getattr(event, "job", "") == "late"]
    assert [type(event) for event in late] == [PrintProgress, PrintFailed]


def test_late_fault_is_not_heard_either() -> None:
    printer = HangingPrinter()
    printer.prints.set()
    printer.printing.append(failure("paper-out"))
    with impatient(printer) as (manager, heard):
        manager.print_pdf("late", PAPER)
        heard.until_health(_hung)
        before = len(heard.healths)
        printer.release()
        heard.until_health(_ready, after=before)
        assert heard.until(PrintFailed) == PrintFailed("late", "no-answer")
        assert sum(isinstance(event, PrintFailed) for event in heard.events) == 1
        assert not any(health.cause == "paper-out" for picture in heard.healths for health in picture)


def test_job_for_a_device_that_hangs_is_refused_before_the_call_returns() -> None:
    printer = HangingPrinter()
    printer.opens.set()
    with impatient(printer) as (manager, heard):
        heard.until_health(_hung)
        manager.print_pdf("paper", PAPER)
        assert PrintFailed("paper", "no-answer") in heard.events


@pytest.mark.parametrize("place", ["opens", "prints", "closes"])
def test_device_is_back_after_a_hang_anywhere(place: str) -> None:
    printer = HangingPrinter()
    getattr(printer, place).set()
    printer.printing.append(failure("absent") if place == "closes" else None)
    with impatient(printer) as (manager, heard):
        manager.print_pdf("one", PAPER)
        assert heard.until(PrintFailed).job == "one"
        heard.until_health(_hung)
        printer.release()
        before = len(heard.healths)
        heard.until_health(_ready, after=before)
        manager.print_pdf("two", PAPER)
        assert heard.until(Printed).job == "two"


def test_signs_of_life_keep_a_long_job_alive() -> None:
    clock = HandClock()
    calls = WatchedCalls(EventBus(), clock)
    calls.belong_to(current_thread())
    with calls.call(10.0):
        for _ in range(5):
            clock.advance(9.0)
            assert not calls.overdue
            calls.publish(PrintProgress("slow", PrintPhase.PRINTING))
        clock.advance(10.0)
        assert calls.overdue
    assert not calls.overdue, "only what runs can be"


def test_driver_that_knows_better_is_given_the_time_it_asks_for() -> None:
    class PatientPrinter(HangingPrinter):
        limit_s = PATIENCE_S

    printer = PatientPrinter()
    printer.prints.set()
    reader = HangingReader()
    reader.polls.set()
    with impatient(printer, reader) as (manager, heard):
        manager.print_pdf("one", PAPER)
        assert printer.prints.entered.wait(PATIENCE_S)
        heard.until_health(lambda health: _hung(health) and health.name == "id-card")
        printer.release()
        assert heard.until(Printed).job == "one"


def test_late_word_of_good_health_is_not_heard_before_the_device_was_opened_anew() -> None:
    openings: list[DeviceSnapshot] = []
    known = Event()

    class CountingReader(HangingReader):
        def open(self) -> None:
            known.wait(PATIENCE_S)
            openings.append(manager.snapshots()[0])

    reader = CountingReader()
    with impatient(reader=reader) as (manager, heard):
        known.set()
        heard.until_health(_ready)
        reader.polls.set()
        heard.until_health(_hung)
        before = len(heard.healths)
        reader.release()
        heard.until_health(_ready, after=before)
    assert [snapshot.state for snapshot in openings] == [DeviceState.STARTING, DeviceState.FAILED]


def test_card_that_was_being_read_is_told_to_be_unreadable_and_gone() -> None:
    reader = HangingReader()
    reader.lies = True
    reader.readings.set()
    with impatient(reader=reader) as (_, heard):
        heard.until(CardRemoved)
        assert [type(event) for event in heard.events] == [CardNoticed, CardUnreadable, CardRemoved]
        reader.release()
        heard.until(CardRead)
        assert [type(event) for event in heard.events][3:] == [CardNoticed, CardRead]


def test_card_that_was_read_is_only_told_to_be_gone() -> None:
    reader = HangingReader()
    reader.lies = True
    with impatient(reader=reader) as (_, heard):
        heard.until(CardRead)
        reader.polls.set()
        heard.until(CardRemoved)
        reader.lies = False
        reader.release()
        heard.until_health(_ready, after=len(heard.healths))
        assert [type(event) for event in heard.events] == [CardNoticed, CardRead, CardRemoved]


def test_device_that_never_comes_back_delays_no_other_and_not_the_end() -> None:
    printer, reader = HangingPrinter(), HangingReader()
    printer.prints.set()
    clock = SystemClock()
    with impatient(printer, reader) as (manager, heard):
        manager.print_pdf("one", PAPER)
        heard.until_health(_hung)
        reader.lies = True
        heard.until(CardRead)
        begun = clock.monotonic()
        manager.stop()
        assert clock.monotonic() - begun < IMPATIENT.stop_s + 1
        assert manager.snapshots()[1].state is DeviceState.FAILED
        manager.print_pdf("after", PAPER)
        assert heard.until(PrintFailed, 2) == PrintFailed("after", "stopped")


def test_job_that_outlasts_the_stop_has_failed() -> None:
    class PatientPrinter(HangingPrinter):
        limit_s = PATIENCE_S

    printer = PatientPrinter()
    printer.prints.set()
    with impatient(printer) as (manager, heard):
        manager.print_pdf("one", PAPER)
        manager.print_pdf("two", PAPER)
        assert printer.prints.entered.wait(PATIENCE_S)
        manager.stop()
        failed = {event for event in heard.events if isinstance(event, PrintFailed)}
        assert failed == {PrintFailed("one", "stopped"), PrintFailed("two", "stopped")}
        printer.release()
        assert printer.closed.wait(PATIENCE_S)
        assert not any(isinstance(event, Printed) for event in heard.events)


def test_device_just_plugged_in_is_not_kept_waiting_by_how_long_it_was_away() -> None:
    # udev gives the right to use a device a moment after the device is there.
    printer = HangingPrinter()
    printer.opening.extend([*[failure("absent")] * 30, failure("permission")])
    with impatient(printer, delays=replace(IMPATIENT, permanent_retry_s=2 * PATIENCE_S)) as (_, heard):
        heard.until_health(lambda health: health.cause == "permission")
        before = len(heard.healths)
        assert heard.until_health(_ready, after=before - 1).cause == ""
        assert not printer.opening, "tried again sooner than a fault that needs a hand"


def test_fault_that_needs_a_hand_while_opening_is_told_as_such() -> None:
    printer = HangingPrinter()
    printer.opening.extend([failure("door-open"), None])
    with impatient(printer) as (_, heard):
        assert heard.until_health(lambda health: health.cause == "door-open").state is DeviceState.NEEDS_ATTENTION
        heard.until_health(_ready)


def test_cancelled_while_opening_is_not_ready() -> None:
    printer = HangingPrinter()
    printer.opening.extend([failure("cancelled"), failure("absent"), None])
    with impatient(printer) as (_, heard):
        heard.until_health(lambda health: health.cause == "absent")
        assert not any(_ready(health) for picture in heard.healths for health in picture)


def test_driver_that_fails_to_close_comes_back_all_the_same(caplog: pytest.LogCaptureFixture) -> None:
    class BrokenPrinter(HangingPrinter):
        def close(self) -> None:
            super().close()
            raise ZeroDivisionError

    printer = BrokenPrinter()
    printer.printing.append(failure("absent"))
    with impatient(printer) as (manager, heard):
        manager.print_pdf("one", PAPER)
        heard.until_health(lambda health: health.cause == "absent")
        before = len(heard.healths)
        heard.until_health(_ready, after=before)
        manager.print_pdf("two", PAPER)
        assert heard.until(Printed).job == "two"
    assert "closing printer failed: ZeroDivisionError" in caplog.text
