"""The stand-in behaves like a reader: a card goes through its states and is found once."""

import pytest

from devices.cards import frames
from devices.cards.frames import Answer, Command, FrameDecoder, encode_command, parse_answer
from devices.simulators.reader_model import Fault, FaultKind, ReaderModel
from devices.simulators.sample_cards import SHI_MEIE, WANG_JIANGUO


def ask(model: ReaderModel, command: Command) -> Answer:
    (body,) = FrameDecoder().feed(model.receive(encode_command(command)))
    return parse_answer(body)


def statuses(model: ReaderModel, *commands: Command) -> list[int]:
    return [ask(model, command).status for command in commands]


def test_empty_field() -> None:
    model = ReaderModel()
    assert statuses(model, frames.FIND, frames.SELECT, frames.READ, frames.NEWEST_ADDRESS) == [
        frames.NO_CARD,
        frames.SELECT_FAILED,
        frames.READ_FAILED,
        frames.READ_FAILED,
    ]


def test_card_that_was_read_has_to_leave_before_it_is_found_again() -> None:
    model = ReaderModel()
    model.insert(SHI_MEIE)
    assert statuses(model, frames.SELECT, frames.FIND, frames.SELECT, frames.READ, frames.FIND) == [
        frames.SELECT_FAILED,
        frames.CARD_FOUND,
        frames.OK,
        frames.OK,
        frames.NO_CARD,
    ]
    model.remove()
    model.insert(SHI_MEIE)
    assert statuses(model, frames.FIND) == [frames.CARD_FOUND]


def test_reset_makes_the_card_findable() -> None:
    model = ReaderModel()
    model.insert(SHI_MEIE)
    assert statuses(model, frames.FIND, frames.SELECT, frames.READ, frames.RESET, frames.FIND)[-1] == frames.CARD_FOUND


def test_newest_address_only_where_there_is_one() -> None:
    model = ReaderModel()
    model.insert(SHI_MEIE)
    assert statuses(model, frames.FIND, frames.SELECT, frames.NEWEST_ADDRESS)[-1] == frames.NO_SUCH_ITEM
    model.insert(WANG_JIANGUO)
    statuses(model, frames.FIND, frames.SELECT)
    assert len(ask(model, frames.NEWEST_ADDRESS).data) == 70


def test_request_that_was_damaged_or_is_unknown_is_answered_as_such() -> None:
    model = ReaderModel()
    damaged = bytearray(encode_command(frames.FIND))
    damaged[-1] ^= 1
    (body,) = FrameDecoder().feed(model.receive(bytes(damaged)))
    assert parse_answer(body).status == frames.CHECKSUM_ERROR
    assert ask(model, Command("none", 0x77, 0x00, 11)).status == frames.UNKNOWN_COMMAND
    assert ask(model, frames.STATUS).status == frames.OK


@pytest.mark.parametrize("kind", [kind for kind in FaultKind if kind is not FaultKind.PULLED])
def test_fault_spoils_so_many_answers_to_its_command_and_no_more(kind: FaultKind) -> None:
    model = ReaderModel()
    sound = model.receive(encode_command(frames.STATUS))
    model.faults.append(Fault(kind, times=2, on="status"))
    assert model.receive(encode_command(frames.FIND)) == frames.encode_answer(frames.NO_CARD)
    assert model.receive(encode_command(frames.STATUS)) != sound
    assert model.receive(encode_command(frames.STATUS)) != sound
    assert model.receive(encode_command(frames.STATUS)) == sound
