"""What every reader of identity cards does, on a reader in another process that speaks the real protocol."""

from collections.abc import Iterator
from dataclasses import replace
from threading import Thread

import pytest

from devices.cards.base import ReaderDelays
from devices.cards.serial_id import SerialIdReader
from devices.simulators.control import IdReaderHandle, spawn_id_reader
from devices.simulators.sample_cards import SAMPLES, SHI_MEIE, WANG_JIANGUO, Card
from kiosk.clock import SystemClock
from kiosk.errors import DeviceFailure
from kiosk.ports import IdCardReader


@pytest.fixture(scope="module")
def stand_in(tmp_path_factory: pytest.TempPathFactory) -> Iterator[IdReaderHandle]:
    with spawn_id_reader(tmp_path_factory.mktemp("reader")) as handle:
        yield handle


@pytest.fixture(params=["serial-id"])
def reader(request: pytest.FixtureRequest, stand_in: IdReaderHandle) -> Iterator[IdCardReader]:
    """An opened driver of each kind before a reader with an empty field."""
    delays = ReaderDelays(answer_s=0.2, select_s=0.2, read_s=0.4)
    drivers = {"serial-id": lambda: SerialIdReader(str(stand_in.port), SystemClock(), delays=delays)}
    stand_in.control.remove()
    stand_in.control.clear_faults()
    driver = drivers[request.param]()
    driver.open()
    yield driver
    driver.close()


def gone(reader: IdCardReader) -> bool:
    """Whether the reader notices within a few questions that the card was taken away."""
    return any(not reader.present() for _ in range(5))


def test_empty_field_has_no_card(reader: IdCardReader) -> None:
    assert not reader.poll()
    assert not reader.poll()


@pytest.mark.parametrize("card", SAMPLES.values(), ids=SAMPLES.keys())
def test_every_kind_of_card_is_read_with_every_field(
    reader: IdCardReader, stand_in: IdReaderHandle, card: Card
) -> None:
    stand_in.control.insert(card)
    assert reader.poll()
    address = card.newest_address or card.document.address
    assert reader.read() == replace(card.document, address=address, photo=card.photo)


def test_card_is_found_once_until_it_was_taken_away(reader: IdCardReader, stand_in: IdReaderHandle) -> None:
    stand_in.control.insert(SHI_MEIE)
    assert reader.poll()
    reader.read()
    assert not reader.poll()
    assert reader.present()
    assert not gone(reader)
    stand_in.control.remove()
    assert gone(reader)
    assert not reader.poll()
    stand_in.control.insert(SHI_MEIE)
    assert reader.poll()
    assert reader.read().number == SHI_MEIE.document.number


def test_card_exchanged_for_another_is_noticed_as_gone(reader: IdCardReader, stand_in: IdReaderHandle) -> None:
    stand_in.control.insert(SHI_MEIE)
    assert reader.poll()
    reader.read()
    stand_in.control.insert(WANG_JIANGUO)
    assert gone(reader)
    assert reader.poll()
    assert reader.read().name == "王建国"


def test_card_that_could_not_be_read_is_present_until_it_is_taken_away(
    reader: IdCardReader, stand_in: IdReaderHandle
) -> None:
    stand_in.control.insert(SHI_MEIE)
    assert reader.poll()
    stand_in.control.fault("status", times=3, on="read")
    with pytest.raises(DeviceFailure) as caught:
        reader.read()
    assert caught.value.cause == "read-failed"
    assert not gone(reader)
    stand_in.control.remove()
    assert gone(reader)


@pytest.mark.parametrize(
    ("fault", "cause"),
    [("wrong-checksum", "checksum"), ("half-frame", "checksum"), ("garbage", "checksum"), ("silence", "no-answer")],
)
@pytest.mark.parametrize("command", ["select", "read"])
def test_disturbed_answer_is_asked_for_again_and_given_up_after_three(
    reader: IdCardReader, stand_in: IdReaderHandle, fault: str, cause: str, command: str
) -> None:
    stand_in.control.insert(SHI_MEIE)
    assert reader.poll()
    stand_in.control.fault(fault, times=1, on=command)
    assert reader.read().number == SHI_MEIE.document.number
    stand_in.control.insert(WANG_JIANGUO)
    assert gone(reader)
    assert reader.poll()
    stand_in.control.fault(fault, times=3, on=command)
    with pytest.raises(DeviceFailure) as caught:
        reader.read()
    assert caught.value.cause == cause
    stand_in.control.remove()
    assert gone(reader)
    stand_in.control.insert(SHI_MEIE)
    assert reader.poll()
    assert reader.read().number == SHI_MEIE.document.number, "the next good card reads"


def test_newest_address_that_does_not_come_leaves_the_printed_one(
    reader: IdCardReader, stand_in: IdReaderHandle
) -> None:
    stand_in.control.insert(WANG_JIANGUO)
    assert reader.poll()
    stand_in.control.fault("garbage", on="newest-address")
    assert reader.read().address == WANG_JIANGUO.document.address


def test_reader_that_was_unplugged_is_absent_and_comes_back(reader: IdCardReader, stand_in: IdReaderHandle) -> None:
    stand_in.control.unplug()
    with pytest.raises(DeviceFailure) as caught:
        reader.poll()
    assert caught.value.cause == "absent"
    reader.close()
    with pytest.raises(DeviceFailure) as caught:
        reader.open()
    assert caught.value.cause == "absent"
    stand_in.control.replug()
    reader.open()
    stand_in.control.insert(SHI_MEIE)
    assert reader.poll()
    assert reader.read().name == "史美娥"


def test_reader_belongs_to_the_thread_that_opened_it(reader: IdCardReader) -> None:
    raised: list[str] = []

    def intrude() -> None:
        try:
            reader.poll()
        except RuntimeError as fault:
            raised.append(str(fault))

    thread = Thread(target=intrude)
    thread.start()
    thread.join()
    assert "does not own it" in raised[0]


def test_serial_port_is_taken_for_one_program_alone(reader: IdCardReader, stand_in: IdReaderHandle) -> None:
    assert not reader.poll()
    with pytest.raises(DeviceFailure) as caught:
        SerialIdReader(str(stand_in.port), SystemClock()).open()
    assert caught.value.cause == "in-use"


def test_number_of_the_security_module(stand_in: IdReaderHandle) -> None:
    reader = SerialIdReader(str(stand_in.port), SystemClock())
    reader.open()
    assert reader.sam_id() == "05.03-20260301-0001234567-4011223344"
    reader.close()


def test_reset_lets_the_card_that_lies_there_be_found_again(stand_in: IdReaderHandle) -> None:
    stand_in.control.insert(SHI_MEIE)
    reader = SerialIdReader(str(stand_in.port), SystemClock())
    reader.open()
    assert reader.poll()
    reader.read()
    assert not reader.poll()
    reader.reset()
    assert reader.poll()
    reader.close()
