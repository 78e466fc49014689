"""Fonts are found, loaded once, and chosen by character."""

from pathlib import Path

import pytest

from kiosk.documents.embedding import to_unicode_map
from kiosk.documents.fonts import BABELSTONE_HAN, GETA_MARK, MICRO_HEI, FontBook, FontFile
from kiosk.errors import EnvironmentFailure
from tests.unit.documents.samples import RARE


def test_a_missing_font_is_named_with_its_package(tmp_path: Path) -> None:
    gone = FontFile(tmp_path / "none.ttc", "fonts-wqy-microhei")
    book = FontBook(gone)
    for act in (book.check, book.warm_up, lambda: book.width("就近", 12)):
        with pytest.raises(EnvironmentFailure) as failure:
            act()
        assert str(gone.path) in str(failure.value)
        assert "fonts-wqy-microhei" in str(failure.value)


def test_a_missing_font_of_rare_characters_is_found_by_the_check_and_else_when_it_is_needed(tmp_path: Path) -> None:
    book = FontBook(rare=FontFile(tmp_path / "none.ttf", "fonts-babelstone-han"))
    assert book.width("就近", 10) == pytest.approx(20)
    for act in (book.check, lambda: list(book.runs(RARE))):
        with pytest.raises(EnvironmentFailure, match="fonts-babelstone-han"):
            act()


@pytest.mark.parametrize("content", [b"", b"OTTO" + b"\0" * 200, b"\0\1\0\0 not a font"])
def test_a_file_that_is_no_truetype_font_is_named(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "broken.ttf"
    path.write_bytes(content)
    with pytest.raises(EnvironmentFailure, match=r"broken\.ttf"):
        FontBook(FontFile(path, "fonts-wqy-microhei")).warm_up()


def test_the_large_font_is_opened_only_when_a_character_asks() -> None:
    book = FontBook()
    book.warm_up()
    book.width("象山县 Xiangshan 330225", 12)
    assert not book.rare_loaded
    book.width("䶮", 12)
    assert book.rare_loaded


def test_runs_change_where_the_font_changes(fonts: FontBook) -> None:
    runs = list(fonts.runs("史𬱖䶮娥"))
    assert [run.text for run in runs] == ["史", "𬱖䶮", "娥"]
    assert [run.font for run in runs] == [
        f"{file.path}#{file.subfont}" for file in (MICRO_HEI, BABELSTONE_HAN, MICRO_HEI)
    ]


def test_what_no_font_has_is_the_geta_mark(fonts: FontBook) -> None:
    assert "".join(run.text for run in fonts.runs("甲\U0010fffd乙\x07")) == f"甲{GETA_MARK}乙{GETA_MARK}"
    assert fonts.width("\U0010fffd", 10) == pytest.approx(fonts.width(GETA_MARK, 10))


def test_widths_are_those_of_the_fonts(fonts: FontBook) -> None:
    assert fonts.width("就" + RARE, 10) == pytest.approx(50)
    assert fonts.width("1", 10) == pytest.approx(fonts.width("8", 10))


def test_characters_beyond_the_basic_plane_are_written_as_utf_16() -> None:
    map_ = to_unicode_map("AAAAAA+Font", [0, *map(ord, "史𬱖")])
    assert "<01> <53F2>" in map_
    assert "<02> <D873DC56>" in map_
    assert "<00> <0000>" not in map_


def test_no_block_of_the_map_has_more_than_a_hundred_entries() -> None:
    blocks = to_unicode_map("F", list(range(0x4E00, 0x4E00 + 250))).split("beginbfchar")[1:]
    sizes = [block.split("endbfchar")[0].count("> <") for block in blocks]
    assert sizes == [100, 100, 50]
