"""What the screens say of a filing of which only a skeleton is left."""

from datetime import UTC, datetime

import pytest

from kiosk.domain.case import CaseChange, CaseStatus
from kiosk.domain.filing import Acknowledgement, Delivery, DeliveryState, FilingBrief, FilingRow
from kiosk.domain.receipt_case import ReceiptCase
from kiosk.events import CaseFound, FilingsFound
from kiosk.workflow.steps import Signal, Step
from tests.support.filing_road import identify
from tests.support.scene import Scene

WHEN = datetime(2026, 11, 20, 8, 30, tzinfo=UTC)
NUMBER = "31113302250029876XW20002110010120261120000100"[:43]
STATE = DeliveryState(Delivery.DELIVERED, 1, acknowledgement=Acknowledgement(NUMBER, "", WHEN))
BRIEF = FilingBrief("wiped-one", "ZC-330225-0042-7", "高龄津贴", "", WHEN, STATE, wiped=True)
WIPED = FilingRow(BRIEF, CaseChange("wiped-one", NUMBER, CaseStatus.ACCEPTED, "", WHEN))


def in_english(scene: Scene) -> None:
    scene.hand.touch("language")
    scene.hand.wait("English", lambda: scene.says("Delivered"))


def opened(scene: Scene, *, outlet: bool) -> None:
    scene.publish(FilingsFound((WIPED,), outlet, session_id=scene.session_id))
    scene.hand.touch("filing-wiped-one")
    scene.arrive(Step.CASE)


@pytest.mark.parametrize("english", [False, True])
def test_in_a_hall_the_card_still_opens_the_case_and_its_screen_says_what_is_gone(hall: Scene, english: bool) -> None:
    identify(hall)
    hall.terminal.visit.fire(Signal.CASES)
    hall.arrive(Step.CASES)
    hall.hand.wait("the store's answer", lambda: hall.hand.find("no-filings") is not None)
    if english:
        hall.publish(FilingsFound((WIPED,), False, session_id=hall.session_id))
        in_english(hall)
    opened(hall, outlet=False)
    assert hall.says("has been wiped" if english else "已经按规定清掉")
    assert hall.says("Accepted" if english else "已受理")
    assert hall.says("ZC-330225-0042-7")
    assert not hall.says("Query code" if english else "查询码")
    assert hall.hand.find("print-receipt") is None


@pytest.mark.parametrize("english", [False, True])
def test_at_an_outlet_the_list_and_the_desk_name_nobody(signed_in: Scene, english: bool) -> None:
    signed_in.publish(FilingsFound((WIPED,), True, session_id=signed_in.session_id))
    signed_in.terminal.visit.fire(Signal.CASES)
    signed_in.arrive(Step.CASES)
    signed_in.publish(FilingsFound((WIPED,), True, session_id=signed_in.session_id))
    assert not any(words.startswith(" ·") for words in signed_in.said())
    if english:
        in_english(signed_in)
    opened(signed_in, outlet=True)
    assert signed_in.says("has been wiped" if english else "已经按规定清掉")
    assert signed_in.hand.find("print-receipt") is None


def test_its_receipt_still_opens_it(hall: Scene) -> None:
    case = ReceiptCase(
        "wiped-one", "高龄津贴", Delivery.DELIVERED, NUMBER, (WIPED.case,) if WIPED.case else (), "", WHEN
    )
    hall.terminal.visit.session.finding.filing_id = "wiped-one"
    hall.publish(CaseFound(case, session_id=hall.session_id))
    hall.arrive(Step.CASE)
    assert hall.says("已受理")
    assert not hall.says("给谁办")
