"""The agent's door, desk, and whom the agent files for."""

from devices.simulators.sample_cards import SHI_MEIE
from kiosk.domain.identity import Evidence
from kiosk.domain.resident import AuthorityKind
from kiosk.events import CardRead
from kiosk.workflow.steps import Step
from tests.support.scene import AGENT, PIN, Scene


def test_a_wrong_pin_is_told_at_its_field_and_wiped(village: Scene) -> None:
    village.enter("field-agent", AGENT)
    village.enter("field-pin", "111111")
    village.hand.touch("next")
    village.hand.wait("the refusal", lambda: village.says("编号或密码不对，再输一次。"))
    assert village.terminal.visit.step is Step.AGENT_SIGN_IN
    assert not village.item("next").property("enabled") if village.hand.find("next") else True
    village.enter("field-pin", PIN)
    village.hand.touch("next")
    village.arrive(Step.OUTLET)


def test_the_pin_is_never_readable(village: Scene) -> None:
    village.enter("field-pin", PIN)
    assert not village.says(PIN)


def test_the_desk_greets_the_agent_and_says_that_it_is_empty(signed_in: Scene) -> None:
    assert signed_in.says("周建军，您好")
    assert signed_in.says(f"代办员 {AGENT} 号")
    signed_in.hand.wait("the shelves", lambda: signed_in.says("这一栏没有要办的。"))


def test_a_resident_by_card_is_there_in_person(signed_in: Scene) -> None:
    signed_in.hand.touch("next")
    signed_in.arrive(Step.IDENTIFY)
    signed_in.publish(CardRead(SHI_MEIE.document))
    signed_in.arrive(Step.HOME)
    assert signed_in.says("给 史美娥 办事")
    known = signed_in.terminal.visit.session.identification
    assert known.authority is not None
    assert known.authority.kind is AuthorityKind.RESIDENT_PRESENT


def test_a_typed_number_is_checked_at_the_field_and_needs_the_agents_word(signed_in: Scene) -> None:
    signed_in.hand.touch("next")
    signed_in.arrive(Step.IDENTIFY)
    signed_in.hand.touch("type-number")
    signed_in.hand.touch("field-name")
    signed_in.hand.press("shi")
    signed_in.hand.wait("candidates", lambda: signed_in.says("是"))
    signed_in.app.shell.property("step").setName("史美娥")
    signed_in.enter("field-number", "33022519520314542")
    assert signed_in.app.shell.property("step").property("number") == "330225 19520314 542"
    signed_in.hand.touch("next")
    signed_in.hand.wait("the question", lambda: signed_in.says("选一下凭什么给他办。"))
    signed_in.hand.touch("option-written-authorisation")
    signed_in.hand.touch("next")
    signed_in.hand.wait("the fault at the field", lambda: signed_in.says("还差 1 位"))
    signed_in.enter("field-number", "x")
    signed_in.hand.touch("next")
    signed_in.hand.wait("the check digit", lambda: signed_in.says("有一位数字输错了"))
    signed_in.hand.touch("field-number")
    signed_in.hand.touch("key-delete")
    signed_in.hand.touch(f"key-{check_digit('33022519520314542')}")
    signed_in.hand.touch("next")
    signed_in.arrive(Step.HOME)
    known = signed_in.terminal.visit.session.identification
    assert known.resident is not None
    assert known.resident.evidence is Evidence.AGENT_WORD
    assert known.authority is not None
    assert known.authority.kind is AuthorityKind.WRITTEN
    assert signed_in.says("没有刷卡")


def check_digit(seventeen: str) -> str:
    """GB 11643, in its textbook form."""
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    total = sum(int(digit) * weight for digit, weight in zip(seventeen, weights, strict=True))
    return "10x98765432"[total % 11]
