"""The process of an isolated driver is killed, or stands still, in the midst of its work.

By a kernel short of memory, by a debugger, by a driver asleep in the kernel. What was asked for fails, the next works,
and nothing stays behind.
"""

import os
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
import pytest

from devices.cameras.isolated import IsolatedCamera, IsolatedCameraDelays
from devices.cards.base import ReaderDelays
from devices.cards.sdt import SdtReader
from devices.fitted import Fitted
from devices.manager import DeviceManager
from devices.scanners.isolated import IsolatedScanner, IsolatedScannerDelays
from devices.scanners.sane import write_test_backend
from devices.simulators.control import spawn_id_reader
from devices.simulators.sample_cards import SHI_MEIE, WANG_JIANGUO
from kiosk.clock import SystemClock
from kiosk.domain.material import MaterialRule
from kiosk.domain.text import Text
from kiosk.events import CameraSaw, CardRead, CardUnreadable, EventBus, PageScanned, ScanFailed, ScanProgress
from kiosk.ports import DeviceState, ScanRequest
from tests.support.camera import stand_in_camera
from tests.support.card_readers import until
from tests.support.devices import QUICK, Heard
from tests.support.sdt import compile_sdt

MISHAPS = pytest.mark.parametrize(
    ("mishap", "cause"), [(signal.SIGKILL, "crashed"), (signal.SIGSTOP, "no-answer")], ids=["killed", "stopped"]
)
ROUNDS = (1, 2)
"""Whatever leaks once leaks again."""

DEED = ScanRequest(MaterialRule("deed", Text("房产证"), max_pages=1, resolution_dpi=75))
CLOCK = SystemClock()


def processes() -> list[psutil.Process]:
    """What there is of this process's isolated drivers, those included that ended and were not reaped."""
    return [
        child
        for child in psutil.Process().children()
        if child.status() == psutil.STATUS_ZOMBIE or "devices.isolation.child" in child.cmdline()
    ]


def descriptors() -> list[str]:
    """What this process holds open."""
    held = []
    for entry in Path("/proc/self/fd").iterdir():
        try:
            held.append(str(entry.readlink()).partition(":")[0])
        except OSError:  # the look into the folder itself
            continue
    return sorted(held)


@contextmanager
def terminal_with(fitted: Fitted) -> Iterator[tuple[DeviceManager, Heard]]:
    """A terminal with one device, ready; checks at its end that nothing of it is left."""
    assert processes() == []
    bus = EventBus()
    heard = Heard(bus)
    before = descriptors()
    manager = DeviceManager(bus, CLOCK, fitted, QUICK)
    manager.start()
    try:
        heard.until_health(lambda health: health.state is DeviceState.READY)
        yield manager, heard
    finally:
        manager.stop()
    assert processes() == []
    assert descriptors() == before


def strike(pid: int | None, mishap: signal.Signals) -> int:
    """Sends it; returns the number of the process that is not to be seen again."""
    assert pid is not None
    os.kill(pid, mishap)
    return pid


def well_again(heard: Heard, pids: list[int], held: Callable[[], list[str]], first: list[str]) -> list[str]:
    """Checks that the struck processes are gone and reaped; returns what is held open now, as much as at `first`."""
    heard.until_health(lambda health: health.state is DeviceState.READY, after=len(heard.healths) - 1)
    assert not any(psutil.pid_exists(pid) for pid in pids)
    assert len(processes()) <= 1
    assert not first or held() == first
    return held()


@MISHAPS
def test_camera_under_the_preview(mishap: signal.Signals, cause: str) -> None:
    with stand_in_camera() as stand_in:
        camera = IsolatedCamera("", CLOCK, root=stand_in.root)
        with terminal_with(Fitted(camera=lambda: camera)) as (manager, heard):
            pids, held = [], []
            for _ in ROUNDS:
                manager.preview(True)
                heard.until(CameraSaw, count_of(heard, CameraSaw) + 1)
                before = len(heard.healths)
                pids.append(strike(camera.pid, mishap))
                failed = heard.until_health(lambda health: health.state is DeviceState.FAILED, after=before)
                assert failed.cause == cause
                heard.until(CameraSaw, count_of(heard, CameraSaw) + 2)
                manager.preview(False)
                held = well_again(heard, pids, descriptors, held)


@MISHAPS
def test_camera_at_a_capture(mishap: signal.Signals, cause: str) -> None:
    with stand_in_camera() as stand_in:
        camera = IsolatedCamera("", CLOCK, root=stand_in.root, delays=IsolatedCameraDelays(capture_s=5.0))
        with terminal_with(Fitted(camera=lambda: camera)) as (manager, heard):
            pids, held = [], []
            for number in ROUNDS:
                stand_in.control.freeze()
                before = len(heard.healths)
                manager.capture(f"struck {number}", DEED)
                heard.until_health(lambda health: health.state is DeviceState.BUSY, after=before)
                pids.append(strike(camera.pid, mishap))
                assert heard.until(ScanFailed, number) == ScanFailed(f"struck {number}", cause)
                stand_in.control.thaw()
                manager.capture(f"next {number}", DEED)
                assert heard.until(PageScanned, number).job == f"next {number}"
                held = well_again(heard, pids, descriptors, held)


@MISHAPS
def test_scanner_in_the_midst_of_a_page(tmp_path: Path, mishap: signal.Signals, cause: str) -> None:
    slow = {"test_picture": "Grid", "read_delay": True, "read_delay_duration": 200_000}
    scanner = IsolatedScanner(
        "test:0",
        CLOCK,
        config_dir=write_test_backend(tmp_path / "sane"),
        options=slow,
        delays=IsolatedScannerDelays(line_s=2.0),
    )
    with terminal_with(Fitted(scanner=lambda: scanner)) as (manager, heard):
        pids, held = [], []
        for number in ROUNDS:
            lines = count_of(heard, ScanProgress)
            manager.scan(f"struck {number}", DEED)
            assert heard.until(ScanProgress, lines + 2).part > 0.0
            pids.append(strike(scanner.pid, mishap))
            assert heard.until(ScanFailed, number) == ScanFailed(f"struck {number}", cause)
            manager.scan(f"next {number}", DEED)
            assert heard.until(PageScanned, number).job == f"next {number}"
            held = well_again(heard, pids, descriptors, held)


@MISHAPS
def test_vendor_library_at_a_card(tmp_path: Path, mishap: signal.Signals, cause: str) -> None:
    delays = ReaderDelays(answer_s=2.0, poll_s=2.0, select_s=2.0, read_s=2.0, reset_s=2.0)
    with spawn_id_reader(tmp_path) as stand_in:
        sdt = compile_sdt(tmp_path)
        reader = SdtReader(sdt.path, 1001, CLOCK, delays)
        with terminal_with(Fitted({"id-card": lambda: reader})) as (_, heard):
            pids, held = [], []
            for number, card in zip(ROUNDS, (SHI_MEIE, WANG_JIANGUO), strict=True):
                sdt.order("SDT_ReadBaseMsg", "hang")
                stand_in.control.remove()
                stand_in.control.insert(card)
                until("the library reads", lambda: sdt.taken("SDT_ReadBaseMsg"))
                pids.append(strike(reader.pid, mishap))
                assert heard.until(CardUnreadable, number) == CardUnreadable(cause, "id-card")
                assert heard.until(CardRead, number).document.name == card.document.name
                held = well_again(heard, pids, descriptors, held)


def count_of(heard: Heard, kind: type[CameraSaw | ScanProgress]) -> int:
    return sum(isinstance(event, kind) for event in heard.events)
