"""The CUPS driver against a stand-in for pycups: what is refused, what is handed over, what is told."""

import sys
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import cast

import pytest

from devices.fitted import Fitted
from devices.manager import DeviceManager
from devices.printers.base import PrinterDelays
from devices.printers.choice import RETRY_S, choose_printer
from devices.printers.cups import CupsPrinter, blocking_cause
from kiosk.errors import DeviceFailure
from kiosk.events import EventBus, Printed, PrintFailed
from kiosk.ports import DeviceState, PrintPlace, PrintRequest
from tests.support.devices import QUICK, HandClock, Heard, unheard

PAPER = PrintRequest("回执", b"%PDF-1.7 paper", copies=2)


class IPPError(Exception):
    """As pycups raises it: (status, words)."""


class HTTPError(Exception):
    """As pycups raises it: (status,)."""


class Server:
    """A CUPS server with one queue, as pycups shows it."""

    def __init__(self) -> None:
        self.up = True
        self.default: str | None = None
        self.queues: dict[str, dict[str, str]] = {"office": {}, "hall": {}}
        self.state: dict[str, object] = {"printer-state": 3, "printer-state-reasons": ["none"]}
        self.job_states = [5]
        self.jobs: list[tuple[str, str, dict[str, str]]] = []
        self.taken_back: list[tuple[int, bool]] = []
        self.breaks: Exception | None = None
        self.written = b""
        self.finished = 0
        self.fault: Exception | None = None

    def module(self) -> ModuleType:
        return cast(
            "ModuleType",
            SimpleNamespace(
                Connection=self.connect,
                setServer=lambda _server: None,
                IPPError=IPPError,
                HTTPError=HTTPError,
                IPP_OK=0,
                CUPS_FORMAT_PDF="application/pdf",
            ),
        )

    def connect(self) -> "Server":
        if not self.up:
            raise RuntimeError("failed to connect to server")
        return self

    def getPrinters(self) -> dict[str, dict[str, str]]:
        return self.queues

    def getDefault(self) -> str | None:
        return self.default

    def getPrinterAttributes(self, _queue: str, requested_attributes: list[str]) -> dict[str, object]:
        assert "printer-state-reasons" in requested_attributes
        if self.fault is not None:
            raise self.fault
        return self.state

    def createJob(self, queue: str, title: str, options: dict[str, str]) -> int:
        self.jobs.append((queue, title, options))
        return len(self.jobs)

    def startDocument(self, _queue: str, _job: int, _title: str, kind: str, last: int) -> int:
        assert (kind, last) == ("application/pdf", 1)
        return 100

    def cancelJob(self, job: int, purge_job: bool) -> None:
        if not self.up:
            raise HTTPError(503)
        self.taken_back.append((job, purge_job))

    def writeRequestData(self, content: bytes, length: int) -> int:
        if self.breaks is not None:
            raise self.breaks
        self.written += content[:length]
        return 100

    def finishDocument(self, _queue: str) -> int:
        return self.finished

    def getJobAttributes(self, _job: int, requested_attributes: list[str]) -> dict[str, int]:
        assert requested_attributes == ["job-state"]
        return {"job-state": self.job_states.pop(0) if len(self.job_states) > 1 else self.job_states[0]}


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Server:
    server = Server()
    monkeypatch.setitem(sys.modules, "cups", server.module())
    return server


def opened(name: str = "office") -> CupsPrinter:
    printer = CupsPrinter(name, HandClock(), delays=PrinterDelays(look_s=0.0))
    printer.open()
    return printer


def cause_of(printer: CupsPrinter) -> str:
    with pytest.raises(DeviceFailure) as caught:
        printer.print_pdf(PAPER, unheard)
    return caught.value.cause


def test_job_is_handed_over_whole_with_its_copies(server: Server) -> None:
    assert opened().print_pdf(PAPER, unheard) == PrintPlace("office", to_folder=False)
    assert server.jobs == [("office", "回执", {"media": "A4", "copies": "2"})]
    assert server.written == PAPER.pdf
    assert server.taken_back == []


@pytest.mark.parametrize("up", [True, False])
def test_job_that_breaks_half_way_is_taken_back_with_its_paper(server: Server, up: bool) -> None:
    printer = opened()
    server.breaks, server.up = RuntimeError("broken pipe"), up
    assert cause_of(printer) == "no-server"
    assert server.taken_back == ([(1, True)] if up else [])


@pytest.mark.parametrize(
    ("reasons", "cause"),
    [
        (["none"], ""),
        (["media-empty-error"], "paper-out"),
        (["media-needed"], "paper-out"),
        (["media-low-warning", "toner-low-report"], ""),
        (["media-empty-report"], ""),
        (["media-empty", "media-jam-error"], "paper-jam"),
        (["cover-open"], "door-open"),
        (["door-open-error"], "door-open"),
        (["toner-empty-error"], "toner-out"),
        (["marker-supply-empty-error"], "toner-out"),
        (["output-area-full-error"], "output-full"),
        (["offline-report"], ""),
        (["offline-error"], "offline"),
        (["paused"], "paused"),
        (["com.example-anything"], ""),
    ],
)
def test_state_reasons_become_one_cause(reasons: list[str], cause: str) -> None:
    assert blocking_cause(reasons) == cause


def test_printer_that_cannot_print_now_gets_no_job(server: Server) -> None:
    printer = opened()
    server.state = {"printer-state": 5, "printer-state-reasons": ["media-empty-error"]}
    assert cause_of(printer) == "paper-out"
    assert server.jobs == []
    with pytest.raises(DeviceFailure, match="out of paper"):
        printer.check()
    server.state = {"printer-state": 3, "printer-state-reasons": ["none"]}
    printer.check()


@pytest.mark.parametrize(
    ("state", "cause"),
    [
        ({"printer-state": 5, "printer-state-reasons": ["none"]}, "paused"),
        ({"printer-state": 3, "printer-state-reasons": [], "printer-is-accepting-jobs": False}, "rejecting"),
    ],
)
def test_queue_that_is_stopped_or_closed(server: Server, state: dict[str, object], cause: str) -> None:
    printer = opened()
    server.state = state
    assert cause_of(printer) == cause


@pytest.mark.parametrize(
    ("fault", "cause"),
    [
        (IPPError(0x0406, "not found"), "no-printer"),
        (IPPError(0x0507, "busy"), "busy"),
        (IPPError(0x0400, "bad request"), "job-failed"),
        (IPPError(0x0500, "internal"), "no-server"),
        (HTTPError(401), "no-server"),
        (RuntimeError("gone"), "no-server"),
    ],
)
def test_what_the_server_refuses_is_told_by_its_cause(server: Server, fault: Exception, cause: str) -> None:
    printer = opened()
    server.fault = fault
    assert cause_of(printer) == cause


def test_job_given_up_at_once_is_told(server: Server) -> None:
    server.job_states = [3, 5, 8]
    assert opened().print_pdf(PAPER, unheard).where == "office", "a job that is being printed is not watched further"
    server.job_states = [3, 3, 8]
    assert cause_of(opened()) == "job-failed"


def test_document_the_server_does_not_take_is_told(server: Server) -> None:
    server.finished = 0x040A
    assert cause_of(opened()) == "job-failed"
    assert server.taken_back == [(1, True)]


def test_queue_is_the_named_one_else_the_default_else_the_only_one(server: Server) -> None:
    server.default = "hall"
    assert opened("").print_pdf(PAPER, unheard).where == "hall"
    server.default = None
    with pytest.raises(DeviceFailure) as caught:
        opened("")
    assert caught.value.cause == "no-printer"
    del server.queues["hall"]
    assert opened("").print_pdf(PAPER, unheard).where == "office"
    with pytest.raises(DeviceFailure):
        opened("kitchen")


def test_library_that_is_not_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "cups", None)
    with pytest.raises(DeviceFailure) as caught:
        opened()
    assert (caught.value.cause, caught.value.permanent) == ("no-driver", True)


def test_without_a_name_the_folder_is_taken_while_no_server_runs_and_left_when_one_does(
    server: Server, tmp_path: Path
) -> None:
    clock = HandClock()
    printer = choose_printer("", tmp_path / "print", clock)
    server.default, server.up = "office", False
    printer.open()
    assert printer.print_pdf(PAPER, unheard).to_folder
    server.up = True
    clock.advance(RETRY_S / 2)
    assert printer.print_pdf(PAPER, unheard).to_folder, "not looked for again so soon"
    clock.advance(RETRY_S / 2)
    assert printer.print_pdf(PAPER, unheard) == PrintPlace("office", to_folder=False)
    printer.close()


def test_a_named_queue_that_is_away_is_a_printer_that_is_not_ready_and_comes_back(
    server: Server, tmp_path: Path
) -> None:
    bus, clock, folder = EventBus(), HandClock(), tmp_path / "print"
    heard = Heard(bus)
    server.default = "office"
    manager = DeviceManager(bus, clock, Fitted(printer=lambda: choose_printer("kitchen", folder, clock)), QUICK)
    manager.start()
    try:
        missing = heard.until_health(lambda health: health.state is DeviceState.ABSENT)
        assert (missing.cause, missing.driver) == ("no-printer", "cups")
        assert missing.remedy
        server.up = False
        heard.until_health(lambda health: health.cause == "no-server")
        manager.print_pdf("paper", PAPER)
        assert heard.until(PrintFailed) == PrintFailed("paper", "no-server")
        server.queues["kitchen"], server.up = {}, True
        heard.until_health(lambda health: health.state is DeviceState.READY)
        manager.print_pdf("paper", PAPER)
        assert heard.until(Printed).place == PrintPlace("kitchen", to_folder=False)
    finally:
        manager.stop()
    assert not folder.exists()
