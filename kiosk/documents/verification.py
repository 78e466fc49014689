"""The code on a paper: what a clerk's scanner reads to find the filing again.

`JJ1:<filing id>:<check>`. `JJ1` names this form, the filing id is the terminal's UUID in capitals (so that a QR code
holds it in its compact alphanumeric mode), and `check` is the first four hexadecimal digits, in capitals, of the
SHA-256 of `JJ1:<filing id>` as ASCII. The check tells a slip of the hand or the scanner, not a forgery: whether a
filing exists, only the centre knows. No personal data is in it.
"""

from hashlib import sha256

import segno

Cell = tuple[int, int, int]
"""A stretch of dark squares: column, row, how many side by side."""

_FORM = "JJ1"


def verification_code(filing_id: str) -> str:
    """The text of the code for a filing."""
    body = f"{_FORM}:{filing_id.upper()}"
    return f"{body}:{_check(body)}"


def read_verification_code(code: str) -> str | None:
    """The filing id, in lower case, of a code as scanned or typed; None when it is not one or the check fails."""
    body, _, check = code.strip().upper().rpartition(":")
    form, _, filing_id = body.partition(":")
    if form != _FORM or not filing_id or check != _check(body):
        return None
    return filing_id.lower()


def qr_cells(text: str) -> tuple[int, tuple[Cell, ...]]:
    """The side of the QR code in squares, and its dark squares; correction level Q survives a fold or a stain."""
    matrix = segno.make_qr(text, error="q", boost_error=False).matrix
    cells: list[Cell] = []
    for row, squares in enumerate(matrix):
        start: int | None = None
        for column, dark in enumerate([*squares, 0]):
            if dark and start is None:
                start = column
            elif not dark and start is not None:
                cells.append((start, row, column - start))
                start = None
    return len(matrix), tuple(cells)


def _check(body: str) -> str:
    return sha256(body.encode("ascii", "replace")).hexdigest()[:4].upper()
