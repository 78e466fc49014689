"""From a filing to the words of its receipt."""

from datetime import timedelta

import pytest

from kiosk.documents.receipt_facts import ReceiptKind, fee_words, receipt_facts, time_limit_words
from kiosk.domain.filing import Acknowledgement
from kiosk.domain.matter import Fee, LimitUnit, TimeLimit
from kiosk.domain.text import Text
from tests.unit.documents.samples import MATTER, NAME, NOON, NUMBER, PLACE, filing


def test_without_an_acknowledgement_it_is_provisional() -> None:
    facts = receipt_facts(filing(), MATTER, PLACE, acknowledgement=None)
    assert facts.kind is ReceiptKind.PROVISIONAL
    assert (facts.case_number, facts.query_code, facts.received_at, facts.agent) == ("", "", None, None)
    assert facts.provisional_number == "ZC-330225-0042-7"
    assert [(material.name.zh, material.pages) for material in facts.materials] == [("居民身份证", 1)]


def test_with_an_acknowledgement_it_is_official() -> None:
    word = Acknowledgement("C-1", "482913", NOON + timedelta(minutes=1))
    facts = receipt_facts(filing(), MATTER, PLACE, acknowledgement=word)
    assert facts.kind is ReceiptKind.OFFICIAL
    assert (facts.case_number, facts.query_code, facts.received_at) == ("C-1", "482913", word.received_at)


def test_name_and_number_are_masked() -> None:
    facts = receipt_facts(filing(), MATTER, PLACE, acknowledgement=None)
    assert facts.resident_name == "史*娥"
    assert NAME not in repr(facts)
    assert NUMBER not in repr(facts)


def test_an_agent_is_named_with_outlet_and_authority() -> None:
    agent = receipt_facts(filing(by_agent=True), MATTER, PLACE, acknowledgement=None).agent
    assert agent is not None
    assert (agent.name, agent.outlet, agent.authority.zh) == ("王芳", "茅洋乡溪口村便民服务点", "凭书面委托书代办")


def test_a_refusal_changes_what_happens_next() -> None:
    facts = receipt_facts(filing(), MATTER, PLACE, acknowledgement=None, refused=True)
    assert facts.refused
    assert "没有收下" in facts.next_steps[0].zh


@pytest.mark.parametrize(
    ("limit", "words"),
    [
        (TimeLimit(0, 0, LimitUnit.AT_ONCE), "受理后当场办好"),
        (TimeLimit(5, 20, LimitUnit.WORKING_DAYS), "受理后 5 个工作日内（法定 20 个工作日）"),
        (TimeLimit(7, 7, LimitUnit.DAYS), "受理后 7 天内"),
    ],
)
def test_time_limits_in_words(limit: TimeLimit, words: str) -> None:
    assert time_limit_words(limit).zh == words


@pytest.mark.parametrize(
    ("fee", "words"),
    [
        (Fee(), "不收费"),
        (Fee(1000), "10 元"),
        (Fee(1050, Text("工本费", "cost of material")), "10.50 元（工本费）"),
    ],
)
def test_fees_in_words(fee: Fee, words: str) -> None:
    assert fee_words(fee).zh == words
