"""`kiosk devices read-card --photo`: the picture in a file, and the card itself whatever becomes of the picture."""

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image

from devices.simulators.control import IdReaderHandle, spawn_id_reader
from devices.simulators.sample_cards import PHOTO, SHI_MEIE
from tests.support.photos import CODE, compile_photo_library, drawn


@pytest.fixture(scope="module")
def reader(tmp_path_factory: pytest.TempPathFactory) -> Iterator[IdReaderHandle]:
    with spawn_id_reader(tmp_path_factory.mktemp("reader")) as handle:
        yield handle


@pytest.fixture
def card(reader: IdReaderHandle) -> IdReaderHandle:
    reader.control.remove()
    reader.control.insert(SHI_MEIE)
    return reader


def read_card(reader: IdReaderHandle, *more: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "kiosk.cli", "devices", "read-card", "--json", *more]
    if "--config" not in more:
        command += ["--driver", "serial-id", "--port", str(reader.port)]
    return subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)


def test_photo_lands_in_a_file_that_only_its_owner_reads(card: IdReaderHandle, tmp_path: Path) -> None:
    library, out = compile_photo_library(tmp_path, "UNPACK"), tmp_path / "face.bmp"
    done = read_card(card, "--photo", str(out), "--photo-library", str(library), "--photo-code", str(CODE))
    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads(done.stdout)["name"] == "史美娥"
    assert out.stat().st_mode & 0o777 == 0o600
    with Image.open(out) as picture:
        assert picture.tobytes() == drawn(PHOTO).tobytes()


def test_library_and_number_of_the_settings_are_taken(card: IdReaderHandle, tmp_path: Path) -> None:
    library, out = compile_photo_library(tmp_path, "UNPACK"), tmp_path / "face.bmp"
    settings = tmp_path / "terminal.toml"
    settings.write_text(
        f'[devices]\ncard_port = "{card.port}"\nphoto_library = "{library}"\nphoto_code = {CODE}\n', encoding="utf-8"
    )
    done = read_card(card, "--config", str(settings), "--photo", str(out))
    assert (done.returncode, done.stderr) == (0, "")
    assert out.stat().st_size == 38_862


@pytest.mark.parametrize(("wrong", "words"), [("CRASHES", "crashed"), ("REFUSES", "devices.photo_code")])
def test_card_is_told_even_where_its_picture_fails(
    card: IdReaderHandle, tmp_path: Path, wrong: str, words: str
) -> None:
    library, out = compile_photo_library(tmp_path, "BUFFER", wrong), tmp_path / "face.bmp"
    done = read_card(card, "--photo", str(out), "--photo-library", str(library))
    assert json.loads(done.stdout)["name"] == "史美娥"
    (line,) = done.stderr.splitlines()
    assert done.returncode == 1
    assert words in line
    assert not out.exists()


def test_without_a_library_it_says_what_is_missing_before_a_card_is_wanted(
    reader: IdReaderHandle, tmp_path: Path
) -> None:
    reader.control.remove()
    done = read_card(reader, "--photo", str(tmp_path / "face.bmp"), "--wait", "50")
    assert (done.returncode, done.stdout) == (1, "")
    (line,) = done.stderr.splitlines()
    assert "--photo-library FILE" in line
    assert "devices.photo_library" in line


@pytest.mark.parametrize("there", ["file", "link"])
def test_nothing_that_is_there_is_overwritten(reader: IdReaderHandle, tmp_path: Path, there: str) -> None:
    out, elsewhere = tmp_path / "face.bmp", tmp_path / "elsewhere"
    out.write_text("kept") if there == "file" else out.symlink_to(elsewhere)
    done = read_card(reader, "--photo", str(out), "--photo-library", str(tmp_path / "libwlt.so"), "--wait", "50")
    assert (done.returncode, done.stdout) == (1, "")
    assert "not overwritten" in done.stderr
    assert not elsewhere.exists()
    assert there == "link" or out.read_text() == "kept"
