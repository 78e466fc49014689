"""A code is read back as the filing it was made for; any other text is a filing id or none, and never an exception."""

from uuid import UUID

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from kiosk.domain.verification import is_meant_as_ours, read_verification_code, verification_code

pytestmark = pytest.mark.decoder

ids = st.integers(0, (1 << 128) - 1).map(lambda bits: str(_v7(bits)))
endings = st.sampled_from(["", "\r", "\n", "\r\n", "\t", " "])


def _v7(bits: int) -> UUID:
    """Any UUID of version 7 (RFC 9562, 5.7)."""
    return UUID(int=bits & ~(0xF << 76) & ~(0x3 << 62) | 0x7 << 76 | 0x2 << 62)


@given(ids, endings, st.booleans())
def test_a_code_leads_back_to_its_filing(filing_id: str, ending: str, small: bool) -> None:
    code = verification_code(filing_id)
    assert read_verification_code((code.lower() if small else code) + ending) == filing_id
    assert is_meant_as_ours(code)


@given(st.text() | st.text("JJ1:0123456789ABCDEFabcdef-", max_size=60))
@example("JJ1:")
@example("JJ1::0000")
@example("ＪＪ１：")
@example("JJ1:" + "ſ" * 36 + ":0000")
def test_any_text_is_a_filing_id_or_nothing(text: str) -> None:
    found = read_verification_code(text)
    if found is not None:
        assert UUID(found).version == 7
        assert verification_code(found) == text.strip().upper()
    assert isinstance(is_meant_as_ours(text), bool)


@given(ids, st.data())
def test_one_slip_is_noticed(filing_id: str, data: st.DataObject) -> None:
    code = verification_code(filing_id)
    at = data.draw(st.integers(0, len(code) - 1))
    slip = data.draw(st.sampled_from("0123456789ABCDEFXYZ-:"))
    assume(slip != code[at])
    wrong = code[:at] + slip + code[at + 1 :]
    found = read_verification_code(wrong)
    # Four digits tell all but one in 65,536 slips apart; that one names another filing, never a broken id.
    assert found != filing_id
    assert found is None or UUID(found).version == 7


@given(ids, st.text(max_size=8), st.text(max_size=8))
def test_what_a_person_typed_around_a_code_makes_it_misread_and_not_foreign(
    filing_id: str, before: str, after: str
) -> None:
    assume((before + after).strip())
    code = before + verification_code(filing_id) + after
    assert read_verification_code(code) in {None, filing_id}
    assert is_meant_as_ours(code)
