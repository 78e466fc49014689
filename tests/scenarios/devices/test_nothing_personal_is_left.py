"""A card, a scan and a receipt go through a terminal: no name and no number is left behind in any file or log."""

import logging
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from devices.scanners.sane import write_test_backend
from devices.simulators.control import spawn_id_reader
from devices.simulators.ipp_printer import IppPrinter
from devices.simulators.print_server import CupsServer
from devices.simulators.sample_cards import SHI_MEIE
from devices.simulators.slip_control import spawn_slip_printer
from kiosk.config import DeviceSettings
from kiosk.workflow.steps import Step
from tests.scenarios.devices.whole_terminal import ANSWERS, WholeTerminal

CANARIES = (SHI_MEIE.document.name, SHI_MEIE.document.number, SHI_MEIE.document.address, ANSWERS["bank_card"])
PAPERS = (b"%PDF", b"\xff\xd8\xff", b"\x89PNG", b"%!PS", b"UNIRAST", b"RaS2")
"""How a page begins: as the terminal, SANE, CUPS or one of its filters would leave it."""


def traces() -> set[bytes]:
    """What is looked for: each canary in the codings in which it travels."""
    return {words.encode(coding) for words in CANARIES for coding in ("utf-8", "utf-16-le", "gb18030")}


def found_in(folder: Path) -> list[str]:
    """Files below with a trace of the person, and papers of any kind."""
    found = []
    for file in sorted(folder.rglob("*")):
        if file.is_symlink() or not file.is_file():
            continue
        content = file.read_bytes()
        if content.startswith(PAPERS):
            found.append(f"{file}: a paper")
        found += [f"{file}: {trace!r}" for trace in traces() if trace in content or trace in bytes(file)]
    return found


def told_to_everybody() -> str:
    """The command lines and environments that this process's children show to the whole machine."""
    children = psutil.Process().children(recursive=True)
    shown = ["\0".join([*child.cmdline(), *child.environ().values()]) for child in children if child.is_running()]
    return "\n".join(shown)


@pytest.fixture
def temporary(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Where every program of the terminal puts its temporary files: a folder with a short path, for sockets."""
    folder = Path(tempfile.mkdtemp(prefix="jiujin-"))
    folder.chmod(0o755)  # the print server's programs run as another user
    for name in ("TMPDIR", "TMP", "TEMP"):
        monkeypatch.setenv(name, str(folder))
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    yield folder
    shutil.rmtree(folder)


@pytest.fixture
def printer() -> Iterator[IppPrinter]:
    """Its own folder is the inside of a printer, and not searched; so it is made before `temporary`."""
    with IppPrinter() as made:
        yield made


def test_search_finds_what_it_looks_for(tmp_path: Path) -> None:
    (tmp_path / "log").write_text(f"print {SHI_MEIE.document.name}", encoding="utf-8")
    (tmp_path / SHI_MEIE.document.number).touch()
    (tmp_path / "d00001-001").write_bytes(b"%PDF-1.4")
    assert len(found_in(tmp_path)) == 3


def test_no_file_no_log_and_no_job_tells_of_the_person(
    tmp_path: Path, printer: IppPrinter, temporary: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    with (
        CupsServer() as server,
        spawn_id_reader(tmp_path / "reader") as reader,
        spawn_slip_printer(tmp_path / "slips") as slips,
    ):
        devices = DeviceSettings(
            card_port=str(reader.port),
            sane_config_dir=str(write_test_backend(tmp_path / "sane")),
            printer=server.add_driverless(printer.uri),
            cups_server=server.server,
            slip_printer=slips.address,
        )
        with WholeTerminal(tmp_path, devices) as one:
            one.until_ready("id-card", "scanner", "printer", "slip-printer")
            reader.control.insert(SHI_MEIE)
            one.until_step(Step.HOME)
            one.to_materials()
            one.scan()
            printer.tell(hold=True)
            one.confirm()
            one.until("the paper on its way", lambda: bool(printer.running()))
            # Whoever may look at the queue sees that a receipt is printed, and not whose.
            jobs = server.run("lpstat", "-l", "-o") + _told_of_jobs(server)
            assert "回执" in jobs
            assert not [canary for canary in CANARIES if canary in jobs]
            assert not [canary for canary in CANARIES if canary in told_to_everybody()]
            printer.tell("media-empty")
            # The sheet cannot come out, so the slip does: two printers have seen the person's receipt.
            outcome = one.session.outcome
            one.until("the slip", lambda: outcome.paper is not None)
            printer.tell()
            one.until("the printer's rest", lambda: not printer.running())
            one.until_ready("printer")
            one.terminal.receipt.again()
            one.until("the sheet", lambda: outcome.paper is not None and not outcome.paper.roll_mm)
            one.leave()
            assert server.waiting() == []
            assert found_in(server.at) == []
            assert found_in(temporary) == []
            assert found_in(tmp_path) == []
        assert len(printer.printed()) == 1
    assert found_in(tmp_path) == [], "nor when all of it has ended"
    assert not [canary for canary in CANARIES if canary in caplog.text]


def _told_of_jobs(server: CupsServer) -> str:
    """All that the print server tells of the jobs in its queues."""
    ask = "import cups; print(cups.Connection().getJobs(requested_attributes=['all']))"
    environment = {"CUPS_SERVER": server.server, "LC_ALL": "C.UTF-8"}
    told = subprocess.run(
        [sys.executable, "-c", ask], env=environment, capture_output=True, text=True, timeout=30, check=True
    )
    return told.stdout
