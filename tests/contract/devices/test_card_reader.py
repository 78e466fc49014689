"""What every reader of identity cards does, on a stand-in in another process that speaks the real protocol."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from devices.causes import is_lost
from kiosk.errors import DeviceFailure
from kiosk.ports import IdCardReader
from tests.support.card_readers import BENCHES, Bench, until
from tests.support.ownership import refusal_elsewhere

FIRST, SECOND = "shi-meie", "wang-jianguo"
CARDS = [(driver, card) for driver, kind in BENCHES.items() for card in kind.cards]


@pytest.fixture(scope="module", params=BENCHES)
def bench(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bench]:
    with BENCHES[request.param].set_up(tmp_path_factory.mktemp("reader")) as bench:
        yield bench


@pytest.fixture
def reader(bench: Bench) -> Iterator[IdCardReader]:
    """An opened driver of each kind before a reader with an empty field."""
    bench.clear()
    driver = bench.make()
    driver.open()
    until("an empty field", lambda: not driver.poll())
    yield driver
    driver.close()


def lay_down(bench: Bench, reader: IdCardReader, card: str) -> None:
    bench.control.insert(card)
    until("a card noticed", reader.poll)


def gone(reader: IdCardReader) -> bool:
    """Whether the reader notices that the card was taken away."""
    until("a card noticed as gone", lambda: not reader.present())
    return True


def stays(reader: IdCardReader) -> bool:
    return all(reader.present() for _ in range(5))


def test_empty_field_has_no_card(reader: IdCardReader) -> None:
    assert not reader.poll()
    assert not reader.poll()


@pytest.mark.parametrize(("bench", "name"), CARDS, indirect=["bench"])
def test_every_kind_of_card_is_read_with_every_field(
    reader: IdCardReader, bench: Bench, name: str, request: pytest.FixtureRequest
) -> None:
    lay_down(bench, reader, name)
    card = BENCHES[request.node.callspec.params["bench"]].cards[name]
    address = card.newest_address if card.document.address else ""
    assert reader.read() == replace(card.document, address=address or card.document.address, photo=card.photo)


def test_card_is_found_once_until_it_was_taken_away(reader: IdCardReader, bench: Bench) -> None:
    lay_down(bench, reader, FIRST)
    read = reader.read()
    assert not reader.poll()
    assert stays(reader)
    bench.control.remove()
    assert gone(reader)
    assert not reader.poll()
    lay_down(bench, reader, FIRST)
    assert reader.read() == read


def test_card_exchanged_for_another_is_noticed_as_gone(reader: IdCardReader, bench: Bench) -> None:
    lay_down(bench, reader, FIRST)
    assert reader.read().name == "史美娥"
    bench.control.insert(SECOND)
    assert gone(reader)
    until("the other card", reader.poll)
    assert reader.read().name == "王建国"


def test_card_that_could_not_be_read_is_present_until_it_is_taken_away(reader: IdCardReader, bench: Bench) -> None:
    lay_down(bench, reader, FIRST)
    cause = bench.spoil()
    with pytest.raises(DeviceFailure) as caught:
        reader.read()
    assert caught.value.cause == cause
    assert stays(reader)
    bench.control.clear_faults()
    bench.control.remove()
    assert gone(reader)
    lay_down(bench, reader, SECOND)
    assert reader.read().name == "王建国", "the next good card reads"


def test_reader_that_was_unplugged_is_absent_and_comes_back(reader: IdCardReader, bench: Bench) -> None:
    bench.unplug()
    with pytest.raises(DeviceFailure) as caught:
        reader.poll()
    assert is_lost(caught.value)
    reader.close()
    with pytest.raises(DeviceFailure) as caught:
        reader.open()
    assert caught.value.cause == "absent"
    bench.replug()

    def opens() -> bool:
        try:
            reader.open()
        except DeviceFailure:
            return False
        return True

    until("the reader", opens)
    lay_down(bench, reader, FIRST)
    assert reader.read().name == "史美娥"


def test_reader_belongs_to_the_thread_that_opened_it(reader: IdCardReader) -> None:
    assert "does not own it" in refusal_elsewhere(reader.poll)
