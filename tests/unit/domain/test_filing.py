"""Filings: how a delivery may move, and what a list shows of the person."""

from collections.abc import Iterator
from datetime import datetime

import pytest

from kiosk.domain.filing import DELIVERY_MOVES, Delivery, DeliveryState, FilingBrief
from kiosk.domain.moments import CHINA

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=CHINA)


@pytest.mark.parametrize("ending", [Delivery.DELIVERED, Delivery.REFUSED])
def test_only_what_is_being_sent_can_be_delivered_or_refused(ending: Delivery) -> None:
    assert [before for before, moves in DELIVERY_MOVES.items() if ending in moves] == [Delivery.SENDING]


def test_only_what_waits_is_sent() -> None:
    assert [before for before, moves in DELIVERY_MOVES.items() if Delivery.SENDING in moves] == [Delivery.PENDING]


def test_what_was_being_sent_when_the_power_went_may_wait_again() -> None:
    assert Delivery.PENDING in DELIVERY_MOVES[Delivery.SENDING]


def test_what_was_delivered_stays_delivered() -> None:
    assert DELIVERY_MOVES[Delivery.DELIVERED] == frozenset()


@pytest.mark.parametrize("delivery", Delivery)
def test_a_move_leads_somewhere_else(delivery: Delivery) -> None:
    assert delivery not in DELIVERY_MOVES[delivery]


def test_every_delivery_can_be_reached_from_the_first() -> None:
    assert set(reached(Delivery.PENDING, frozenset())) | {Delivery.PENDING} == set(Delivery) == set(DELIVERY_MOVES)


def reached(start: Delivery, seen: frozenset[Delivery]) -> Iterator[Delivery]:
    for move in DELIVERY_MOVES[start] - seen:
        yield move
        yield from reached(move, seen | {move})


@pytest.mark.parametrize(("name", "masked"), [("史美娥", "史*娥"), ("王芳", "王*")])
def test_a_list_of_filings_shows_the_name_masked(name: str, masked: str) -> None:
    brief = FilingBrief("id", "ZC-330225-0042-7", "城乡居民高龄津贴", name, NOON, DeliveryState(Delivery.PENDING))
    assert brief.masked_name == masked
    assert brief.name == name


def test_a_delivery_begins_untried_with_nothing_to_explain() -> None:
    state = DeliveryState(Delivery.PENDING)
    assert (state.attempts, state.reason, state.detail, state.acknowledgement) == (0, "", "", None)
