"""Commands to a card and the fetching of its answers, command by command as LD/T 32 and ISO/IEC 7816-4 have them."""

import pytest

from devices.cards import apdu
from devices.causes import CAUSES
from kiosk.errors import DeviceFailure


class Script:
    """A card that expects these commands, each with its answer, in hexadecimal."""

    def __init__(self, *steps: tuple[str, str]) -> None:
        self._steps = [(bytes.fromhex(command), bytes.fromhex(answer)) for command, answer in steps]

    def __call__(self, command: bytes) -> bytes:
        expected, answer = self._steps.pop(0)
        assert command == expected
        return answer

    @property
    def done(self) -> bool:
        return not self._steps


@pytest.mark.parametrize(
    ("command", "encoded"),
    [
        (apdu.select_application(), "00A404000F7378312E73682EC9E7BBE1B1A3D5CF"),
        (apdu.select_file(0xEF05), "00A4020002EF05"),
        (apdu.select_file(0xEF06, p1=0), "00A4000002EF06"),
        (apdu.read_by_tag(0x07, 11), "00B207000B"),
        (apdu.read_by_number(2, 20), "00B2020414"),
        (apdu.read_by_number(2), "00B2020400"),
    ],
)
def test_commands_are_those_of_the_standard(command: apdu.Command, encoded: str) -> None:
    assert command.encoded() == bytes.fromhex(encoded)


def test_the_applications_name_is_that_of_the_social_security_card() -> None:
    assert apdu.APPLICATION.decode("gbk") == "sx1.sh.社会保障"


def test_6cxx_is_asked_again_with_that_length() -> None:
    card = Script(("00B2070000", "6C0B"), ("00B207000B", "0709010203040506070809 9000"))
    answer = apdu.exchange(card, apdu.read_by_tag(7, apdu.ANY_LENGTH))
    assert (answer.status, len(answer.data), card.done) == (apdu.OK, 11, True)


def test_61xx_is_fetched_piece_by_piece() -> None:
    card = Script(
        ("00A4020002EF05", "6104"), ("00C0000004", "01020304 6102"), ("00C0000002", "6C01"), ("00C0000001", "05 9000")
    )
    assert apdu.exchange(card, apdu.select_file(0xEF05)).data == bytes([1, 2, 3, 4, 5])
    assert card.done


def test_6cxx_for_ever_is_asked_again_once_alone() -> None:
    card = Script(("00B207000B", "6C0B"), ("00B207000B", "6C0B"))
    assert apdu.exchange(card, apdu.read_by_tag(7, 11)).status == 0x6C0B
    assert card.done


@pytest.mark.parametrize("piece", ["6110", "00" * 16 + "6110"])
def test_61xx_for_ever_is_given_up(piece: str) -> None:
    commands = 0

    def card(_command: bytes) -> bytes:
        nonlocal commands
        commands += 1
        return bytes.fromhex(piece)

    with pytest.raises(DeviceFailure) as caught:
        apdu.exchange(card, apdu.read_by_tag(7, 11))
    assert caught.value.cause == "bad-data"
    assert commands <= 1 + apdu.MOST_ANSWERS


def test_rest_that_is_kept_back_is_a_failed_reading() -> None:
    with pytest.raises(DeviceFailure) as caught:
        apdu.exchange(Script(("00B207000B", "6110"), ("00C0000010", "6F00")), apdu.read_by_tag(7, 11))
    assert caught.value.cause == "read-failed"


@pytest.mark.parametrize("answer", ["", "90"])
def test_answer_without_a_status_is_bad_data(answer: str) -> None:
    with pytest.raises(DeviceFailure) as caught:
        apdu.parse_answer(bytes.fromhex(answer))
    assert caught.value.cause == "bad-data"


def test_every_status_has_a_cause_of_the_table_and_data_stay_out_of_the_repr() -> None:
    assert {status.cause for status in apdu.STATUSES.values()} - {""} <= set(CAUSES)
    assert apdu.Answer(0x1234).refusal(apdu.select_file(1)).cause == "read-failed"
    assert "secret" not in repr(apdu.Answer(apdu.OK, b"secret"))
