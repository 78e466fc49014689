"""What every receipt printer does: over TCP and a serial line, against a stand-in that takes ESC/POS apart."""

import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import segno
import zxingcpp
from PIL import Image

from devices.printers.escpos import EscposPrinter, SlipDelays
from devices.simulators.programs import until
from devices.simulators.slip_control import SlipPrinterHandle, spawn_slip_printer
from kiosk.errors import DeviceFailure
from kiosk.ports import Slip, SlipLine

SOON = SlipDelays(connect_s=2.0, answer_s=0.5, send_s=2.0, print_s=2.0, look_s=0.02)
CODE = "https://12345.xiangshan.example/c/ZC-330225-0042-7?k=482913"
SLIP = Slip(
    "回执",
    (
        SlipLine("申报回执", scale=2, bold=True, centred=True),
        SlipLine("办件编号 11330225MB000001904000511007000202611240001"),
        SlipLine(""),
        SlipLine("查询码 482913", bold=True),
    ),
    CODE,
)


@pytest.fixture
def stand_in(tmp_path: Path) -> Iterator[SlipPrinterHandle]:
    with spawn_slip_printer(tmp_path) as stand_in:
        yield stand_in


@pytest.fixture(params=["tcp", "serial"])
def address(request: pytest.FixtureRequest, stand_in: SlipPrinterHandle) -> str:
    return stand_in.address if request.param == "tcp" else f"serial://{stand_in.link}?baud=115200"


@pytest.fixture
def printer(address: str) -> Iterator[EscposPrinter]:
    driver = EscposPrinter(address, delays=SOON)
    driver.open()
    yield driver
    driver.close()


def slips(stand_in: SlipPrinterHandle) -> list[list[dict[str, Any]]]:
    paper: Any = stand_in.control.paper()
    assert paper["unknown"] == [], "commands that no receipt printer has"
    cut: list[list[dict[str, Any]]] = paper["slips"]
    return cut


def words(slip: list[dict[str, Any]]) -> list[str]:
    return [line["words"] for line in slip if line.get("words", "").strip()]


def cause_of(printer: EscposPrinter, slip: Slip = SLIP) -> str:
    with pytest.raises(DeviceFailure) as caught:
        printer.print_slip(slip)
    return caught.value.cause


def pictures(slip: list[dict[str, Any]]) -> list[Image.Image]:
    return [
        Image.frombytes("1", (line["width"], line["height"]), bytes(~b & 0xFF for b in bytes.fromhex(line["picture"])))
        for line in slip
        if "picture" in line
    ]


def test_a_slip_comes_out_as_it_was_asked_for(printer: EscposPrinter, stand_in: SlipPrinterHandle) -> None:
    place = printer.print_slip(SLIP)
    (slip,) = slips(stand_in)
    assert words(slip) == ["申报回执", "办件编号", "11330225MB000001904000511007000202611240001", "查询码 482913"]
    first, last = slip[0], next(line for line in slip if line.get("words") == "查询码 482913")
    assert (first["scale"], first["bold"], first["centred"]) == (2, True, True)
    assert (last["scale"], last["bold"], last["centred"]) == (1, True, False)
    (code,) = [line for line in slip if "code" in line]
    assert (code["code"], code["align"]) == (CODE, 1)
    assert 60 < place.roll_mm < 150
    assert place.sheets == 0


def test_long_lines_are_broken_by_the_rolls_width(address: str, stand_in: SlipPrinterHandle) -> None:
    joined = address + ("&" if "?" in address else "?")
    for width, columns in ((58, 32), (80, 48)):
        driver = EscposPrinter(f"{joined}width={width}", delays=SOON)
        driver.open()
        driver.print_slip(Slip("x", (SlipLine("户口登记项目变更更正" * 8), SlipLine("大" * 20, scale=2))))
        driver.close()
        slip = slips(stand_in)[-1]
        assert "".join(words(slip)) == "户口登记项目变更更正" * 8 + "大" * 20
        assert (
            max(len(line["words"].encode("gb18030")) * line["scale"] for line in slip if line.get("words")) <= columns
        )


def test_characters_that_no_receipt_printer_has_are_drawn(printer: EscposPrinter, stand_in: SlipPrinterHandle) -> None:
    printer.print_slip(Slip("x", (SlipLine("申请人 𠮷*㐂"), SlipLine("查询码"), SlipLine("名\ud800"))))
    (slip,) = slips(stand_in)
    assert words(slip) == ["查询码", "名 "]
    (drawn,) = pictures(slip)
    assert drawn.width == 576
    black = [column for column in range(drawn.width) if not all(drawn.getpixel((column, row)) for row in range(24))]
    assert black, "something is drawn"
    assert max(black) < 12 * 14, "where its columns are"


def test_a_code_can_be_drawn_where_the_printer_makes_none(address: str, stand_in: SlipPrinterHandle) -> None:
    driver = EscposPrinter(address + ("&" if "?" in address else "?") + "qr=raster", delays=SOON)
    driver.open()
    driver.print_slip(SLIP)
    driver.close()
    (picture,) = pictures(slips(stand_in)[0])
    assert [found.text for found in zxingcpp.read_barcodes(picture.convert("L"))] == [CODE]
    assert segno.make_qr(CODE).designator


@pytest.mark.parametrize(
    ("trouble", "cause"),
    [
        ({"paper": "out"}, "paper-out"),
        ({"cover_open": True}, "door-open"),
        ({"offline": True}, "offline"),
    ],
)
def test_each_trouble_is_told_before_anything_is_printed(
    printer: EscposPrinter, stand_in: SlipPrinterHandle, trouble: dict[str, object], cause: str
) -> None:
    stand_in.control.put(**trouble)
    with pytest.raises(DeviceFailure) as caught:
        printer.check()
    assert caught.value.cause == cause
    assert cause_of(printer) == cause
    stand_in.control.put(paper="ok", cover_open=False, offline=False)
    printer.check()
    printer.print_slip(SLIP)
    assert len(slips(stand_in)) == 1


def test_the_end_of_the_roll_is_a_warning_first(printer: EscposPrinter, stand_in: SlipPrinterHandle) -> None:
    assert printer.warnings == ()
    stand_in.control.put(paper="near-end")
    printer.check()
    assert printer.warnings == ("paper-low",)
    printer.print_slip(SLIP)
    stand_in.control.put(paper="ok")
    printer.check()
    assert printer.warnings == ()


def test_a_roll_that_ends_in_the_midst_leaves_no_half_slip_for_the_next_person(
    printer: EscposPrinter, stand_in: SlipPrinterHandle
) -> None:
    stand_in.control.put(lines_left=2)
    assert cause_of(printer) == "paper-out"
    stand_in.control.new_roll()
    printer.print_slip(Slip("x", (SlipLine("the next person's"),)))
    torn, whole = slips(stand_in)
    assert len(torn) == 2
    assert words(whole) == ["the next person's"]


def test_a_cutter_that_sticks_is_told(printer: EscposPrinter, stand_in: SlipPrinterHandle) -> None:
    stand_in.control.put(cutter_sticks=True)
    assert cause_of(printer) == "cutter"
    stand_in.control.free_cutter()
    printer.check()


def test_a_printer_that_says_nothing_is_given_up(printer: EscposPrinter, stand_in: SlipPrinterHandle) -> None:
    stand_in.control.put(silent=True)
    assert cause_of(printer) == "no-answer"
    stand_in.control.put(silent=False)
    printer.check()


def test_one_that_never_answers_prints_where_that_is_known(address: str, stand_in: SlipPrinterHandle) -> None:
    stand_in.control.put(silent=True)
    driver = EscposPrinter(address + ("&" if "?" in address else "?") + "status=no", delays=SOON)
    driver.open()
    driver.check()
    place = driver.print_slip(SLIP)
    until("the slip", lambda: len(slips(stand_in)) == 1)
    assert words(slips(stand_in)[0])[-1] == "查询码 482913", "all of it"
    assert place.roll_mm > 60
    driver.close()


def test_a_line_that_breaks_in_the_midst_is_told(stand_in: SlipPrinterHandle) -> None:
    driver = EscposPrinter(stand_in.address, delays=SOON)
    driver.open()
    stand_in.control.drop(after=40)
    assert cause_of(driver) == "io"
    driver.print_slip(SLIP)
    driver.close()


def test_a_line_that_the_printer_closed_meanwhile_costs_no_slip(stand_in: SlipPrinterHandle) -> None:
    driver = EscposPrinter(stand_in.address, delays=SOON)
    driver.open()
    stand_in.control.drop()
    driver.print_slip(SLIP)
    driver.close()
    assert len(slips(stand_in)) == 1


def test_unplugged_and_plugged_in_again(printer: EscposPrinter, stand_in: SlipPrinterHandle) -> None:
    stand_in.control.unplug()
    with pytest.raises(DeviceFailure) as caught:
        printer.check()
    assert caught.value.cause in {"absent", "io"}
    printer.close()
    with pytest.raises(DeviceFailure) as caught:
        printer.open()
    assert caught.value.cause == "absent"
    stand_in.control.replug()
    printer.open()
    printer.print_slip(SLIP)
    assert len(slips(stand_in)) == 1


def test_somebody_else_on_that_port_is_no_printer() -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        driver = EscposPrinter(f"tcp://127.0.0.1:{other.getsockname()[1]}", delays=SOON)
        with pytest.raises(DeviceFailure) as caught:
            driver.open()
    assert caught.value.cause == "no-answer"
