"""The rows of an import as they will be taken: verdict, what is wrong, the cells; wrong cells are marked."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QAbstractItemView, QTableView, QWidget

from db.ledger import Ledger
from desktop.exchange.layout import Layout, fields_for
from desktop.exchange.left_over import reason
from desktop.exchange.sheets import Sheet
from desktop.exchange.workbook_in import PlannedRow
from desktop.widgets import theme
from desktop.widgets.marks import tone_icon

VERDICTS = {"new": ("新增", "good"), "changed": ("修改已有", "warn"), "same": ("已有，不变", "calm"),
            "twin": ("相似，跳过", "warn"), "error": ("有错", "bad")}
_ROW, _VERDICT, _WHY = range(3)  # columns in front of those of the sheet
_Index = QModelIndex | QPersistentModelIndex
_Role = Qt.ItemDataRole


class PlannedRows(QAbstractTableModel):
    """The cells are asked for when they are seen: a year's workbook has thousands of rows."""

    def __init__(self, ledger: Ledger, parent: QWidget):
        super().__init__(parent)
        self._labels = {field.name: field.label for field in fields_for(ledger)}
        self._cells: tuple[tuple[Any, ...], ...] = ()
        self._columns: list[tuple[int, str]] = []  # of the sheet, with the field's label
        self.rows: list[PlannedRow] = []

    def show(self, sheet: Sheet, layout: Layout, rows: list[PlannedRow]) -> None:
        self.beginResetModel()
        self._cells, self.rows = sheet.rows, rows
        self._columns = [(column, self._labels[name]) for column, name in layout.fields]
        self.endResetModel()

    def clear(self) -> None:
        self.beginResetModel()
        self._cells, self.rows, self._columns = (), [], []
        self.endResetModel()

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: N802, B008 - Qt's name and way
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: N802, B008
        return 0 if parent.isValid() or not self._columns else _WHY + 1 + len(self._columns)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = _Role.DisplayRole) -> Any:  # noqa: N802
        if orientation == Qt.Orientation.Horizontal and role == _Role.DisplayRole:
            return ["行", "结果", "问题", *(label for _, label in self._columns)][section]
        return None

    def data(self, index: _Index, role: int = _Role.DisplayRole) -> Any:
        row, place = self.rows[index.row()], index.column() - _WHY - 1
        if place >= 0:
            return self._cell(row, *self._columns[place], role)
        if role in (_Role.DisplayRole, _Role.ToolTipRole):
            alike = f"和“{row.twin}”相似" if row.twin is not None else ""
            return (str(row.row), VERDICTS[row.verdict][0], reason(row) or alike)[index.column()]
        if role == _Role.DecorationRole and index.column() == _VERDICT:
            return tone_icon(VERDICTS[row.verdict][1])
        return None

    def _cell(self, row: PlannedRow, column: int, label: str, role: int) -> Any:
        problem = next((error.sentence for error in row.errors if error.column == label), "")
        if role in (_Role.DisplayRole, _Role.ToolTipRole, _Role.AccessibleTextRole):
            cells = self._cells[row.row - 1]
            value = cells[column] if column < len(cells) else None
            words = "" if value is None else cell_words(value)
            if role == _Role.DisplayRole:
                return words or ("（空）" if problem else "")
            return problem or words if role == _Role.ToolTipRole else f"{words}：{problem}" if problem else None
        if not problem:
            return None
        if role == _Role.DecorationRole:
            return tone_icon("bad")
        if role == _Role.ForegroundRole:
            return QColor(theme.tone("bad").text)
        return QColor(theme.tone("bad").ground) if role == _Role.BackgroundRole else None


class ImportPreview(QTableView):
    """All rows of a plan, or those of one verdict."""

    def __init__(self, ledger: Ledger, parent: QWidget | None = None):
        super().__init__(parent)
        self.setObjectName("import_preview")
        self.setAccessibleName("导入预览")
        self.planned = PlannedRows(ledger, self)
        self.setModel(self.planned)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setAlternatingRowColors(True)
        self.setTabKeyNavigation(False)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(max(theme.ROW, self.fontMetrics().height() + 8))
        header = self.horizontalHeader()
        header.setSectionsClickable(False)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setResizeContentsPrecision(0)  # the rows in sight: a look through thousands stops the window

    def show_rows(self, sheet: Sheet, layout: Layout, rows: list[PlannedRow]) -> None:
        """The columns are those that are imported, in the sheet's order, behind row number, verdict and problem."""
        self.planned.show(sheet, layout, rows)
        self.setColumnHidden(_WHY, not any(row.errors or row.twin is not None for row in rows))
        self.resizeColumnsToContents()
        usual = 20 * self.fontMetrics().horizontalAdvance("汉")
        why = max(usual, self.viewport().width() // 2)
        for column in range(self.planned.columnCount()):
            self.setColumnWidth(column, min(self.columnWidth(column) + theme.MEDIUM, why if column == _WHY else usual))

    def clear(self) -> None:
        """Nothing is planned."""
        self.planned.clear()


def cell_words(value: object) -> str:
    """A cell of the sheet on one line; a day without its midnight."""
    text = " ".join(str(value).split())
    return text.removesuffix(" 00:00:00")
