"""What the CUPS driver does with a real print server, a real IPP printer and the real printer behind cups-pdf."""

import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from devices.printers.choice import RETRY_S, choose_printer
from devices.simulators.ipp_printer import IppPrinter
from devices.simulators.print_server import CupsServer
from devices.simulators.programs import until
from kiosk.errors import DeviceFailure
from kiosk.ports import PrintPhase, Supply
from tests.support.devices import HandClock, unheard
from tests.support.printing import SOON, Desk, paper, words_on


@pytest.fixture
def server() -> Iterator[CupsServer]:
    with CupsServer() as server:
        yield server


@pytest.fixture
def printer() -> Iterator[IppPrinter]:
    with IppPrinter() as printer:
        yield printer


@pytest.fixture
def desk(server: CupsServer, printer: IppPrinter) -> Iterator[Desk]:
    with Desk(server.add_driverless(printer.uri), server.server) as desk:
        yield desk


def test_a_paper_counts_as_printed_only_when_the_printer_has_printed_it(desk: Desk, printer: IppPrinter) -> None:
    printer.tell(hold=True)
    printing = desk.start(paper("one", "two"))
    until("the printer at work", lambda: bool(printer.running()) and PrintPhase.PRINTING in desk.phases)
    assert not printing.done()
    assert printer.printed() == []
    printer.tell()
    assert printing.result(20).where == "IPP"
    assert len(printer.printed()) == 1
    assert desk.phases[0] is PrintPhase.QUEUED


def test_copies_and_both_sides_reach_the_printer_and_the_sheets_are_counted(desk: Desk, printer: IppPrinter) -> None:
    assert desk.print(paper("one", "two", "three", copies=2, duplex=True)).sheets == 4
    assert desk.print(paper("one", "two", "three")).sheets == 3
    first, second = printer.printed()
    assert (first["copies"], first["sides"]) == (2, "two-sided-long-edge")
    assert (second["copies"], second["sides"]) == (1, "one-sided")


@pytest.mark.parametrize(
    ("reason", "cause"),
    [
        ("media-empty", "paper-out"),
        ("media-needed", "paper-out"),
        ("media-jam", "paper-jam"),
        ("cover-open", "door-open"),
        ("toner-empty", "toner-out"),
        ("marker-supply-empty", "toner-out"),
        ("marker-waste-full", "waste-full"),
        ("input-tray-missing", "paper-out"),
        ("spool-area-full", "spool-full"),
    ],
)
def test_each_trouble_is_told_apart_and_a_refill_prints_nothing_old(
    server: CupsServer, desk: Desk, printer: IppPrinter, reason: str, cause: str
) -> None:
    printer.tell(reason)
    assert desk.failing(paper("old")) == cause
    assert server.waiting() == []
    printer.tell()
    until("the end of the old job", lambda: not printer.running())
    assert desk.print(paper("new")).where == "IPP"
    assert len(printer.printed()) == 1
    assert words_on_last(printer) == ["new"]


def test_trouble_that_passes_by_itself_costs_no_paper(server: CupsServer, printer: IppPrinter) -> None:
    with Desk(server.add_driverless(printer.uri), server.server, replace(SOON, stuck_s=15.0)) as desk:
        printer.tell("media-empty")
        printing = desk.start(paper("patience"))
        until("the printer at work", lambda: bool(printer.running()))
        printer.tell()
        assert printing.result(20).where == "IPP"
    assert words_on_last(printer) == ["patience"]


def test_a_job_that_never_ends_is_given_up_and_taken_back(server: CupsServer, printer: IppPrinter) -> None:
    quick = replace(SOON, job_s=0.3, page_s=0.05)
    with Desk(server.add_driverless(printer.uri), server.server, quick) as desk:
        printer.tell(hold=True)
        assert desk.failing(paper("one")) == "too-slow"
        assert server.waiting() == []
        printer.tell()
        until("the end of the old job", lambda: not printer.running())
    assert printer.printed() == []


def test_a_printer_switched_off_is_offline_at_once_and_back_without_restart(desk: Desk, printer: IppPrinter) -> None:
    assert desk.cause_of(desk.driver.check) == ""
    printer.stop()
    until("the word that it is off", lambda: desk.cause_of(desk.driver.check) == "offline")
    assert desk.failing(paper("one")) == "offline"
    printer.start()
    until("the word that it is on", lambda: desk.cause_of(desk.driver.check) == "")
    desk.print(paper("two"))
    assert words_on_last(printer) == ["two"]


def test_what_runs_low_is_a_warning_and_papers_still_come(desk: Desk, printer: IppPrinter) -> None:
    printer.fill(toner=5)
    printer.load(5)
    until("the warnings", lambda: desk.do(lambda: [desk.driver.check(), desk.driver.warnings][1]) != ())
    desk.print(paper("still"))
    assert set(desk.driver.warnings) >= {"toner-low"}
    assert Supply("Black Toner", "toner", 5) in desk.do(lambda: desk.driver.supplies)
    printer.fill(toner=80)
    printer.load(250)
    until("their end", lambda: desk.do(lambda: [desk.driver.check(), desk.driver.warnings][1]) == ())


def test_a_queue_that_says_nothing_of_its_supplies_has_none(server: CupsServer) -> None:
    with Desk(server.add_pdf(), server.server) as desk:
        assert desk.do(lambda: [desk.driver.check(), desk.driver.supplies][1]) == ()
        assert desk.driver.warnings == ()


def test_the_server_keeps_nothing_of_a_paper_printed_or_not(
    server: CupsServer, desk: Desk, printer: IppPrinter
) -> None:
    desk.print(paper("secret"))
    assert server.kept() == []
    printer.tell("media-jam")
    desk.failing(paper("secret"))
    assert server.kept() == []


def test_a_restarted_server_costs_no_paper(server: CupsServer, desk: Desk, printer: IppPrinter) -> None:
    desk.print(paper("before"))
    server.stop()
    assert desk.cause_of(desk.driver.check) == "no-server"
    server.start()
    desk.print(paper("after"))
    assert words_on_last(printer) == ["after"]


def test_a_server_that_hangs_is_told_and_forgiven(server: CupsServer, desk: Desk, printer: IppPrinter) -> None:
    server.freeze()
    assert desk.cause_of(desk.driver.check) == "no-server"
    assert desk.failing(paper("one")) == "no-server"
    assert desk.cause_of(desk.reopen) == "no-server"
    server.thaw()
    desk.do(desk.driver.open)
    desk.print(paper("two"))
    assert words_on_last(printer) == ["two"]


def test_a_server_that_hangs_in_the_midst_prints_nothing_when_it_is_back(
    server: CupsServer, desk: Desk, printer: IppPrinter
) -> None:
    printer.tell(hold=True)
    printing = desk.start(paper("one"))
    until("the printer at work", lambda: bool(printer.running()))
    server.freeze()
    with pytest.raises(DeviceFailure) as caught:
        printing.result(20)
    assert caught.value.cause == "no-server"
    server.thaw()
    desk.do(desk.reopen)
    assert server.waiting() == []
    printer.tell()
    until("the end of the old job", lambda: not printer.running())
    assert printer.printed() == []
    assert server.kept() == []


def test_papers_of_a_terminal_that_died_are_deleted_and_others_are_not(server: CupsServer, printer: IppPrinter) -> None:
    queue = server.add_driverless(printer.uri)
    server.run("cupsdisable", queue)
    leave = (
        "import sys; from devices.printers.base import PrinterDelays;"
        "from devices.printers.cups_server import CupsServer; from kiosk.ports import PrintRequest;"
        "server = CupsServer(sys.argv[1], PrinterDelays());"
        "server.hand_over(server.find(sys.argv[2]), PrintRequest('old', b'%PDF-1.4 old'))"
    )
    subprocess.run([sys.executable, "-c", leave, server.server, queue], check=True, timeout=30)
    file = server.at / "other.pdf"
    file.write_bytes(paper("other").pdf)
    server.run("lp", "-d", queue, str(file))
    assert len(server.waiting()) == 2
    with Desk(queue, server.server):
        (left,) = server.waiting()
    assert left.startswith(f"{queue}-2")


def test_a_paused_and_a_closed_queue_are_told_apart(server: CupsServer, desk: Desk) -> None:
    server.run("cupsdisable", "IPP")
    assert desk.failing(paper("one")) == "paused"
    server.run("cupsenable", "IPP")
    server.run("cupsreject", "IPP")
    assert desk.failing(paper("one")) == "rejecting"
    server.run("cupsaccept", "IPP")
    assert desk.cause_of(desk.driver.check) == ""
    assert server.waiting() == []


def test_a_queue_is_the_named_one_else_the_default_else_the_only_one(server: CupsServer) -> None:
    server.add_pdf("hall")
    with Desk("", server.server) as desk:
        assert desk.driver.place == "hall"
    server.add_pdf("office")
    nameless = Desk("", server.server)
    assert nameless.cause_of(nameless.driver.open) == "no-printer"
    server.run("lpadmin", "-d", "office")
    with nameless as desk:
        assert desk.driver.place == "office"
        server.remove("office")
        assert desk.failing(paper("one")) == "no-printer"
        missing = Desk("kitchen", server.server)
        assert missing.cause_of(missing.driver.open) == "no-printer"


USB = """#!/bin/sh
# A backend as those of USB printers are: it tells a state while it prints, and nobody can ask it otherwise.
[ $# -eq 0 ] && { echo 'direct own "Unknown" "Own"'; exit 0; }
trap 'exit 0' TERM
while [ -e @/empty ]; do echo "STATE: +media-empty-error" >&2; sleep 0.05; done
echo "STATE: -media-empty-error" >&2
cat ${6:-} > @/out/$1.pdf
"""


def test_what_only_a_job_can_find_out_does_not_stay_for_ever(server: CupsServer) -> None:
    queue = server.add_backend(USB.replace("@", str(server.at)))
    (server.at / "empty").touch()
    with Desk(queue, server.server) as desk:
        assert desk.failing(paper("one")) == "paper-out"
        assert desk.cause_of(desk.driver.check) == "paper-out", "it is told for a while"
        until("the end of what nobody can check", lambda: desk.cause_of(desk.driver.check) == "")
        assert desk.failing(paper("two")) == "paper-out", "the next job finds out"
        (server.at / "empty").unlink()
        assert desk.print(paper("three")).where == queue
        assert desk.cause_of(desk.driver.check) == ""
    assert [words_on(file) for file in server.papers()] == [["three"]]


def test_a_backend_that_gives_up_is_a_job_that_failed(server: CupsServer) -> None:
    queue = server.add_backend("#!/bin/sh\n[ $# -eq 0 ] && exit 0\nexit 1\n")
    with Desk(queue, server.server) as desk:
        assert desk.failing(paper("one")) in {"paused", "job-failed"}
        assert server.waiting() == []
        assert server.kept() == []


def words_on_last(printer: IppPrinter) -> list[str]:
    return words_on(Path(str(printer.printed()[-1]["file"])))


def test_without_a_name_the_folder_is_taken_while_no_server_runs_and_left_when_one_does(
    server: CupsServer, tmp_path: Path
) -> None:
    clock = HandClock()
    server.add_pdf("office")
    server.stop()
    printer = choose_printer("", tmp_path / "print", clock, server=server.server)
    printer.open()
    assert printer.print_pdf(paper("one"), unheard).to_folder
    server.start()
    clock.advance(RETRY_S / 2)
    assert printer.print_pdf(paper("two"), unheard).to_folder, "not looked for again so soon"
    clock.advance(RETRY_S / 2)
    assert printer.print_pdf(paper("three"), unheard).where == "office"
    printer.close()
    assert [words_on(file) for file in server.papers()] == [["three"]]


def test_ctrl_c_takes_the_paper_out_of_the_queue(server: CupsServer, desk: Desk, printer: IppPrinter) -> None:
    printer.tell(hold=True)

    def interrupted(_phase: PrintPhase) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        desk.do(lambda: desk.driver.print_pdf(paper("nobody waits"), interrupted))
    assert server.waiting() == []
    printer.tell()
    until("the end of the old job", lambda: not printer.running())
    assert printer.printed() == []
