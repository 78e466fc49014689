"""Whatever a print server or a receipt printer answers: a known fault or an answer, and in time."""

from collections import deque
from time import monotonic

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devices.causes import CAUSES
from devices.printers.cups_reasons import blocking_cause
from devices.printers.escpos_status import SlipStatus
from devices.printers.ipp_wire import GET_PRINTER_ATTRIBUTES, IppAnswer, IppFault, answer, question
from kiosk.errors import DeviceFailure

pytestmark = pytest.mark.decoder

# Tags, names and values as a server would send them, in any order and number; and what is left when some of it is lost.
attributes = st.tuples(st.integers(0, 255), st.binary(max_size=12), st.binary(max_size=12)).map(
    lambda drawn: (
        bytes([drawn[0]]) + len(drawn[1]).to_bytes(2, "big") + drawn[1] + len(drawn[2]).to_bytes(2, "big") + drawn[2]
    )
)
messages = st.tuples(st.binary(min_size=8, max_size=8), st.lists(attributes, max_size=20), st.integers(0, 400)).map(
    lambda drawn: (b"\x02\x00" + drawn[0][2:] + b"".join(drawn[1]) + b"\x03")[: drawn[2]]
)


@given(st.one_of(st.binary(max_size=400), messages))
def test_any_bytes_are_an_ipp_answer_or_a_fault(content: bytes) -> None:
    try:
        told = answer(content)
    except IppFault:
        return
    assert isinstance(told, IppAnswer)
    for name in told.attributes:
        assert len(told.words(name)) + len(told.numbers(name)) >= (told.number(name) is not None)


@given(st.lists(st.sampled_from(["printer-state", "printer-state-reasons", "marker-levels"]), max_size=6))
def test_a_question_is_a_whole_message_of_its_own_kind(wanted: list[str]) -> None:
    asked = question(GET_PRINTER_ATTRIBUTES, ("printer-uri", "ipp://localhost/printers/hall"), wanted)
    assert sum(len(words) for words in answer(asked).attributes.values()) == 3 + len(wanted)


@given(st.lists(st.text(max_size=40), max_size=12))
def test_any_reasons_are_a_known_cause_or_none(reasons: list[str]) -> None:
    assert blocking_cause(reasons) in {"", *CAUSES}


class Babble:
    """A line on which a printer says what it likes, a piece at a time, and then no more."""

    def __init__(self, pieces: list[bytes]) -> None:
        self._pieces = deque(pieces)

    def send(self, _content: bytes, _limit_s: float) -> None:
        """It does not listen."""

    def receive(self, _limit_s: float) -> bytes:
        return self._pieces.popleft() if self._pieces else b""


@given(st.lists(st.binary(max_size=40), max_size=20))
def test_any_status_bytes_are_a_known_cause_or_no_answer_before_the_deadline(pieces: list[bytes]) -> None:
    status, began, causes = SlipStatus(0.02), monotonic(), ["no-answer"]
    try:
        status.ask(Babble(pieces))
    except DeviceFailure as fault:
        causes.append(fault.cause)
    assert set(causes) == {"no-answer"}
    assert monotonic() - began < 5.0
    assert status.cause in {"", *CAUSES}
