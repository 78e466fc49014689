"""What the reader of social-security cards has to bear: cards' manners and mischief, other tokens, PC/SC itself."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from threading import Thread

import pytest

from devices.cards.pcsc_line import PcscDelays
from devices.cards.social_card import SocialCardReader
from devices.simulators.social_control import SocialCardControl, spawn_social_card
from devices.simulators.social_samples import LAN_RARE_SOCIAL, SHI_MEIE_SOCIAL, WANG_JIANGUO_SOCIAL
from kiosk.clock import SystemClock
from kiosk.errors import DeviceFailure
from kiosk.ports import IdCardReader
from tests.support.card_readers import until
from tests.support.pcscd import PcscService

PATIENT = PcscDelays(poll_s=10.0, read_s=10.0, hang_s=10.0, all_s=20.0)
"""Nothing takes so long here, however busy the machine is; what is to be given up has delays of its own."""


@pytest.fixture(scope="module")
def service() -> Iterator[PcscService]:
    with PcscService("First", "Second") as service:
        yield service


@pytest.fixture(scope="module")
def cards(service: PcscService) -> Iterator[tuple[SocialCardControl, SocialCardControl]]:
    first, second = spawn_social_card(service.slot("First")), spawn_social_card(service.slot("Second"))
    with first, second:
        yield first.control, second.control


@pytest.fixture
def first(cards: tuple[SocialCardControl, SocialCardControl]) -> SocialCardControl:
    return cards[0]


@pytest.fixture
def second(cards: tuple[SocialCardControl, SocialCardControl]) -> SocialCardControl:
    return cards[1]


@pytest.fixture
def make(
    service: PcscService, cards: tuple[SocialCardControl, SocialCardControl]
) -> Iterator[Callable[..., SocialCardReader]]:
    """Opens drivers before empty slots."""
    made: list[SocialCardReader] = []
    for control in cards:
        control.clear_faults()
        control.delay(0)
        control.remove()

    def opened(name: str = "", delays: PcscDelays = PATIENT) -> SocialCardReader:
        reader = SocialCardReader(name, SystemClock(), delays)
        until("PC/SC", lambda: opens(reader))
        made.append(reader)
        return reader

    until("empty slots", lambda: not opened().poll())
    yield opened
    for reader in made:
        reader.close()


@pytest.fixture
def reader(make: Callable[..., SocialCardReader]) -> SocialCardReader:
    return make()


def opens(reader: IdCardReader) -> bool:
    try:
        reader.open()
    except DeviceFailure:
        return False
    return True


def cause_of(call: Callable[[], object]) -> str:
    with pytest.raises(DeviceFailure) as caught:
        call()
    return caught.value.cause


def noticed(reader: SocialCardReader) -> SocialCardReader:
    until("a card noticed", reader.poll)
    return reader


def reads_the_next_card(reader: SocialCardReader, control: SocialCardControl) -> bool:
    control.clear_faults()
    control.delay(0)
    control.insert("wang-jianguo")
    until("the old card gone", lambda: not reader.present())
    return noticed(reader).read() == WANG_JIANGUO_SOCIAL.document


@pytest.mark.parametrize(
    "manner",
    [
        {},
        {"t1": True},
        {"p1_zero": True},
        {"by_number": True},
        {"whole_only": True},
        {"t1": True, "p1_zero": True, "by_number": True, "whole_only": True},
    ],
    ids=lambda manner: "-".join(manner) or "standard",
)
def test_every_manner_of_card_is_read(
    reader: SocialCardReader, first: SocialCardControl, manner: dict[str, bool]
) -> None:
    first.insert("lan-rare", **manner)
    assert noticed(reader).read() == LAN_RARE_SOCIAL.document


@pytest.mark.parametrize("fault", ["cut", "damaged", "no-status", "garbage", "endless"])
@pytest.mark.parametrize("command", ["read-by-tag", "get-response"])
def test_damaged_answer_is_asked_for_again_and_given_up_after_three(
    reader: SocialCardReader, first: SocialCardControl, fault: str, command: str
) -> None:
    first.insert("shi-meie")
    first.fault(fault, on=command)
    assert noticed(reader).read() == SHI_MEIE_SOCIAL.document
    first.insert("lan-rare")
    until("the other card", lambda: not reader.present())
    first.fault(fault, times=1000, on="get-response" if fault == "endless" else command)
    if command == "get-response" and fault in {"cut", "damaged", "garbage"}:
        # What the application says of itself is nobody's concern.
        assert noticed(reader).read() == LAN_RARE_SOCIAL.document
    else:
        assert cause_of(noticed(reader).read) == "bad-data"
    assert reader.present()
    assert reads_the_next_card(reader, first)


@pytest.mark.parametrize(
    ("status", "on", "cause"),
    [
        (0x6A82, "select-application", "card-unknown"),
        (0x6D00, "select-application", "card-unknown"),
        (0x6283, "select-application", "card-locked"),
        (0x9303, "select-application", "card-locked"),
        (0x6982, "read-by-number", "card-unknown"),
        (0x6F00, "read-by-number", "read-failed"),
        (0x6581, "select-file", "read-failed"),
    ],
)
def test_status_words_are_told_as_causes(
    reader: SocialCardReader, first: SocialCardControl, status: int, on: str, cause: str
) -> None:
    first.insert("shi-meie", by_number=True)
    first.fault("status", status=status, times=1000, on=on)
    assert cause_of(noticed(reader).read) == cause
    assert reads_the_next_card(reader, first)


@pytest.mark.parametrize("command", ["select-application", "select-file", "read-by-tag"])
def test_card_pulled_in_the_middle_is_told(reader: SocialCardReader, first: SocialCardControl, command: str) -> None:
    first.insert("shi-meie")
    first.fault("pulled", on=command)
    assert cause_of(noticed(reader).read) == "card-pulled"
    until("gone", lambda: not reader.present())
    assert reads_the_next_card(reader, first)


@pytest.mark.parametrize("order", [(0, 1), (1, 0)], ids=["before", "after"])
def test_token_in_another_slot_is_passed_over(
    reader: SocialCardReader, cards: tuple[SocialCardControl, SocialCardControl], order: tuple[int, int]
) -> None:
    # PC/SC lists the readers in an order of its own.
    token, good = (cards[place] for place in order)
    token.insert_token()
    good.insert("shi-meie")
    until("both", lambda: sum(slot.present for slot in reader._slots()) == 2)
    assert reader.poll()
    assert reader.read() == SHI_MEIE_SOCIAL.document
    assert reader.present()
    good.remove()
    until("gone", lambda: not reader.present())
    assert not reader.poll(), "the token is not told afterwards either"


def test_second_good_card_is_read_when_the_first_is_gone(
    reader: SocialCardReader, first: SocialCardControl, second: SocialCardControl
) -> None:
    first.insert("shi-meie")
    noticed(reader)
    reader.read()
    second.insert("lan-rare")
    until("both", lambda: sum(slot.present for slot in reader._slots()) == 2)
    assert reader.present()
    first.remove()
    until("gone", lambda: not reader.present())
    assert noticed(reader).read() == LAN_RARE_SOCIAL.document


def test_token_that_is_alone_is_unknown_and_does_not_stand_in_the_way(
    reader: SocialCardReader, first: SocialCardControl, second: SocialCardControl
) -> None:
    first.insert_token()
    assert cause_of(noticed(reader).read) == "card-unknown"
    assert reader.present()
    assert not reader.poll()
    second.insert("lan-rare")
    until("the good card", lambda: not reader.present())
    assert noticed(reader).read() == LAN_RARE_SOCIAL.document


def test_token_that_lay_there_before_is_told_once_and_is_nobodys_forgotten_card(
    make: Callable[..., SocialCardReader], reader: SocialCardReader, first: SocialCardControl
) -> None:
    first.insert_token()
    noticed(reader)
    later = make()
    assert cause_of(noticed(later).read) == "card-unknown"
    assert not later.present()
    assert not later.poll()


def test_exchange_between_two_looks_is_told_by_the_count_of_cards(
    make: Callable[..., SocialCardReader], reader: SocialCardReader, first: SocialCardControl
) -> None:
    observer = make()
    first.insert("shi-meie")
    noticed(reader).read()
    noticed(observer).read()
    first.insert("lan-rare")
    until("the old card gone", lambda: not observer.present())
    noticed(observer)
    # The reader looks for the first time since, and again sees a card in that slot.
    assert not reader.present()
    assert reader.poll()
    assert reader.read() == LAN_RARE_SOCIAL.document


def test_named_reader_looks_at_no_other(
    make: Callable[..., SocialCardReader], reader: SocialCardReader, first: SocialCardControl, second: SocialCardControl
) -> None:
    named = make("Second")
    assert named.place == "Second 00 00, Second 00 01"
    first.insert("shi-meie")
    noticed(reader)
    assert not named.poll()
    second.insert("lan-rare")
    assert noticed(named).read() == LAN_RARE_SOCIAL.document


def test_card_that_never_answers_costs_no_more_than_its_limit(
    make: Callable[..., SocialCardReader], first: SocialCardControl
) -> None:
    # All that comes before the silence has plenty of time, and the silence none.
    reader = make(delays=replace(PATIENT, read_s=3.0, hang_s=0.0))
    first.insert("shi-meie")
    first.fault("silence", on="read-by-tag")
    assert cause_of(noticed(reader).read) == "no-answer"
    reader.close()
    assert cause_of(reader.open) == "no-answer", "no second thread is lost to the same card"
    first.clear_faults()
    until("PC/SC let go", lambda: opens(reader))
    assert noticed(reader).read() == SHI_MEIE_SOCIAL.document


def test_card_that_is_too_slow_is_given_up_and_the_reader_stays(
    make: Callable[..., SocialCardReader], first: SocialCardControl
) -> None:
    reader = make(delays=replace(PATIENT, read_s=2.0, all_s=0.1))
    first.insert("shi-meie")
    first.delay(0.3)
    assert cause_of(noticed(reader).read) == "read-failed"
    assert reader.present()
    assert reads_the_next_card(reader, first)


def test_reading_that_hangs_is_ended_from_another_thread(
    make: Callable[..., SocialCardReader], first: SocialCardControl
) -> None:
    reader = make(delays=PcscDelays(read_s=60.0))
    first.insert("shi-meie")
    first.fault("silence", on="read-by-tag")
    noticed(reader)

    def cancel() -> None:
        until("the card keeps its answer", lambda: first.state()["kept"] == 1)
        reader.cancel()

    thread = Thread(target=cancel)
    thread.start()
    assert cause_of(reader.read) == "stopped"
    thread.join()
    first.clear_faults()


def test_foreigners_number_and_false_data_are_not_taken(reader: SocialCardReader, first: SocialCardControl) -> None:
    document = SHI_MEIE_SOCIAL.document
    first.insert(replace(SHI_MEIE_SOCIAL, document=replace(document, number="DEU033027403190700")))
    assert cause_of(noticed(reader).read) == "card-unknown"
    first.insert(replace(SHI_MEIE_SOCIAL, document=replace(document, number="330225194306140825")))
    until("the next", lambda: not reader.present())
    assert cause_of(noticed(reader).read) == "bad-data"


def test_service_that_is_stopped_or_hangs_is_told_and_used_again_when_it_is_back(
    make: Callable[..., SocialCardReader], service: PcscService, first: SocialCardControl
) -> None:
    reader = make(delays=PcscDelays())
    service.stop()
    assert cause_of(reader.poll) == "no-pcscd"
    reader.close()
    assert cause_of(reader.open) == "no-pcscd"
    service.restart()
    until("the service", lambda: opens(reader))
    service.freeze()
    assert cause_of(reader.poll) == "no-answer"
    reader.close()
    service.thaw()
    until("the service", lambda: opens(reader))
    first.insert("shi-meie")
    assert noticed(reader).read() == SHI_MEIE_SOCIAL.document


def test_no_readers_at_all_is_absent(service: PcscService) -> None:
    service.restart(without=["First", "Second"])
    assert cause_of(SocialCardReader("", SystemClock()).open) == "absent"
    service.restart()
    assert cause_of(SocialCardReader("Third", SystemClock()).open) == "absent"
