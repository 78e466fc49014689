"""The stand-in's own frames, against the examples of the Modbus specification and a CRC worked out by hand."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devices.simulators.board_model import BoardModel


def framed(body: str) -> bytes:
    """A frame with the CRC of the serial line guide 1.02, 6.2.2: 0xA001, low byte first."""
    content = bytes.fromhex(body)
    crc = 0xFFFF
    for byte in content:
        crc ^= byte
        for _ in range(8):
            crc = (crc >> 1) ^ 0xA001 if crc & 1 else crc >> 1
    return content + crc.to_bytes(2, "little")


def test_a_known_frame_has_its_known_checksum() -> None:
    assert framed("01 05 00 00 FF 00").hex() == "01050000ff008c3a"


def test_writing_a_coil_is_repeated_and_done() -> None:
    board = BoardModel()
    order = framed("01 05 00 03 FF 00")
    assert board.receive(order) == order
    assert board.coils[3]
    assert board.receive(framed("01 05 00 03 00 00")) == framed("01 05 00 03 00 00")
    assert board.pulses[3] == 1


def test_reading_inputs_gives_the_first_in_the_lowest_bit() -> None:
    board = BoardModel()
    board.inputs[0] = board.inputs[2] = True
    assert board.receive(framed("01 02 00 00 00 03")) == framed("01 02 01 05")


@pytest.mark.parametrize(
    ("order", "answer"),
    [
        ("01 05 00 08 FF 00", "01 85 02"),
        ("01 02 00 06 00 03", "01 82 02"),
        ("01 03 00 00 00 01", "01 83 01"),
    ],
)
def test_what_the_board_has_not_is_an_exception(order: str, answer: str) -> None:
    assert BoardModel().receive(framed(order)) == framed(answer)


def test_another_boards_order_is_not_answered() -> None:
    board = BoardModel(unit=7)
    assert board.receive(framed("01 05 00 00 FF 00")) == b""
    assert not any(board.coils)


def test_a_frame_may_come_in_pieces() -> None:
    board, order = BoardModel(), framed("01 05 00 01 FF 00")
    assert [board.receive(bytes([byte])) for byte in order][-1] == order


@given(st.lists(st.binary(max_size=300), max_size=8))
def test_noise_is_survived_and_the_next_order_is_done(noise: list[bytes]) -> None:
    board, order = BoardModel(), framed("01 05 00 02 FF 00")
    for chunk in noise:
        board.receive(chunk)
    # What is left of the noise may swallow an order or two, as on a real line.
    assert any(board.receive(order) == order for _ in range(70))
