"""What a scanner does, where the pages lie as files in a folder."""

import os
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from threading import Thread

import numpy as np
import pytest
from PIL import Image

from devices.scanners.folder import FolderScanner
from kiosk.clock import SystemClock
from kiosk.domain.material import ColourMode, MaterialRule, Page
from kiosk.domain.text import Text
from kiosk.errors import DeviceFailure
from kiosk.ports import ScanRequest
from tests.support.sheets import sheet

LONG_AGO_S = 1_700_000_000


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    stick = tmp_path / "stick"
    stick.mkdir()
    return stick


@pytest.fixture
def scanner(folder: Path) -> Iterator[FolderScanner]:
    made = FolderScanner(folder, SystemClock())
    made.open()
    yield made
    made.close()


def put(
    folder: Path, name: str, kind: str = "letter", *, after_s: int = 0, blank: bool = False, pages: int = 1
) -> Path:
    """A file with a page; `after_s` puts it behind others."""
    pixels = np.full((1754, 1240, 3), 250, np.uint8) if blank else sheet(kind).pixels[:, :, ::-1]
    image = Image.fromarray(np.ascontiguousarray(pixels))
    file = folder / name
    if pages > 1 or file.suffix == ".pdf":
        image.save(file, resolution=150.0, save_all=True, append_images=[image] * (pages - 1))
    else:
        image.save(file, dpi=(150, 150))
    return aged(file, after_s)


def aged(file: Path, after_s: int = 0) -> Path:
    os.utime(file, (LONG_AGO_S + after_s, LONG_AGO_S + after_s))
    return file


def request_for(most_pages: int = 1, colour: ColourMode = ColourMode.COLOUR, max_bytes: int = 4_000_000) -> ScanRequest:
    rule = MaterialRule("deed", Text("房产证"), colour=colour, max_bytes=max_bytes, max_pages=1)
    return ScanRequest(rule, most_pages=most_pages)


def ignore(_part: float) -> None:
    """Progress that nobody looks at."""


def brightness(page: Page | None) -> float:
    assert page is not None
    return float(np.asarray(Image.open(BytesIO(page.content)).convert("L")).mean())


def refused(scanner: FolderScanner, request: ScanRequest) -> str:
    with pytest.raises(DeviceFailure) as caught:
        list(scanner.scan(request, ignore))
    return caught.value.cause


@pytest.mark.parametrize("name", ["page.jpg", "page.JPEG", "page.png", "page.tif", "page.pdf"])
def test_page_comes_from_every_kind_of_file(folder: Path, scanner: FolderScanner, name: str) -> None:
    file = put(folder, name)
    before = file.read_bytes()
    told: list[float] = []
    (page,) = scanner.scan(request_for(), told.append)
    assert page is not None
    assert (page.media_type, page.width_px) == ("image/jpeg", pytest.approx(1240, abs=2))
    assert (told[0], told[-1]) == (0.0, 1.0)
    assert file.read_bytes() == before, "a person's file is left as it is"


@pytest.mark.parametrize(
    ("colour", "mode"), [(ColourMode.COLOUR, "RGB"), (ColourMode.GREY, "L"), (ColourMode.LINEART, "L")]
)
def test_page_has_the_rules_colour_and_size(
    folder: Path, scanner: FolderScanner, colour: ColourMode, mode: str
) -> None:
    put(folder, "page.png")
    (page,) = scanner.scan(request_for(colour=colour, max_bytes=120_000), ignore)
    assert page is not None
    assert len(page.content) <= 120_000
    assert Image.open(BytesIO(page.content)).mode == mode


def test_oldest_file_comes_first_and_none_comes_twice(folder: Path, scanner: FolderScanner) -> None:
    put(folder, "a.png", "stamp-alone", after_s=60)
    put(folder, "b.png", "dense")
    (first,) = scanner.scan(request_for(), ignore)
    (second,) = scanner.scan(request_for(), ignore)
    assert brightness(first) < brightness(second)
    assert refused(scanner, request_for()) == "no-paper"


def test_several_files_are_taken_like_a_pile_in_the_feeder(folder: Path, scanner: FolderScanner) -> None:
    put(folder, "a.png")
    put(folder, "b.pdf", after_s=1, pages=2)
    put(folder, "c.png", after_s=2)
    assert len(list(scanner.scan(request_for(3), ignore))) == 3
    assert len(list(scanner.scan(request_for(3), ignore))) == 1


def test_blank_page_is_left_out(folder: Path, scanner: FolderScanner) -> None:
    put(folder, "a.png", blank=True)
    assert list(scanner.scan(request_for(), ignore)) == [None]


def test_file_with_more_pages_than_wanted_is_refused_whole(folder: Path, scanner: FolderScanner) -> None:
    put(folder, "a.pdf", pages=3)
    assert refused(scanner, request_for(2)) == "too-many-pages"


def test_file_that_does_not_fit_behind_another_waits_for_the_next_touch(folder: Path, scanner: FolderScanner) -> None:
    put(folder, "a.png")
    put(folder, "b.pdf", after_s=1, pages=2)
    assert len(list(scanner.scan(request_for(2), ignore))) == 1
    assert len(list(scanner.scan(request_for(2), ignore))) == 2


@pytest.mark.parametrize(
    ("content", "cause"), [(b"", "file-unreadable"), (b"\xff\xd8\xff\xe0rubbish", "file-unreadable")]
)
def test_bad_file_is_refused_once_and_the_next_one_is_taken(
    folder: Path, scanner: FolderScanner, content: bytes, cause: str
) -> None:
    bad = folder / "a.jpg"
    bad.write_bytes(content)
    aged(bad)
    put(folder, "b.png", after_s=9)
    assert refused(scanner, request_for()) == cause
    assert len(list(scanner.scan(request_for(), ignore))) == 1


def test_page_that_cannot_be_made_small_enough_is_told_at_once(folder: Path, scanner: FolderScanner) -> None:
    put(folder, "a.png", "dense")
    assert refused(scanner, request_for(max_bytes=3_000)) == "too-large"


def test_what_is_no_picture_hidden_or_a_link_is_not_looked_at(
    folder: Path, scanner: FolderScanner, tmp_path: Path
) -> None:
    (folder / "notes.txt").write_text("户口簿在家里", encoding="utf-8")
    put(folder, ".hidden.png")
    elsewhere = put(tmp_path, "secret.png")
    (folder / "link.png").symlink_to(elsewhere)
    os.mkfifo(folder / "pipe.png")
    assert refused(scanner, request_for()) == "no-paper"


def test_file_that_is_still_being_written_is_waited_for(folder: Path, scanner: FolderScanner) -> None:
    file = put(folder, "a.png")
    os.utime(file)
    assert refused(scanner, request_for()) == "busy"
    aged(file)
    assert len(list(scanner.scan(request_for(), ignore))) == 1


def test_stick_that_is_pulled_is_absent_and_begins_anew_when_it_is_back(folder: Path, scanner: FolderScanner) -> None:
    put(folder, "a.png")
    assert len(list(scanner.scan(request_for(), ignore))) == 1
    scanner.check()
    away = folder.rename(folder.with_name("away"))
    with pytest.raises(DeviceFailure) as caught:
        scanner.check()
    assert caught.value.cause == "absent"
    assert refused(scanner, request_for()) == "absent"
    scanner.close()
    with pytest.raises(DeviceFailure) as caught:
        scanner.open()
    assert caught.value.cause == "absent"
    away.rename(folder)
    scanner.open()
    assert len(list(scanner.scan(request_for(), ignore))) == 1


def test_cancelled_scan_ends_and_its_file_is_still_there(folder: Path, scanner: FolderScanner) -> None:
    put(folder, "a.pdf", pages=3)
    pages = scanner.scan(request_for(3), ignore)
    assert next(pages)
    scanner.cancel()
    with pytest.raises(DeviceFailure) as caught:
        list(pages)
    assert caught.value.cause == "cancelled"
    assert len(list(scanner.scan(request_for(3), ignore))) == 3


def test_scanner_belongs_to_the_thread_that_opened_it(folder: Path, scanner: FolderScanner) -> None:
    raised: list[str] = []

    def intrude() -> None:
        try:
            next(scanner.scan(request_for(), ignore))
        except RuntimeError as fault:
            raised.append(str(fault))

    thread = Thread(target=intrude)
    thread.start()
    thread.join()
    assert "does not own it" in raised[0]


def test_nothing_of_a_persons_file_stands_in_a_failure(folder: Path, scanner: FolderScanner) -> None:
    bad = folder / "史美娥身份证330225195608120027.jpg"
    bad.write_bytes(b"rubbish")
    aged(bad)
    with pytest.raises(DeviceFailure) as caught:
        list(scanner.scan(request_for(), ignore))
    assert "史美娥" not in str(caught.value) + repr(caught.value)
