"""What every printer of papers does."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from stat import S_IMODE

import pytest

from devices.printers.cups import CupsPrinter
from devices.printers.folder import FolderPrinter
from devices.simulators.ipp_printer import IppPrinter
from devices.simulators.print_server import CupsServer
from kiosk.clock import SystemClock
from kiosk.errors import DeviceFailure
from kiosk.ports import Printer, PrintPhase, PrintRequest
from tests.support.devices import HandClock, unheard
from tests.support.printing import SOON, paper, words_on

PDF = b"%PDF-1.7 a paper"


@dataclass(frozen=True, slots=True)
class Tray:
    """A printer, and the papers that came out of it, oldest first."""

    printer: Printer
    papers: Callable[[], list[Path]]


def by_age(files: Iterable[Path]) -> list[Path]:
    return sorted(files, key=lambda file: file.stat().st_mtime_ns)


@pytest.fixture(params=["folder", "cups-pdf", "ippeveprinter"])
def tray(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Tray]:
    with ExitStack() as stack:
        if request.param == "folder":
            printed = tmp_path / "printed"
            tray = Tray(FolderPrinter(printed, HandClock()), lambda: by_age(printed.glob("*.pdf")))
        else:
            server = stack.enter_context(CupsServer())
            if request.param == "cups-pdf":
                queue, papers = server.add_pdf(), server.papers
            else:
                device = stack.enter_context(IppPrinter())
                queue = server.add_driverless(device.uri)
                papers = lambda: [Path(str(one["file"])) for one in device.printed()]  # noqa: E731
            tray = Tray(CupsPrinter(queue, SystemClock(), server=server.server, delays=SOON), papers)
        tray.printer.open()
        yield tray
        tray.printer.close()


def test_every_page_lies_in_the_tray_when_the_printer_says_so(tray: Tray) -> None:
    phases: list[PrintPhase] = []
    place = tray.printer.print_pdf(paper("first page", "second page"), phases.append)
    assert place.where
    assert [words_on(file) for file in tray.papers()] == [["first page", "second page"]]
    assert phases == sorted(phases, key=list(PrintPhase).index)


def test_one_paper_after_another(tray: Tray) -> None:
    for number in range(3):
        tray.printer.print_pdf(paper(f"paper {number}"), unheard)
    assert [words_on(file) for file in tray.papers()] == [["paper 0"], ["paper 1"], ["paper 2"]]


def test_sheets_are_counted_where_there_is_paper(tray: Tray) -> None:
    place = tray.printer.print_pdf(paper("one", "two", "three", duplex=True), unheard)
    assert place.sheets == (0 if place.to_folder else 2)


def test_another_thread_may_not_print(tray: Tray) -> None:
    from concurrent.futures import ThreadPoolExecutor

    with ThreadPoolExecutor(1) as other, pytest.raises(RuntimeError):
        other.submit(tray.printer.print_pdf, paper("x"), unheard).result(10)
    assert tray.papers() == []


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "deep" / "printed"


@pytest.fixture
def printer(folder: Path) -> Iterator[Printer]:
    driver = FolderPrinter(folder, HandClock())
    driver.open()
    yield driver
    driver.close()


def test_paper_comes_out_as_it_was_handed_over(printer: Printer) -> None:
    place = printer.print_pdf(PrintRequest("回执", PDF), unheard)
    assert place.to_folder
    assert Path(place.where).read_bytes() == PDF


def test_papers_of_the_same_title_and_second_do_not_take_each_others_place(printer: Printer) -> None:
    places = {printer.print_pdf(PrintRequest("回执", PDF + bytes([number])), unheard).where for number in range(3)}
    assert sorted(Path(place).read_bytes()[-1] for place in places) == [0, 1, 2]


def test_folder_and_papers_are_nobody_elses_business(printer: Printer, folder: Path) -> None:
    place = printer.print_pdf(PrintRequest("回执", PDF), unheard)
    assert S_IMODE(Path(place.where).stat().st_mode) == 0o600
    assert S_IMODE(folder.stat().st_mode) == 0o700


@pytest.mark.parametrize("title", ["../../etc/passwd", "a/b\0c", "", "。" * 300, "回执 ZC-330225-0042-7"])
def test_title_never_leads_out_of_the_folder(printer: Printer, folder: Path, title: str) -> None:
    place = Path(printer.print_pdf(PrintRequest(title, PDF), unheard).where)
    assert place.parent == folder
    assert place.suffix == ".pdf"
    assert [file.name for file in folder.iterdir()] == [place.name], "nothing half-written is left"


def test_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(DeviceFailure) as caught:
        FolderPrinter(tmp_path / "file" / "printed", HandClock()).open()
    assert caught.value.cause == "folder"
    assert str(tmp_path) in str(caught.value)


def test_folder_that_vanished_is_told_and_leaves_nothing(printer: Printer, folder: Path) -> None:
    folder.rmdir()
    with pytest.raises(DeviceFailure) as caught:
        printer.print_pdf(PrintRequest("回执", PDF), unheard)
    assert caught.value.cause == "folder"
