"""The squares of the code on a paper; what the code says is in `kiosk.domain.verification`."""

import segno

Cell = tuple[int, int, int]
"""A stretch of dark squares: column, row, how many side by side."""


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
