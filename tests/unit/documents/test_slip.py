"""The receipt as a slip: what it says, and that it never says more than the sheet may."""

import pytest

from kiosk.documents.receipt_facts import ReceiptKind
from kiosk.documents.slip import receipt_slip
from kiosk.domain.text import Language
from kiosk.domain.verification import read_verification_code
from kiosk.ports import Slip
from tests.unit.documents.samples import FILING_ID, NAME, NUMBER, receipt


def words(slip: Slip) -> str:
    return "\n".join(line.words for line in slip.lines)


def test_an_official_slip_has_the_centres_numbers_and_what_comes_next() -> None:
    facts = receipt(ReceiptKind.OFFICIAL)
    slip = receipt_slip(facts)
    said = words(slip)
    for wanted in ("申报回执", facts.case_number, facts.query_code, facts.matter_title.zh, facts.resident_name):
        assert wanted in said
    for step in facts.next_steps:
        assert step.zh in said
    assert facts.provisional_number not in said


def test_a_provisional_slip_says_so_first_and_has_no_case_number() -> None:
    slip = receipt_slip(receipt())
    assert slip.lines[0].words == "暂存回执"
    assert slip.lines[0].scale == 2
    assert "县中心还没有确认收到" in slip.lines[1].words
    assert "ZC-330225-0042-7" in words(slip)
    assert "办件编号:" not in words(slip)


def test_a_refused_filing_is_not_promised_to_be_sent() -> None:
    assert "没有收下" in receipt_slip(receipt(refused=True)).lines[1].words


@pytest.mark.parametrize("kind", list(ReceiptKind))
def test_its_code_is_the_receipts_own(kind: ReceiptKind) -> None:
    assert read_verification_code(receipt_slip(receipt(kind)).code) == FILING_ID


def test_name_and_number_are_masked() -> None:
    said = words(receipt_slip(receipt(ReceiptKind.OFFICIAL)))
    assert NAME not in said
    assert NUMBER not in said


def test_who_reads_english_gets_english() -> None:
    said = words(receipt_slip(receipt(ReceiptKind.OFFICIAL, language=Language.EN)))
    assert "Filing receipt" in said
    assert "Query code:" in said
    assert "接下来" not in said


def test_no_line_shows_in_a_log() -> None:
    assert "史" not in repr(receipt_slip(receipt()))
