"""Deadlines of the serial line, on a port whose time is the test's."""

import pytest
import serial

from devices.cards import frames
from devices.cards.base import ReaderDelays
from devices.cards.serial_id import SerialIdReader
from devices.cards.serial_line import SerialLine
from kiosk.errors import DeviceFailure
from tests.support.devices import HandClock

DELAYS = ReaderDelays()


class ScriptedPort:
    """Stands for serial.Serial: says `says` after each request, `at_once` bytes in each read of `slice_s`."""

    def __init__(self, clock: HandClock, says: bytes, at_once: int, *, endless: bool = False) -> None:
        self._clock = clock
        self._says = says
        self._left = b""
        self._at_once = at_once
        self._endless = endless
        self.requests = 0

    def reset_input_buffer(self) -> None:
        self._left = b""

    def write(self, _content: bytes) -> None:
        self.requests += 1
        self._left = self._says

    def read(self, count: int) -> bytes:
        self._clock.advance(DELAYS.slice_s)
        if self._endless and not self._left:
            self._left = self._says
        chunk, self._left = self._left[: min(count, self._at_once)], self._left[min(count, self._at_once) :]
        return chunk

    def close(self) -> None:
        self._left = b""


def line_on(monkeypatch: pytest.MonkeyPatch, port: ScriptedPort, clock: HandClock) -> SerialLine:
    monkeypatch.setattr(serial, "Serial", lambda *_args, **_named: port)
    line = SerialLine("/dev/none", 115200, clock, DELAYS)
    line.open()
    return line


@pytest.mark.parametrize(
    ("says", "at_once", "endless", "cause", "limit_s"),
    [
        (b"", 1, False, "no-answer", 0.28),
        (frames.encode_answer(frames.OK)[:5], 9, False, "checksum", 0.2),
        (b"\x00", 1, True, "checksum", 0.3),
        (frames.PREAMBLE, 1, True, "checksum", 0.3),
        (frames.encode_answer(frames.OK)[:-1] + b"\0", 99, False, "checksum", 0.05),
        (b"\x55" * 4096, 4096, True, "checksum", 0.3),
    ],
    ids=["silence", "half a frame", "endless trickle", "endless preambles", "wrong checksum", "endless flood"],
)
def test_poll_ends_before_its_deadline(
    monkeypatch: pytest.MonkeyPatch, says: bytes, at_once: int, endless: bool, cause: str, limit_s: float
) -> None:
    clock = HandClock()
    line = line_on(monkeypatch, ScriptedPort(clock, says, at_once, endless=endless), clock)
    begun = clock.monotonic()
    with pytest.raises(DeviceFailure) as caught:
        line.exchange(frames.FIND, DELAYS.poll_s)
    assert caught.value.cause == cause
    assert clock.monotonic() - begun <= limit_s


def test_slow_reader_gets_the_time_its_baud_rate_needs(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = HandClock()
    port = ScriptedPort(clock, frames.encode_answer(frames.OK, bytes(1284)), at_once=19)  # 9600 baud
    monkeypatch.setattr(serial, "Serial", lambda *_args, **_named: port)
    line = SerialLine("/dev/none", 9600, clock, DELAYS)
    line.open()
    assert len(line.exchange(frames.READ, DELAYS.read_s).data) == 1284


def test_cancel_ends_what_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = HandClock()
    line = line_on(monkeypatch, ScriptedPort(clock, b"", 1), clock)
    line.cancel()
    with pytest.raises(DeviceFailure) as caught:
        line.exchange(frames.READ, DELAYS.read_s)
    assert caught.value.cause == "stopped"


def test_reader_that_falls_silent_is_told_after_three_polls(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = HandClock()
    port = ScriptedPort(clock, frames.encode_answer(frames.OK), 99)
    monkeypatch.setattr(serial, "Serial", lambda *_args, **_named: port)
    reader = SerialIdReader("/dev/none", clock)
    reader.open()
    port._says = b""
    assert not reader.poll()
    assert not reader.poll()
    with pytest.raises(DeviceFailure) as caught:
        reader.poll()
    assert caught.value.cause == "no-answer"
    reader.close()


def test_module_that_fails_its_self_test_is_reset_once(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = HandClock()
    port = ScriptedPort(clock, frames.encode_answer(frames.SELF_TEST_FAILED), 99)
    monkeypatch.setattr(serial, "Serial", lambda *_args, **_named: port)
    with pytest.raises(DeviceFailure) as caught:
        SerialIdReader("/dev/none", clock).open()
    assert caught.value.cause == "self-test"
    assert port.requests == 3, "status, reset, status"


@pytest.mark.parametrize(
    ("fault", "cause"),
    [
        (FileNotFoundError(2, "no such file"), "absent"),
        (PermissionError(13, "denied"), "permission"),
        (BlockingIOError(11, "locked"), "in-use"),
        (OSError("anything"), "io"),
        (ValueError("no such baud rate"), "unsupported"),
    ],
)
def test_port_that_does_not_open_is_told_by_its_cause(
    monkeypatch: pytest.MonkeyPatch, fault: Exception, cause: str
) -> None:
    def refuse(*_args: object, **_named: object) -> None:
        raise fault

    monkeypatch.setattr(serial, "Serial", refuse)
    with pytest.raises(DeviceFailure) as caught:
        SerialLine("/dev/none", 115200, HandClock(), DELAYS).open()
    assert caught.value.cause == cause
    assert caught.value.remedy
