"""A driver in a process of its own: what crosses, and what happens when it hangs, crashes or loses its mind."""

import logging
import os
import signal
import sys
import time
from collections.abc import Callable, Iterator
from subprocess import PIPE, Popen
from threading import Thread

import psutil
import pytest

from devices.isolation.host import IsolatedDriver, IsolationDelays
from kiosk.clock import SystemClock
from kiosk.domain.material import MaterialRule, Page
from kiosk.domain.text import Text
from kiosk.errors import DeviceFailure
from kiosk.ports import ScanRequest
from tests.support.devices import PATIENCE_S
from tests.unit.devices.unruly_driver import Shield

TARGET = "tests.unit.devices.unruly_driver:UnrulyDriver"
SECRET = "330225194306140826"
REQUEST = ScanRequest(MaterialRule("deed", Text("房产证")), most_pages=4)
PAGES = Page | None


@pytest.fixture
def driver() -> Iterator[IsolatedDriver]:
    driver = IsolatedDriver(TARGET, SystemClock())
    driver.start(secret=SECRET)
    yield driver
    driver.stop()


def cause_of(call: Callable[[], object]) -> DeviceFailure:
    with pytest.raises(DeviceFailure) as caught:
        call()
    return caught.value


def until(fits: Callable[[], bool]) -> None:
    """Waits for a state of another process that tells nobody of itself."""
    deadline = time.monotonic() + PATIENCE_S
    while not fits():
        assert time.monotonic() < deadline, "it did not come"
        os.sched_yield()


def gone(pid: int) -> bool:
    return not psutil.pid_exists(pid) or psutil.Process(pid).status() == psutil.STATUS_ZOMBIE


def test_driver_keeps_its_state_between_calls(driver: IsolatedDriver) -> None:
    assert driver.call(int, "add", 2, limit_s=PATIENCE_S) == 2
    assert driver.call(int, "add", 40, limit_s=PATIENCE_S) == 42
    assert driver.call(bool, "thread_is_main", limit_s=PATIENCE_S)


@pytest.mark.parametrize("size", [0, 1, 65_520, 65_536, 500_000, 26_000_000])
def test_bytes_of_any_size_come_back_as_they_were(driver: IsolatedDriver, size: int) -> None:
    content = os.urandom(1000) * (size // 1000) + bytes(size % 1000)
    assert driver.call(bytes, "echo", content, limit_s=PATIENCE_S) == content


def test_pages_come_one_after_another_with_their_progress(driver: IsolatedDriver) -> None:
    told: list[float] = []
    pages = driver.stream(PAGES, "pages", REQUEST, silence_s=PATIENCE_S, progress=told.append)
    first = next(pages)
    assert told == [0.5], "each comes when it is done and not at the end"
    assert [first, *pages] == [
        Page(b"\0" * 500_000, "image/jpeg", 10, 14),
        Page(b"\1" * 500_000, "image/jpeg", 10, 14),
        None,
        Page(b"\3" * 500_000, "image/jpeg", 10, 14),
    ]
    assert told == [0.5] * 4


def test_failure_of_the_driver_crosses_whole_and_the_process_stays(driver: IsolatedDriver) -> None:
    fault = cause_of(lambda: driver.call(type(None), "fail", "permission", "/dev/x", limit_s=PATIENCE_S))
    assert (fault.cause, fault.permanent) == ("permission", True)
    assert "may not use the device (/dev/x)" in str(fault)
    assert "udev rules" in fault.remedy
    assert driver.call(int, "add", 1, limit_s=PATIENCE_S) == 1


def test_bug_of_the_driver_is_told_without_what_it_quotes(driver: IsolatedDriver) -> None:
    fault = cause_of(lambda: driver.call(type(None), "break_down", SECRET, limit_s=PATIENCE_S))
    assert fault.cause == "bug"
    assert "KeyError at " in str(fault)
    assert SECRET not in str(fault)
    assert driver.call(int, "add", 1, limit_s=PATIENCE_S) == 1


@pytest.mark.parametrize(("method", "how"), [("crash", "SIGSEGV"), ("leave", "exit code 3")])
def test_crash_is_told_and_a_new_process_begins_afresh(driver: IsolatedDriver, method: str, how: str) -> None:
    pid = driver.pid
    assert pid is not None
    fault = cause_of(lambda: driver.call(type(None), method, limit_s=PATIENCE_S))
    assert fault.cause == "crashed"
    assert how in str(fault)
    assert not driver.running
    assert not psutil.pid_exists(pid), "it was reaped"
    assert cause_of(lambda: driver.call(int, "add", 1, limit_s=PATIENCE_S)).cause == "absent"
    driver.start(secret="another", count=5)
    assert driver.call(int, "add", 1, limit_s=PATIENCE_S) == 6


@pytest.mark.parametrize("method", ["hang", "hang_with_the_lock"])
def test_hanging_call_is_given_up_and_its_process_killed(driver: IsolatedDriver, method: str) -> None:
    pid = driver.pid
    assert pid is not None
    assert cause_of(lambda: driver.call(type(None), method, limit_s=0.05)).cause == "no-answer"
    assert not driver.running
    assert not psutil.pid_exists(pid)


def test_process_that_stands_still_is_given_up(driver: IsolatedDriver) -> None:
    assert driver.pid is not None
    os.kill(driver.pid, signal.SIGSTOP)
    assert cause_of(lambda: driver.call(int, "add", 1, limit_s=0.05)).cause == "no-answer"
    assert not driver.running


def test_process_that_stands_still_takes_no_large_argument_for_ever() -> None:
    driver = IsolatedDriver(TARGET, SystemClock(), IsolationDelays(gap_s=0.05))
    driver.start(secret=SECRET)
    assert driver.pid is not None
    os.kill(driver.pid, signal.SIGSTOP)
    assert cause_of(lambda: driver.call(bytes, "echo", bytes(5_000_000), limit_s=PATIENCE_S)).cause == "no-answer"
    assert not driver.running


def test_process_whose_own_child_keeps_the_wire_open_is_told_as_crashed(driver: IsolatedDriver) -> None:
    fault = cause_of(lambda: driver.call(type(None), "start_a_child_and_crash", limit_s=PATIENCE_S))
    assert fault.cause == "crashed"
    assert "SIGSEGV" in str(fault)


def test_what_the_driver_started_ends_with_it(driver: IsolatedDriver) -> None:
    sleeper = driver.call(int, "sleeper", limit_s=PATIENCE_S)
    assert psutil.pid_exists(sleeper)
    driver.stop()
    until(lambda: gone(sleeper))


def test_nonsense_on_the_wire_is_a_crash(driver: IsolatedDriver) -> None:
    assert cause_of(lambda: driver.call(str, "speak_nonsense", limit_s=PATIENCE_S)).cause == "crashed"
    assert not driver.running


def test_answer_of_another_type_is_a_crash_and_is_not_quoted(driver: IsolatedDriver) -> None:
    fault = cause_of(lambda: driver.call(int, "secret", limit_s=PATIENCE_S))
    assert fault.cause == "crashed"
    assert SECRET not in str(fault)


def test_noise_of_a_library_reaches_neither_the_wire_nor_the_terminal(
    driver: IsolatedDriver, capfd: pytest.CaptureFixture[str]
) -> None:
    assert driver.call(int, "shout", limit_s=PATIENCE_S) == len("more noise") + len("complaints")
    assert driver.call(int, "add", 1, limit_s=PATIENCE_S) == 1
    assert capfd.readouterr() == ("", "")


def test_our_own_log_lines_cross_and_a_vendors_do_not(driver: IsolatedDriver, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO):
        driver.call(type(None), "note", "the port is open", SECRET, limit_s=PATIENCE_S)
    assert ("devices.unruly", logging.INFO, "noted: the port is open") in caplog.record_tuples
    assert SECRET not in caplog.text


def test_process_leaves_no_memory_and_no_personal_data_behind(driver: IsolatedDriver) -> None:
    shield = driver.call(Shield, "shield", limit_s=PATIENCE_S)
    assert (shield.core_limit, shield.dumpable, shield.deaf) == (0, False, True)
    assert driver.pid is not None
    assert SECRET not in " ".join(psutil.Process(driver.pid).cmdline())


def test_keyboard_and_end_of_the_service_are_not_the_childs_to_answer(driver: IsolatedDriver) -> None:
    assert driver.pid is not None
    assert os.getpgid(driver.pid) != os.getpgrp()
    os.kill(driver.pid, signal.SIGINT)
    os.kill(driver.pid, signal.SIGTERM)
    assert driver.call(int, "add", 1, limit_s=PATIENCE_S) == 1


def test_driver_that_cannot_be_made_says_why_and_leaves_no_process() -> None:
    driver = IsolatedDriver(TARGET, SystemClock())
    fault = cause_of(lambda: driver.start(secret="refused"))
    assert (fault.cause, fault.permanent) == ("no-driver", True)
    assert not driver.running
    assert cause_of(lambda: driver.start(secret="crash")).cause == "crashed"
    assert not driver.running
    assert cause_of(lambda: IsolatedDriver("devices.nowhere:Nobody", SystemClock()).start()).cause == "bug"


def test_running_call_is_cancelled_from_another_thread(driver: IsolatedDriver) -> None:
    pages = driver.stream(PAGES, "pages_until_cancelled", silence_s=PATIENCE_S, progress=lambda _part: cancel.start())
    cancel = Thread(target=driver.cancel)
    assert next(pages) is not None
    assert cause_of(lambda: next(pages)).cause == "cancelled"
    cancel.join()
    assert driver.call(int, "add", 1, limit_s=PATIENCE_S) == 1, "the process goes on"


def test_stream_that_nobody_hears_any_more_is_cancelled(driver: IsolatedDriver) -> None:
    pages = driver.stream(PAGES, "pages_until_cancelled", silence_s=PATIENCE_S)
    assert next(pages) is not None
    pages.close()  # type: ignore[attr-defined]
    assert driver.call(int, "add", 1, limit_s=PATIENCE_S) == 1


def test_stream_whose_listener_breaks_down_is_cancelled(driver: IsolatedDriver) -> None:
    def break_down(_part: float) -> None:
        raise RuntimeError("the screen is gone")

    pages = driver.stream(PAGES, "pages_until_cancelled", silence_s=PATIENCE_S, progress=break_down)
    assert next(pages) is not None
    with pytest.raises(RuntimeError):
        next(pages)
    assert driver.call(int, "add", 1, limit_s=PATIENCE_S) == 1


def test_answer_to_a_call_that_broke_off_here_is_not_taken_for_the_next_ones(driver: IsolatedDriver) -> None:
    told: list[float] = []
    assert driver.call(int, "work", limit_s=PATIENCE_S, progress=told.append) == 42
    assert told == [0.5]

    def break_down(_part: float) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        driver.call(int, "work", limit_s=PATIENCE_S, progress=break_down)
    assert not driver.running
    driver.start(secret=SECRET)
    assert driver.call(int, "add", 1, limit_s=PATIENCE_S) == 1


def test_stream_that_does_not_heed_its_cancelling_is_killed() -> None:
    driver = IsolatedDriver(TARGET, SystemClock(), IsolationDelays(cancel_s=0.05))
    driver.start(secret=SECRET)
    pages = driver.stream(PAGES, "one_page_then_hang", silence_s=PATIENCE_S)
    assert next(pages) is not None
    pages.close()  # type: ignore[attr-defined]
    assert not driver.running


def test_cancelled_call_that_goes_on_is_killed() -> None:
    driver = IsolatedDriver(TARGET, SystemClock(), IsolationDelays(cancel_s=0.05))
    driver.start(secret=SECRET)
    pages = driver.stream(PAGES, "one_page_then_hang", silence_s=PATIENCE_S)
    assert next(pages) is not None
    driver.cancel()
    assert cause_of(lambda: next(pages)).cause == "no-answer"
    assert not driver.running


@pytest.mark.parametrize(
    ("method", "silence_s", "cause"),
    [("one_page_then_hang", 0.1, "no-answer"), ("one_page_then_crash", PATIENCE_S, "crashed")],
)
def test_pages_before_a_mishap_are_kept(driver: IsolatedDriver, method: str, silence_s: float, cause: str) -> None:
    pages = driver.stream(PAGES, method, silence_s=silence_s)
    assert next(pages) == Page(b"first", "image/jpeg", 10, 14)
    assert cause_of(lambda: next(pages)).cause == cause


def test_aborted_call_is_told_as_stopped(driver: IsolatedDriver) -> None:
    pages = driver.stream(PAGES, "pages_until_cancelled", silence_s=PATIENCE_S, progress=lambda _part: abort.start())
    abort = Thread(target=driver.abort)
    assert next(pages) is not None
    assert cause_of(lambda: next(pages)).cause == "stopped"
    abort.join()
    driver.start(secret=SECRET)
    assert driver.call(int, "add", 1, limit_s=PATIENCE_S) == 1


TERMINAL = f"""
import sys
from devices.isolation.host import IsolatedDriver
from kiosk.clock import SystemClock
driver = IsolatedDriver({TARGET!r}, SystemClock())
driver.start(secret="x")
print(driver.pid, flush=True)
driver.call(type(None), sys.argv[1], limit_s=1000)
"""


@pytest.mark.parametrize("method", ["hang", "hang_with_the_lock"])
def test_process_ends_with_a_terminal_that_is_killed(method: str) -> None:
    with Popen([sys.executable, "-c", TERMINAL, method], stdout=PIPE) as terminal:
        assert terminal.stdout is not None
        pid = int(terminal.stdout.readline())
        terminal.kill()
    until(lambda: gone(pid))
