"""The rows of an import as they will be taken: verdict, what is wrong, the cells; wrong cells are marked."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QAbstractItemView, QTableWidget, QTableWidgetItem, QWidget

from db.ledger import Ledger
from desktop.exchange.layout import Layout, fields_for
from desktop.exchange.left_over import reason
from desktop.exchange.sheets import Sheet
from desktop.exchange.workbook_in import PlannedRow
from desktop.widgets import theme
from desktop.widgets.marks import tone_icon

SHOWN = 500  # rows; all are imported
VERDICTS = {"new": ("新增", "good"), "changed": ("修改已有", "warn"), "same": ("已有，不变", "calm"),
            "twin": ("相似，跳过", "warn"), "error": ("有错", "bad")}


class ImportPreview(QTableWidget):
    """Shows at most 500 rows; the sentence above says how many there are."""

    def __init__(self, ledger: Ledger, parent: QWidget | None = None):
        super().__init__(parent)
        self.setObjectName("import_preview")
        self.setAccessibleName("导入预览")
        self._labels = {field.name: field.label for field in fields_for(ledger)}
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setAlternatingRowColors(True)
        self.setTabKeyNavigation(False)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(max(theme.ROW, self.fontMetrics().height() + 8))
        self.horizontalHeader().setSectionsClickable(False)
        self.horizontalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)

    def show_rows(self, sheet: Sheet, layout: Layout, rows: list[PlannedRow]) -> None:
        """The columns are those that are imported, in the sheet's order, behind row number, verdict and problem."""
        labels = [self._labels[name] for _, name in layout.fields]
        self.setColumnCount(3 + len(labels))
        self.setHorizontalHeaderLabels(["行", "结果", "问题", *labels])
        self.setRowCount(min(len(rows), SHOWN))
        for place, row in enumerate(rows[:SHOWN]):
            words, tone = VERDICTS[row.verdict]
            verdict = QTableWidgetItem(words)
            verdict.setIcon(tone_icon(tone))
            cells = sheet.rows[row.row - 1]
            wrong = {error.column: error.sentence for error in row.errors}
            self.setItem(place, 0, QTableWidgetItem(str(row.row)))
            self.setItem(place, 1, verdict)
            alike = f"和“{row.twin}”相似" if row.twin is not None else ""
            self.setItem(place, 2, self._cell(reason(row) or alike, ""))
            for offset, ((column, _), label) in enumerate(zip(layout.fields, labels), start=3):
                value = cells[column] if column < len(cells) else None
                self.setItem(place, offset, self._cell("" if value is None else cell_words(value), wrong.get(label, "")))
        self.resizeColumnsToContents()
        usual = 20 * self.fontMetrics().horizontalAdvance("汉")
        why = max(usual, self.viewport().width() // 2)
        for column in range(self.columnCount()):
            self.setColumnWidth(column, min(self.columnWidth(column) + theme.MEDIUM, why if column == 2 else usual))
        self.setColumnHidden(2, not any(row.errors or row.twin is not None for row in rows[:SHOWN]))

    def wrong_cells(self) -> int:
        """How many cells are marked."""
        return sum(item.data(Qt.ItemDataRole.UserRole) is not None for row in range(self.rowCount())
                   for column in range(3, self.columnCount()) if (item := self.item(row, column)) is not None)

    @staticmethod
    def _cell(words: str, problem: str) -> QTableWidgetItem:
        item = QTableWidgetItem(words or ("（空）" if problem else ""))
        item.setToolTip(problem or words)
        if problem:
            pair = theme.tone("bad")
            item.setData(Qt.ItemDataRole.UserRole, problem)
            item.setData(Qt.ItemDataRole.AccessibleTextRole, f"{words}：{problem}")
            item.setIcon(tone_icon("bad"))
            item.setForeground(QColor(pair.text))
            item.setBackground(QColor(pair.ground))
        return item


def cell_words(value: object) -> str:
    """A cell of the sheet on one line; a day without its midnight."""
    text = " ".join(str(value).split())
    return text.removesuffix(" 00:00:00")
