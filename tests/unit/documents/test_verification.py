"""The code on a paper."""

import pytest
import segno

from kiosk.documents.verification import qr_cells
from kiosk.domain.verification import read_verification_code, verification_code
from tests.unit.documents.samples import FILING_ID


def test_a_code_leads_back_to_its_filing() -> None:
    code = verification_code(FILING_ID)
    assert code.startswith("JJ1:0193A5B2-7C11-7D3E-9A10-2F4BE1C09D55:")
    assert read_verification_code(code) == FILING_ID
    assert read_verification_code(f" {code.lower()}\n") == FILING_ID


@pytest.mark.parametrize("index", range(4, 45))
def test_one_wrong_character_is_noticed(index: int) -> None:
    code = verification_code(FILING_ID)
    wrong = "0" if code[index] != "0" else "1"
    assert read_verification_code(code[:index] + wrong + code[index + 1 :]) is None


@pytest.mark.parametrize("text", ["", ":", "JJ1:", "JJ1::0000", "https://example.org/x", "JJ2:AB:0000", "就近"])
def test_other_texts_are_no_codes(text: str) -> None:
    assert read_verification_code(text) is None


def test_the_squares_are_those_of_the_qr_code() -> None:
    code = verification_code(FILING_ID)
    side, cells = qr_cells(code)
    drawn = [[0] * side for _ in range(side)]
    for column, row, count in cells:
        drawn[row][column : column + count] = [1] * count
    symbol = segno.make_qr(code, error="q", boost_error=False)
    assert drawn == [list(row) for row in symbol.matrix]
    assert symbol.mode == "alphanumeric"
    assert side == 29
