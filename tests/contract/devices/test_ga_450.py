"""What the drivers of GA 450 readers do when the line is disturbed, and what only they can."""

from collections.abc import Iterator

import pytest

from devices.cards.serial_id import SerialIdReader
from devices.simulators.control import IdReaderHandle, spawn_id_reader
from devices.simulators.sample_cards import SHI_MEIE, WANG_JIANGUO
from kiosk.clock import SystemClock
from kiosk.errors import DeviceFailure
from kiosk.ports import IdCardReader
from tests.support.card_readers import BENCHES, Bench


@pytest.fixture(scope="module")
def stand_in(tmp_path_factory: pytest.TempPathFactory) -> Iterator[IdReaderHandle]:
    with spawn_id_reader(tmp_path_factory.mktemp("reader")) as handle:
        yield handle


@pytest.fixture(scope="module", params=["serial-id", "sdt"])
def bench(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bench]:
    with BENCHES[request.param].set_up(tmp_path_factory.mktemp("bench")) as bench:
        yield bench


@pytest.fixture
def reader(bench: Bench) -> Iterator[IdCardReader]:
    bench.clear()
    driver = bench.make()
    driver.open()
    yield driver
    driver.close()


def gone(reader: IdCardReader) -> bool:
    """Whether the reader notices within a few questions that the card was taken away."""
    return any(not reader.present() for _ in range(5))


@pytest.mark.parametrize(
    ("fault", "cause"),
    [("wrong-checksum", "checksum"), ("half-frame", "checksum"), ("garbage", "checksum"), ("silence", "no-answer")],
)
@pytest.mark.parametrize("command", ["select", "read"])
def test_disturbed_answer_is_asked_for_again_and_given_up_after_three(
    reader: IdCardReader, bench: Bench, fault: str, cause: str, command: str
) -> None:
    bench.control.insert(SHI_MEIE)
    assert reader.poll()
    bench.control.fault(fault, times=1, on=command)
    assert reader.read().number == SHI_MEIE.document.number
    bench.control.insert(WANG_JIANGUO)
    assert gone(reader)
    assert reader.poll()
    bench.control.fault(fault, times=3, on=command)
    with pytest.raises(DeviceFailure) as caught:
        reader.read()
    assert caught.value.cause == cause
    bench.control.remove()
    assert gone(reader)
    bench.control.insert(SHI_MEIE)
    assert reader.poll()
    assert reader.read().number == SHI_MEIE.document.number, "the next good card reads"


def test_newest_address_that_does_not_come_leaves_the_printed_one(reader: IdCardReader, bench: Bench) -> None:
    bench.control.insert(WANG_JIANGUO)
    assert reader.poll()
    bench.control.fault("garbage", on="newest-address")
    assert reader.read().address == WANG_JIANGUO.document.address


def test_serial_port_is_taken_for_one_program_alone(stand_in: IdReaderHandle) -> None:
    reader = SerialIdReader(str(stand_in.port), SystemClock())
    reader.open()
    with pytest.raises(DeviceFailure) as caught:
        SerialIdReader(str(stand_in.port), SystemClock()).open()
    assert caught.value.cause == "in-use"
    reader.close()


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
