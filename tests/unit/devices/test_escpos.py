"""The receipt printer's address, lines and answers, without a printer."""

import logging
import subprocess
import sys
from contextlib import nullcontext

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devices.printers.escpos import EscposPrinter
from devices.printers.escpos_roll import ROLLS, rows, width_of
from devices.printers.escpos_status import SlipStatus
from devices.simulators.slip_model import SlipPrinterModel
from kiosk.errors import DeviceFailure
from kiosk.ports import Slip, SlipLine
from kiosk.slip_address import SlipAddress


@pytest.mark.parametrize(
    ("address", "place"),
    [
        ("tcp://192.168.1.20", "192.168.1.20:9100"),
        ("tcp://printer.local:9101/?status=no&width=58", "printer.local:9101"),
        ("serial:///dev/ttyS1?baud=19200", "/dev/ttyS1"),
        ("usb://04b8:0E15?in=81&out=03", "usb 04b8:0e15"),
    ],
)
def test_addresses_of_the_three_kinds(address: str, place: str) -> None:
    assert SlipAddress.read(address).place == place


@pytest.mark.parametrize(
    "address",
    [
        *("", "printer", "tcp://", "tcp://h:99999", "tcp://h/path", "tcp://u:p@h", "http://h", "serial://ttyS1"),
        *("serial:///", "usb://1:2", "usb://04b8:0e15?in=zz", "tcp://h?width=76", "tcp://h?speed=9", "tcp://h?x"),
        *("tcp://h:0", "tcp://[::1", "serial:///dev/ttyS1?baud=0", "serial:///dev/a%00b", "usb://04b8:0e15?out=100"),
        *("tcp://h#1", "none"),
    ],
)
def test_anything_else_is_a_wrong_address(address: str) -> None:
    with pytest.raises(DeviceFailure) as caught:
        EscposPrinter(address).open()
    assert (caught.value.cause, caught.value.permanent) == ("wrong-address", True)


@given(st.text(max_size=200), st.sampled_from([1, 2]), st.sampled_from([58, 80]))
def test_no_line_is_longer_than_the_roll_and_nothing_gets_lost(words: str, scale: int, width: int) -> None:
    made = list(rows(Slip("x", (SlipLine(words, scale=scale),)), ROLLS[width]))
    for row in made:
        assert width_of(row.line.words) * scale <= ROLLS[width].columns
        assert row.encoded is None or not set(row.encoded) & set(range(0x20))
    kept = "".join(row.line.words for row in made)
    assert kept.replace(" ", "") == "".join(one for one in words if one.isprintable()).replace(" ", "")


def test_a_closing_mark_does_not_begin_a_line() -> None:
    made = [row.line.words for row in rows(Slip("x", (SlipLine("一" * 16 + "，二"),)), ROLLS[58])]
    assert made == ["一" * 15, "一，二"]


class Noise:
    """A line that answers whatever it is asked with the same bytes."""

    def __init__(self, content: bytes) -> None:
        self._content = content

    def send(self, content: bytes, limit_s: float) -> None:
        """Nobody hears."""

    def receive(self, limit_s: float) -> bytes:
        return self._content

    def close(self) -> None:
        """Nothing to close."""


@given(st.binary(max_size=64))
def test_no_noise_on_the_line_does_more_than_be_given_up(noise: bytes) -> None:
    status = SlipStatus(0.001)
    answers = any(byte & 0x93 == 0x12 for byte in noise)
    with nullcontext() if answers else pytest.raises(DeviceFailure, match="does not answer"):
        status.ask(Noise(noise))


@given(st.lists(st.binary(max_size=40), max_size=8))
def test_the_stand_in_outlives_whatever_is_sent_to_it(chunks: list[bytes]) -> None:
    model = SlipPrinterModel()
    for chunk in chunks:
        model.receive(chunk)
    model.cover_open = True
    # Twice, as the end of the noise may have taken a part of the first for its own.
    status = model.receive(b"\x10\x04\x01" * 2)
    assert status[-1] & 0x93 == 0x12, "it still says how it is, whatever waits to be printed"


def test_the_library_is_loaded_late_and_leaves_nothing_behind(tmp_path_factory: pytest.TempPathFactory) -> None:
    place = tmp_path_factory.mktemp("tmp")
    program = (
        "import sys, logging; import devices.fitting\n"
        "assert 'escpos' not in sys.modules and 'PIL' not in sys.modules and 'cups' not in sys.modules\n"
        "from devices.printers.escpos_library import load; load()\n"
        "assert logging.getLogger().handlers == []"
    )
    subprocess.run([sys.executable, "-c", program], check=True, env={"TMPDIR": str(place)}, timeout=60)
    assert list(place.iterdir()) == []
    assert logging.getLogger("escpos")
