"""`kiosk devices` in processes of their own, against the stand-in reader on its pseudo-terminal."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from pypdf import PdfReader

from devices.cards.social_card import SocialCardReader
from devices.scanners.sane import write_test_backend
from devices.simulators.control import IdReaderHandle, spawn_id_reader
from devices.simulators.sample_cards import SAMPLES, card_to_json
from devices.simulators.slip_control import spawn_slip_printer
from devices.simulators.social_control import spawn_social_card
from devices.simulators.social_samples import SHI_MEIE_SOCIAL
from kiosk.clock import SystemClock
from kiosk.commands.cards_by_hand import read_one
from kiosk.domain.ethnicity import ETHNICITIES
from kiosk.domain.identity import IdentityDocument
from kiosk.errors import DeviceFailure
from tests.support.card_readers import until
from tests.support.pcscd import PcscService

KEYS = [
    *("kind", "name", "name_en", "sex", "ethnicity", "birth_date", "address", "number", "issuer"),
    *("valid_from", "valid_to"),
]
SEXES = {"1": "male", "2": "female"}


def kiosk(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "kiosk.cli", "devices", *arguments]
    return subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)


def one_line(done: subprocess.CompletedProcess[str]) -> str:
    assert (done.returncode, done.stdout) == (1, ""), done.stdout + done.stderr
    (line,) = done.stderr.splitlines()
    return line


@pytest.fixture(scope="module")
def reader(tmp_path_factory: pytest.TempPathFactory) -> Iterator[IdReaderHandle]:
    with spawn_id_reader(tmp_path_factory.mktemp("reader")) as handle:
        yield handle


@pytest.fixture(autouse=True)
def _no_card(reader: IdReaderHandle) -> None:
    reader.control.remove()


def _expected(name: str) -> dict[str, str | None]:
    said = card_to_json(SAMPLES[name])
    facts: dict[str, str | None] = {key: said[key] or None for key in KEYS}
    facts["sex"] = SEXES[str(said["sex"])]
    facts["ethnicity"] = ETHNICITIES.get(str(said["ethnicity"]))
    facts["address"] = said["newest_address"] or facts["address"]
    return facts


@pytest.mark.parametrize("name", SAMPLES)
def test_every_card_is_one_json_document(reader: IdReaderHandle, name: str) -> None:
    reader.control.insert(SAMPLES[name])
    done = kiosk("read-card", "--driver", "serial-id", "--port", str(reader.port), "--json")
    assert (done.returncode, done.stderr) == (0, "")
    facts: dict[str, Any] = json.loads(done.stdout)
    assert list(facts) == KEYS
    assert facts == _expected(name)


def test_card_that_was_read_before_and_still_lies_there_is_read_again(reader: IdReaderHandle) -> None:
    reader.control.insert(SAMPLES["shi-meie"])
    for _ in range(2):
        done = kiosk("read-card", "--driver", "serial-id", "--port", str(reader.port))
        assert done.returncode == 0, done.stderr
        assert "name: 史美娥" in done.stdout
        assert "name_en: -" in done.stdout


def test_no_card_within_the_wait(reader: IdReaderHandle) -> None:
    line = one_line(kiosk("read-card", "--driver", "serial-id", "--port", str(reader.port), "--wait", "0.3", "--json"))
    assert line.startswith("kiosk: no card came")
    assert "--wait" in line


def test_card_that_comes_while_the_command_waits(reader: IdReaderHandle) -> None:
    command = [sys.executable, "-m", "kiosk.cli", "devices", "read-card", "--driver", "serial-id"]
    command += ["--port", str(reader.port), "--wait", "50", "--json"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as waiting:
        reader.control.insert(SAMPLES["weber-2017"])
        said, _ = waiting.communicate(timeout=60)
    assert json.loads(said)["name_en"] == "WEBER, KLAUS DIETER"


def test_port_that_is_not_there(tmp_path: Path) -> None:
    line = one_line(kiosk("read-card", "--driver", "serial-id", "--port", str(tmp_path / "ttyUSB9"), "--json"))
    assert "the device is not there" in line
    assert "ttyUSB9" in line
    assert "Check the reader's cable" in line


def test_vendor_library_that_is_not_there(tmp_path: Path) -> None:
    library = str(tmp_path / "libsdt.so")
    line = one_line(kiosk("read-card", "--driver", "sdt", "--library", library, "--port", "1001"))
    assert "not installed" in line


@pytest.mark.parametrize(
    "arguments",
    [
        ("read-card", "--driver", "teapot"),
        ("read-card", "--driver", "serial-id"),
        ("read-card", "--driver", "serial-id", "--port", "x", "--baud", "1"),
        ("read-card", "--driver", "serial-id", "--port", "x", "--wait", "soon"),
        ("read-card", "--driver", "serial-id", "--port", "x", "--wait", "-1"),
        ("read-card", "--driver", "sdt", "--library", "x"),
        ("read-card", "--driver", "sdt", "--library", "x", "--port", "/dev/ttyUSB0"),
        ("scan",),
        ("scan", "--out", "page.docx"),
        ("scan", "--out", "page.pdf", "--dpi", "0"),
        ("print-test", "--driver", "teapot"),
        (),
    ],
)
def test_wrong_usage(arguments: tuple[str, ...]) -> None:
    done = kiosk(*arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert "usage: kiosk devices" in done.stderr


def test_help_says_what_the_json_has() -> None:
    done = kiosk("read-card", "--help")
    assert done.returncode == 0
    assert all(key in done.stdout for key in (*KEYS, "card_number", "long-term", "not-stated"))


def _settings(folder: Path, more: str) -> str:
    file = folder / "terminal.toml"
    file.write_text(f'[paths]\ndata = "{folder / "data"}"\n[devices]\n{more}', encoding="utf-8")
    return str(file)


def test_list_tells_every_device_of_the_settings(reader: IdReaderHandle, tmp_path: Path) -> None:
    sane = write_test_backend(tmp_path / "sane")
    config = _settings(tmp_path, f'card_port = "{reader.port}"\nsane_config_dir = "{sane}"\nprinter = "none"\n')
    done = kiosk("list", "--config", config, "--json")
    assert (done.returncode, done.stderr) == (0, "")
    rows = {row["name"]: row for row in json.loads(done.stdout)}
    assert set(rows) == {"id-card", "scanner"}
    assert {row["state"] for row in rows.values()} == {"ready"}
    assert rows["id-card"]["driver"] == "serial-id"
    assert rows["id-card"]["place"] == str(reader.port)


def test_list_tells_what_is_wrong_and_what_to_do(tmp_path: Path) -> None:
    config = _settings(tmp_path, f'card_port = "{tmp_path / "ttyUSB9"}"\nscanner = "none"\nprinter = "none"\n')
    (row,) = json.loads(kiosk("list", "--config", config, "--json").stdout)
    assert (row["state"], row["cause"]) == ("absent", "absent")
    assert row["remedy"]
    assert "the device is not there. Check the reader's cable" in kiosk("list", "--config", config).stdout


def test_path_that_cannot_be_written_is_told_before_a_page_is_drawn_in(tmp_path: Path) -> None:
    done = kiosk("scan", "--driver", "sane", "--device", "nobody:0", "--out", str(tmp_path / "nowhere" / "page.pdf"))
    assert done.returncode == 1
    assert "nowhere" in done.stderr
    assert "the device is not there" not in done.stderr


def test_scan_that_fails_leaves_no_file(tmp_path: Path) -> None:
    done = kiosk("scan", "--driver", "sane", "--device", "nobody:0", "--out", str(tmp_path / "page.pdf"))
    assert done.returncode == 1
    assert list(tmp_path.iterdir()) == []


def test_scan_into_a_file(tmp_path: Path) -> None:
    sane = write_test_backend(tmp_path / "sane")
    config = _settings(tmp_path, f'sane_config_dir = "{sane}"\n')
    common = ("--config", config, "--source", "glass", "--dpi", "100", "--json", "--out")
    picture, paper = tmp_path / "page.jpg", tmp_path / "page.pdf"
    done = kiosk("scan", *common, str(picture), "--colour", "grey")
    assert (done.returncode, done.stderr) == (0, "")
    facts = json.loads(done.stdout)
    assert facts["bytes"] == picture.stat().st_size
    with Image.open(BytesIO(picture.read_bytes())) as image:
        assert image.mode == "L"
        assert [{"width_px": image.width, "height_px": image.height}] == facts["pages"]
    assert picture.stat().st_mode & 0o777 == 0o600
    assert kiosk("scan", *common, str(paper)).returncode == 0
    assert len(PdfReader(paper).pages) == 1


def test_print_test_leaves_a_whole_page_in_the_folder(tmp_path: Path) -> None:
    done = kiosk("print-test", "--driver", "folder", "--device", str(tmp_path / "out"), "--json")
    assert (done.returncode, done.stderr) == (0, "")
    paper = Path(json.loads(done.stdout)["place"])
    assert paper.parent == tmp_path / "out"
    text = subprocess.run(
        ["pdftotext", "-enc", "UTF-8", str(paper), "-"], capture_output=True, check=True
    ).stdout.decode()
    assert "打印测试页" in text
    assert "蓝𬱖䶮" in text.replace(" ", "")
    assert "Ruler" in text


def test_print_test_on_a_queue_that_is_not_there(tmp_path: Path) -> None:
    # No server listens on this socket, whatever the machine has.
    os.environ["CUPS_SERVER"] = str(tmp_path / "cups.sock")
    try:
        line = one_line(kiosk("print-test", "--driver", "cups", "--device", "office"))
    finally:
        del os.environ["CUPS_SERVER"]
    assert "CUPS" in line


def test_social_card_has_its_card_number_too() -> None:
    with PcscService("Left", "Right") as service, spawn_social_card(service.slot("Right")) as card:
        card.control.insert(SHI_MEIE_SOCIAL)
        done = kiosk("read-card", "--driver", "social-card", "--reader", "Right", "--wait", "20", "--json")
        assert (done.returncode, done.stderr) == (0, "")
        facts: dict[str, Any] = json.loads(done.stdout)
        assert list(facts) == [*KEYS, "card_number"]
        document = SHI_MEIE_SOCIAL.document
        assert (facts["kind"], facts["name"], facts["number"]) == ("social", "史美娥", document.number)
        assert (facts["sex"], facts["ethnicity"]) == ("female", "汉")
        assert facts["card_number"] == document.card_number
        line = one_line(kiosk("read-card", "--driver", "social-card", "--reader", "Left", "--wait", "0.3"))
        assert line.startswith("kiosk: no card came")


def test_a_token_in_the_first_slot_does_not_end_the_wait_for_the_card() -> None:
    with (
        PcscService("Left", "Right") as service,
        spawn_social_card(service.slot("Left")) as token,
        spawn_social_card(service.slot("Right")) as card,
    ):
        token.control.insert_token()
        until("the token is seen", lambda: token.control.state()["connected"] is True)

        class Watched(SocialCardReader):
            def read(self) -> IdentityDocument:
                try:
                    return super().read()
                except DeviceFailure:
                    card.control.insert(SHI_MEIE_SOCIAL)
                    raise

        clock = SystemClock()
        assert read_one(Watched("", clock), 20.0, clock) == SHI_MEIE_SOCIAL.document
        line = one_line(kiosk("read-card", "--driver", "social-card", "--reader", "Left", "--wait", "1"))
        assert "this kind of card cannot be read here" in line
        assert "Use another document" in line


def test_print_test_on_a_receipt_printer(tmp_path: Path) -> None:
    with spawn_slip_printer(tmp_path) as printer:
        done = kiosk("print-test", "--driver", "escpos", "--device", printer.address)
        assert (done.returncode, done.stderr) == (0, "")
        (slip,) = printer.control.paper()["slips"]
    assert "打印测试" in json.dumps(slip, ensure_ascii=False)


def test_pages_from_a_folder_that_is_named_by_hand(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    Image.new("RGB", (1240, 1754), "white").save(tmp_path / "in" / "blank.png")
    os.utime(tmp_path / "in" / "blank.png", (0, 0))  # written long ago, and not just being copied
    line = one_line(kiosk("scan", "--device", f"folder:{tmp_path / 'in'}", "--out", str(tmp_path / "out.pdf")))
    assert line.startswith("kiosk: every page was blank")
    line = one_line(kiosk("scan", "--device", f"folder:{tmp_path / 'gone'}", "--out", str(tmp_path / "out.pdf")))
    assert "correct the folder" in line
    assert [file.name for file in tmp_path.iterdir()] == ["in"]


@pytest.mark.parametrize("out", ["in.pdf", "gone/out.pdf"])
def test_a_place_that_takes_no_file_is_told_before_anything_is_scanned(tmp_path: Path, out: str) -> None:
    (tmp_path / "in.pdf").mkdir()
    line = one_line(kiosk("scan", "--device", "folder:/nowhere", "--out", str(tmp_path / out)))
    assert str(tmp_path / out) in line
    assert "--out" in line


def test_list_tells_what_is_wrong_and_what_to_do_with_this_device(tmp_path: Path) -> None:
    port = tmp_path / "ttyUSB0"
    port.write_bytes(b"")
    config = _settings(tmp_path, f'scanner = "none"\nprinter = "none"\ncard_port = "{port}"\n')
    done = kiosk("list", "--config", config)
    assert (done.returncode, done.stderr) == (0, "")
    assert "what is named is no such device. Name the reader's serial port" in done.stdout


def test_a_device_is_told_as_ready_only_after_it_has_said_how_it_is(tmp_path: Path) -> None:
    with spawn_slip_printer(tmp_path) as printer:
        printer.control.put(cover_open=True)
        config = _settings(tmp_path, f'scanner = "none"\nprinter = "none"\nslip_printer = "{printer.address}"\n')
        (row,) = json.loads(kiosk("list", "--config", config, "--json").stdout)
        assert (row["state"], row["cause"], row["remedy"]) == (
            "needs-attention",
            "door-open",
            "Close the printer's cover.",
        )
        printer.control.put(cover_open=False, paper="near-end")
        (row,) = json.loads(kiosk("list", "--config", config, "--json").stdout)
        assert (row["state"], row["warnings"]) == ("ready", ["paper-low"])
        told = kiosk("list", "--config", config).stdout
        assert told.rstrip().endswith("ready: the paper is running low. Have a new roll ready.")


def test_a_disk_too_full_for_the_pages_is_told_with_the_name_that_was_given(tmp_path: Path) -> None:
    sane = write_test_backend(tmp_path / "sane")
    config = _settings(tmp_path, f'sane_config_dir = "{sane}"\n')
    out = tmp_path / "out"
    out.mkdir()
    (out / "page.pdf").write_bytes(b"what was there")
    command = [sys.executable, "-m", "kiosk.cli", "devices", "scan", "--config", config, "--source", "glass"]
    # A file may not grow beyond a kilobyte: what a full disk looks like to whoever writes.
    limited = ["prlimit", "--fsize=1024", *command, "--dpi", "75", "--out", str(out / "page.pdf")]
    line = one_line(subprocess.run(limited, capture_output=True, text=True, timeout=60, check=False))
    assert line.startswith(f"kiosk: {out / 'page.pdf'}: ")
    assert "--out" in line
    assert {file.name: file.read_bytes() for file in out.iterdir()} == {"page.pdf": b"what was there"}
