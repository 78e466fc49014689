"""SANE in a process of its own, on SANE's own test device: what gets through, and what a mishap there leaves whole."""

import os
import signal
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from io import BytesIO
from pathlib import Path
from threading import Thread

import psutil
import pytest
from PIL import Image

from devices.fitted import Fitted
from devices.isolation.host import IsolationDelays
from devices.manager import DeviceManager
from devices.scanners.isolated import IsolatedScanner, IsolatedScannerDelays, OptionValue
from devices.scanners.sane import write_test_backend
from kiosk.clock import SystemClock
from kiosk.domain.material import ColourMode, MaterialRule
from kiosk.domain.text import Text
from kiosk.errors import DeviceFailure
from kiosk.events import EventBus, PageScanned, ScanFailed, ScanProgress
from kiosk.ports import DeviceState, PaperSource, ScanRequest
from tests.support.devices import QUICK, Heard

OpenScanner = Callable[..., AbstractContextManager[IsolatedScanner]]
PLAIN: Mapping[str, OptionValue] = {"read_return_value": "Default", "test_picture": "Grid"}
SLOW: Mapping[str, OptionValue] = {**PLAIN, "read_delay": True, "read_delay_duration": 200_000}
"""The test device waits so many microseconds before each piece of a page."""

REQUEST = ScanRequest(MaterialRule("deed", Text("房产证"), colour=ColourMode.COLOUR, resolution_dpi=75, max_pages=1))


@pytest.fixture(scope="session")
def config_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_test_backend(tmp_path_factory.mktemp("sane"))


@pytest.fixture
def scanner_with(config_dir: Path) -> OpenScanner:
    @contextmanager
    def opened(
        options: Mapping[str, OptionValue] = PLAIN, delays: IsolatedScannerDelays | None = None
    ) -> Iterator[IsolatedScanner]:
        scanner = IsolatedScanner("test:0", SystemClock(), config_dir=config_dir, options=options, delays=delays)
        scanner.open()
        try:
            yield scanner
        finally:
            scanner.close()

    return opened


def ignore(_part: float) -> None:
    """Progress that nobody looks at."""


def cause_of(call: Callable[[], object]) -> str:
    with pytest.raises(DeviceFailure) as caught:
        call()
    return caught.value.cause


def pid_of(scanner: IsolatedScanner) -> int:
    assert scanner.pid is not None
    return scanner.pid


def unheard(pid: int) -> set[int]:
    """The signals that the process ignores (proc(5), SigIgn)."""
    (line,) = (line for line in Path(f"/proc/{pid}/status").read_text().splitlines() if line.startswith("SigIgn:"))
    bits = int(line.split()[1], 16)
    return {number for number in range(1, 32) if bits >> (number - 1) & 1}


def test_page_comes_through_whole_with_its_progress(scanner_with: OpenScanner) -> None:
    told: list[float] = []
    with scanner_with() as scanner:
        (page,) = scanner.scan(REQUEST, told.append)
        assert scanner.place.endswith("test:0")
    assert page is not None
    assert Image.open(BytesIO(page.content)).size == (page.width_px, page.height_px)
    assert told[0] == 0.0
    assert told[-1] == 1.0
    assert told == sorted(told)


def test_two_scanners_of_one_terminal_have_a_configuration_each(scanner_with: OpenScanner, tmp_path: Path) -> None:
    (tmp_path / "dll.conf").write_text("", encoding="ascii")
    with scanner_with() as scanner:
        other = IsolatedScanner("", SystemClock(), config_dir=tmp_path)
        assert cause_of(other.open) == "absent"
        assert len(list(scanner.scan(REQUEST, ignore))) == 1


@pytest.mark.parametrize(
    ("status", "cause"), [("SANE_STATUS_JAMMED", "jammed"), ("SANE_STATUS_COVER_OPEN", "cover-open")]
)
def test_mishap_of_the_device_is_told_by_its_cause_and_its_process_stays(
    scanner_with: OpenScanner, status: str, cause: str
) -> None:
    with scanner_with({**PLAIN, "read_return_value": status}) as scanner:
        pid = scanner.pid
        assert cause_of(lambda: list(scanner.scan(REQUEST, ignore))) == cause
        assert scanner.pid == pid


def test_cancelled_scan_ends_and_the_next_one_works(scanner_with: OpenScanner) -> None:
    with scanner_with() as scanner:
        pid = scanner.pid

        def cancel_at_once(part: float) -> None:
            if part > 0.0:
                thread = Thread(target=scanner.cancel)
                thread.start()
                thread.join()

        slow = REQUEST.rule.__class__("deed", Text("房产证"), resolution_dpi=600, max_pages=1)
        assert cause_of(lambda: list(scanner.scan(ScanRequest(slow), cancel_at_once))) == "cancelled"
        assert len(list(scanner.scan(REQUEST, ignore))) == 1
        assert scanner.pid == pid


def test_crash_in_the_middle_of_a_page_is_told_and_the_next_opening_works(scanner_with: OpenScanner) -> None:
    with scanner_with(SLOW) as scanner:
        pid = pid_of(scanner)
        crash = os.kill
        assert cause_of(lambda: list(scanner.scan(REQUEST, lambda _part: crash(pid, signal.SIGSEGV)))) == "crashed"
        assert not psutil.pid_exists(pid)
        assert cause_of(lambda: list(scanner.scan(REQUEST, ignore))) == "absent"
    with scanner_with() as scanner:
        assert len(list(scanner.scan(REQUEST, ignore))) == 1


def test_backend_that_hangs_is_killed_and_the_next_opening_works(scanner_with: OpenScanner) -> None:
    delays = IsolatedScannerDelays(silence_s=1.0)
    with scanner_with(SLOW, delays) as scanner:
        pid = pid_of(scanner)
        stop = os.kill
        assert cause_of(lambda: list(scanner.scan(REQUEST, lambda _part: stop(pid, signal.SIGSTOP)))) == "no-answer"
        assert not psutil.pid_exists(pid)
    with scanner_with() as scanner:
        assert len(list(scanner.scan(REQUEST, ignore))) == 1


def test_backend_that_hangs_does_not_keep_the_person_who_cancels(scanner_with: OpenScanner) -> None:
    delays = IsolatedScannerDelays(isolation=IsolationDelays(cancel_s=0.05))

    def hang_and_cancel(_part: float) -> None:
        os.kill(pid_of(scanner), signal.SIGSTOP)
        scanner.cancel()

    with scanner_with(SLOW, delays) as scanner:
        assert cause_of(lambda: list(scanner.scan(REQUEST, hang_and_cancel))) == "no-answer"


def test_page_that_stops_in_its_midst_is_given_up_sooner_than_a_cold_lamp(scanner_with: OpenScanner) -> None:
    delays = IsolatedScannerDelays(silence_s=1000.0, line_s=0.5)
    with scanner_with(SLOW, delays) as scanner:
        pid = pid_of(scanner)

        def stop_among_the_lines(part: float) -> None:
            if 0.0 < part < 1.0:
                os.kill(pid, signal.SIGSTOP)

        assert cause_of(lambda: list(scanner.scan(REQUEST, stop_among_the_lines))) == "no-answer"
        assert not psutil.pid_exists(pid)


@pytest.mark.parametrize("part", [0.0, 1.0])
def test_what_comes_before_a_page_has_its_own_longer_time(scanner_with: OpenScanner, part: float) -> None:
    delays = IsolatedScannerDelays(silence_s=0.5, line_s=1000.0)
    pile = ScanRequest(REQUEST.rule, PaperSource.FEEDER, 2)

    def stop_there(told: float) -> None:
        if told == part:
            os.kill(pid, signal.SIGSTOP)

    with scanner_with(delays=delays) as scanner:
        pid = pid_of(scanner)
        assert cause_of(lambda: list(scanner.scan(pile, stop_there))) == "no-answer"


def test_signals_that_are_the_terminals_to_answer_stay_unheard_whatever_a_page_undoes(
    scanner_with: OpenScanner,
) -> None:
    with scanner_with(SLOW) as scanner:
        pid = pid_of(scanner)
        for _ in range(2):
            (page,) = scanner.scan(REQUEST, lambda part: os.kill(pid, signal.SIGTERM) if part > 0.0 else None)
            assert page is not None
            assert unheard(pid) >= {signal.SIGINT, signal.SIGTERM, signal.SIGPIPE}
        os.kill(pid, signal.SIGTERM)
        assert len(list(scanner.scan(REQUEST, ignore))) == 1
        assert scanner.pid == pid


def test_closing_a_hanging_scanner_ends_its_process(scanner_with: OpenScanner) -> None:
    with scanner_with(delays=IsolatedScannerDelays(close_s=0.05)) as scanner:
        pid = pid_of(scanner)
        os.kill(pid, signal.SIGSTOP)
    assert not psutil.pid_exists(pid)


def test_unplugged_usb_scanner_is_noticed_without_asking_its_process(config_dir: Path, tmp_path: Path) -> None:
    plugged = tmp_path / "001" / "007"
    plugged.parent.mkdir()
    plugged.touch()
    scanner = IsolatedScanner("test:libusb:001:007", SystemClock(), config_dir=config_dir, usb_root=tmp_path)
    scanner.check()
    plugged.unlink()
    assert cause_of(scanner.check) == "absent"


def test_crash_between_two_pages_costs_nobody_a_page(scanner_with: OpenScanner) -> None:
    with scanner_with() as scanner:
        pid = pid_of(scanner)
        os.kill(pid, signal.SIGSEGV)
        os.waitid(os.P_PID, pid, os.WEXITED | os.WNOWAIT)
        assert len(list(scanner.scan(REQUEST, ignore))) == 1
        assert scanner.pid != pid


def test_page_that_crashed_its_backend_fails_and_the_terminal_scans_the_next_one(config_dir: Path) -> None:
    bus = EventBus()
    heard = Heard(bus)
    scanner = IsolatedScanner("test:0", SystemClock(), config_dir=config_dir, options=SLOW)
    manager = DeviceManager(bus, SystemClock(), Fitted(scanner=lambda: scanner), QUICK)
    manager.start()
    heard.until_health(lambda health: health.state is DeviceState.READY)
    manager.scan("first", REQUEST)
    heard.until(ScanProgress)
    os.kill(pid_of(scanner), signal.SIGSEGV)
    assert heard.until(ScanFailed) == ScanFailed("first", "crashed")
    manager.scan("second", REQUEST)
    assert heard.until(PageScanned).job == "second"
    manager.stop()
