"""The list that changes row by row."""

import pytest
from PySide6.QtTest import QAbstractItemModelTester
from pytestqt.qtbot import QtBot

from ui.viewmodels.rows import Row, Rows


def row(key: str, text: str = "") -> Row:
    return {"key": key, "text": text}


@pytest.fixture
def rows(qtbot: QtBot) -> Rows:
    model = Rows(("key", "text"))
    # Qt's own referee: every notification must fit what the model says.
    model.setProperty("referee", QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal))
    return model


def test_only_what_differs_is_told(rows: Rows) -> None:
    told: list[tuple[str, int]] = []
    rows.rowsInserted.connect(lambda _parent, first, _last: told.append(("in", first)))
    rows.rowsRemoved.connect(lambda _parent, first, _last: told.append(("out", first)))
    rows.dataChanged.connect(lambda first, _last, _roles: told.append(("new", first.row())))

    rows.show([row("a"), row("c")])
    rows.show([row("a"), row("b"), row("c", "see")])
    rows.show([row("c", "see")])

    assert told == [("in", 0), ("in", 1), ("in", 1), ("new", 2), ("out", 1), ("out", 0)]
    assert rows.rows == ({"key": "c", "text": "see"},)


def test_rows_asked_for_while_others_are_made_come_afterwards(rows: Rows) -> None:
    rows.show([row("a"), row("b")])
    # A row that goes held the cursor: losing it asks for the list again, in the middle of the removal.
    rows.rowsRemoved.connect(lambda *_: rows.show([row("d", "last")]))
    rows.show([row("c")])
    assert rows.rows == ({"key": "d", "text": "last"},)
