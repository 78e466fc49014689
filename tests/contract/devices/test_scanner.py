"""What a scanner does, on SANE's own test device: its glass, and its feeder of ten pages."""

import logging
import os
from collections.abc import Callable, Generator, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from io import BytesIO
from itertools import pairwise
from pathlib import Path
from subprocess import run
from sys import executable
from threading import Thread
from typing import Any, cast

import pytest
from PIL import Image

from devices.scanners.base import ScannerDelays
from devices.scanners.sane import SaneScanner, check_plugged_in, write_test_backend
from kiosk.clock import SystemClock
from kiosk.domain.material import ColourMode, MaterialRule
from kiosk.domain.text import Text
from kiosk.errors import DeviceFailure
from kiosk.ports import PaperSource, ScanRequest

OpenScanner = Callable[[Mapping[str, object]], AbstractContextManager[SaneScanner]]


@pytest.fixture(scope="session")
def config_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_test_backend(tmp_path_factory.mktemp("sane"))


@pytest.fixture
def scanner_with(config_dir: Path) -> OpenScanner:
    """Opens the scanner with options of its own; the test device keeps what the last test set."""

    @contextmanager
    def opened(options: Mapping[str, object]) -> Iterator[SaneScanner]:
        options = {"read_return_value": "Default", "test_picture": "Grid", **options}
        delays = ScannerDelays(progress_s=0.0)
        scanner = SaneScanner("test:0", SystemClock(), config_dir=config_dir, options=options, delays=delays)
        scanner.open()
        try:
            yield scanner
        finally:
            scanner.close()

    return opened


def request_for(colour: ColourMode = ColourMode.COLOUR, dpi: int = 100, max_bytes: int = 5_000_000) -> ScanRequest:
    rule = MaterialRule("deed", Text("房产证"), colour=colour, resolution_dpi=dpi, max_bytes=max_bytes, max_pages=1)
    return ScanRequest(rule)


def ignore(_part: float) -> None:
    """Progress that nobody looks at."""


@pytest.mark.parametrize("dpi", [75, 150, 300])
def test_page_is_a4_at_the_rules_resolution(scanner_with: OpenScanner, dpi: int) -> None:
    with scanner_with({}) as scanner:
        page = next(scanner.scan(request_for(dpi=dpi), ignore))
    assert page.media_type == "image/jpeg"
    assert page.width_px == pytest.approx(210 / 25.4 * dpi, abs=dpi / 10)
    assert page.height_px == pytest.approx(297 / 25.4 * dpi, abs=dpi / 10)
    assert Image.open(BytesIO(page.content)).size == (page.width_px, page.height_px)


@pytest.mark.parametrize(
    ("colour", "mode"), [(ColourMode.COLOUR, "RGB"), (ColourMode.GREY, "L"), (ColourMode.LINEART, "L")]
)
def test_page_has_the_rules_colour(scanner_with: OpenScanner, colour: ColourMode, mode: str) -> None:
    with scanner_with({}) as scanner:
        page = next(scanner.scan(request_for(colour), ignore))
    assert Image.open(BytesIO(page.content)).mode == mode


def test_page_shows_what_lay_on_the_glass(scanner_with: OpenScanner) -> None:
    with scanner_with({"test_picture": "Grid"}) as scanner:
        page = next(scanner.scan(request_for(ColourMode.GREY), ignore))
    dark, light = (Image.open(BytesIO(page.content)).histogram()[part] for part in (slice(64), slice(192, 256)))
    share = sum(dark) / (sum(dark) + sum(light))
    assert share == pytest.approx(0.5, abs=0.05), "a chequered page is half black"


def test_page_keeps_to_the_size_its_rule_allows(scanner_with: OpenScanner) -> None:
    with scanner_with({"test_picture": "Color pattern"}) as scanner:
        page = next(scanner.scan(request_for(max_bytes=120_000), ignore))
    assert 0 < len(page.content) <= 120_000


def test_progress_rises_from_nothing_to_all(scanner_with: OpenScanner) -> None:
    told: list[float] = []
    with scanner_with({}) as scanner:
        next(scanner.scan(request_for(dpi=75), told.append))
    assert told[0] == 0.0
    assert told[-1] == 1.0
    assert told == sorted(told)
    assert len(told) > 2


def test_several_pages_one_after_another(scanner_with: OpenScanner) -> None:
    with scanner_with({}) as scanner:
        assert len({next(scanner.scan(request_for(dpi=75), ignore)).digest for _ in range(3)}) == 1


@pytest.mark.parametrize(
    ("status", "cause"),
    [
        ("SANE_STATUS_DEVICE_BUSY", "busy"),
        ("SANE_STATUS_JAMMED", "jammed"),
        ("SANE_STATUS_NO_DOCS", "no-paper"),
        ("SANE_STATUS_COVER_OPEN", "cover-open"),
        ("SANE_STATUS_IO_ERROR", "io"),
        ("SANE_STATUS_NO_MEM", "no-memory"),
        ("SANE_STATUS_ACCESS_DENIED", "permission"),
        ("SANE_STATUS_CANCELLED", "cancelled"),
        ("SANE_STATUS_UNSUPPORTED", "unsupported"),
    ],
)
def test_mishap_is_told_by_its_cause(scanner_with: OpenScanner, status: str, cause: str) -> None:
    with scanner_with({"read_return_value": status}) as scanner, pytest.raises(DeviceFailure) as caught:
        next(scanner.scan(request_for(), ignore))
    assert caught.value.cause == cause


def test_cancelled_scan_ends_and_the_next_one_works(scanner_with: OpenScanner) -> None:
    with scanner_with({}) as scanner:

        def cancel_at_once(part: float) -> None:
            if part == 0.0:
                return
            thread = Thread(target=scanner.cancel)
            thread.start()
            thread.join()

        with pytest.raises(DeviceFailure) as caught:
            next(scanner.scan(request_for(), cancel_at_once))
        assert caught.value.cause == "cancelled"
        assert next(scanner.scan(request_for(), ignore)).content


class SilentDevice:
    """A scanner that has started and gives nothing yet: its end of the pipe says so."""

    def __init__(self, device: Any, on_poll: Callable[[], None]) -> None:
        self._device, self._on_poll, self.cancels = device, on_poll, 0
        self.ends = os.pipe()
        self.dev = self

    def __getattr__(self, name: str) -> Any:
        return getattr(self._device, name)

    def fileno(self) -> int:
        self._on_poll()
        return self.ends[0]

    def cancel(self) -> None:
        self.cancels += 1
        self._device.cancel()

    def snap(self, *arguments: object) -> object:
        return self._device.dev.snap(*arguments)

    def close(self) -> None:
        for end in self.ends:
            os.close(end)
        self._device.close()


def test_scan_is_cancelled_while_the_lamp_warms_up(scanner_with: OpenScanner) -> None:
    with scanner_with({}) as scanner:
        silent = SilentDevice(scanner._device, scanner.cancel)
        scanner._device = silent
        with pytest.raises(DeviceFailure) as caught:
            next(scanner.scan(request_for(), ignore))
        assert caught.value.cause == "cancelled"
        assert silent.cancels, "the lamp would stay on"


def test_scanner_that_never_says_it_is_ready_is_read_all_the_same(config_dir: Path) -> None:
    delays = ScannerDelays(first_line_s=0.0)
    options = {"read_return_value": "Default", "test_picture": "Grid"}
    scanner = SaneScanner("test:0", SystemClock(), config_dir=config_dir, options=options, delays=delays)
    scanner.open()
    scanner._device = SilentDevice(scanner._device, lambda: None)
    assert next(scanner.scan(request_for(dpi=75), ignore)).content
    scanner.close()


def test_scanner_that_is_not_there(config_dir: Path) -> None:
    scanner = SaneScanner("nobody:0", SystemClock(), config_dir=config_dir)
    with pytest.raises(DeviceFailure) as caught:
        scanner.open()
    assert caught.value.cause == "absent"
    scanner.close()


def test_scanner_without_a_name_is_the_first_one(config_dir: Path) -> None:
    scanner = SaneScanner("", SystemClock(), config_dir=config_dir, options={"read_return_value": "Default"})
    scanner.open()
    assert next(scanner.scan(request_for(), ignore)).width_px > 0
    scanner.close()


def test_options_may_be_texts_as_a_configuration_file_has_them(scanner_with: OpenScanner) -> None:
    with scanner_with({"hand-scanner": "no", "ppl-loss": "0", "test-picture": "Solid white"}) as scanner:
        assert next(scanner.scan(request_for(ColourMode.GREY), ignore)) is None, "a white page is blank"


@pytest.mark.parametrize("option", [{"test_picture": "Mona Lisa"}, {"lamp": "on"}, {"ppl_loss": "many"}])
def test_option_the_scanner_does_not_know_is_told(scanner_with: OpenScanner, option: Mapping[str, object]) -> None:
    with scanner_with(option) as scanner, pytest.raises(DeviceFailure) as caught:
        next(scanner.scan(request_for(), ignore))
    assert caught.value.cause == "unsupported"


def test_a_mistake_of_our_own_does_not_pass_for_a_broken_line(scanner_with: OpenScanner) -> None:
    with scanner_with({}) as scanner, pytest.raises(AttributeError):
        next(scanner.scan(ScanRequest(cast("MaterialRule", None)), ignore))


def test_what_the_hearer_of_the_progress_raises_is_told_without_its_words(
    scanner_with: OpenScanner, caplog: pytest.LogCaptureFixture
) -> None:
    failed: list[float] = []

    def fail(part: float) -> None:
        if 0.0 < part < 1.0 and not failed:
            failed.append(part)
            raise LookupError("史美娥")

    with scanner_with({}) as scanner, caplog.at_level(logging.ERROR):
        assert next(scanner.scan(request_for(dpi=75), fail)).content
    assert "telling the progress of a scan failed: LookupError at devices/scanners/sane.py:" in caplog.text
    assert "史美娥" not in caplog.text


def fed(most_pages: int = 20, source: PaperSource = PaperSource.FEEDER) -> ScanRequest:
    return ScanRequest(request_for(ColourMode.GREY, dpi=75).rule, source, most_pages)


def test_feeder_gives_all_it_has_and_its_end_is_no_failure(scanner_with: OpenScanner) -> None:
    told: list[float] = []
    with scanner_with({}) as scanner:
        pages = list(scanner.scan(fed(), told.append))
        assert len(pages) == 10, "the test device has ten pages"
        assert all(page is not None and page.content for page in pages)
        assert sum(pair == (1.0, 0.0) for pair in pairwise(told)) == 10, "each page has its own progress"


def test_feeder_stops_when_there_are_enough(scanner_with: OpenScanner) -> None:
    with scanner_with({}) as scanner:
        assert len(list(scanner.scan(fed(3), ignore))) == 3
        assert len(list(scanner.scan(fed(2), ignore))) == 2


def test_blank_page_in_the_feeder_is_left_out_and_does_not_count(scanner_with: OpenScanner) -> None:
    with scanner_with({"test_picture": "Solid white"}) as scanner:
        assert list(scanner.scan(fed(2), ignore)) == [None] * 10


def empty_the_feeder(scanner: SaneScanner) -> None:
    """The test device says that it is empty at every eleventh start."""
    for _ in scanner.scan(fed(10), ignore):
        pass


def test_empty_feeder_is_told_where_the_feeder_was_asked_for(scanner_with: OpenScanner) -> None:
    with scanner_with({}) as scanner:
        empty_the_feeder(scanner)
        with pytest.raises(DeviceFailure) as caught:
            list(scanner.scan(fed(), ignore))
        assert caught.value.cause == "no-paper"


def test_with_an_empty_feeder_the_page_on_the_glass_is_taken(scanner_with: OpenScanner) -> None:
    with scanner_with({}) as scanner:
        empty_the_feeder(scanner)
        assert len(list(scanner.scan(fed(5, PaperSource.ANY), ignore))) == 1


def test_glass_gives_one_page_however_many_are_wanted(scanner_with: OpenScanner) -> None:
    with scanner_with({}) as scanner:
        assert len(list(scanner.scan(fed(5, PaperSource.GLASS), ignore))) == 1


def test_source_that_staff_chose_is_the_only_one(scanner_with: OpenScanner) -> None:
    with scanner_with({"source": "Flatbed"}) as scanner:
        assert len(list(scanner.scan(fed(5, PaperSource.ANY), ignore))) == 1
    with scanner_with({"source": "Automatic Document Feeder"}) as scanner:
        assert len(list(scanner.scan(fed(5, PaperSource.ANY), ignore))) == 5


def test_pages_before_a_jam_are_given_and_the_jam_is_told_after_them(scanner_with: OpenScanner) -> None:
    given = []
    with scanner_with({}) as scanner:
        pages = scanner.scan(fed(), ignore)
        given += [next(pages), next(pages)]
        scanner._device.read_return_value = "SANE_STATUS_JAMMED"
        with pytest.raises(DeviceFailure) as caught:
            given += pages
        assert (caught.value.cause, len(given)) == ("jammed", 2)
        assert len(list(scanner.scan(fed(3), ignore))) == 3, "and once it is cleared, it goes on"


def test_scan_is_cancelled_between_two_pages_of_the_feeder(scanner_with: OpenScanner) -> None:
    with scanner_with({}) as scanner:
        pages = scanner.scan(fed(), ignore)
        assert next(pages)
        scanner.cancel()
        with pytest.raises(DeviceFailure) as caught:
            next(pages)
        assert caught.value.cause == "cancelled"
        assert next(scanner.scan(fed(), ignore))


def test_feeder_that_nobody_listens_to_any_more_is_let_go(scanner_with: OpenScanner) -> None:
    with scanner_with({}) as scanner:
        pages = scanner.scan(fed(), ignore)
        assert next(pages)
        cast("Generator[object]", pages).close()
        assert next(scanner.scan(fed(1, PaperSource.GLASS), ignore))


def test_saved_name_that_is_gone_leads_to_the_same_scanner_under_its_new_one(config_dir: Path) -> None:
    scanner = SaneScanner("test:7", SystemClock(), config_dir=config_dir, options={"read_return_value": "Default"})
    scanner.open()
    assert scanner.place == "test:0"
    assert next(scanner.scan(request_for(dpi=75), ignore))
    scanner.close()


def test_unplugged_usb_scanner_is_noticed_without_a_job(tmp_path: Path) -> None:
    node = tmp_path / "001" / "005"
    node.parent.mkdir()
    node.touch()
    check_plugged_in("genesys:libusb:001:005", tmp_path)
    node.unlink()
    with pytest.raises(DeviceFailure) as caught:
        check_plugged_in("genesys:libusb:001:005", tmp_path)
    assert caught.value.cause == "absent"
    check_plugged_in("airscan:e0:Office", tmp_path)


def test_page_that_cannot_be_made_small_enough_is_told_when_it_is_scanned(scanner_with: OpenScanner) -> None:
    with scanner_with({"test_picture": "Color pattern"}) as scanner:
        with pytest.raises(DeviceFailure) as caught:
            next(scanner.scan(request_for(max_bytes=3_000), ignore))
        assert caught.value.cause == "too-large"


def test_scanner_belongs_to_the_thread_that_opened_it(scanner_with: OpenScanner) -> None:
    raised: list[str] = []

    def intrude(scanner: SaneScanner) -> None:
        try:
            next(scanner.scan(request_for(), ignore))
        except RuntimeError as fault:
            raised.append(str(fault))

    with scanner_with({}) as scanner:
        thread = Thread(target=intrude, args=(scanner,))
        thread.start()
        thread.join()
    assert "does not own it" in raised[0]


def test_a_line_that_is_cut_after_a_page_does_not_end_the_process(config_dir: Path) -> None:
    script = f"""
import os, pathlib, signal, threading
from devices.scanners.sane import SaneScanner
from kiosk.clock import SystemClock
from kiosk.signals import outlive_broken_pipes
from tests.contract.devices.test_scanner import ignore, request_for

def write() -> None:
    there, here = os.pipe()
    os.close(there)
    try:
        os.write(here, b"x")
    except BrokenPipeError:
        print("told", flush=True)

def scan() -> None:
    scanner = SaneScanner("test:0", SystemClock(), config_dir=pathlib.Path({str(config_dir)!r}))
    scanner.open()
    next(scanner.scan(request_for(), ignore))
    scanner.close()
    write()

signal.pthread_sigmask(signal.SIG_SETMASK, set())  # as a shell starts it, not as this test run
outlive_broken_pipes()
scanning = threading.Thread(target=scan)
scanning.start()
scanning.join()
write()
"""
    done = run([executable, "-c", script], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, "told\ntold\n"), done.stderr
