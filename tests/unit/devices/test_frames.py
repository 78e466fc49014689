"""GA 450 frames, against the bytes that stand in the protocol's tables, and against everything else."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devices.cards import frames
from devices.cards.frames import FrameDecoder, encode_answer, encode_command, parse_answer
from kiosk.errors import DeviceFailure

HEAD = bytes.fromhex("AAAAAA9669")


def cause_of(decoder: FrameDecoder, *chunks: bytes) -> str:
    """The cause of the first failure on these chunks, "" for none; anything but a DeviceFailure fails the test."""
    try:
        for chunk in chunks:
            for body in decoder.feed(chunk):
                parse_answer(body)
    except DeviceFailure as fault:
        return fault.cause
    return ""


@pytest.mark.parametrize(
    ("command", "on_the_wire"),
    [
        (frames.RESET, "00 03 10 FF EC"),
        (frames.STATUS, "00 03 11 FF ED"),
        (frames.SAM_ID, "00 03 12 FF EE"),
        (frames.FIND, "00 03 20 01 22"),
        (frames.SELECT, "00 03 20 02 21"),
        (frames.READ, "00 03 30 01 32"),
        (frames.NEWEST_ADDRESS, "00 03 30 03 30"),
    ],
)
def test_commands_are_the_bytes_of_the_table(command: frames.Command, on_the_wire: str) -> None:
    assert encode_command(command) == HEAD + bytes.fromhex(on_the_wire)


def test_answer_to_a_found_card() -> None:
    raw = HEAD + bytes.fromhex("00 08 00 00 9F 00 00 00 00 97")
    (body,) = FrameDecoder().feed(raw)
    assert parse_answer(body) == frames.Answer(frames.CARD_FOUND, bytes(4))
    assert encode_answer(frames.CARD_FOUND, bytes(4)) == raw
    assert len(raw) == frames.FIND.answer_bytes


def test_answer_with_text_and_photo_is_as_long_as_the_table_says() -> None:
    assert len(encode_answer(frames.OK, bytes(4 + 256 + 1024))) == frames.READ.answer_bytes == 1295


def test_frame_may_come_byte_by_byte_behind_noise() -> None:
    decoder = FrameDecoder()
    raw = b"\x00\xaa\xaa\xaa\xaa\xff" + b"\xaa\xaa" + encode_answer(frames.OK, b"data")
    bodies = [body for byte in raw for body in decoder.feed(bytes([byte]))]
    assert [parse_answer(body) for body in bodies] == [frames.Answer(frames.OK, b"data")]


def test_frames_in_one_chunk_come_one_after_another() -> None:
    raw = encode_answer(frames.OK, b"one") + b"\x13" + encode_answer(frames.NO_CARD)
    assert [parse_answer(body).status for body in FrameDecoder().feed(raw)] == [frames.OK, frames.NO_CARD]


def test_preamble_with_an_impossible_length_does_not_swallow_the_frame_behind_it() -> None:
    raw = HEAD + b"\xff\xff" + encode_answer(frames.NO_CARD)
    assert [parse_answer(body).status for body in FrameDecoder().feed(raw)] == [frames.NO_CARD]


def test_wrong_checksum_is_told_and_the_next_frame_decodes() -> None:
    decoder = FrameDecoder()
    good = encode_answer(frames.OK, b"data")
    with pytest.raises(DeviceFailure) as caught:
        list(decoder.feed(good[:-1] + bytes([good[-1] ^ 1])))
    assert caught.value.cause == "checksum"
    assert len(list(decoder.feed(good))) == 1


def test_endless_noise_is_given_up() -> None:
    decoder = FrameDecoder()
    assert cause_of(decoder, *[b"\xaa" * 64] * 1000) == "garbage"
    assert len(list(decoder.feed(encode_answer(frames.OK)))) == 1


def test_answer_without_its_zero_bytes_is_garbage() -> None:
    with pytest.raises(DeviceFailure) as caught:
        parse_answer(b"\x00\x01\x90")
    assert caught.value.cause == "garbage"


@pytest.mark.parametrize("status", sorted(set(range(256)) - {frames.OK}))
def test_every_status_can_be_told_as_a_failure(status: int) -> None:
    fault = frames.Answer(status).refusal(frames.READ)
    assert fault.cause
    assert f"{status:02X}" in str(fault)


def test_data_of_an_answer_are_not_printed() -> None:
    assert "secret" not in repr(frames.Answer(frames.OK, b"secret"))


@given(st.lists(st.binary(max_size=400), max_size=12))
def test_whatever_comes_only_device_failures_leave(chunks: list[bytes]) -> None:
    decoder = FrameDecoder()
    for chunk in chunks:
        assert cause_of(decoder, chunk) in {"", "checksum", "garbage"}
        assert decoder.wanted >= 1


@given(
    data=st.binary(max_size=300),
    cuts=st.lists(st.integers(0, 400), max_size=6),
    flips=st.lists(st.tuples(st.integers(0, 400), st.integers(1, 255)), min_size=1, max_size=4),
)
def test_damage_is_over_with_the_frame_that_had_it(data: bytes, cuts: list[int], flips: list[tuple[int, int]]) -> None:
    raw = bytearray(encode_answer(frames.OK, data))
    for place, change in flips:
        raw[place % len(raw)] ^= change
    decoder = FrameDecoder()
    bounds = [0, *sorted(cut % len(raw) for cut in cuts), len(raw)]
    for start, end in pairwise(bounds):
        assert cause_of(decoder, bytes(raw[start:end])) in {"", "checksum", "garbage"}
    decoder.reset()
    (body,) = decoder.feed(encode_answer(frames.OK, data))
    assert parse_answer(body).data == data
