"""What every printer of papers does."""

from collections.abc import Iterator
from pathlib import Path
from stat import S_IMODE

import pytest

from devices.printers.folder import FolderPrinter
from kiosk.errors import DeviceFailure
from kiosk.ports import Printer, PrintRequest
from tests.support.devices import HandClock, unheard

PDF = b"%PDF-1.7 a paper"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "deep" / "printed"


@pytest.fixture(params=["folder"])
def printer(request: pytest.FixtureRequest, folder: Path) -> Iterator[Printer]:
    drivers = {"folder": lambda: FolderPrinter(folder, HandClock())}
    driver = drivers[request.param]()
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
