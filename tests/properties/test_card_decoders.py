"""Whatever a card reader, its line or its maker's library says: only a DeviceFailure comes out, and in time."""

import os
import pty
import select
import struct
import tty
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from itertools import cycle
from threading import Event, Thread

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from devices.cards import frames
from devices.cards.base import ReaderDelays
from devices.cards.frames import PREAMBLE, Answer, Command, FrameDecoder, encode_answer, parse_answer
from devices.cards.sam import SamReader
from devices.cards.serial_id import SerialIdReader
from devices.cards.text_fields import parse_newest_address, parse_text
from devices.causes import CAUSES
from devices.isolation.wire import FromChild, ToChild, WireBroken, for_child, from_child
from devices.simulators.card_text import encode_text
from devices.simulators.reader_model import ReaderModel
from devices.simulators.sample_cards import SAMPLES, SHI_MEIE
from kiosk.clock import SystemClock
from kiosk.domain.check_digits import id_check_character
from kiosk.domain.identity import DocumentKind, IdentityDocument
from kiosk.errors import DeviceFailure

pytestmark = pytest.mark.decoder

LARGEST_FRAME = len(PREAMBLE) + 2 + frames.LARGEST_LENGTH
GOOD = encode_answer(frames.OK, b"good")

good_frames = st.binary(max_size=60).map(lambda data: encode_answer(frames.OK, data))
damaged_frames = st.tuples(good_frames, st.integers(0, 200), st.integers(1, 255)).map(
    lambda drawn: bytes(
        byte ^ (drawn[2] if place == drawn[1] % len(drawn[0]) else 0) for place, byte in enumerate(drawn[0])
    )
)
truncated_frames = st.tuples(good_frames, st.integers(1, 60)).map(lambda drawn: drawn[0][: -drawn[1]])
lying_frames = st.tuples(st.integers(0, 0xFFFF), st.binary(max_size=60)).map(
    lambda drawn: PREAMBLE + drawn[0].to_bytes(2, "big") + drawn[1]
)
interleaved_frames = st.tuples(good_frames, good_frames).map(
    lambda drawn: bytes(byte for pair in zip(*drawn, strict=False) for byte in pair)
)
nested_frames = st.tuples(good_frames, good_frames, st.integers(5, 30)).map(
    lambda drawn: drawn[0][: drawn[2]] + drawn[1] + drawn[0][drawn[2] :]
)
hostile = st.one_of(
    st.binary(max_size=300),
    damaged_frames,
    truncated_frames,
    lying_frames,
    interleaved_frames,
    nested_frames,
    good_frames,
    st.just(PREAMBLE * 500),
    st.just(b"\xaa" * 9000),
)


def fails_only_as_a_device(call: Callable[[], object]) -> str:
    """The cause of the failure, "" for none; any other exception fails the test."""
    cause = ""
    try:
        call()
    except DeviceFailure as fault:
        cause = fault.cause
    assert cause in {"", *CAUSES}
    return cause


@settings(deadline=None)
@given(st.lists(hostile, max_size=8), st.integers(1, 700))
def test_no_stream_makes_the_decoder_raise_else_or_hold_more_than_a_frame(stream: list[bytes], size: int) -> None:
    decoder = FrameDecoder()
    content = b"".join(stream)
    for start in range(0, len(content), size):
        chunk = content[start : start + size]
        # What a failure held back is worked off by what comes next.
        while fails_only_as_a_device(lambda chunk=chunk: list(decoder.feed(chunk))):  # type: ignore[misc]
            chunk = b""
        assert 1 <= decoder.wanted <= LARGEST_FRAME
    decoder.reset()
    assert [parse_answer(body).data for body in decoder.feed(GOOD)] == [b"good"]


@settings(deadline=None)
@given(st.lists(hostile, max_size=8))
def test_endless_stream_never_grows(stream: list[bytes]) -> None:
    decoder = FrameDecoder()
    forever = cycle([*stream, b"\0"])
    for _ in range(200):
        chunk = next(forever)
        while fails_only_as_a_device(lambda chunk=chunk: list(decoder.feed(chunk))):  # type: ignore[misc]
            chunk = b""
        assert len(decoder._held) <= LARGEST_FRAME


@settings(deadline=None)
@given(st.binary(max_size=500).filter(lambda noise: b"\xaa" not in noise), st.integers(1, 50))
def test_noise_before_a_frame_costs_nothing(noise: bytes, size: int) -> None:
    decoder = FrameDecoder()
    content = noise + GOOD
    bodies = [body for start in range(0, len(content), size) for body in decoder.feed(content[start : start + size])]
    assert [parse_answer(body).data for body in bodies] == [b"good"]


@settings(deadline=None)
@given(st.binary(min_size=256, max_size=256) | st.binary(max_size=600))
def test_text_of_no_card_is_bad_data(content: bytes) -> None:
    assert fails_only_as_a_device(lambda: parse_text(content)) == "bad-data"


@settings(deadline=None)
@given(
    st.sampled_from(sorted(SAMPLES)),
    st.lists(st.tuples(st.integers(0, 255), st.integers(0, 255)), min_size=1, max_size=5),
)
def test_damaged_text_is_bad_data_or_still_a_card(name: str, changes: list[tuple[int, int]]) -> None:
    content = bytearray(encode_text(SAMPLES[name].document))
    for place, byte in changes:
        content[place] = byte
    read: list[IdentityDocument] = []
    cause = fails_only_as_a_device(lambda: read.append(parse_text(bytes(content))))
    assert cause == ("" if read else "bad-data")
    for document in read:
        assert document.name
        if document.kind is not DocumentKind.FOREIGN_2017:  # the one number without a check digit
            assert id_check_character(document.number[:17]) == document.number[17]


@settings(deadline=None)
@given(st.binary(max_size=100) | st.binary(min_size=70, max_size=70))
def test_newest_address_is_text_or_bad_data(content: bytes) -> None:
    assert fails_only_as_a_device(lambda: parse_newest_address(content)) in {"", "bad-data"}


@settings(deadline=None)
@given(st.binary(max_size=300))
def test_messages_of_a_driver_gone_mad_are_refused(content: bytes) -> None:
    for decode, messages in ((from_child, FromChild), (for_child, ToChild)):
        told: object = None
        with suppress(WireBroken):
            told = decode(bytearray(content))
        assert told is None or isinstance(told, messages)


class ScriptedLine:
    """A library that answers each command with the next thing it was told to say."""

    place, usable = "nowhere", True

    def __init__(self, answers: list[Answer]) -> None:
        self._answers = iter(answers)
        self.asked = 0

    def open(self) -> None: ...

    def close(self) -> None: ...

    def cancel(self) -> None: ...

    def exchange(self, _command: Command, _limit_s: float) -> Answer:
        self.asked += 1
        return next(self._answers, Answer(frames.NO_CARD))


MOST_QUESTIONS = 60
"""Of the eight calls below: a reading takes up to three tries of four commands."""
TEXT = encode_text(SHI_MEIE.document)
library_data = st.one_of(
    st.binary(max_size=40),
    st.tuples(st.integers(0, 0xFFFF), st.integers(0, 0xFFFF), st.binary(max_size=300)).map(
        lambda drawn: struct.pack(">HH", drawn[0], drawn[1]) + drawn[2]
    ),
    st.binary(max_size=1030).map(lambda photo: struct.pack(">HH", 256, len(photo)) + TEXT + photo),
)
statuses = st.sampled_from([*frames.STATUSES, 0, 1, 255]) | st.integers(-(2**31), 2**31 - 1)


@settings(deadline=None)
@given(st.lists(st.builds(Answer, statuses, library_data), max_size=30))
def test_no_answer_of_a_library_brings_the_reader_down(answers: list[Answer]) -> None:
    line = ScriptedLine(answers)
    reader = SamReader(line, ReaderDelays())
    causes = {fails_only_as_a_device(reader.open)}
    if causes == {""}:
        calls = (reader.poll, reader.read, reader.present, reader.sam_id, reader.reset, reader.poll, reader.read)
        causes |= {fails_only_as_a_device(call) for call in calls}
    reader.close()
    assert causes <= {*CAUSES, ""}
    assert line.asked <= MOST_QUESTIONS, "whatever is answered, it comes to an end"


@dataclass(frozen=True, slots=True)
class Endless:
    """Comes again and again until the next command."""

    chunk: bytes


class HostilePort:
    """The reader's end of a serial line: it says what the script has, and behaves from then on."""

    def __init__(self, script: list[bytes | Endless]) -> None:
        self.model = ReaderModel()
        self.script = deque(script)
        self._stopping = Event()
        self._reader, self._host = pty.openpty()
        tty.setraw(self._host)
        os.set_blocking(self._reader, False)
        self.path = os.ttyname(self._host)
        self._thread = Thread(target=self._serve)
        self._thread.start()

    def close(self) -> None:
        self._stopping.set()
        self._thread.join()
        os.close(self._host)
        os.close(self._reader)

    def _serve(self) -> None:
        while not self._stopping.is_set():
            if not select.select([self._reader], [], [], 0.005)[0]:
                continue
            request = os.read(self._reader, 4096)
            if not self.script:
                self._write(self.model.receive(request))
                continue
            saying = self.script.popleft()
            if isinstance(saying, Endless):
                while not self._stopping.is_set() and not select.select([self._reader], [], [], 0.001)[0]:
                    self._write(saying.chunk)
            else:
                self._write(saying)

    def _write(self, content: bytes) -> None:
        try:
            os.write(self._reader, content)
        except BlockingIOError:
            return  # nobody reads: a real port loses them too


@contextmanager
def hostile_port(script: list[bytes | Endless]) -> Iterator[HostilePort]:
    port = HostilePort(script)
    try:
        yield port
    finally:
        port.close()


QUICK = ReaderDelays(answer_s=0.05, poll_s=0.05, select_s=0.05, read_s=0.05, reset_s=0.05, gap_s=0.02, slice_s=0.01)
sayings = hostile | hostile.filter(bool).map(Endless)


@settings(max_examples=max(12, settings.default.max_examples // 100), deadline=None)  # real time passes in each
@given(st.lists(sayings, min_size=1, max_size=4))
@example([Endless(b"\xaa")])
@example([Endless(encode_answer(frames.CARD_FOUND)[:-1])])
@example([encode_answer(frames.CARD_FOUND), encode_answer(frames.OK), Endless(encode_answer(0x41)), PREAMBLE])
@example([encode_answer(frames.CARD_FOUND) * 200])
def test_line_gone_mad_ends_in_failures_alone_and_the_next_good_card_reads(script: list[bytes | Endless]) -> None:
    with hostile_port([]) as port:
        reader = SerialIdReader(port.path, SystemClock(), delays=QUICK)
        reader.open()
        port.script.extend(script)
        while port.script:
            if not fails_only_as_a_device(reader.poll):
                fails_only_as_a_device(reader.read)
                fails_only_as_a_device(reader.present)
        port.model.insert(SHI_MEIE)
        # An endless answer goes on until the next command reaches the reader, and spoils the beginning of its answer.
        assert any(fails_only_as_a_device(reader.reset) == "" for _ in range(5))
        assert any(reader.poll() for _ in range(5))
        assert reader.read().number == SHI_MEIE.document.number
        reader.close()
