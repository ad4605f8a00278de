"""A small table of counts. Every count that is not zero can be opened: it carries the records it counts."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QColor, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableWidget, QTableWidgetItem, QWidget

from desktop.widgets import theme

_IDS = Qt.ItemDataRole.UserRole


@dataclass(frozen=True)
class CountRow:
    """One line: its words, for each column the ids counted (an id may count several times); ``strong`` for a total."""

    label: str
    counts: tuple[Collection[int], ...]
    strong: bool = False


class CountTable(QTableWidget):
    """``opened`` carries (ids, words about the count) on a click or Enter."""

    opened = Signal(object, str)

    def __init__(self, name: str, words: str, parent: QWidget | None = None):
        super().__init__(parent)
        self.setObjectName(name)
        self.setAccessibleName(words)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setTabKeyNavigation(False)
        self.setWordWrap(False)
        self.setAlternatingRowColors(True)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(theme.ROW)
        self.horizontalHeader().setHighlightSections(False)
        self.horizontalHeader().setSectionsClickable(False)
        self.itemClicked.connect(self._open)

    def show_counts(self, head: Sequence[str], rows: Sequence[CountRow]) -> None:
        """``head`` names the label column and the count columns."""
        self.clear()
        self.setColumnCount(len(head))
        self.setHorizontalHeaderLabels(list(head))
        self.setRowCount(len(rows))
        for number, row in enumerate(rows):
            label = QTableWidgetItem(row.label)
            label.setToolTip(row.label)
            label.setFlags(Qt.ItemFlag.ItemIsEnabled)
            self.setItem(number, 0, self._dressed(label, row.strong))
            for column, ids in enumerate(row.counts, start=1):
                self.setItem(number, column, self._count(row, str(head[column]), ids))
        header = self.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Interactive)
        widest = max((header.fontMetrics().horizontalAdvance(words) for words in head[1:]), default=0)
        header.setMinimumSectionSize(widest + theme.LARGE)  # the words above a count stay whole
        self.horizontalHeaderItem(0).setTextAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self._share_width()

    def _share_width(self) -> None:
        """The words get what they need, as far as the counts beside them stay in sight."""
        least = self.horizontalHeader().minimumSectionSize()
        left = self.viewport().width() - least * (self.columnCount() - 1)
        wanted = max(self.sizeHintForColumn(0) + theme.MEDIUM, 90)
        self.setColumnWidth(0, max(min(wanted, left), least))

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        super().resizeEvent(event)
        self._share_width()

    def _count(self, row: CountRow, column: str, ids: Collection[int]) -> QTableWidgetItem:
        item = QTableWidgetItem(str(len(ids)))
        item.setTextAlignment(Qt.AlignmentFlag.AlignCenter)
        item.setData(_IDS, ids)
        item.setData(Qt.ItemDataRole.AccessibleTextRole, f"{row.label}，{column} {len(ids)}")
        item.setForeground(QColor(theme.ACCENT if ids else theme.MUTED))
        if ids:
            item.setToolTip(f"点击查看{row.label}“{column}”的 {len(set(ids))} 条记录")
        return self._dressed(item, row.strong)

    @staticmethod
    def _dressed(item: QTableWidgetItem, strong: bool) -> QTableWidgetItem:
        font = item.font()
        font.setBold(strong)
        item.setFont(font)
        return item

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentItem() is not None:
            self._open(self.currentItem())
        else:
            super().keyPressEvent(event)

    @Slot(QTableWidgetItem)
    def _open(self, item: QTableWidgetItem) -> None:
        ids = item.data(_IDS)
        if ids:
            row, column = self.item(item.row(), 0).text(), self.horizontalHeaderItem(item.column()).text()
            self.opened.emit(frozenset(ids), f"{row}　{column} {len(ids)}")

    def fit_height(self, most: int = 12) -> None:
        """As high as its rows, at most ``most`` of them; more are scrolled to."""
        rows = min(max(self.rowCount(), 1), most)
        self.setFixedHeight(self.horizontalHeader().sizeHint().height() + rows * theme.ROW + 2 * self.frameWidth())
