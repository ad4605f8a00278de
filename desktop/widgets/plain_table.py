"""A short list of records in words, with the mark of a state where one is given."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRect, Qt, Signal, Slot
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHeaderView, QTableWidget, QTableWidgetItem, QWidget

from desktop.widgets import theme
from desktop.widgets.marks import tone_icon
from desktop.widgets.table_look import dress

_ID = Qt.ItemDataRole.UserRole
_NARROWEST = 6
_WIDEST = 16  # Han characters; the rest of a cell stands in its tip


@dataclass(frozen=True)
class Cell:
    """One cell: its words and, for a state, its tone."""

    text: str
    tone: str = ""


class PlainTable(QTableWidget):
    """``opened`` carries the record of a row on a double click or Enter. ``empty`` is said when there is nothing."""

    opened = Signal(int)

    def __init__(self, name: str, words: str, head: Sequence[str], parent: QWidget | None = None, stretch: int = 0,
                 empty: str = ""):
        super().__init__(0, len(head), parent)
        self.setObjectName(name)
        self.setAccessibleName(words)
        self._stretch, self.empty = stretch, empty
        self.setHorizontalHeaderLabels(list(head))
        dress(self)
        header = self.horizontalHeader()
        header.setSectionsClickable(False)
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(stretch, QHeaderView.ResizeMode.Stretch)
        header.setMinimumSectionSize(_NARROWEST * self.fontMetrics().horizontalAdvance("汉"))
        self.itemDoubleClicked.connect(self._open)

    def show_rows(self, rows: Sequence[tuple[int, Sequence[Cell]]]) -> None:
        """(record id, cells) from top to bottom. The row under the cursor stays current where it is still there."""
        keep = self.current_id
        self.setRowCount(len(rows))
        for number, (record_id, cells) in enumerate(rows):
            for column, cell in enumerate(cells):
                item = QTableWidgetItem(cell.text)
                item.setToolTip(cell.text)
                item.setData(_ID, record_id)
                if cell.tone:
                    item.setIcon(tone_icon(cell.tone))
                    item.setForeground(QColor(theme.tone(cell.tone).text))
                self.setItem(number, column, item)
        ids = [record_id for record_id, _ in rows]
        if keep in ids:
            self.setCurrentCell(ids.index(keep), 0)

    @property
    def current_id(self) -> int | None:
        item = self.item(self.currentRow(), 0)
        return item.data(_ID) if item is not None else None

    def sizeHintForColumn(self, column: int) -> int:  # noqa: N802 - Qt's names from here on
        """Words and heads do not touch their neighbours; a long name does not push the other columns out."""
        metrics = self.fontMetrics()
        head = metrics.horizontalAdvance(self.horizontalHeaderItem(column).text())
        return min(max(super().sizeHintForColumn(column), head) + theme.MEDIUM, _WIDEST * metrics.horizontalAdvance("汉"))

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.current_id is not None:
            self.opened.emit(self.current_id)
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        super().paintEvent(event)
        if not self.rowCount() and self.empty:
            room = QRect(self.viewport().rect()).adjusted(theme.LARGE, theme.LARGE, -theme.LARGE, -theme.LARGE)
            with QPainter(self.viewport()) as painter:
                painter.setPen(QColor(theme.MUTED))
                painter.drawText(room, Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap, self.empty)

    @Slot(QTableWidgetItem)
    def _open(self, item: QTableWidgetItem) -> None:
        self.opened.emit(item.data(_ID))
