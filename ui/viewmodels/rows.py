"""A list for QML that changes row by row, so that a half-typed entry or a running animation survives its neighbours."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QAbstractListModel, QByteArray, QModelIndex, QObject, QPersistentModelIndex, Qt

Row = dict[str, Any]
AnyIndex = QModelIndex | QPersistentModelIndex
_FIRST_ROLE = int(Qt.ItemDataRole.UserRole) + 1
_NO_PARENT = QModelIndex()


class Rows(QAbstractListModel):
    """Rows of plain values under the names in `roles`; the first role is the key that tells rows apart."""

    def __init__(self, roles: tuple[str, ...], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._roles = roles
        self._rows: list[Row] = []
        self._showing = False
        self._wanted: Sequence[Row] | None = None

    @property
    def rows(self) -> tuple[Row, ...]:
        return tuple(self._rows)

    def show(self, rows: Sequence[Row]) -> None:
        """Makes the list say `rows`, touching only what differs. Keys keep their order between calls."""
        # A row that goes may hold the cursor; losing it asks for new rows while these are still being made.
        self._wanted = rows
        if self._showing:
            return
        self._showing = True
        try:
            while self._wanted is not None:
                wanted, self._wanted = self._wanted, None
                self._become(wanted)
        finally:
            self._showing = False

    def _become(self, rows: Sequence[Row]) -> None:
        key = self._roles[0]
        wanted = {row[key] for row in rows}
        for place in range(len(self._rows) - 1, -1, -1):
            if self._rows[place][key] not in wanted:
                self.beginRemoveRows(_NO_PARENT, place, place)
                del self._rows[place]
                self.endRemoveRows()
        for place, row in enumerate(rows):
            if place < len(self._rows) and self._rows[place][key] == row[key]:
                self._change(place, row)
            else:
                self.beginInsertRows(_NO_PARENT, place, place)
                self._rows.insert(place, dict(row))
                self.endInsertRows()

    def _change(self, place: int, row: Row) -> None:
        old = self._rows[place]
        changed = [_FIRST_ROLE + number for number, role in enumerate(self._roles) if old[role] != row[role]]
        if changed:
            self._rows[place] = dict(row)
            index = self.index(place)
            self.dataChanged.emit(index, index, changed)

    def rowCount(self, parent: AnyIndex = _NO_PARENT) -> int:
        return 0 if parent.isValid() else len(self._rows)

    def data(self, index: AnyIndex, role: int = int(Qt.ItemDataRole.DisplayRole)) -> Any:
        number = role - _FIRST_ROLE
        if not index.isValid() or not 0 <= number < len(self._roles):
            return None
        return self._rows[index.row()][self._roles[number]]

    def roleNames(self) -> dict[int, QByteArray]:
        return {_FIRST_ROLE + number: QByteArray(role.encode()) for number, role in enumerate(self._roles)}
