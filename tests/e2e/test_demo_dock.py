"""The dock's levers move real things: what each does is noticed by the terminal, and is over when it is undone."""

import os
from collections.abc import Callable, Iterator

import pytest

from devices.simulators.programs import until
from devices.simulators.sample_cards import SHI_MEIE
from kiosk.demo.dock import StageDock
from kiosk.demo.stage import Stage, set_up
from kiosk.domain.identity import DocumentKind
from kiosk.domain.material import MaterialRule
from kiosk.domain.text import Text
from kiosk.events import (
    CardRead,
    CardRemoved,
    PageScanned,
    PowerChanged,
    PresenceChanged,
    Printed,
    PrintFailed,
    ScanEnded,
    ScanFailed,
)
from kiosk.ports import DeviceState, PaperSource, Power, PrintRequest, ScanRequest
from tests.support.devices import Heard
from tests.support.printing import paper

DEED = MaterialRule("deed", Text("房产证"), resolution_dpi=75, max_pages=1)
DEVICES = {"id-card", "social-card", "scanner", "camera", "printer", "slip-printer", "cabinet", "ups"}


@pytest.fixture(scope="module")
def stage() -> Iterator[Stage]:
    before = os.environ.get("LD_PRELOAD")
    stage = set_up("hall", line_up=False, whole=True)
    try:
        yield stage
    finally:
        stage.close()
    assert os.environ.get("LD_PRELOAD") == before, (
        "what the camera's stand-in needs is nobody else's business afterwards"
    )


@pytest.fixture(scope="module")
def heard(stage: Stage) -> Heard:
    heard = Heard(stage.running.terminal.bus)
    stage.running.start()
    desk = stage.running.terminal.devices
    until("the devices", lambda: all(device.state is DeviceState.READY for device in desk.snapshots()))
    return heard


@pytest.fixture(scope="module")
def dock(stage: Stage) -> StageDock:
    return StageDock(stage)


def lever(dock: StageDock, words: str) -> Callable[[], None]:
    number = next(number for number, (said, _) in enumerate(dock.levers()) if words in said)
    return lambda: dock.pull(number)


def test_every_prop_of_the_stage_is_a_device_of_the_terminal(stage: Stage, heard: Heard) -> None:
    assert {device.name for device in stage.running.terminal.devices.snapshots()} == DEVICES
    assert heard.healths


def test_cards_are_laid_and_taken(dock: StageDock, heard: Heard) -> None:
    dock.lay(dock.cards().index(SHI_MEIE.document.name))
    assert heard.until(CardRead).document.name == "史美娥"
    dock.take()
    heard.until(CardRemoved)


@pytest.mark.parametrize(("words", "device"), [("读卡器", "id-card"), ("高拍仪", "camera")])
def test_plug_pulled_is_absent_and_plugged_in_again_ready(
    dock: StageDock, heard: Heard, words: str, device: str
) -> None:
    pull = lever(dock, words)
    told: list[tuple[DeviceState, str]] = []
    for state in (DeviceState.ABSENT, DeviceState.READY):
        before = len(heard.healths)
        pull()
        said = heard.until_health(lambda health, state=state: health.name == device and health.state is state, before)
        told.append((said.state, said.cause))
    assert told == [(DeviceState.ABSENT, "absent"), (DeviceState.READY, "")]


def test_empty_printer_fails_the_paper_and_prints_it_after_the_refill(
    stage: Stage, dock: StageDock, heard: Heard
) -> None:
    pull = lever(dock, "取走打印机的纸")
    pull()
    stage.running.terminal.devices.print_pdf("empty", paper("one"))
    # The printer only warns of it, so the driver waits a quarter of a minute for paper to move before it believes it.
    until("the failed paper", lambda: any(isinstance(event, PrintFailed) for event in heard.events))
    assert heard.until(PrintFailed).cause == "paper-out"
    pull()
    stage.running.terminal.devices.print_pdf("full", PrintRequest("回执", paper("two").pdf))
    until("the printed paper", lambda: any(isinstance(event, Printed) for event in heard.events))
    assert stage.props.printer is not None
    assert len(stage.props.printer.printed()) == 1, "what failed does not come out after the refill"


def test_receipt_roll_is_missed_and_found(dock: StageDock, heard: Heard) -> None:
    pull = lever(dock, "小票纸")
    before = len(heard.healths)
    pull()
    missed = heard.until_health(lambda health: health.name == "slip-printer" and health.cause != "", before)
    assert (missed.state, missed.cause) == (DeviceState.NEEDS_ATTENTION, "paper-out")
    assert missed.remedy
    before = len(heard.healths)
    pull()
    well = heard.until_health(lambda one: one.name == "slip-printer" and one.state is DeviceState.READY, before)
    assert (well.cause, well.remedy) == ("", "")


@pytest.mark.parametrize(
    ("words", "cause"), [("扫描仪卡纸", "jammed"), ("扫描仪里的纸", "no-paper"), ("拔掉扫描仪", "absent")]
)
def test_scanner_in_trouble_fails_the_scan_and_brings_the_next_page(
    stage: Stage, dock: StageDock, heard: Heard, words: str, cause: str
) -> None:
    desk, request = stage.running.terminal.devices, ScanRequest(DEED, PaperSource.ANY, 1)
    pull = lever(dock, words)
    pull()
    desk.scan(f"{cause}-1", request)
    until("the failure", lambda: ScanFailed(f"{cause}-1", cause) in heard.events)
    said = heard.until_health(lambda health: health.name == "scanner" and health.cause == cause)
    assert said.remedy
    before = len(heard.healths)
    pull()
    heard.until_health(lambda health: health.name == "scanner" and health.state is DeviceState.READY, before - 1)
    desk.scan(f"{cause}-2", request)
    until("the page", lambda: any(isinstance(one, PageScanned) and one.job == f"{cause}-2" for one in heard.events))
    until("its end", lambda: ScanEnded(f"{cause}-2", 1) in heard.events)


def test_social_security_card_is_inserted_and_pulled(dock: StageDock, heard: Heard) -> None:
    pull = lever(dock, "社保卡")
    pull()
    until("the card", lambda: any(isinstance(one, CardRead) and one.reader == "social-card" for one in heard.events))
    read = next(one for one in heard.events if isinstance(one, CardRead) and one.reader == "social-card")
    assert read.document.kind is DocumentKind.SOCIAL
    pull()
    until("its end", lambda: any(isinstance(one, CardRemoved) and one.reader == "social-card" for one in heard.events))


def test_person_walks_away_and_comes_back(dock: StageDock, heard: Heard) -> None:
    came = sum(isinstance(event, PresenceChanged) for event in heard.events)
    pull = lever(dock, "人走开")
    pull()
    assert not heard.until(PresenceChanged, came + 1).present
    pull()
    assert heard.until(PresenceChanged, came + 2).present


def test_mains_fail_and_come_back(dock: StageDock, heard: Heard) -> None:
    pull = lever(dock, "停电")
    pull()
    assert heard.until(PowerChanged, 1).power is Power.BATTERY
    pull()
    assert heard.until(PowerChanged, 2).power is Power.MAINS


def test_every_lever_says_what_touching_it_does_and_is_back_where_it_was(dock: StageDock) -> None:
    assert len(dock.levers()) == 11
    assert all(len(words.split("  ")) == 2 for words, _ in dock.levers())
    assert not any(pulled for _, pulled in dock.levers())
