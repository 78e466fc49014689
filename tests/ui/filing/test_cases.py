"""My filings: delivery and case apart, the history, and nothing of anybody else."""

from datetime import UTC, datetime

from kiosk.domain.case import CaseChange, CaseStatus
from kiosk.domain.filing import Acknowledgement, Delivery, DeliveryState, FilingBrief, FilingRow
from kiosk.events import FilingsFound, HistoryFound
from kiosk.workflow.steps import Signal, Step
from tests.support.filing_road import identify, to_done
from tests.support.scene import Scene

WHEN = datetime(2026, 11, 20, 8, 30, tzinfo=UTC)
KNOWN = Acknowledgement("浙象〔2026〕000123", "482913", WHEN)


def row(filing_id: str, state: DeliveryState, case: CaseChange | None = None) -> FilingRow:
    return FilingRow(FilingBrief(filing_id, "ZC-330225-0042-7", "高龄津贴", "史美娥", WHEN, state), case)


def change(status: CaseStatus, note: str = "") -> CaseChange:
    return CaseChange("two", KNOWN.case_number, status, note, WHEN)


WAITING = row("one", DeliveryState(Delivery.PENDING))
DELIVERED = DeliveryState(Delivery.DELIVERED, 1, acknowledgement=KNOWN)
ASKED = row("two", DELIVERED, change(CaseStatus.SUPPLEMENT_REQUIRED, "户口簿第 2 页看不清。"))
SILENT = row("three", DELIVERED)
REFUSED = row("four", DeliveryState(Delivery.REFUSED, 1, "intake.refused"))


def to_cases(scene: Scene) -> None:
    identify(scene)
    scene.terminal.visit.fire(Signal.CASES)
    scene.arrive(Step.CASES)
    scene.hand.wait("the store's answer", lambda: scene.hand.find("no-filings") is not None)


def test_somebody_new_is_told_so(hall: Scene) -> None:
    to_cases(hall)
    assert hall.says("这台机器上没有您办的事。")
    hall.hand.touch("back")
    hall.arrive(Step.HOME)


def test_what_was_just_filed_is_there(hall: Scene) -> None:
    to_done(hall)
    filing = hall.terminal.visit.session.outcome.filing
    assert filing is not None
    hall.hand.touch("next")
    hall.arrive(Step.FAREWELL)
    hall.terminal.visit.fire(Signal.NEXT)
    identify(hall)
    hall.terminal.visit.fire(Signal.CASES)
    hall.hand.touch(f"filing-{filing.filing_id}")
    hall.arrive(Step.CASE)
    assert hall.says("高龄津贴")
    assert hall.says("等着送出")
    assert hall.says("还没有消息")


def test_a_refused_filing_is_not_called_settled(hall: Scene) -> None:
    identify(hall)
    hall.publish(FilingsFound((REFUSED,), False, session_id=hall.session_id))
    assert hall.says("1 件中心没有收")
    assert not hall.says("都有结果了")


def test_delivery_and_case_are_two_words(hall: Scene) -> None:
    to_cases(hall)
    hall.publish(FilingsFound((WAITING, ASKED, SILENT, REFUSED), False, session_id=hall.session_id))
    said = hall.said()
    assert said.count("等着送出") == 1
    assert said.count("已经送到") == 2
    assert said.count("中心：需要补材料") == 1
    assert said.count("中心：还没有消息") == 1
    assert said.count("中心没有收") == 1
    assert not hall.says("已受理"), "only the centre says 受理"


def test_a_filing_opens_with_its_history_and_whose_turn_it_is(hall: Scene) -> None:
    to_cases(hall)
    hall.publish(FilingsFound((ASKED,), False, session_id=hall.session_id))
    hall.hand.touch("filing-two")
    hall.arrive(Step.CASE)
    hall.publish(
        HistoryFound(
            "two",
            (change(CaseStatus.RECEIVED), change(CaseStatus.SUPPLEMENT_REQUIRED, "看不清。")),
            session_id=hall.session_id,
        )
    )
    for words in ("需要补材料", "中心已收到", "轮到您了", "浙象〔2026〕000123", "482913"):
        assert hall.says(words), f"{words} is missing"
    hall.publish(HistoryFound("two", (change(CaseStatus.CONCLUDED, "批准。"),), session_id=hall.session_id))
    assert hall.says("已办结")
    hall.hand.touch("back")
    hall.arrive(Step.CASES)


def test_english_knows_the_matter_too(hall: Scene) -> None:
    to_cases(hall)
    hall.publish(FilingsFound((SILENT,), False, session_id=hall.session_id))
    hall.hand.touch("language")
    hall.hand.wait("the title in English", lambda: hall.says("Old-age allowance"))
    assert hall.says("Centre: No word yet")


def test_the_agent_sees_the_outlet_with_masked_names(signed_in: Scene) -> None:
    signed_in.terminal.visit.fire(Signal.CASES)
    signed_in.arrive(Step.CASES)
    signed_in.publish(FilingsFound((WAITING,), True, session_id=signed_in.session_id))
    assert signed_in.says("在这里办过的事")
    assert signed_in.says("史*娥")
    assert not signed_in.says("史美娥")
