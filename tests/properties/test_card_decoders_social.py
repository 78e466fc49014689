"""Whatever a card in a PC/SC reader says: a document or a DeviceFailure comes out, after so many commands at most."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from devices.cards import apdu, social_fields
from devices.cards.social_card import read_card
from devices.causes import CAUSES
from devices.simulators.social_model import AS_THE_STANDARD, Manner, SocialCardModel
from devices.simulators.social_records import encode_record, encode_values
from devices.simulators.social_samples import SHI_MEIE_SOCIAL, SOCIAL_SAMPLES
from kiosk.domain.identity import DocumentKind, Evidence, IdentityDocument
from kiosk.errors import DeviceFailure

pytestmark = pytest.mark.decoder

MOST_COMMANDS = 1000

tags = st.sampled_from(sorted(social_fields.ITEMS))
statuses = st.one_of(
    st.sampled_from([*(status.to_bytes(2, "big") for status in apdu.STATUSES), b"\x61\x10", b"\x61\0", b"\x6c\x10"]),
    st.binary(min_size=2, max_size=2),
)
records = st.tuples(tags, st.binary(max_size=70)).map(lambda drawn: encode_record(drawn[0], drawn[1]))
lying_records = st.tuples(tags, st.integers(0, 255), st.binary(max_size=40)).map(
    lambda drawn: bytes(drawn[:2]) + drawn[2]
)
answers = st.one_of(
    st.binary(max_size=300),
    st.tuples(st.one_of(records, lying_records), st.just(b"\x90\0")).map(b"".join),
    st.tuples(st.binary(max_size=60), statuses).map(b"".join),
)


def tried(call: Callable[[], IdentityDocument]) -> IdentityDocument | None:
    """The document, or None where a cause of the table was raised; anything else fails the test."""
    cause = ""
    try:
        return call()
    except DeviceFailure as fault:
        cause = fault.cause
    assert cause in CAUSES
    return None


class Counted:
    """A card that answers from a list, over and over, and must not be asked for ever."""

    def __init__(self, said: list[bytes]) -> None:
        self._said = said
        self.commands = 0

    def __call__(self, command: bytes) -> bytes:
        assert 4 <= len(command) <= 261
        self.commands += 1
        assert self.commands < MOST_COMMANDS
        return self._said[self.commands % len(self._said)]


@given(st.lists(answers, min_size=1, max_size=12))
def test_any_answers_end_in_a_document_or_a_cause(said: list[bytes]) -> None:
    document = tried(lambda: read_card(Counted(said)))
    if document is not None:
        assert (document.kind, document.evidence) == (DocumentKind.SOCIAL, Evidence.CARD_PRESENT)
        assert document.name
        assert document.card_number


@given(st.binary(max_size=300))
def test_any_bytes_are_a_record_or_bad_data(content: bytes) -> None:
    cause, record = "", b""
    try:
        record = encode_record(*social_fields.parse_record(content))
    except DeviceFailure as fault:
        cause = fault.cause
    assert cause in {"", "bad-data"}
    assert content.startswith(record)


@given(st.dictionaries(tags, st.binary(max_size=60)))
def test_any_values_are_a_document_or_a_cause(drawn: dict[int, bytes]) -> None:
    values = encode_values(SHI_MEIE_SOCIAL.document) | drawn
    document = tried(lambda: social_fields.parse_card(values))
    if document is not None:
        assert (document.kind, document.evidence) == (DocumentKind.SOCIAL, Evidence.CARD_PRESENT)
        assert document.name
        assert document.card_number


@given(tags, st.integers(0, 29), st.integers(1, 255))
def test_one_changed_byte_never_makes_another_persons_number(tag: int, place: int, change: int) -> None:
    values = encode_values(SHI_MEIE_SOCIAL.document)
    assume(place < len(values[tag]))
    changed = bytearray(values[tag])
    changed[place] ^= change
    document = tried(lambda: social_fields.parse_card(values | {tag: bytes(changed)}))
    if document is not None:
        assert document.number == SHI_MEIE_SOCIAL.document.number


@given(
    st.sampled_from(sorted(SOCIAL_SAMPLES)),
    st.builds(Manner, st.booleans(), st.booleans(), st.booleans(), st.booleans()),
)
def test_every_manner_of_every_card_is_read_whole(name: str, manner: Manner) -> None:
    model = SocialCardModel(SOCIAL_SAMPLES[name], manner)
    assert read_card(model.answer) == SOCIAL_SAMPLES[name].document


@given(st.data(), st.sampled_from(["by-tag", "by-number"]))
def test_good_card_reads_after_any_disturbance(data: st.DataObject, way: str) -> None:
    model = SocialCardModel(SHI_MEIE_SOCIAL, replace(AS_THE_STANDARD, by_number=way == "by-number"))
    disturbed = data.draw(st.integers(0, 20))
    count = 0

    def transmit(command: bytes) -> bytes:
        nonlocal count
        count += 1
        answer = model.answer(command)
        return data.draw(answers) if count == disturbed else answer

    tried(lambda: read_card(transmit))
    disturbed = 0
    assert read_card(transmit) == SHI_MEIE_SOCIAL.document
